"""What another version of the rules would change: the same texts, judged by both."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from schleuse.model import Action, LocatedFinding
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.policy import Policy

NOTHING = "-"
"""The class of texts in which nothing was found."""


@dataclass(slots=True)
class ClassChange:
    """What becomes of the texts of one class: a class that the corpus names, else each kind of finding in a text."""

    texts: int = 0
    old: "Counter[Action]" = field(default_factory=Counter)
    new: "Counter[Action]" = field(default_factory=Counter)
    stricter: int = 0
    milder: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One text of a corpus, and what was found in it."""

    text: str
    findings: Sequence[LocatedFinding]
    kind: str = ""
    """Class that the corpus names; ``""``: the kinds of findings count."""


def compare(old: Policy, new: Policy, like: Facts, cases: Iterable[Case]) -> dict[str, ClassChange]:
    """Judge every text by both policies; ``like`` says to which service, by whom and when it is sent."""
    changes: dict[str, ClassChange] = {}
    for case in cases:
        facts = replace(like, findings=case.findings, texts=(case.text,))
        before, after = decide(old, facts).action, decide(new, facts).action
        kinds = {item.finding.entity for item in case.findings} or {NOTHING}
        for kind in {case.kind} if case.kind else kinds:
            change = changes.setdefault(kind, ClassChange())
            change.texts += 1
            change.old[before] += 1
            change.new[after] += 1
            change.stricter += after.severity > before.severity
            change.milder += after.severity < before.severity
    return dict(sorted(changes.items()))

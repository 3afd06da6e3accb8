"""From when on a text holds too much for a rule to act as it says: what is left would tell who is meant.

Exceptions hide nothing from a limit: it counts what the rule would have acted on.
"""

import bisect
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from schleuse.model import Action, LocatedFinding
from schleuse.policy.ignore import value_of

PERSON = "PERSON"


@dataclass(frozen=True, slots=True)
class Limits:
    """Greatest numbers at which the rule still acts as it says; ``None``: any number."""

    beyond: Action
    """What it asks for above; never milder than its own action."""
    findings_max: int | None = None
    """Different values."""
    persons_max: int | None = None
    """Different names; "Müller" beside "Petra Müller" is none of its own."""
    rows_max: int | None = None
    """Lines of one text in which a name stands together with another finding: a table of persons."""
    kinds_max: int | None = None
    """Kinds of findings in one text: name, address, date of birth, number plate … together are rarely two people's."""

    def exceeded(self, findings: Sequence[LocatedFinding], texts: Sequence[str]) -> str:
        """Return the name of the first limit that these findings of one rule exceed, or ``""``."""
        for name, count in _COUNTS.items():
            limit: int | None = getattr(self, name)
            if limit is not None and count(findings, texts) > limit:
                return name
        return ""


def _values(findings: Iterable[LocatedFinding], texts: Sequence[str]) -> set[tuple[str, str]]:
    """Return the different values: a chat that is sent again in full must not grow over a limit by itself."""
    return {
        (item.finding.entity, " ".join(unicodedata.normalize("NFKC", value_of(item, texts)).casefold().split()))
        for item in findings
    }


def _different(findings: Sequence[LocatedFinding], texts: Sequence[str]) -> int:
    return len(_values(findings, texts))


def _persons(findings: Sequence[LocatedFinding], texts: Sequence[str]) -> int:
    names = [set(value.split()) for entity, value in _values(findings, texts) if entity == PERSON]
    return sum(not any(name < other for other in names) for name in names)


def _rows(findings: Sequence[LocatedFinding], texts: Sequence[str]) -> int:
    rows: dict[tuple[int, int], list[str]] = {}
    parts = {item.part for item in findings}
    ends = {part: [match.start() for match in re.finditer("\n", texts[part])] for part in parts}
    for item in findings:
        line = bisect.bisect(ends[item.part], item.finding.start)
        rows.setdefault((item.part, line), []).append(item.finding.entity)
    full = [part for (part, _), entities in rows.items() if PERSON in entities and len(entities) > 1]
    return max((full.count(part) for part in set(full)), default=0)


def _kinds(findings: Sequence[LocatedFinding], texts: Sequence[str]) -> int:
    kinds: dict[int, set[str]] = {}
    for item in findings:
        kinds.setdefault(item.part, set()).add(item.finding.entity)
    return max(map(len, kinds.values()), default=0)


_COUNTS: Mapping[str, Callable[[Sequence[LocatedFinding], Sequence[str]], int]] = {
    "findings_max": _different,
    "persons_max": _persons,
    "rows_max": _rows,
    "kinds_max": _kinds,
}

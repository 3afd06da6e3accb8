"""What employees would experience: each item as one request to a public service, judged by a policy."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from schleuse.evaluation.corpus import Item
from schleuse.evaluation.detector import Found
from schleuse.evaluation.rates import Rate
from schleuse.model import Action, LocatedFinding, Reason, Service, Subject
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.load import load_policy
from schleuse.policy.merge import shipped_policies
from schleuse.policy.policy import Policy
from schleuse.services.catalogue import Catalogue

WITH_DATA, CLEAN, HARD = "items with data", "clean items", "of these hard negatives"


@dataclass(slots=True)
class Verdicts:
    """How often the policy does what."""

    policy: str
    service: str
    actions: dict[str, Counter[Action]] = field(default_factory=dict)
    """By kind of item."""
    leaking: Rate = field(default_factory=Rate)
    """Items with data of which anything leaves the house: sent, with a character of a span that is not replaced."""
    disturbed: Rate = field(default_factory=Rate)
    """Clean items that do not go out as they are."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy, and the service that everything goes to."""

    name: str
    policy: Policy
    service: Service


def load(name: str, service: str) -> Rules:
    """Read a policy, by its file or by the name of a shipped one, and the service that the items go to.

    Raises:
        SchleuseError: the policy cannot be used, or the catalogue has no such service.

    """
    catalogue = Catalogue.load()
    shipped = {path.stem: path for path in shipped_policies()}
    policy = load_policy(shipped.get(name, Path(name)), catalogue.services)
    return Rules(name, policy, catalogue.resolve(service))


def judge(items: Sequence[Item], found: Sequence[Found], rules: Rules) -> Verdicts:
    """Judge every item."""
    policy, service = rules.policy, rules.service
    result = Verdicts(rules.name, service.name, {kind: Counter() for kind in (WITH_DATA, CLEAN, HARD)})
    for item, each in zip(items, found, strict=True):
        findings = [LocatedFinding(part, one) for part, some in enumerate(each or ()) for one in some]
        decision = decide(
            policy,
            Facts(
                service=service,
                host=service.hosts[0] if service.hosts else "",
                subject=Subject(),
                findings=findings,
                texts=item.texts,
                carries=frozenset(),
                failure=Reason.DETECTOR_FAILED if each is None else None,
                native=service.parsed,
                today=date.today(),
            ),
        )
        for kind in _kinds(item):
            result.actions[kind][decision.action] += 1
        if not item.personal:
            result.disturbed.add(decision.action.severity >= Action.PSEUDONYMISE.severity)
            continue
        replaced = {
            (one.located.part, at)
            for one in decision.findings
            if one.action.severity >= Action.PSEUDONYMISE.severity
            for at in range(one.located.finding.start, one.located.finding.end)
        }
        result.leaking.add(decision.action.sends and any(place not in replaced for place in _gold(item)))
    return result


def _kinds(item: Item) -> Iterator[str]:
    yield WITH_DATA if item.personal else CLEAN
    if item.hard_negative:
        yield HARD


def _gold(item: Item) -> Iterator[tuple[int, int]]:
    for span in item.spans:
        for at in range(span.start, span.end):
            if not item.texts[span.message][at].isspace():
                yield span.message, at

"""Run the examples that stand inside the rules: each says what *its* rule makes of a text.

They test rules, not the mode: in a pilot the rules of the later enforcement are tested. Whatever else a rule asks for
(service, sender, files) is taken as given; only the text is judged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from schleuse.model import Action, Finding, LocatedFinding, Service, Subject
from schleuse.policy.facts import Facts
from schleuse.policy.groups import samples
from schleuse.policy.judge import judge
from schleuse.policy.policy import EVERYBODY, Example, Policy, Rule
from schleuse.policy.words import Mode

Analyse = Callable[[str], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one example."""

    rule: Rule
    number: int
    """From 1, within the rule, in the order allow, observe, pseudonymise, warn, block, pass."""
    example: Example
    actual: Action | None
    """What the rule asked for; ``None`` if it did not act."""
    entities: tuple[str, ...]
    """What was found in the text."""

    @property
    def passed(self) -> bool:
        """Whether the rule did what the example says."""
        if self.example.expected is None:
            return self.actual is None or self.actual.severity <= Action.OBSERVE.severity
        return self.actual is self.example.expected


def run_examples(
    policy: Policy, analyse: Analyse, services: Mapping[str, Service], today: date
) -> Iterator[ExampleResult]:
    """Run all examples, rule by rule; those of expired exceptions and of rules to empty groups are left out.

    Args:
        policy: the policy.
        analyse: finds the findings of one text.
        services: the catalogue, to find a service that each rule means.
        today: the day on which the rules are asked.

    """
    enforcing = replace(policy, mode=Mode.ENFORCE)
    for rule in policy.rules:
        place = _place(enforcing, rule, services, today)
        if place is None or (rule.exception is not None and rule.exception.is_expired(today)):
            continue
        service, host = place
        for number, example in enumerate(rule.examples, start=1):
            findings = tuple(LocatedFinding(0, finding) for finding in analyse(example.text))
            facts = Facts(
                service=service,
                host=host,
                subject=_sender(rule),
                findings=findings,
                texts=(example.text,),
                carries=rule.carries,
                unread=rule.carries if rule.unread else frozenset(),
                failure=None,
                native=not rule.unparsed,
                today=today,
            )
            outcome = next(one for one in judge(enforcing, facts).outcomes if one.rule.id == rule.id)
            actual = outcome.action if outcome.items else None
            entities = tuple(item.finding.entity for item in findings)
            yield ExampleResult(rule, number, example, actual, entities)


def _place(
    policy: Policy, rule: Rule, services: Mapping[str, Service], today: date
) -> tuple[Service | None, str] | None:
    """Find a service and host that the rule means."""
    for service, host in samples(policy.groups, services):
        if not rule.groups or rule.groups & policy.membership(service, host, today).names:
            return service, host
    return None


def _sender(rule: Rule) -> Subject:
    unit = next(iter(sorted(rule.units - {EVERYBODY})), None)
    network = str(rule.networks[0].network_address) if rule.networks else None
    return Subject(unit=unit, network=network)

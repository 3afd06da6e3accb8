"""What each rule says about one request. The pure middle of :mod:`decide` and :mod:`explain`.

A rule acts on *items*: on findings if it has ``contains``, else on files, images and sounds if it has ``carries``,
else on the request as a whole. An exception takes rules out item by item, so it cannot touch anything else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from schleuse.entities import is_among
from schleuse.model import Action, AttachmentKind, LocatedFinding
from schleuse.policy.address import Address, address_of
from schleuse.policy.facts import Facts
from schleuse.policy.groups import Membership
from schleuse.policy.policy import EVERYBODY, Policy, Rule
from schleuse.policy.words import Mode

WHOLE: Literal["request"] = "request"
Item = int | str
"""A finding (index into the kept ones), an attachment kind, or :data:`WHOLE`."""


class Why(StrEnum):
    """Why a rule acts, or does not."""

    ACTS = "acts"
    OTHER_SERVICE = "other_service"
    OTHER_SENDER = "other_sender"
    READ_OTHERWISE = "read_otherwise"
    """``unparsed`` does not hold."""
    NOT_CARRIED = "not_carried"
    READ = "read"
    """Carried, but read completely (``unread``)."""
    NOT_FOUND = "not_found"
    NOT_CERTAIN = "not_certain"
    """Found, but below the rule's confidence."""
    EXPIRED = "expired"
    EXCEPTED = "excepted"
    """An exception took the rule out for everything it would have acted on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule on one request."""

    rule: Rule
    why: Why
    items: frozenset[Item] = frozenset()
    """What it acts on, after exceptions."""
    action: Action = Action.ALLOW
    """What it asks for there, after limits and mode."""
    limited: str = ""
    """Which of its ``limits`` made it stricter, if one did."""
    excepted_by: tuple[str, ...] = ()
    """Ids of exceptions that took it out for at least one item."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All rules on one request."""

    membership: Membership
    findings: tuple[LocatedFinding, ...]
    """Those that no ignore list drops."""
    outcomes: tuple[Outcome, ...]


def judge(policy: Policy, facts: Facts) -> Judgement:
    """Ask every rule."""
    members = policy.membership(facts.service, facts.host, facts.today)
    findings = policy.ignore.keep(facts.findings, facts.texts, facts.today)
    address = address_of(facts.subject.network)
    reach = {rule.id: _reach(rule, facts, members, findings, address) for rule in policy.rules}
    lifted = _lifted(policy, reach)
    outcomes = []
    for rule in policy.rules:
        why, items = reach[rule.id]
        taken = {} if rule.final else lifted.get(rule.id, {})
        left = items - taken.keys()
        if items and not left:
            why = Why.EXCEPTED
        mine = [findings[item] for item in sorted(each for each in items if isinstance(each, int))]
        limited = rule.limits.exceeded(mine, facts.texts) if rule.limits else ""
        action = rule.limits.beyond if rule.limits and limited else rule.action
        if policy.mode is Mode.OBSERVE and not rule.final:
            action = min(action, Action.OBSERVE, key=lambda each: each.severity)
        elif facts.released and action is Action.WARN:
            action = Action.OBSERVE
        by = sorted({name for item in items & taken.keys() for name in taken[item]})
        outcomes.append(Outcome(rule, why, left, action, limited, tuple(by)))
    return Judgement(members, findings, tuple(outcomes))


def _reach(
    rule: Rule,
    facts: Facts,
    members: Membership,
    findings: Sequence[LocatedFinding],
    address: Address | None,
) -> tuple[Why, frozenset[Item]]:
    """Find what the rule acts on, exceptions aside."""
    nothing: frozenset[Item] = frozenset()
    if rule.exception is not None and rule.exception.is_expired(facts.today):
        return Why.EXPIRED, nothing
    if rule.groups and not rule.groups & members.names:
        return Why.OTHER_SERVICE, nothing
    if not _sent_by(rule, facts.subject.unit, address):
        return Why.OTHER_SENDER, nothing
    if rule.unparsed is not None and rule.unparsed == facts.native:
        return Why.READ_OTHERWISE, nothing
    carried = rule.carries & (facts.unread if rule.unread else facts.carries)
    if rule.carries and not carried:
        return (Why.READ if rule.carries & facts.carries else Why.NOT_CARRIED), nothing
    if not rule.entities:
        return Why.ACTS, frozenset[Item](carried) or frozenset[Item]({WHOLE})
    found = [index for index, item in enumerate(findings) if is_among(item.finding.entity, rule.entities)]
    certain = [index for index in found if findings[index].finding.score >= rule.confidence]
    if not certain:
        return (Why.NOT_CERTAIN if found else Why.NOT_FOUND), nothing
    return Why.ACTS, frozenset[Item](certain)


def _lifted(policy: Policy, reach: Mapping[str, tuple[Why, frozenset[Item]]]) -> dict[str, dict[Item, set[str]]]:
    """Collect rule id -> item -> ids of the exceptions that take the rule out there."""
    lifted: dict[str, dict[Item, set[str]]] = {}
    for rule in policy.rules:
        if rule.exception is None:
            continue
        for name in rule.exception.rules:
            for item in reach[rule.id][1]:
                lifted.setdefault(name, {}).setdefault(item, set()).add(rule.id)
    return lifted


def _sent_by(rule: Rule, unit: str | None, address: Address | None) -> bool:
    """Whether the sender is meant.

    Of a sender without a known unit the network decides, where the rule names one. An exception is stricter: it
    holds only for a sender who is known to be meant.
    """
    in_network = address is not None and any(address in network for network in rule.networks)
    if rule.networks and not in_network:
        return False
    if not rule.units or EVERYBODY in rule.units:
        return True
    if unit is None:
        return in_network and rule.exception is None
    return unit.casefold() in rule.units


def kinds(items: frozenset[Item]) -> frozenset[AttachmentKind]:
    """Return the attachment kinds among the items."""
    return frozenset(item for item in items if isinstance(item, AttachmentKind))

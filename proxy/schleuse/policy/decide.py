"""The strictest rule wins: per finding, then over the request. Pure.

Order: ``block > warn > pseudonymise > observe > allow``. The order of rules means nothing, and one more rule can
only tighten; only an exception loosens (see :mod:`schleuse.policy.judge`).
"""

from collections.abc import Collection

from schleuse.entities import ENTITIES
from schleuse.model import Action, Decision, FindingVerdict, Justification, Reason, strictest
from schleuse.policy.facts import Facts
from schleuse.policy.judge import WHOLE, Item, Judgement, Outcome, judge, kinds
from schleuse.policy.policy import Policy
from schleuse.policy.words import MESSAGE_OF_REASON, Mode

# Findings would go out in clear although a rule wants them replaced: no approval of the service makes that right.
_NEVER_OPEN = frozenset({Reason.NOT_REWRITABLE, Reason.STORE_UNAVAILABLE, Reason.POLICY_UNAVAILABLE})
DEFAULT_RULE = "default.known_ai"
"""Stands for ``default.known_ai`` where that decides."""
DEFAULT_REASONS = (Justification.INVENTED, Justification.NOT_RECOGNISABLE, Justification.LEGAL_TASK)
"""What a rule that warns accepts where it has no ``ask_reason``."""


def decide(policy: Policy, facts: Facts) -> Decision:
    """Judge one request."""
    return conclude(policy, facts, judge(policy, facts))


def conclude(policy: Policy, facts: Facts, judgement: Judgement) -> Decision:
    """Turn what the rules say into one decision."""
    acting = [outcome for outcome in judgement.outcomes if outcome.items]
    floor, floor_reason = _floor(policy, facts, judgement)
    action = strictest([floor, *(outcome.action for outcome in acting)])
    deciding = sorted((one for one in acting if one.action == action), key=lambda one: _rank(one, action))
    lead = deciding[0] if deciding else None
    reason = _overall_reason(action, deciding, floor, floor_reason)
    rules = tuple(sorted(one.rule.id for one in deciding))
    if lead is None and reason is Reason.RULE:
        rules = (DEFAULT_RULE,)
    message = _message(action, reason, lead, judgement) if action.severity >= Action.PSEUDONYMISE.severity else ""
    return Decision(
        action=action,
        reason=reason,
        rules=rules,
        findings=tuple(_verdict(index, acting, judgement) for index in range(len(judgement.findings))),
        message=message,
        law=lead.rule.law if lead else "",
        exceptions=tuple(sorted({name for one in judgement.outcomes for name in one.excepted_by})),
        ask_reason=_reasons(deciding) if action is Action.WARN else (),
        policy_version=policy.version,
        alternative=policy.alternative,
        contact=policy.contact,
    )


def _floor(policy: Policy, facts: Facts, judgement: Judgement) -> tuple[Action, Reason]:
    """Return what holds without any rule. Rules cannot go below it, and a pilot does not soften what was unread."""
    floors: list[tuple[Action, Reason]] = []
    members = judgement.membership
    if members.known and facts.failure is not Reason.UNKNOWN_AI_HOST:
        observing = policy.mode is Mode.OBSERVE and policy.known_ai.severity > Action.OBSERVE.severity
        default = Action.OBSERVE if observing else policy.known_ai
        floors.append((default, Reason.RULE if default is Action.BLOCK else Reason.CLEAN))
    else:
        floors.append((policy.unknown_ai_hosts, Reason.UNKNOWN_AI_HOST))
    failure = facts.failure
    if failure is Reason.AUDIT_UNAVAILABLE:
        if members.audit == "refuse":
            floors.append((Action.BLOCK, failure))
    elif failure is not None and failure is not Reason.UNKNOWN_AI_HOST:
        is_open = members.fail_open and failure not in _NEVER_OPEN
        floors.append((Action.OBSERVE if is_open else Action.BLOCK, failure))
    # Of equally strict ones the last says more: it is about this request, not about the service.
    return max(reversed(floors), key=lambda floor: floor[0].severity)


def _overall_reason(action: Action, deciding: list[Outcome], floor: Action, floor_reason: Reason) -> Reason:
    unread = floor is action and floor_reason not in {Reason.CLEAN, Reason.RULE}
    if not deciding or (unread and action.sends):  # what went out unread is the first thing to know
        return floor_reason
    reason = _reason(deciding[0])
    by_service = reason in {Reason.RULE, Reason.UNPARSED_SERVICE}
    return Reason.CLEAN if by_service and action is Action.ALLOW else reason


def _rank(outcome: Outcome, action: Action) -> tuple[int, str]:
    """Order the deciding rules by how much their reason tells; ids make it independent of the file.

    Of what is stopped: first what must never leave (final), then what no change of the text can mend, then the rest.
    Of what is sent: first what was found in it.
    """
    match _reason(outcome):
        case Reason.FINDINGS:
            rank = 0 if outcome.rule.final or action.sends else 3
        case Reason.FILE:
            rank = 2
        case _:
            rank = 3 if action.sends else 1
    return rank, outcome.rule.id


def _reason(outcome: Outcome) -> Reason:
    if kinds(outcome.items):
        return Reason.FILE
    if WHOLE not in outcome.items:
        return Reason.FINDINGS
    return Reason.UNPARSED_SERVICE if outcome.rule.unparsed else Reason.RULE


def _reasons(deciding: list[Outcome]) -> tuple[Justification, ...]:
    """Return what every rule that warns accepts; where they have nothing in common, what the first one accepts."""
    accepted = [outcome.rule.ask_reason or DEFAULT_REASONS for outcome in deciding]
    common = tuple(reason for reason in accepted[0] if all(reason in each for each in accepted))
    return common or accepted[0]


def _verdict(index: int, acting: list[Outcome], judgement: Judgement) -> FindingVerdict:
    mine = [outcome for outcome in acting if index in outcome.items]
    action = strictest([outcome.action for outcome in mine])
    rules = tuple(sorted(outcome.rule.id for outcome in mine if outcome.action == action))
    return FindingVerdict(judgement.findings[index], action, rules)


def _message(action: Action, reason: Reason, lead: Outcome | None, judgement: Judgement) -> str:
    if lead is not None and lead.limited and lead.action is action and lead.rule.action is not action:
        return "many"
    if lead is not None and lead.rule.message:
        return lead.rule.message
    if action is Action.PSEUDONYMISE:
        return "pseudonymised"
    if action is Action.WARN:
        return "warn"
    if reason is Reason.FINDINGS and lead is not None:
        return _message_of_findings(lead.items, judgement)
    if reason is Reason.FILE and lead is not None and kinds(lead.items) == {"image"}:
        return "image"
    if reason is Reason.FILE and lead is not None and lead.rule.unread:
        return "unread_file"
    return MESSAGE_OF_REASON[reason]


def message_of_event(policy: Policy, reason: Reason, rules: Collection[str], entities: Collection[str]) -> str:
    """Return the key of the text for a decision that was recorded: what a person reads later under its reference."""
    named = next((rule.message for rule in policy.rules if rule.id in rules and rule.message), "")
    if named:
        return named
    return _message_of_entities(entities) if reason is Reason.FINDINGS else MESSAGE_OF_REASON[reason]


def _message_of_findings(items: frozenset[Item], judgement: Judgement) -> str:
    return _message_of_entities({judgement.findings[item].finding.entity for item in items if isinstance(item, int)})


def _message_of_entities(entities: Collection[str]) -> str:
    if "SECRET" in entities:
        return "secret"
    if "CONFIDENTIALITY_MARK" in entities or "DE_REGISTER_BLOCK" in entities:
        return "marking"
    if any(ENTITIES[entity].special for entity in entities if entity in ENTITIES):
        return "art9"
    return "identifier"

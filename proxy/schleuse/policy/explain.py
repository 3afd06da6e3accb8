"""Every rule on one request: whether it acts, why, and which one decides. Holds no content of the request."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from schleuse.model import Action, AttachmentKind
from schleuse.policy.decide import conclude
from schleuse.policy.facts import Facts
from schleuse.policy.judge import Judgement, Outcome, Why, judge, kinds
from schleuse.policy.policy import Policy, Rule


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule in the light of one request."""

    rule: Rule
    why: Why
    hit: bool
    """Whether it acts on anything."""
    decides: bool
    """Whether the decision is its."""
    action: Action | None
    """What it asks for, after limits and mode; ``None`` if it does not act."""
    limited: str
    """Which of its limits made it stricter, if one did."""
    counts: Mapping[str, int]
    """How many findings per entity it acts on."""
    carries: frozenset[AttachmentKind]
    excepted_by: tuple[str, ...]
    """Exceptions that took it out for some or all of what it would act on."""


def explain(policy: Policy, facts: Facts) -> list[RuleTrace]:
    """Return the trace of every rule: deciding ones first, then those that act from strict to mild, then by id."""
    judgement = judge(policy, facts)
    deciding = set(conclude(policy, facts, judgement).rules)
    traces = [_trace(outcome, judgement, deciding) for outcome in judgement.outcomes]
    return sorted(traces, key=lambda trace: (not trace.decides, -_severity(trace), trace.rule.id))


def _severity(trace: RuleTrace) -> int:
    return -1 if trace.action is None else trace.action.severity


def _trace(outcome: Outcome, judgement: Judgement, deciding: set[str]) -> RuleTrace:
    hit = bool(outcome.items)
    found = sorted(item for item in outcome.items if isinstance(item, int))
    return RuleTrace(
        rule=outcome.rule,
        why=outcome.why,
        hit=hit,
        decides=hit and outcome.rule.id in deciding,
        action=outcome.action if hit else None,
        limited=outcome.limited if hit else "",
        counts=Counter(judgement.findings[index].finding.entity for index in found),
        carries=kinds(outcome.items),
        excepted_by=outcome.excepted_by,
    )

"""Which exceptions there are, and when each ends: reminders come 30, 7 and 1 days ahead, an expired one is void."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schleuse.policy.policy import Policy, PolicyException, Rule

REMINDERS = (1, 7, 30)
"""Days ahead."""
EXPIRED, LATER = "expired", "later"
STATES = (EXPIRED, *(str(days) for days in REMINDERS), LATER)
"""In how many days at most an exception ends."""


@dataclass(frozen=True, slots=True)
class ExceptionState:
    """One exception on one day."""

    rule: Rule
    exception: PolicyException
    days: int
    """Until its last day; negative once it is void."""

    @property
    def state(self) -> str:
        """One of :data:`STATES`."""
        if self.days < 0:
            return EXPIRED
        return next((str(days) for days in REMINDERS if self.days <= days), LATER)


def exceptions(policy: Policy, today: date) -> list[ExceptionState]:
    """Return all exceptions, the one that ends first before the others."""
    found = [
        ExceptionState(rule, rule.exception, (rule.exception.until - today).days)
        for rule in policy.rules
        if rule.exception is not None
    ]
    return sorted(found, key=lambda one: (one.days, one.rule.id))


def ending(policy: Policy, today: date) -> Mapping[str, int]:
    """Return how many exceptions are in each state."""
    counts = dict.fromkeys(STATES, 0)
    for one in exceptions(policy, today):
        counts[one.state] += 1
    return counts

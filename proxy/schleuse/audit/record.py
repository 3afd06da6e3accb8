"""One decision, as it may be remembered: never content, never a person by name.

The fields are those of docs/de (what a log may contain): no address, no prompt, no answer, no matched value, no file
name, no hash of any of them; of the user nothing, or a pseudonym of the month that two roles together can resolve.
"""

import re
import secrets
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from schleuse.model import Action, Decision, Justification, Reason

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = re.compile(rf"[{_ALPHABET}]{{5}}-[{_ALPHABET}]{{5}}")
_PSEUDONYM = re.compile(r"[0-9a-f]{32}")
_WORD = re.compile(r"[\w.:/+-]{0,100}")
_MAX_ITEMS = 200
UNKNOWN_SERVICE = "unknown"
"""Stands for a service that the catalogue does not describe; its host is not kept."""

_SIZES = ((1 << 10, "<1K"), (10 << 10, "<10K"), (100 << 10, "<100K"), (1 << 20, "<1M"), (10 << 20, "<10M"))
_DURATIONS = ((0.05, "<50ms"), (0.2, "<200ms"), (1.0, "<1s"), (5.0, "<5s"))


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What is kept of one request.

    Raises:
        ValueError: a field has a form that could carry more than it should (too long, spaces, seconds).

    """

    reference: str
    """From :func:`new_reference`; leads to the event, not to the person."""
    minute: datetime
    """UTC, seconds and below are zero (:func:`minute_of`)."""
    unit: str | None
    """Department, or ``None``."""
    service: str
    """Id of the catalogue."""
    surface: str
    """Id of the surface within the service; ``""`` where none was recognised."""
    action: Action
    reason: Reason
    rules: tuple[str, ...] = ()
    """Ids of the rules that decided, and of the exceptions that were used."""
    policy_version: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Findings per entity."""
    size_bucket: str = ""
    """From :func:`size_bucket`."""
    duration_bucket: str = ""
    """From :func:`duration_bucket`."""
    justification: Justification | None = None
    """The reason that was chosen for what a rule warns about; the code only."""
    user: str | None = None
    """Pseudonym of the month (:mod:`schleuse.audit.identity`), or ``None``: the default, and where nobody signed in."""

    def __post_init__(self) -> None:
        if not _REFERENCE.fullmatch(self.reference):
            raise ValueError("reference: not from new_reference()")
        if self.minute.tzinfo is None or self.minute != minute_of(self.minute):
            raise ValueError("minute: not from minute_of()")
        if self.unit is not None and (len(self.unit) > 100 or not self.unit.isprintable()):
            raise ValueError("unit: at most 100 printable characters")
        words = (self.service, self.surface, self.policy_version, *self.rules, *self.counts)
        if not all(_WORD.fullmatch(word) for word in words):
            raise ValueError("service, surface, policy_version, rules, counts: only identifiers are kept")
        if len(self.rules) > _MAX_ITEMS or len(self.counts) > _MAX_ITEMS:
            raise ValueError(f"rules, counts: at most {_MAX_ITEMS}")
        if self.size_bucket not in SIZE_BUCKETS or self.duration_bucket not in DURATION_BUCKETS:
            raise ValueError("size_bucket, duration_bucket: not from size_bucket(), duration_bucket()")
        if self.user is not None and not _PSEUDONYM.fullmatch(self.user):
            raise ValueError("user: not a pseudonym")


def event_of(reference: str, decision: Decision, service: str, surface: str, size: int) -> AuditEvent:
    """Return the event of a decision that is taken now, about a body of so many bytes."""
    return AuditEvent(
        reference=reference,
        minute=minute_of(datetime.now(UTC)),
        unit=None,
        service=service,
        surface=surface,
        action=decision.action,
        reason=decision.reason,
        rules=tuple(dict.fromkeys((*decision.rules, *decision.exceptions))),
        policy_version=decision.policy_version,
        counts=decision.counts(),
        size_bucket=size_bucket(size),
    )


SIZE_BUCKETS = ("", *(name for _, name in _SIZES), ">=10M")
DURATION_BUCKETS = ("", *(name for _, name in _DURATIONS), ">=5s")


def new_reference() -> str:
    """Return a new reference such as ``7F3K2-Q9XMT``: 50 random bits, letters that survive a telephone call."""
    letters = [secrets.choice(_ALPHABET) for _ in range(10)]
    return "".join(letters[:5]) + "-" + "".join(letters[5:])


def parse_reference(text: str) -> str | None:
    """Return the reference that a person typed (small letters, O for 0, spaces, no hyphen), or ``None``."""
    if len(text) > 40:
        return None
    letters = "".join(text.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    reference = f"{letters[:5]}-{letters[5:]}"
    return reference if _REFERENCE.fullmatch(reference) else None


def minute_of(moment: datetime) -> datetime:
    """Return the minute, in UTC, in which an aware moment lies."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def size_bucket(size: int) -> str:
    """Return the class of a body's size in bytes."""
    return _bucket(size, _SIZES, SIZE_BUCKETS[-1])


def duration_bucket(seconds: float) -> str:
    """Return the class of a duration in seconds."""
    return _bucket(seconds, _DURATIONS, DURATION_BUCKETS[-1])


def _bucket(value: float, bounds: tuple[tuple[float, str], ...], last: str) -> str:
    index = bisect_right([bound for bound, _ in bounds], value)
    return bounds[index][1] if index < len(bounds) else last

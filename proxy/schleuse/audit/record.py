"""One decision, as it may be remembered: never content, never a person.

The fields are those of docs/de (what a log may contain): no user, no address, no prompt, no answer, no matched value,
no file name, no hash of any of them.
"""

import re
import secrets
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from schleuse.model import Action, Justification, Reason

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = re.compile(rf"[{_ALPHABET}]{{5}}-[{_ALPHABET}]{{5}}")
_WORD = re.compile(r"[\w.:/+-]{0,100}")
_MAX_ITEMS = 200

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

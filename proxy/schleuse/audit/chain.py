"""The hash chain: an event that is altered, left out or slipped in afterwards breaks it; one that is deleted does not.

Every gateway has two chains of its own, one of events and one of notes (what was done with the record). A link is

    leaf   = SHA-256(salt, record)        the salt goes with the record, so what stays says nothing about it
    digest = SHA-256(digest before, seq, leaf)

and stays when the record is deleted, until a signed checkpoint behind it takes its place. Pure; the form of a record is
canonical JSON (keys sorted, no spaces, UTF-8).
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schleuse.audit.record import AuditEvent

GENESIS = "0" * 64
"""What stands before the first link."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain."""

    seq: int = 0
    digest: str = GENESIS


@dataclass(frozen=True, slots=True)
class Link:
    """One link, with the salt of its record."""

    seq: int
    salt: str
    leaf: str
    digest: str


def extend(head: Head, record: Mapping[str, Any]) -> tuple[Head, Link]:
    """Return the link of a new record, and the head behind it."""
    salt, seq = secrets.token_hex(16), head.seq + 1
    leaf = leaf_of(salt, record)
    digest = digest_of(head.digest, seq, leaf)
    return Head(seq, digest), Link(seq, salt, leaf, digest)


def leaf_of(salt: str, record: Mapping[str, Any]) -> str:
    """Return the digest of a record."""
    return hashlib.sha256(salt.encode() + b"\n" + canonical(record)).hexdigest()


def digest_of(before: str, seq: int, leaf: str) -> str:
    """Return the digest of a link."""
    return hashlib.sha256(f"{before}\n{seq}\n{leaf}".encode()).hexdigest()


def canonical(record: Mapping[str, Any]) -> bytes:
    """Return the one form of a record that is hashed and signed."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def record_of(event: AuditEvent) -> dict[str, Any]:
    """Return an event as it is hashed and exported."""
    return {
        "reference": event.reference,
        "minute": event.minute.strftime("%Y-%m-%dT%H:%MZ"),
        "unit": event.unit,
        "user": event.user,
        "service": event.service,
        "surface": event.surface,
        "action": event.action.value,
        "reason": event.reason.value,
        "rules": sorted(set(event.rules)),
        "policy_version": event.policy_version,
        "counts": dict(event.counts),
        "size": event.size_bucket,
        "duration": event.duration_bucket,
        "justification": event.justification.value if event.justification else None,
    }

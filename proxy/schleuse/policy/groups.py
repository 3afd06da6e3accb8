"""To which service groups of the policy does a host belong today?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schleuse.model import Service

AuditFailure = Literal["refuse", "continue"]
Specificity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class HostPattern:
    """A host name in which ``*`` stands for one or more labels (or a part of one, as in ``*-api.example``)."""

    text: str
    regex: re.Pattern[str]

    @classmethod
    def of(cls, text: str) -> "HostPattern":
        """Compile a pattern; a port behind it is dropped, because policy speaks of hosts."""
        host = text.lower().partition(":")[0]
        wild = r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*"
        return cls(host, re.compile(wild.join(re.escape(part) for part in host.split("*"))))

    @property
    def specificity(self) -> Specificity:
        """Greater is closer: an exact name beats every pattern, then the longer literal part."""
        return ("*" not in self.text, len(self.text.replace("*", "")))

    def matches(self, host: str) -> bool:
        """Whether the host (lower case) is meant."""
        return len(host) <= 253 and self.regex.fullmatch(host) is not None


@dataclass(frozen=True, slots=True)
class Group:
    """A named group of services, resolved against the catalogue."""

    name: str
    hosts: tuple[HostPattern, ...] = ()
    ids: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()
    """Catalogue ids that belong here unless an approved group names them (``catalogue: public``)."""
    parts: frozenset[str] = frozenset()
    """Names of all groups that this one unites, through all levels."""
    unknown: bool = False
    approval: str = ""
    review: date | None = None
    audit: AuditFailure | None = None
    fail_open: bool = False

    def is_approved(self, today: date) -> bool:
        """Whether the approval is in force; it ends after the day of the review."""
        return bool(self.approval) and self.review is not None and today <= self.review

    def is_expired(self, today: date) -> bool:
        """Whether there was an approval whose review is due."""
        return bool(self.approval) and not self.is_approved(today)

    @property
    def is_public(self) -> bool:
        """Whether the group names services itself and never had an approval."""
        return not self.approval and bool(self.hosts or self.ids or self.public)

    def closeness(self, service: Service | None, host: str) -> Specificity | None:
        """How closely the group names the host, or ``None`` if it does not."""
        found = [pattern.specificity for pattern in self.hosts if pattern.matches(host)]
        if service is not None and service.id in self.ids:
            found.append((0, 0))
            own = (HostPattern.of(text) for text in service.hosts)
            found.extend(pattern.specificity for pattern in own if pattern.matches(host))
        return max(found, default=None)


@dataclass(frozen=True, slots=True)
class Membership:
    """The groups of one host on one day, and what follows from them."""

    names: frozenset[str]
    known: bool
    """Described by the catalogue or named by the policy."""
    approved: bool
    expired: bool
    fail_open: bool
    audit: AuditFailure


def membership(groups: Mapping[str, Group], service: Service | None, host: str, today: date) -> Membership:
    """Find the groups of a host.

    The closest pattern wins; groups that name the host equally closely all count, so the stricter outcome holds.
    A group whose review is due makes its hosts public: they then belong to every public group as well.
    """
    host = host.lower().rstrip(".")
    closeness = {name: close for name, group in groups.items() if (close := group.closeness(service, host)) is not None}
    best = max(closeness.values(), default=None)
    named = [groups[name] for name, close in closeness.items() if close == best]
    approved = [group for group in named if group.is_approved(today)]
    expired = any(group.is_expired(today) for group in named)
    public: list[Group] = []
    if expired:
        public = [group for group in groups.values() if group.is_public]
    elif service is not None and not approved:
        public = [group for group in groups.values() if service.id in group.public]
    known = bool(named) or service is not None
    names = {group.name for group in (*named, *public)}
    if not known:
        names.update(group.name for group in groups.values() if group.unknown)
    names.update(group.name for group in groups.values() if group.parts & names)
    is_approved = bool(approved) and len(approved) == len(named)
    audits = {group.audit for group in (*named, *public)}
    return Membership(
        names=frozenset(names),
        known=known,
        approved=is_approved,
        expired=expired,
        fail_open=is_approved and all(group.fail_open for group in named),
        audit="continue" if audits == {"continue"} else "refuse",
    )


def sample_hosts(service: Service) -> tuple[str, ...]:
    """Return a real host name for each host pattern of a service; of none, an empty one."""
    return tuple(_sample(host) for host in service.hosts) or ("",)


def samples(groups: Mapping[str, Group], services: Mapping[str, Service]) -> Iterator[tuple[Service | None, str]]:
    """Return hosts that stand for every host the policy can meet: of the catalogue, of the groups, and unknown."""
    for service in services.values():
        for host in sample_hosts(service):
            yield service, host
    for group in groups.values():
        for pattern in group.hosts:
            yield None, _sample(pattern.text)
    yield None, "ki.invalid"


def _sample(pattern: str) -> str:
    return pattern.partition(":")[0].replace("*", "x")

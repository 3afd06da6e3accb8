"""A policy that has been read and checked: immutable, resolved against the catalogue, ready to decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from types import MappingProxyType

from schleuse.model import Action, AttachmentKind, Justification, Service, Subject
from schleuse.policy.address import address_of
from schleuse.policy.groups import AuditFailure, Group, Membership, membership, sample_hosts
from schleuse.policy.ignore import IgnoreList
from schleuse.policy.limits import Limits
from schleuse.policy.words import Mode, Strategy
from schleuse.yamlfile import Problem

DEFAULT_CONFIDENCE = 0.5
EVERYBODY = "alle"
"""The unit to which every sender belongs, known or not."""


@dataclass(frozen=True, slots=True)
class PolicyException:
    """The right of a rule to take others out, for what its own ``when`` lists."""

    rules: frozenset[str]
    until: date
    """Last day on which it holds."""
    approval: str

    def is_expired(self, today: date) -> bool:
        """Whether it is void."""
        return today > self.until


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what its rule is expected to make of it; ``None``: nothing that stops or alters it."""

    text: str
    expected: Action | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``None`` and empty conditions hold for everything."""

    id: str
    title: str
    action: Action
    final: bool = False
    groups: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    """Entities of the classes it names; if any, the rule acts on findings."""
    confidence: float = DEFAULT_CONFIDENCE
    carries: frozenset[AttachmentKind] = frozenset()
    unread: bool = False
    """Whether only what could not be read completely counts as carried."""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    units: frozenset[str] = frozenset()
    """Case-folded."""
    unparsed: bool | None = None
    limits: Limits | None = None
    exception: PolicyException | None = None
    message: str = ""
    law: str = ""
    ask_reason: tuple[Justification, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long the authority wants what remembered."""

    events_days: int = 30
    statistics_months: int = 13
    four_eyes_log_days: int = 365


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules of an authority."""

    version: str
    """Twelve hexadecimal digits of SHA-256 over the content (not comments, not order)."""
    title: str
    authority: str
    mode: Mode
    rules: tuple[Rule, ...]
    """Sorted by id: their order in the file means nothing."""
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    ignore: IgnoreList = field(default_factory=IgnoreList)
    pseudonyms: Mapping[str, Strategy] = field(default_factory=lambda: MappingProxyType({}))
    """How values of an entity are replaced; those not named, by placeholders."""
    units: tuple[tuple[IPv4Network | IPv6Network, str], ...] = ()
    """Which department sends from a network."""
    instruct: bool = False
    """Whether the model is asked to keep placeholders."""
    known_ai: Action = Action.ALLOW
    unknown_ai_hosts: Action = Action.BLOCK
    contact: str = ""
    alternative: str = ""
    retention: Retention = field(default_factory=Retention)
    smallest_group: int = 5
    warnings: tuple[Problem, ...] = ()
    """What a person should look at (expiries), as of loading."""
    files: tuple[Path, ...] = ()
    """Every file it was read from."""
    content: str = field(default="", repr=False)
    """All of it as JSON, from which it can be built again (:func:`schleuse.policy.load.rebuild`)."""

    def membership(self, service: Service | None, host: str, today: date) -> Membership:
        """Return the groups of a host and what follows from them."""
        return membership(self.groups, service, host, today)

    def named(self, subject: Subject) -> Subject:
        """Return a sender with the unit of its network, where no unit is known yet; the closest network counts."""
        address = address_of(subject.network)
        if subject.unit is not None or address is None:
            return subject
        found = [(network.prefixlen, unit) for network, unit in self.units if address in network]
        return replace(subject, unit=max(found)[1]) if found else subject

    def is_approved(self, service: Service, today: date | None = None) -> bool:
        """Whether all hosts of the service are approved on this day (default: today)."""
        return all(self.membership(service, host, today or date.today()).approved for host in sample_hosts(service))

    def audit_failure(self, service: Service | None, host: str = "", today: date | None = None) -> AuditFailure:
        """What happens when the record cannot be written; without a host, the strictest of all of the service's."""
        hosts = (host,) if host or service is None else sample_hosts(service)
        when = today or date.today()
        strict = any(self.membership(service, each, when).audit == "refuse" for each in hosts)
        return "refuse" if strict else "continue"

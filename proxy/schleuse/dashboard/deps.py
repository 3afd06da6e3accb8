"""What the dashboard is given: everything it shows, and nothing that could change the gateway."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from schleuse.audit.accounts import Accounts
from schleuse.audit.record import AuditEvent
from schleuse.audit.statistics import Statistics
from schleuse.enforcement.release import Releases
from schleuse.model import Justification, Notice, Service
from schleuse.telemetry.status import Status


@dataclass(frozen=True, slots=True)
class DashboardDeps:
    """Callables are asked for every page, so that the pages follow the running gateway."""

    statistics: Statistics
    accounts: Accounts
    status: Callable[[], Status]
    services: Sequence[Service]
    is_approved: Callable[[Service], bool]
    """Whether the policy in force approves a service."""
    rule_titles: Callable[[], Mapping[str, str]]
    """Rule id -> title, of the policy in force."""
    explain_event: Callable[[str], AuditEvent | None]
    """The event of a reference (:class:`schleuse.audit.lookup.EventLookup`)."""
    notice: Callable[[AuditEvent], Notice]
    """The message that the person read when the gateway stepped in. Not asked for what was sent unchanged."""
    releases: Releases
    """Where a reason is chosen for what a rule warns about."""
    justifications: Mapping[Justification, str]
    """A sentence for each reason."""
    ca_certificate: Callable[[], bytes]
    """PEM of the CA's certificate."""
    language: Literal["de", "en"] = "de"
    public_url: str = ""
    """Address under which people reach the dashboard, if it differs; with ``https://`` cookies are ``Secure``."""
    retention_days: int = 30

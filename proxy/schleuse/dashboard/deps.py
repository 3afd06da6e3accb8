"""What the dashboard is given: everything it shows, and nothing that could change the gateway."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from schleuse.audit.administration import Administration
from schleuse.audit.four_eyes import FourEyes
from schleuse.audit.lookup import EventLookup
from schleuse.audit.notes import Notes
from schleuse.audit.oversight import Oversight
from schleuse.audit.record import AuditEvent
from schleuse.audit.retention import Periods
from schleuse.audit.statistics import Statistics
from schleuse.audit.units import Units
from schleuse.enforcement.release import Releases
from schleuse.model import Finding, Justification, Notice, Service
from schleuse.policy.policy import Policy
from schleuse.telemetry.status import Status


@dataclass(frozen=True, slots=True)
class DashboardDeps:
    """Callables are asked for every page, so that the pages follow the running gateway."""

    statistics: Statistics
    accounts: Administration
    events: EventLookup
    units: Units
    four_eyes: FourEyes
    oversight: Oversight
    notes: Notes
    policy: Callable[[], Policy]
    """The rules in force."""
    periods: Callable[[], Periods]
    """For how long what is kept."""
    detect: Callable[[str], Awaitable[Sequence[Finding]]]
    """Finds data in one text, as for a request; raises InspectionError if it cannot."""
    status: Callable[[], Status]
    services: Sequence[Service]
    is_approved: Callable[[Service], bool]
    """Whether the policy in force approves a service."""
    rule_titles: Callable[[], Mapping[str, str]]
    """Rule id -> title, of the policy in force."""
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
    users: bool = False
    """Whether users are recorded, as pseudonyms."""
    proxy: str = ""
    """``host:port`` under which clients reach the proxy: for the PAC file."""
    hosts: Sequence[str] = ()
    """Patterns of the host names that go through the proxy (``*`` stands for one or more labels)."""

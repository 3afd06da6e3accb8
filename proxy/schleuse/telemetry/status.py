"""How the gateway is at this moment: the one answer that metrics, readiness and dashboard speak from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Health:
    """What must hold before traffic may come."""

    checks: Mapping[str, bool]
    """Name of a check (``policy``, ``workers``, ``audit``) and whether it holds."""

    @property
    def failing(self) -> list[str]:
        """Names of the checks that do not hold."""
        return [name for name, holds in self.checks.items() if not holds]

    @property
    def ready(self) -> bool:
        """Whether all hold."""
        return not self.failing


@dataclass(frozen=True, slots=True)
class Status:
    """One moment of one gateway. Nothing in it comes from a request."""

    version: str
    """Of the product."""
    started_at: datetime
    """Aware."""
    policy_version: str
    """Of the policy in force; ``""`` where there is none."""
    policy_title: str
    policy_error: str | None
    """Why the file on the disk is not the policy in force (file, line, column, mend), or ``None``."""
    model: str
    """The detector, as the start log describes it."""
    workers: int
    """Analysis workers wanted."""
    workers_alive: int
    worker_restarts: int
    """Since the start."""
    queued: int
    """Texts that wait for a worker."""
    cache_hits: int
    """Texts that had been analysed before, since the start."""
    cache_misses: int
    """Texts that were new, since the start."""
    ca_expires_at: datetime
    """End of the CA certificate's validity; aware."""
    audit_healthy: bool
    audit_error: str = ""
    """One line for the operator; empty while the store takes writes."""
    audit_lost: int = 0
    """Events that could not be written, since the start."""
    exceptions: Mapping[str, int] = field(default_factory=dict)
    """How many exceptions of the policy end within 1, 7, 30 days, ``later``, or are ``expired``."""
    authority: str = ""
    """Whose house this is, as the policy names it."""
    contact: str = ""
    """Whom to ask, as the policy names it."""
    alternative: str = ""
    """Name of the approved service that messages offer."""

    @property
    def health(self) -> Health:
        """What readiness asks."""
        return Health(
            {
                "policy": bool(self.policy_version),
                "workers": self.workers_alive > 0,
                "audit": self.audit_healthy,
            }
        )

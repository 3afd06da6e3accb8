"""What the gateway gives the dashboard, and the link that makes its first account."""

import contextlib
import os
from typing import TYPE_CHECKING

from schleuse.audit.accounts import FIRST_LOGIN_LIFETIME, Accounts
from schleuse.audit.lookup import EventLookup
from schleuse.audit.record import AuditEvent
from schleuse.audit.statistics import Statistics
from schleuse.dashboard.deps import DashboardDeps
from schleuse.model import Notice
from schleuse.policy.decide import message_of_event
from schleuse.telemetry import logs

if TYPE_CHECKING:
    from schleuse.gateway.runtime import Gateway

_log = logs.get("gateway")
FIRST_LOGIN_FILE = "first-login.txt"


def dashboard_deps(gateway: "Gateway", stack: contextlib.AsyncExitStack) -> DashboardDeps:
    """Open what the pages read, until the stack ends, and offer the link to the first account.

    Raises:
        StoreError: the store cannot be written.

    """
    settings, policy = gateway.settings, gateway.policy
    url = settings.audit_url
    statistics, accounts, events = Statistics(url), Accounts(url), EventLookup(url)
    for each in (statistics, accounts, events):
        stack.callback(each.close)
    _offer_first_login(gateway, accounts)

    def notice(event: AuditEvent) -> Notice:
        current = policy.current
        return gateway.messages.compose(
            message_of_event(current, event.reason, event.rules, event.counts),
            event.action,
            event.reason,
            event.counts,
            reference=event.reference,
            alternative=current.alternative,
            contact=current.contact,
        )

    return DashboardDeps(
        statistics=statistics,
        accounts=accounts,
        status=gateway.status,
        services=list(gateway.catalogue.services.values()),
        is_approved=gateway.is_approved,
        rule_titles=lambda: {rule.id: rule.title for rule in policy.current.rules},
        explain_event=events.find,
        notice=notice,
        releases=gateway.pipeline.releases,
        justifications=gateway.messages.reasons,
        ca_certificate=gateway.authority.certificate_file.read_bytes,
        language=settings.language,
        public_url=settings.dashboard.public_url,
        retention_days=gateway.record.periods().events_days,
    )


def _offer_first_login(gateway: "Gateway", accounts: Accounts) -> None:
    path = gateway.settings.data_dir / FIRST_LOGIN_FILE
    token = accounts.first_login_token()
    path.unlink(missing_ok=True)
    if token is None:
        return
    link = f"{gateway.dashboard_url()}/erstanmeldung/{token}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(link + "\n")
    hours = int(FIRST_LOGIN_LIFETIME.total_seconds() // 3600)
    _log.warning(
        f"no account yet: the link in this file makes the first one, once, within {hours} hours", file=str(path)
    )

"""What the gateway gives the dashboard, and the link that makes its first account."""

import asyncio
import contextlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from schleuse.audit.accounts import FIRST_LOGIN_LIFETIME, Accounts
from schleuse.audit.administration import Administration
from schleuse.audit.four_eyes import FourEyes
from schleuse.audit.lookup import EventLookup
from schleuse.audit.notes import Notes
from schleuse.audit.oversight import Oversight
from schleuse.audit.record import AuditEvent
from schleuse.audit.statistics import Statistics
from schleuse.audit.units import Units
from schleuse.dashboard.deps import DashboardDeps
from schleuse.model import Finding, Notice
from schleuse.policy.decide import message_of_event
from schleuse.settings import Settings, split_listen
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
    notes_chain = gateway.record.key.notes
    statistics, events, units, notes = Statistics(url), EventLookup(url), Units(url), Notes(url)
    accounts = Administration(url, notes=notes_chain)
    four_eyes, oversight = FourEyes(url, notes_chain), Oversight(url, notes_chain)
    for each in (statistics, events, units, notes, accounts, four_eyes, oversight):
        stack.callback(each.close)
    loop = asyncio.get_running_loop()
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

    async def detect(text: str) -> Sequence[Finding]:
        # The pages have a loop of their own (gateway/web.py); the workers belong to the gateway's.
        found = asyncio.run_coroutine_threadsafe(gateway.workers.analyse([text]), loop)
        return (await asyncio.wrap_future(found))[0]

    return DashboardDeps(
        statistics=statistics,
        accounts=accounts,
        events=events,
        units=units,
        four_eyes=four_eyes,
        oversight=oversight,
        notes=notes,
        policy=lambda: policy.current,
        periods=gateway.record.periods,
        detect=detect,
        status=gateway.status,
        services=list(gateway.catalogue.services.values()),
        is_approved=gateway.is_approved,
        rule_titles=lambda: {rule.id: rule.title for rule in policy.current.rules},
        notice=notice,
        releases=gateway.pipeline.releases,
        justifications=gateway.messages.reasons,
        ca_certificate=gateway.authority.certificate_file.read_bytes,
        language=settings.language,
        public_url=settings.dashboard.public_url,
        users=settings.audit.user == "pseudonym",
        proxy=_proxy_address(settings),
        hosts=[host for service in gateway.catalogue.services.values() for host in service.hosts],
    )


def _proxy_address(settings: Settings) -> str:
    """Return where clients reach the proxy: the port it listens on, at the name under which they reach the pages."""
    host, port = split_listen(settings.proxy.listen)
    return f"{urlsplit(settings.dashboard.public_url).hostname or host}:{port}"


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

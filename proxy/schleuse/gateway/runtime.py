"""One gateway from start to end: everything is checked first, then started in order, and ended in reverse.

Nothing is half-started: a fault on the way ends what runs already and leaves one clear line.
"""

import asyncio
import contextlib
import os
import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certifi

from schleuse import __version__
from schleuse.audit.accounts import FIRST_LOGIN_LIFETIME, Accounts
from schleuse.audit.lookup import EventLookup
from schleuse.audit.record import AuditEvent
from schleuse.audit.retention import delete_expired
from schleuse.audit.statistics import Statistics
from schleuse.audit.writer import AuditWriter
from schleuse.dashboard.app import create_app
from schleuse.dashboard.deps import DashboardDeps
from schleuse.detection.pool import WorkerPool
from schleuse.enforcement.messages import Messages, load_messages
from schleuse.files.readers import FileReaders
from schleuse.gateway import http_stream
from schleuse.gateway.certificates import Authority, open_authority, trust_bundle
from schleuse.gateway.guard import Guard
from schleuse.gateway.master import GatewayMaster, Wiring, build_master
from schleuse.gateway.scope import Scope
from schleuse.gateway.web import WebThread, bind
from schleuse.model import Notice, SchleuseError
from schleuse.pipeline import Pipeline
from schleuse.policy.decide import message_of_event
from schleuse.policy.watch import PolicyFile
from schleuse.pseudonyms.opening import open_store
from schleuse.pseudonyms.store import PseudonymStore
from schleuse.services.catalogue import Catalogue
from schleuse.settings import Settings
from schleuse.telemetry import logs
from schleuse.telemetry.metrics import Metrics, Stage
from schleuse.telemetry.ops import ops_app
from schleuse.telemetry.status import Status

_log = logs.get("gateway")
FIRST_LOGIN_FILE = "first-login.txt"
RETENTION_HOURS = 24
_SHARED_SCOPES = b"scopes of gateways, one store"


class Gateway:
    """One gateway. :meth:`run` returns when :meth:`stop` was called."""

    def __init__(self, settings: Settings, config: Path | None = None) -> None:
        """Read and check everything that can be checked without starting anything.

        Raises:
            SchleuseError: something is broken; one line naming file or setting, and the mend.

        """
        self.settings = settings
        self.ready = asyncio.Event()
        self._config = config
        self._stopping = asyncio.Event()
        self._started_at = datetime.now(UTC)
        logs.configure(settings.log.level, settings.log.format)
        _make_folder(settings.data_dir)
        self.catalogue = Catalogue.load(settings.services.enabled, settings.services.path)
        self.policy = PolicyFile(settings.policy.path, self.catalogue.services)
        self.messages: Messages = load_messages(settings.language)
        self.authority: Authority = open_authority(settings.ca_dir, self.catalogue.domains())
        self._trust = trust_bundle(settings.ca_dir, Path(certifi.where()), settings.upstream.ca_file)
        self.metrics = Metrics(self.catalogue.services)
        self.workers = WorkerPool(settings.detection)
        self.files = FileReaders(settings.files)
        self.audit = AuditWriter(settings.audit_url, settings.audit.write_timeout_seconds)
        self.store: PseudonymStore = open_store(settings.pseudonyms, settings.data_dir)
        # Gateways that share a store must name clients and conversations alike. There these names are never seen: the
        # store keeps them only as hashes under its own keys, which may be exchanged without a map losing its name.
        self._scope_key = secrets.token_bytes(32) if settings.pseudonyms.store == "memory" else _SHARED_SCOPES
        self.pipeline = Pipeline(
            catalogue=self.catalogue,
            detector=self.workers,
            files=self.files,
            policy=lambda: self.policy.current,
            store=self.store,
            record=self.audit.record,
            messages=self.messages,
            metrics=self.metrics,
            decoded_limit=settings.limits.decoded_bytes,
            release_page=self._release_page,
            secret=self._scope_key,
        )
        self.metrics.watch(self.status)

    # --- life --------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Start, serve until :meth:`stop`, end.

        Raises:
            SchleuseError: it cannot start (port in use, store not writable, model broken …).

        """
        async with contextlib.AsyncExitStack() as stack:
            master = await self._start(stack)
            serving = asyncio.create_task(master.run(), name="proxy")
            stopping = asyncio.create_task(self._stopping.wait(), name="stop")
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not serving.done():
                _log.info("ending")
                master.shutdown()
            await asyncio.gather(serving, self.workers.close(), asyncio.to_thread(self._web.stop))
        _log.info("ended")

    def stop(self) -> None:
        """End the gateway (from its own event loop)."""
        self._stopping.set()

    async def _start(self, stack: contextlib.AsyncExitStack) -> GatewayMaster:
        settings = self.settings
        self._tell_what_was_read()
        bind("proxy.listen", settings.proxy.listen).close()  # mitmproxy binds it itself, and says less when it cannot
        applications = [
            (ops_app(self.metrics, lambda: self.status().health), bind("metrics.listen", settings.metrics.listen))
        ]
        stack.callback(_close, applications)
        await self.audit.start()
        stack.push_async_callback(self.audit.close)
        stack.push_async_callback(self.store.close)
        stack.push_async_callback(self.files.close)
        _log.info("record", url=_without_password(settings.audit_url))
        if settings.dashboard.enabled:
            sock = bind("dashboard.listen", settings.dashboard.listen)
            applications.append((create_app(self._dashboard(stack)), sock))
        await self.workers.start()
        stack.push_async_callback(self.workers.close)
        _log.info("detection", model=self.workers.description, workers=settings.detection.workers)
        self._web = WebThread(applications)
        stack.push_async_callback(asyncio.to_thread, self._web.stop)
        for work in (self._watch_policy(), self._delete_expired()):
            stack.callback(asyncio.create_task(work).cancel)
        return self._proxy(stack)

    def _proxy(self, stack: contextlib.AsyncExitStack) -> GatewayMaster:
        settings = self.settings
        allow_hosts = self.catalogue.allow_hosts()
        self.scope = Scope(allow_hosts, settings.upstream.connect_map())
        guard = Guard(self.pipeline, self.scope.guards, self.metrics, settings.limits, self._scope_key)
        http_stream.install(guard.gate())
        stack.callback(http_stream.uninstall)
        wiring = Wiring(settings.proxy, settings.ca_dir, self._trust, settings.upstream.proxy, allow_hosts)
        master = build_master(wiring, self.scope, guard, lambda place, kind: self.metrics.failure(Stage.IDENTIFY))
        master.started = self._listening
        return master

    def _listening(self) -> None:
        self._web.start()  # only now: /readyz must not say yes before the proxy listens
        _log.info("proxy listens", address=self.settings.proxy.listen)
        _log.info("metrics", url=f"http://{self.settings.metrics.listen}/metrics")
        if self.settings.dashboard.enabled:
            _log.info("dashboard", url=self._dashboard_url())
        self.ready.set()

    # --- what runs beside --------------------------------------------------------------------------------

    async def _watch_policy(self) -> None:
        while True:
            await asyncio.sleep(self.settings.policy.reload_seconds)
            before = self.policy.error
            try:
                changed = await asyncio.to_thread(self.policy.poll)
            except Exception as error:
                _log.error("the policy could not be read again; the old one stays in force", exc_info=error)
                continue
            if changed:
                _log.info("policy in force", policy_version=self.policy.current.version)
            if self.policy.error and self.policy.error != before:
                _log.error("the policy file is broken; the old one stays in force", error=self.policy.error)

    async def _delete_expired(self) -> None:
        while True:
            try:
                done = await asyncio.to_thread(
                    delete_expired, self.settings.audit_url, self.settings.audit.retention_days
                )
                _log.info("expired events deleted", count=done.events)
            except SchleuseError as error:
                _log.error("expired events could not be deleted", error=str(error))
            await asyncio.sleep(RETENTION_HOURS * 3600)

    # --- what is told ------------------------------------------------------------------------------------

    def status(self) -> Status:
        """Return how the gateway is at this moment."""
        policy, workers = self.policy.current, self.workers.status()
        return Status(
            version=__version__,
            started_at=self._started_at,
            policy_version=policy.version,
            policy_title=policy.title,
            policy_error=self.policy.error,
            model=self.workers.description,
            workers=workers.workers,
            workers_alive=workers.alive,
            worker_restarts=workers.restarts,
            queued=workers.queued,
            cache_hits=workers.cache_hits,
            cache_misses=workers.cache_misses,
            ca_expires_at=self.authority.expires,
            audit_healthy=self.audit.healthy,
            audit_error=self.audit.error,
            authority=policy.authority,
            contact=policy.contact,
            alternative=policy.alternative,
        )

    def _dashboard(self, stack: contextlib.AsyncExitStack) -> DashboardDeps:
        url = self.settings.audit_url
        statistics, accounts, events = Statistics(url), Accounts(url), EventLookup(url)
        for each in (statistics, accounts, events):
            stack.callback(each.close)
        self._offer_first_login(accounts)
        return DashboardDeps(
            statistics=statistics,
            accounts=accounts,
            status=self.status,
            services=list(self.catalogue.services.values()),
            is_approved=lambda service: self.policy.current.is_approved(service),  # noqa: PLW0108 - asked anew each time
            rule_titles=lambda: {rule.id: rule.title for rule in self.policy.current.rules},
            explain_event=events.find,
            notice=self._notice,
            releases=self.pipeline.releases,
            justifications=self.messages.reasons,
            ca_certificate=self.authority.certificate_file.read_bytes,
            language=self.settings.language,
            public_url=self.settings.dashboard.public_url,
            retention_days=self.settings.audit.retention_days,
        )

    def _notice(self, event: AuditEvent) -> Notice:
        policy = self.policy.current
        return self.messages.compose(
            message_of_event(policy, event.reason, event.rules, event.counts),
            event.action,
            event.reason,
            event.counts,
            reference=event.reference,
            alternative=policy.alternative,
            contact=policy.contact,
        )

    def _offer_first_login(self, accounts: Accounts) -> None:
        path = self.settings.data_dir / FIRST_LOGIN_FILE
        token = accounts.first_login_token()
        path.unlink(missing_ok=True)
        if token is None:
            return
        link = f"{self._dashboard_url()}/erstanmeldung/{token}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(link + "\n")
        hours = int(FIRST_LOGIN_LIFETIME.total_seconds() // 3600)
        _log.warning(
            f"no account yet: the link in this file makes the first one, once, within {hours} hours", file=str(path)
        )

    def _release_page(self, token: str) -> str:
        return f"{self._dashboard_url()}/freigabe/{token}" if self.settings.dashboard.enabled else ""

    def _dashboard_url(self) -> str:
        return self.settings.dashboard.public_url.rstrip("/") or f"http://{self.settings.dashboard.listen}"

    def _tell_what_was_read(self) -> None:
        _log.info("KI-Schleuse", version=__version__, path=str(self._config or "no settings file"))
        policy = self.policy.current
        _log.info("policy", title=policy.title, policy_version=policy.version, file=str(policy.files[-1]))
        for warning in policy.warnings:
            _log.warning("policy", detail=str(warning))
        _log.info("pseudonyms", detail=self.settings.pseudonyms.store)
        services = self.catalogue.services
        native = sum(service.parsed for service in services.values())
        _log.info("services", count=len(services), detail=f"{native} with a reader of their own")
        made = "made just now; clients must trust it" if self.authority.created else "loaded"
        _log.info(
            "CA", file=str(self.authority.certificate_file), expires=f"{self.authority.expires:%Y-%m-%d}", detail=made
        )
        if uncovered := self.authority.uncovered(self.catalogue.domains()):
            _log.warning(
                "the CA was made for fewer services; clients will refuse these hosts until a new CA is made",
                count=len(uncovered),
                services=uncovered[:10],
            )


def _close(applications: list[tuple[Any, socket.socket]]) -> None:
    for _, sock in applications:
        sock.close()


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path / ".write-test"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise SchleuseError(
            f"data_dir={path}: {(error.strerror or str(error)).lower()}; the gateway needs a folder that it may write"
        ) from None


def _without_password(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}" if "@" in rest else url

"""One gateway from start to end: everything is checked first, then started in order, and ended in reverse.

Nothing is half-started: a fault on the way ends what runs already and leaves one clear line.
"""

import asyncio
import contextlib
import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import certifi

from schleuse import __version__
from schleuse.dashboard.app import create_app
from schleuse.detection.pool import WorkerPool
from schleuse.enforcement.messages import Messages, load_messages
from schleuse.enforcement.shadow import Shadow
from schleuse.files.readers import FileReaders
from schleuse.gateway.certificates import Authority, open_authority, trust_bundle
from schleuse.gateway.guard import Guard
from schleuse.gateway.lists import watch_lists
from schleuse.gateway.master import GatewayMaster, Wiring, build_master
from schleuse.gateway.pages import dashboard_deps
from schleuse.gateway.policies import Policies
from schleuse.gateway.record import Record
from schleuse.gateway.scope import Scope
from schleuse.gateway.web import WebThread, bind
from schleuse.model import SchleuseError, Service
from schleuse.pipeline import Pipeline
from schleuse.policy.exceptions import ending
from schleuse.pseudonyms.opening import open_store
from schleuse.pseudonyms.store import PseudonymStore
from schleuse.services.catalogue import Catalogue
from schleuse.settings import Settings
from schleuse.telemetry import logs
from schleuse.telemetry.metrics import Metrics, Stage
from schleuse.telemetry.ops import ops_app
from schleuse.telemetry.status import Status

_log = logs.get("gateway")
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
        self.catalogue = Catalogue.load(settings.services.enabled, settings.services.path, settings.services.contracts)
        self.policies = Policies(settings, self.catalogue.services)
        self.policy = self.policies.live
        self.messages: Messages = load_messages(settings.language, own=settings.messages_path)
        self.authority: Authority = open_authority(settings.ca_dir, self.catalogue.domains())
        self._trust = trust_bundle(settings.ca_dir, Path(certifi.where()), settings.upstream.ca_file)
        self.metrics = Metrics(self.catalogue.services)
        self.workers = WorkerPool(settings.detection)
        self.record = Record(settings, lambda: self.policy.current)
        self.files = FileReaders(settings.files)
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
            record=self.record.recorder.record,
            note=self.record.recorder.note,
            messages=self.messages,
            metrics=self.metrics,
            decoded_limit=settings.limits.decoded_bytes,
            release_page=self._release_page,
            secret=self._scope_key,
            shadow=self._shadow(),
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
        await self.record.start(stack)
        stack.push_async_callback(self.store.close)
        stack.push_async_callback(self.files.close)
        if settings.dashboard.enabled:
            sock = bind("dashboard.listen", settings.dashboard.listen)
            applications.append((create_app(dashboard_deps(self, stack)), sock))
        await self.workers.start()
        stack.push_async_callback(self.workers.close)
        _log.info("detection", model=self.workers.description, workers=settings.detection.workers)
        self._web = WebThread(applications)
        stack.push_async_callback(asyncio.to_thread, self._web.stop)
        for work in (self.policies.watch(), watch_lists(self.workers, settings.policy)):
            stack.callback(asyncio.create_task(work).cancel)
        return self._proxy(stack)

    def _proxy(self, stack: contextlib.AsyncExitStack) -> GatewayMaster:
        settings = self.settings
        allow_hosts = self.catalogue.allow_hosts()
        self.scope = Scope(allow_hosts, settings.upstream.connect_map())
        key, limits, scope = self._scope_key, settings.limits, self.scope
        self.guard = Guard(self.pipeline, scope.guards, self.metrics, limits, key, settings.proxy)
        stack.enter_context(self.guard.gates())
        wiring = Wiring(settings.proxy, settings.ca_dir, self._trust, settings.upstream.proxy, allow_hosts)
        master = build_master(wiring, self.scope, self.guard, lambda place, kind: self.metrics.failure(Stage.IDENTIFY))
        master.started = self._listening
        return master

    def _listening(self) -> None:
        self._web.start()  # only now: /readyz must not say yes before the proxy listens
        _log.info("proxy listens", address=self.settings.proxy.listen)
        _log.info("metrics", url=f"http://{self.settings.metrics.listen}/metrics")
        if self.settings.dashboard.enabled:
            _log.info("dashboard", url=self.dashboard_url())
        self.ready.set()

    # --- what runs beside --------------------------------------------------------------------------------

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
            audit_healthy=self.record.writer.healthy,
            audit_error=self.record.writer.error,
            audit_lost=self.record.writer.lost,
            exceptions=ending(policy, datetime.now(UTC).date()),
            authority=policy.authority,
            contact=policy.contact,
            alternative=policy.alternative,
        )

    def is_approved(self, service: Service) -> bool:
        """Whether the policy in force approves a service."""
        return self.policy.current.is_approved(service)

    def _shadow(self) -> Shadow | None:
        shadow = self.policies.shadow
        return Shadow(lambda: shadow.current, self.metrics.shadowed) if shadow else None

    def _release_page(self, token: str) -> str:
        return f"{self.dashboard_url()}/freigabe/{token}" if self.settings.dashboard.enabled else ""

    def dashboard_url(self) -> str:
        """Return where people reach the pages."""
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

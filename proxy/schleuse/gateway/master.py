"""mitmproxy, embedded: our own master with a fixed addon chain and every option in code.

No scripts, no ``~/.mitmproxy``, no flow store, no console: what runs is what stands here.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mitmproxy import master, options
from mitmproxy.addons import (
    block,
    core,
    disable_h2c,
    dns_resolver,
    next_layer,
    proxyserver,
    strip_dns_https_records,
    tlsconfig,
    update_alt_svc,
    upstream_auth,
)

from schleuse.gateway.scope import Scope
from schleuse.model import SchleuseError
from schleuse.settings import ProxySettings, split_listen

_logger = logging.getLogger("mitmproxy")


class GatewayError(SchleuseError):
    """The proxy cannot start; one line saying why."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the embedded mitmproxy needs to know."""

    proxy: ProxySettings
    ca_folder: Path
    trust: Path
    upstream_proxy: str
    allow_hosts: Sequence[str]


class _Faults(logging.Handler):
    """Keeps mitmproxy's own errors: told while starting, afterwards only counted (they may name hosts)."""

    def __init__(self, count: Callable[[str, str], None]) -> None:
        super().__init__(logging.ERROR)
        self.starting: list[str] | None = []
        self._count = count

    def emit(self, record: logging.LogRecord) -> None:
        if self.starting is not None:
            self.starting.append(record.getMessage().splitlines()[0])
        else:
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "error"
            self._count("mitmproxy", kind)


class GatewayMaster(master.Master):
    """One running proxy."""

    def __init__(self, wiring: Wiring, addons: Sequence[object], count: Callable[[str, str], None]) -> None:
        """Build the chain: mitmproxy's own addons, then ours."""
        self.faults = _Faults(count)
        _logger.propagate = False
        _logger.setLevel(logging.ERROR)
        _logger.handlers = [self.faults]
        super().__init__(options.Options(confdir=str(wiring.ca_folder)))
        self._legacy_log_events.uninstall()  # it would copy every log record into an event
        self.started: Callable[[], None] = lambda: None
        self.addons.add(
            core.Core(),
            block.Block(),
            strip_dns_https_records.StripDnsHttpsRecords(),
            disable_h2c.DisableH2C(),
            proxyserver.Proxyserver(),
            dns_resolver.DnsResolver(),
            next_layer.NextLayer(),
            tlsconfig.TlsConfig(),
            upstream_auth.UpstreamAuth(),
            update_alt_svc.UpdateAltSvc(),
            *addons,
        )
        host, port = split_listen(wiring.proxy.listen)
        self.options.update(
            mode=[f"upstream:{wiring.upstream_proxy}" if wiring.upstream_proxy else "regular"],
            listen_host=host,
            listen_port=port,
            allow_hosts=list(wiring.allow_hosts),
            connection_strategy=wiring.proxy.connection_strategy,
            ssl_verify_upstream_trusted_ca=str(wiring.trust),
            upstream_cert=False,
            rawtcp=False,
            http3=False,
            block_global=False,
            block_private=False,
            show_ignored_hosts=False,
            store_streamed_bodies=False,
        )

    async def running(self) -> None:
        """Announce that the proxy listens; a fault until here ends the start."""
        if self.faults.starting:
            raise GatewayError(f"the proxy cannot start: {self.faults.starting[0]}")
        await super().running()
        self.faults.starting = None
        self.started()

    async def done(self) -> None:
        """End, and give mitmproxy's logger back."""
        await super().done()
        _logger.handlers = []
        _logger.setLevel(logging.NOTSET)
        _logger.propagate = True


def build_master(
    wiring: Wiring, scope: Scope, guard: object | None, count: Callable[[str, str], None] = lambda place, kind: None
) -> GatewayMaster:
    """Build the proxy; without a guard it is bare mitmproxy with the same chain (for benchmarks only)."""
    return GatewayMaster(wiring, [scope, *([guard] if guard else [])], count)

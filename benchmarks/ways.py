"""Starts what is measured: stand-in, bare mitmproxy and gateway, each in a process of its own."""

import contextlib
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import Way
from demo import vendors
from demo.gateway_process import GatewayProcess, free_port

ROOT = Path(__file__).parents[1]
POLICY = ROOT / "rules" / "policies" / "demo.yaml"
STOP_SECONDS = 5


@dataclass(frozen=True)
class Upstream:
    """A stand-in in a process of its own."""

    port: int
    ca_file: Path

    @property
    def connect_to(self) -> str:
        """The setting that leads the vendors' names to it."""
        return ",".join(f"{host}:443=127.0.0.1:{self.port}" for host in vendors.HOSTS)


@contextlib.contextmanager
def upstream() -> Iterator[Upstream]:
    """Run a stand-in."""
    with tempfile.TemporaryDirectory(prefix="bench-standin-") as folder:
        ca_file, port = Path(folder) / "ca.pem", free_port(0)
        command = [sys.executable, "-m", "demo.standin", "--port", str(port), "--ca-file", str(ca_file), "--forget"]
        with _process(command, "Stand-in"):
            yield Upstream(port, ca_file)


def direct(to: Upstream) -> Way:
    """Return the way without a proxy."""
    return Way("direct TLS", to.port, ssl.create_default_context(cafile=str(to.ca_file)), proxied=False)


@contextlib.contextmanager
def bare(to: Upstream) -> Iterator[Way]:
    """Run embedded mitmproxy with the gateway's chain, but no guard."""
    with tempfile.TemporaryDirectory(prefix="bench-bare-") as folder:
        port = free_port(0)
        command = [sys.executable, "-m", "benchmarks.bare", f"127.0.0.1:{port}", folder, str(to.ca_file), to.connect_to]
        with _process(command, "ready") as process:
            trust = ssl.create_default_context(cafile=str(Path(folder) / "ca" / "ca-cert.pem"))
            yield Way("bare mitmproxy", port, trust, proxied=True, pid=process.pid)


def through(gateway: GatewayProcess) -> Way:
    """Return the way through a running gateway."""
    port = int(gateway.proxy.rpartition(":")[2])
    return Way("gateway", port, gateway.client_context(), proxied=True, pid=gateway.pid)


@contextlib.contextmanager
def _process(command: list[str], first_word: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    try:
        assert process.stdout
        if not process.stdout.readline().startswith(first_word):
            raise RuntimeError(f"did not start: {' '.join(command[:3])}")
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

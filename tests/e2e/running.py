"""Real gateways in front of the stand-in: in this process (one at a time, so that tests may break its rooms), or as the
command that an operator starts.
"""

import asyncio
import contextlib
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from demo.standin import StandIn
from demo.vendors import HOSTS
from schleuse.gateway.runtime import Gateway
from schleuse.pipeline import Pipeline
from schleuse.settings import Settings

START_SECONDS = 60
NOT_YET_READ = ("web.descript.com", "www.phind.com", "app.jasper.ai")
"""Public services of the catalogue that have no reader of their own yet."""
SOCKETS = ("copilot.microsoft.com", "substrate.office.com", "ws.chatgpt.com", "capi.grammarly.com")
"""Hosts that speak WebSocket only."""
REPO = Path(__file__).parents[2]
DEMO_POLICY = REPO / "rules" / "policies" / "demo.yaml"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def settings_for(data_dir: Path, standin: StandIn) -> Settings:
    return Settings(
        data_dir=data_dir,
        proxy={"listen": f"127.0.0.1:{free_port()}"},
        dashboard={"listen": f"127.0.0.1:{free_port()}"},
        metrics={"listen": f"127.0.0.1:{free_port()}"},
        policy={"path": DEMO_POLICY},
        upstream={"ca_file": standin.ca_file, "connect_to": standin.connect_to(*HOSTS, *NOT_YET_READ, *SOCKETS)},
        detection={"workers": 1, "timeout_seconds": 10},
    )


class Client:
    """How a client sees a gateway."""

    settings: Settings

    @property
    def proxy_url(self) -> str:
        return f"http://{self.settings.proxy.listen}"

    @property
    def metrics_url(self) -> str:
        return f"http://{self.settings.metrics.listen}"

    @property
    def dashboard_url(self) -> str:
        return f"http://{self.settings.dashboard.listen}"

    def client_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.settings.ca_dir / "ca-cert.pem"))

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(proxy=self.proxy_url, verify=self.client_context(), timeout=30, **options)

    def metric(self, name: str) -> float:
        text = httpx.get(f"{self.metrics_url}/metrics").text
        return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name))

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.metrics_url}/readyz", timeout=1).status_code == 200
        except httpx.HTTPError:
            return False


class Command(Client):
    """``schleuse run`` as a process of its own."""

    def __init__(self, settings: Settings, *arguments: str, **changes: str) -> None:
        self.settings = settings
        self.environment = _environment(settings) | changes
        self._arguments = arguments or ("run",)

    def start(self, cwd: Path) -> subprocess.Popen[str]:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "schleuse", *self._arguments],
            env=self.environment,
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self.process

    def wait_ready(self) -> None:
        wait_until(lambda: self.process.poll() is not None or self.is_ready(), START_SECONDS)
        assert self.process.poll() is None, self.process.communicate()

    def workers(self) -> list[int]:
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [pid for pid in pids if process_state(pid).split()[1:2] == [str(self.process.pid)]]


def process_state(pid: int) -> str:
    """Return state and parent of a process (``S 4711 …``); ``Z 0`` when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].strip()
    except OSError:
        return "Z 0"


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


def _environment(settings: Settings) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SCHLEUSE_", "COV_", "COVERAGE_"))}
    clean["PYTHONPATH"] = str(REPO / "proxy")
    for section, values in settings.model_dump(mode="json", exclude_unset=True).items():
        for name, value in values.items() if isinstance(values, dict) else [("", values)]:
            variable = f"SCHLEUSE_{section}__{name}" if name else f"SCHLEUSE_{section}"
            clean[variable.upper()] = ",".join(value) if isinstance(value, list) else str(value)
    return clean


class Running(Client):
    """A gateway in this process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.failure: BaseException | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="gateway", daemon=True)

    @property
    def pipeline(self) -> Pipeline:
        return self.gateway.pipeline

    def start(self) -> None:
        self._thread.start()
        if not self._started.wait(START_SECONDS):
            raise TimeoutError("the gateway did not start")
        if self.failure:
            raise self.failure

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.gateway.stop)
        self._thread.join(10)
        assert not self._thread.is_alive(), "the gateway did not end"

    def call(self, function: Any) -> Any:
        """Run a function in the gateway's event loop."""

        async def run() -> Any:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(10)

    def _serve(self) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            self.gateway = Gateway(self.settings)
            running = asyncio.create_task(self.gateway.run())
            ready = asyncio.create_task(self.gateway.ready.wait())
            await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            if not running.done():
                self._started.set()
            await running

        try:
            asyncio.run(serve())
        except BaseException as error:
            self.failure = error
        finally:
            self._started.set()


@contextlib.contextmanager
def running_gateway(data_dir: Path, standin: StandIn) -> Iterator[Running]:
    gateway = Running(settings_for(data_dir, standin))
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()

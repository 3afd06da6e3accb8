"""A real gateway in this process, in a thread with its own event loop, in front of the stand-in."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from demo.standin import StandIn
from demo.vendors import HOSTS
from schleuse.gateway.runtime import Gateway
from schleuse.pipeline import Pipeline
from schleuse.settings import Settings

START_SECONDS = 60
NOT_YET_READ = ("claude.ai", "suno.com", "www.midjourney.com")
"""Public services of the catalogue that have no reader of their own yet."""
DEMO_POLICY = Path(__file__).parents[2] / "rules" / "policies" / "demo.yaml"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def settings_for(data_dir: Path, standin: StandIn, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "data_dir": data_dir,
        "proxy": {"listen": f"127.0.0.1:{free_port()}"},
        "dashboard": {"listen": f"127.0.0.1:{free_port()}"},
        "metrics": {"listen": f"127.0.0.1:{free_port()}"},
        "policy": {"path": DEMO_POLICY, "reload_seconds": 0.2},
        "upstream": {"ca_file": standin.ca_file, "connect_to": standin.connect_to(*HOSTS, *NOT_YET_READ)},
        "detection": {"workers": 1, "timeout_seconds": 10},
    }
    for key, value in changes.items():
        values[key] = {**values[key], **value} if isinstance(values.get(key), dict) else value
    return Settings(**values)


class Running:
    """A started gateway."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.failure: BaseException | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="gateway", daemon=True)

    @property
    def proxy_url(self) -> str:
        return f"http://{self.settings.proxy.listen}"

    @property
    def metrics_url(self) -> str:
        return f"http://{self.settings.metrics.listen}"

    @property
    def dashboard_url(self) -> str:
        return f"http://{self.settings.dashboard.listen}"

    @property
    def pipeline(self) -> Pipeline:
        return self.gateway.pipeline

    def client_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.settings.ca_dir / "ca-cert.pem"))

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(proxy=self.proxy_url, verify=self.client_context(), timeout=30, **options)

    def metric(self, name: str) -> float:
        text = httpx.get(f"{self.metrics_url}/metrics").text
        return sum(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name))

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
def running_gateway(data_dir: Path, standin: StandIn, **changes: Any) -> Iterator[Running]:
    gateway = Running(settings_for(data_dir, standin, **changes))
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()

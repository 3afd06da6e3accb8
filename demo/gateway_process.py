"""The gateway as a process of its own, as an operator starts it: ``schleuse run`` with settings by environment."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

READY_SECONDS = 120
STOP_SECONDS = 5
_POLL_SECONDS = 0.1
_INHERITED = ("SCHLEUSE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
"""What must not reach the gateway from the shell around us."""


class GatewayProcessError(Exception):
    """The gateway did not start; the message holds its last lines."""


class GatewayProcess:
    """A running gateway in front of a stand-in, its data in a temporary folder."""

    def __init__(self, connect_to: str, ca_file: Path, policy: Path) -> None:
        """Take where the vendors' names lead to, and the stand-in's certificate."""
        self._folder = tempfile.TemporaryDirectory(prefix="schleuse-demo-")
        self.data_dir = Path(self._folder.name) / "data"
        self.log_file = Path(self._folder.name) / "gateway.log"
        self.proxy = f"127.0.0.1:{free_port(8080)}"
        self.dashboard = f"127.0.0.1:{free_port(8081)}"
        self.metrics = f"127.0.0.1:{free_port(9090)}"
        wanted = {
            "DATA_DIR": str(self.data_dir),
            "PROXY__LISTEN": self.proxy,
            "DASHBOARD__LISTEN": self.dashboard,
            "METRICS__LISTEN": self.metrics,
            "UPSTREAM__CONNECT_TO": connect_to,
            "UPSTREAM__CA_FILE": str(ca_file),
            "POLICY__PATH": str(policy),
        }
        self._environment = {key: value for key, value in os.environ.items() if not key.startswith(_INHERITED)}
        self._environment |= {f"SCHLEUSE_{key}": value for key, value in wanted.items()}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def proxy_url(self) -> str:
        """Where clients send their requests."""
        return f"http://{self.proxy}"

    @property
    def ca_file(self) -> Path:
        """The certificate that clients must trust."""
        return self.data_dir / "ca" / "ca-cert.pem"

    @property
    def pid(self) -> int:
        """Process id of the gateway (its workers are children of it)."""
        assert self._process
        return self._process.pid

    def client_context(self) -> ssl.SSLContext:
        """Return a client's TLS context that trusts the gateway's CA and no other."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def first_login(self) -> str:
        """Return the link with which the first account is made, or an empty string."""
        file = self.data_dir / "first-login.txt"
        return file.read_text(encoding="utf-8").strip() if file.exists() else ""

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, progress: Callable[[float], None] = lambda seconds: None) -> None:
        """Start and wait until it is ready to judge.

        Raises:
            GatewayProcessError: it ended, or was not ready in time.

        """
        with self.log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "schleuse", "run"],
                env=self._environment,
                cwd=self._folder.name,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours to pass on
            )
        started = time.monotonic()
        while not _answers(f"http://{self.metrics}/readyz"):
            seconds = time.monotonic() - started
            if not self.alive():
                raise GatewayProcessError(f"the gateway ended at once:\n{self.last_lines()}")
            if seconds > READY_SECONDS:
                raise GatewayProcessError(f"the gateway was not ready after {READY_SECONDS} s:\n{self.last_lines()}")
            progress(seconds)
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End it as Ctrl-C does, by force when that does not help, and delete its data."""
        if self._process and self.alive():
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._folder.cleanup()

    def last_lines(self, count: int = 15) -> str:
        """Return the end of the gateway's log."""
        return "\n".join(self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])

    def dashboard_answers(self) -> bool:
        """Whether the pages for people are there."""
        return _answers(f"http://{self.dashboard}/")


@contextlib.contextmanager
def running(connect_to: str, ca_file: Path, policy: Path) -> Iterator[GatewayProcess]:
    """Run a gateway for the time of a ``with`` block."""
    gateway = GatewayProcess(connect_to, ca_file, policy)
    try:
        gateway.start()
        yield gateway
    finally:
        gateway.stop()


def free_port(preferred: int) -> int:
    """Return the preferred port of this machine if it is free, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(sock.getsockname()[1])
    raise GatewayProcessError("no free port on 127.0.0.1")


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError), opener.open(url, timeout=2) as page:
        return bool(page.status == 200)
    return False

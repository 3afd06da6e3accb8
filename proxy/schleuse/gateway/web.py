"""The pages and the metrics: small web servers in a thread of their own, so that they never slow the proxy down."""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

import uvicorn

from schleuse.model import SchleuseError
from schleuse.settings import split_listen

STOP_SECONDS = 1


class ListenError(SchleuseError):
    """An address cannot be listened on; one line naming the setting and the mend."""


def bind(setting: str, listen: str) -> socket.socket:
    """Return a socket that listens on ``host:port``.

    Raises:
        ListenError: the port is in use, the address is not ours, or the port needs more rights.

    """
    host, port = split_listen(listen)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(128)
    except OSError as error:
        cause = (error.strerror or str(error)).lower()
        raise ListenError(f"{setting}={listen}: {cause}; choose another address or end what listens there") from None
    return sock


class WebThread:
    """Serves ASGI applications, each on its own socket, until :meth:`stop`."""

    def __init__(self, applications: Sequence[tuple[Callable[..., Any], socket.socket]]) -> None:
        """Take (application, bound socket) pairs."""
        self._servers = [
            (
                uvicorn.Server(
                    uvicorn.Config(
                        application,
                        log_config=None,
                        log_level="critical",
                        access_log=False,
                        server_header=False,
                        lifespan="off",
                        timeout_graceful_shutdown=STOP_SECONDS,
                        limit_concurrency=200,
                        h11_max_incomplete_event_size=64 * 1024,
                    )
                ),
                sock,
            )
            for application, sock in applications
        ]
        self._thread = threading.Thread(target=self._serve, name="schleuse-web", daemon=True)

    def start(self) -> None:
        """Start to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Stop to serve; blocks at most two seconds."""
        for server, _ in self._servers:
            server.should_exit = True
        if self._thread.is_alive():  # it may never have been started
            self._thread.join(2 * STOP_SECONDS)
        for _, sock in self._servers:
            sock.close()

    def _serve(self) -> None:
        async def all_of_them() -> None:
            await asyncio.gather(*(server.serve(sockets=[sock]) for server, sock in self._servers))

        asyncio.run(all_of_them())

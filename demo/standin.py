"""Plays the vendors' servers on this machine, over TLS, and remembers every byte that reaches it.

For the demonstration, the tests and the benchmarks. ``python -m demo.standin`` runs it alone.

    async with StandIn() as standin:                    # in the test's own event loop
        ...
    with StandIn.in_thread() as standin:                # for synchronous clients
        client = openai.OpenAI(http_client=openai.DefaultHttpxClient(
            proxy=standin.proxy_url, verify=standin.client_context()))
        ...
        assert standin.leaks("Erika Mustermann") == []

A gateway reaches it by ``upstream.connect_to`` (:meth:`StandIn.connect_to`) and ``upstream.ca_file``
(:attr:`StandIn.ca_file`); a client without a gateway by :attr:`StandIn.proxy_url`, a plain CONNECT proxy that takes
every name to the stand-in (it also plays the authority's existing proxy for ``upstream.proxy``).
"""

import argparse
import asyncio
import contextlib
import signal
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import h11

from demo import vendors
from demo.answers import Behaviour
from demo.http1 import serve
from demo.http2 import Http2
from demo.record import Received, Record
from demo.throwaway_ca import ThrowAwayCa
from demo.tunnel import Tunnel

START_SECONDS = 10


class StandIn:
    """The vendors' servers: one TLS port for all names."""

    def __init__(
        self, port: int = 0, *, http2: bool = False, behaviour: Behaviour | None = None, remembers: bool = True
    ) -> None:
        self.behaviour = behaviour or Behaviour()
        self.record = Record(remembers=remembers)
        self.port = port
        self.http2 = http2
        self._ca = ThrowAwayCa()
        self._alpn = ["h2", "http/1.1"] if http2 else ["http/1.1"]
        self._server: asyncio.Server | None = None
        self._tunnel = Tunnel()
        self._open: set[asyncio.StreamWriter] = set()

    # --- what tests read -----------------------------------------------------------------------------

    @property
    def ca_file(self) -> Path:
        """The certificate to trust (PEM); gone when the stand-in is closed."""
        return self._ca.certificate_file

    @property
    def proxy_url(self) -> str:
        """A CONNECT proxy that takes every name to this stand-in."""
        return f"http://127.0.0.1:{self._tunnel.port}"

    @property
    def tunnels(self) -> list[str]:
        """The ``host:port`` of every CONNECT that came to :attr:`proxy_url`."""
        return self._tunnel.targets

    @property
    def received(self) -> list[Received]:
        """Every request so far, oldest first."""
        return self.record.received

    def leaks(self, value: str) -> list[str]:
        """Return where a value reached this server, in whatever coding; empty when it never did."""
        return self.record.leaks(value)

    def clear(self) -> None:
        """Forget what was received."""
        self.record.clear()

    def connect_to(self, *hosts: str) -> str:
        """Return the setting ``upstream.connect_to`` for these hosts (default: all that are played)."""
        return ",".join(f"{host}:443=127.0.0.1:{self.port}" for host in hosts or vendors.HOSTS)

    def client_context(self) -> ssl.SSLContext:
        """Return a client's TLS context that trusts this stand-in and nothing else."""
        return self._ca.client_context()

    # --- life ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen on 127.0.0.1."""
        context = self._ca.server_context(self._alpn)
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        await self._tunnel.start(self.port)

    async def close(self) -> None:
        """Close every connection and delete the CA."""
        await self._tunnel.close()
        if self._server:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        if self._server:
            await self._server.wait_closed()
        self._ca.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @classmethod
    @contextlib.contextmanager
    def in_thread(
        cls, port: int = 0, *, http2: bool = False, behaviour: Behaviour | None = None
    ) -> Iterator["StandIn"]:
        """Run a stand-in in a thread with an event loop of its own."""
        standin = cls(port, http2=http2, behaviour=behaviour)
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="stand-in", daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(standin.start(), loop).result(START_SECONDS)
            yield standin
        finally:
            asyncio.run_coroutine_threadsafe(standin.close(), loop).result(START_SECONDS)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(START_SECONDS)
            loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tls = writer.get_extra_info("ssl_object")
        protocol = tls.selected_alpn_protocol() or "http/1.1"
        connection = self.record.connect(self._ca.name_asked(tls), protocol)
        self._open.add(writer)
        try:
            if protocol == "h2":
                await Http2(writer, connection, self.record, lambda: self.behaviour, vendors.answer).serve(reader)
            else:
                await serve(reader, writer, connection, self.record, lambda: self.behaviour, vendors.answer)
        except (ConnectionError, ssl.SSLError, h11.ProtocolError, asyncio.IncompleteReadError):
            pass  # a client that leaves, or does not speak HTTP, is what some tests are about
        finally:
            self._open.discard(writer)
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                writer.close()
                await writer.wait_closed()


async def _run(standin: StandIn) -> None:
    async with standin:
        print(f"Stand-in for {', '.join(vendors.HOSTS)}", flush=True)
        print(f"  TLS      127.0.0.1:{standin.port}", flush=True)
        print(f"  CONNECT  {standin.proxy_url}", flush=True)
        print(f"  CA       {standin.ca_file}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Run a stand-in until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m demo.standin", description="Plays the vendors' servers over TLS.")
    parser.add_argument("--port", type=int, default=0, help="TLS port (default: any free one)")
    parser.add_argument("--http2", action="store_true", help="offer HTTP/2")
    parser.add_argument("--ca-file", type=Path, help="also write the CA's certificate here")
    parser.add_argument("--forget", action="store_true", help="keep nothing of what is received")
    arguments = parser.parse_args()
    standin = StandIn(arguments.port, http2=arguments.http2, remembers=not arguments.forget)
    if arguments.ca_file:
        arguments.ca_file.write_bytes(standin.ca_file.read_bytes())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(standin))


if __name__ == "__main__":
    main()

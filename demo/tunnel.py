"""A CONNECT proxy that takes every name to one port on this machine."""

import asyncio
import contextlib
import re

_HEAD_LIMIT = 16384
_CONNECT = re.compile(rb"CONNECT (\S+) HTTP/1\.[01]\r\n")


class Tunnel:
    """Listens on 127.0.0.1; remembers which targets were asked for."""

    def __init__(self) -> None:
        self.port = 0
        self.targets: list[str] = []
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._to = 0

    async def start(self, to: int) -> None:
        """Listen; every tunnel leads to port ``to``."""
        self._to = to
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=_HEAD_LIMIT)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and break what is open."""
        if self._server:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        if self._server:
            await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            request = _CONNECT.match(await reader.readuntil(b"\r\n\r\n"))
            if not request:
                writer.write(b"HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n")
                return
            self.targets.append(request[1].decode())
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
            self._open.add(far_writer)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            async with asyncio.TaskGroup() as group:
                group.create_task(_pump(reader, far_writer))
                group.create_task(_pump(far_reader, writer))
            self._open.discard(far_writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

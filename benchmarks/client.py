"""A lean HTTPS client on one kept connection, so that what is measured is not the client."""

import asyncio
import json
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from demo import vendors

CHAT = "/v1/chat/completions"
_TIMEOUT = 120


@dataclass(frozen=True)
class Way:
    """How to reach the stand-in: directly, or through a proxy."""

    name: str
    port: int
    """Of the stand-in, or of the proxy."""
    trust: ssl.SSLContext
    proxied: bool
    pid: int | None = None
    """The proxy's process, whose processor time and memory are counted."""


class Connection:
    """One TLS connection to api.openai.com."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, way: Way) -> Self:
        """Connect, and send one request so that the way is open to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", way.port)
        if way.proxied:
            writer.write(f"CONNECT {vendors.OPENAI}:443 HTTP/1.1\r\nhost: {vendors.OPENAI}:443\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head:
                raise ConnectionError(head.decode())
        await writer.start_tls(way.trust, server_hostname=vendors.OPENAI)
        connection = cls(reader, writer)
        await connection.ping()
        return connection

    async def ping(self) -> float:
        """Send a request without a prompt; return its seconds."""
        seconds, _ = await self._exchange("GET", "/v1/models", b"")
        return seconds

    async def chat(self, messages: Sequence[dict[str, str]]) -> tuple[float, str]:
        """Send a chat; return its seconds and the answer's text."""
        body = json.dumps({"model": "bench", "messages": messages}, ensure_ascii=False).encode()
        seconds, answer = await self._exchange("POST", CHAT, body)
        return seconds, str(answer["choices"][0]["message"]["content"])

    def close(self) -> None:
        """Close the connection at once."""
        self._writer.transport.abort()

    async def _exchange(self, method: str, path: str, body: bytes) -> tuple[float, Any]:
        head = (
            f"{method} {path} HTTP/1.1\r\nhost: {vendors.OPENAI}\r\nauthorization: Bearer bench\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        started = time.perf_counter()
        async with asyncio.timeout(_TIMEOUT):
            self._writer.write(head.encode() + body)
            answer = await self._reader.readuntil(b"\r\n\r\n")
            content = await self._body(answer.decode("latin-1").lower())
        seconds = time.perf_counter() - started
        if not answer.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"{answer.splitlines()[0].decode()}: {content.decode()[:500]}")
        return seconds, json.loads(content)

    async def _body(self, head: str) -> bytes:
        lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        if "content-length" in lines:
            return await self._reader.readexactly(int(lines["content-length"]))
        chunks = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            chunks.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(chunks)

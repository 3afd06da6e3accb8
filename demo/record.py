"""Everything that the stand-in received: each connection's bytes as they came, and each request as it was read."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from demo import traces

MAX_BYTES = 256 * 1024 * 1024


@dataclass
class Connection:
    """One TLS connection, after decryption."""

    number: int
    server_name: str
    """SNI, lower case; empty when the client sent none."""
    protocol: str
    """``h2`` or ``http/1.1``."""
    remembers: bool = True
    raw: bytearray = field(default_factory=bytearray)

    def add(self, data: bytes) -> None:
        """Remember bytes as they came."""
        if self.remembers and len(self.raw) < MAX_BYTES:
            self.raw += data


@dataclass
class Received:
    """One request; present from its headers on, its body grows until :attr:`complete`."""

    connection: int
    method: str
    host: str
    """Lower case, without port."""
    path: str
    """As sent, percent-encoded, without query."""
    query: str
    headers: list[tuple[str, str]]
    """Names lower case, in order."""
    raw_body: bytearray = field(default_factory=bytearray)
    """Without transfer coding, still content-encoded."""
    messages: list[bytes] = field(default_factory=list)
    """Of a WebSocket: each whole message. (What it wrote into pings and closes is in :attr:`raw_body` too.)"""
    complete: bool = False

    def header(self, name: str) -> str:
        """Return the header's first value, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def body(self) -> bytes:
        """The body, content-decoded."""
        data = bytes(self.raw_body)
        for coding in reversed(self.header("content-encoding").split(",")):
            data = traces.decompress(data, coding)
        return data

    @property
    def text(self) -> str:
        """The body as UTF-8 (faulty bytes replaced)."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as JSON, or ``None``."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.method} {self.host}{unquote(self.path)}"


class Record:
    """Thread-safe list of connections and requests; one that does not remember stays empty (for benchmarks)."""

    def __init__(self, *, remembers: bool = True) -> None:
        self._remembers = remembers
        self._lock = threading.Lock()
        self.connections: list[Connection] = []
        self.received: list[Received] = []

    def connect(self, server_name: str, protocol: str) -> Connection:
        """Note a new connection."""
        with self._lock:
            connection = Connection(len(self.connections), server_name, protocol, self._remembers)
            if self._remembers:
                self.connections.append(connection)
            return connection

    def request(self, connection: Connection, method: str, url: str, headers: list[tuple[str, str]]) -> Received:
        """Note a new request by its head. ``url`` is the request target (path and query)."""
        path, _, query = url.partition("?")
        authority = next((value for key, value in headers if key in {"host", ":authority"}), connection.server_name)
        host = authority.rpartition(":")[0] if authority.rpartition(":")[2].isdigit() else authority
        received = Received(connection.number, method.upper(), host.lower(), path, query, headers)
        if self._remembers:
            with self._lock:
                self.received.append(received)
        return received

    def leaks(self, value: str) -> list[str]:
        """Return every place at which a value reached this server, decoded or not; empty when it never did."""
        places = [
            f"connection {connection.number} to {connection.server_name or '?'}: {place}"
            for connection in list(self.connections)
            for place in traces.find(value, bytes(connection.raw))
        ]
        for received in list(self.received):
            head = "\n".join([received.path, received.query, *(f"{key}: {text}" for key, text in received.headers)])
            coding = received.header("content-encoding")
            places += [f"{received}: head: {place}" for place in traces.find(value, head.encode())]
            places += [f"{received}: body: {place}" for place in traces.find(value, bytes(received.raw_body), coding)]
        return places

    def clear(self) -> None:
        """Forget everything so far (open connections go on recording, under a new count)."""
        with self._lock:
            for connection in self.connections:
                connection.raw.clear()
            self.received.clear()

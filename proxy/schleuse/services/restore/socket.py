"""Put values back into the messages of a WebSocket: one JSON text a message, or records of SignalR."""

from collections.abc import Callable, Collection, Iterator
from typing import Protocol

from schleuse.model import Substitution
from schleuse.payload import ndjson
from schleuse.services.restore import StreamPlan, stream_dialect
from schleuse.services.restore.chatgpt_topics import TopicRestorer
from schleuse.services.restore.engine import MAX_EVENT, StreamRestorer
from schleuse.services.restore.framing import Frame
from schleuse.services.restore.plan import StreamDialect

type SubstitutionFor = Callable[[str], Substitution]
"""Puts values back for a conversation; ``""`` stands for what this connection itself has sent."""

_END = ndjson.SIGNALR.encode()


class SocketRestorer(Protocol):
    """Takes the messages of a service one by one. Never raises; what it does not understand passes unchanged."""

    @property
    def conversation(self) -> str | None:
        """Id of the conversation that the service named last."""
        ...

    @property
    def foreign(self) -> bool:
        """Whether values of conversations may come that this connection has not sent itself."""
        ...

    def conversations(self, message: bytes) -> Collection[str]:
        """Return the ids of conversations begun elsewhere whose values a message may need."""
        ...

    def feed(self, message: bytes) -> list[bytes]:
        """Return what the client gets for a message: itself, and before it what was held back of an earlier one."""
        ...

    def finish(self) -> list[bytes]:
        """Return what is held back at the end."""
        ...


def socket_restorer(stream: StreamPlan, substitution: SubstitutionFor, *, records: bool) -> SocketRestorer:
    """Return the restorer of a connection; ``records``: its messages hold records of SignalR."""
    if stream.reader == "chatgpt.topics":
        return TopicRestorer(substitution)
    return MessageRestorer(stream_dialect(stream), substitution(""), records=records)


class MessageRestorer:
    """A :class:`SocketRestorer` for messages of one dialect of streams."""

    foreign = False

    def __init__(self, dialect: StreamDialect, substitution: Substitution, *, records: bool) -> None:
        self._records = records
        self._engine = StreamRestorer(_Records(), dialect, substitution)

    @property
    def conversation(self) -> str | None:
        """Id of the conversation that the service named last."""
        return self._engine.conversation

    def conversations(self, message: bytes) -> Collection[str]:
        """Return nothing: what comes back belongs to what this connection has sent."""
        return ()

    def feed(self, message: bytes) -> list[bytes]:
        """Return what the client gets for a message."""
        if len(message) > MAX_EVENT:
            return [message]
        if self._records:
            return [self._engine.feed(message)]
        # What ends records in SignalR cannot stand in JSON, so here it parts the messages that the engine returns.
        return [message] if _END in message else self._parted(self._engine.feed(message + _END))

    def finish(self) -> list[bytes]:
        """Return what is held back at the end."""
        rest = self._engine.finish()
        if not rest:
            return []
        return [rest] if self._records else self._parted(rest)

    @staticmethod
    def _parted(messages: bytes) -> list[bytes]:
        return messages.removesuffix(_END).split(_END)


class _Records:
    """A :class:`schleuse.services.restore.framing.Framing`: each message is fed whole, so nothing is ever pending."""

    pending = b""

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the records of a message."""
        for record in data.split(_END)[:-1]:
            yield _record(record, _END)
        if rest := data.rpartition(_END)[2]:
            yield _record(rest, b"")

    def last(self) -> Iterator[Frame]:
        """Yield nothing."""
        return iter(())

    def before(self, inserted: list[bytes], frame: bytes, *, is_end: bool) -> bytes:
        """Put whole records before a record."""
        return b"".join([*inserted, frame])


def _record(record: bytes, end: bytes) -> Frame:
    text = record.decode("utf-8", "surrogateescape")
    return Frame(record + end, "", text or None, lambda changed: changed.encode("utf-8", "surrogateescape") + end)

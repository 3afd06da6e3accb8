"""The messages of one direction of a WebSocket: collected from their pieces, and in line to be judged."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from mitmproxy import http
from wsproto.events import BytesMessage, CloseConnection, TextMessage

from schleuse.gateway.dialogue import Outcome

MAX_MESSAGES = 1000
"""Messages that may wait."""
MAX_FRAGMENTS = 1000
"""Fragments whose borders are kept; a message of more goes on in one."""

type Piece = TextMessage | BytesMessage
"""A message or a piece of one."""


@dataclass(slots=True, eq=False)
class SocketMessage:
    """One whole message on its way."""

    flow: http.HTTPFlow
    from_client: bool
    is_text: bool
    content: bytes
    borders: tuple[int, ...] = ()
    """Where its fragments end, but for the last."""
    outcome: Outcome | None = None
    """What becomes of it; ``None`` until it is judged."""

    def fragments(self, content: bytes) -> Iterator[Piece]:
        """Yield a content for this message in the fragments in which it came; another content in one."""
        borders = self.borders if content == self.content else ()
        starts, ends = (0, *borders), (*borders, len(content))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            yield _event(content[start:end], is_text=self.is_text, is_last=number == len(borders))


@dataclass(slots=True)
class SocketQueue:
    """One direction."""

    from_client: bool
    limit: int
    """Bytes of one message, and of all that wait."""
    streaming: bool = False
    """The message that is coming passes piece by piece."""
    busy: SocketMessage | None = None
    """The message that is being judged."""
    _buffer: bytearray = field(default_factory=bytearray)
    _ends: list[int] = field(default_factory=list)
    _waiting: deque[SocketMessage | CloseConnection] = field(default_factory=deque)
    _bytes: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether no message is coming, waiting or being judged."""
        return not (self._buffer or self._ends or self._waiting or self.busy)

    @property
    def is_full(self) -> bool:
        """Whether more waits than may wait."""
        return self._bytes > self.limit or len(self._waiting) > MAX_MESSAGES

    def collect(self, event: Piece) -> bool:
        """Take a piece of a message; return whether the message is still within its bound."""
        self._buffer += event.data.encode() if isinstance(event.data, str) else event.data
        if event.frame_finished and len(self._ends) <= MAX_FRAGMENTS:
            self._ends.append(len(self._buffer))
        return len(self._buffer) <= self.limit

    def whole(self, flow: http.HTTPFlow, *, is_text: bool) -> SocketMessage:
        """Return what was collected as a message, and begin the next one."""
        borders = tuple(self._ends[:-1]) if len(self._ends) <= MAX_FRAGMENTS else ()
        message = SocketMessage(flow, self.from_client, is_text, bytes(self._buffer), borders)
        self._buffer.clear()
        self._ends.clear()
        return message

    def so_far(self, event: Piece) -> Piece:
        """Return what was collected as one piece that ends as its last piece ends, and keep nothing."""
        content = bytes(self._buffer)
        self._buffer.clear()
        self._ends.clear()
        return _event(content, is_text=isinstance(event, TextMessage), is_last=event.message_finished)

    def put(self, item: SocketMessage | CloseConnection) -> None:
        """Let a message, or the close after all messages, wait."""
        self._waiting.append(item)
        self._bytes += len(item.content) if isinstance(item, SocketMessage) else 0

    def next(self) -> SocketMessage | CloseConnection | None:
        """Return what is to be judged now: the next in line if none is being judged."""
        if self.busy or not self._waiting:
            return None
        item = self._waiting.popleft()
        self.busy = item if isinstance(item, SocketMessage) else None
        return item

    def finish(self, message: SocketMessage) -> bool:
        """Note that a message was judged; return whether it still matters."""
        if self.busy is not message:
            return False
        self.busy = None
        self._bytes -= len(message.content)
        return True

    def give_up(self) -> list[SocketMessage | CloseConnection]:
        """Return all that is being judged or waits, and wait for nothing."""
        items = [*([self.busy] if self.busy else []), *self._waiting]
        self.busy, self._bytes = None, 0
        self._waiting.clear()
        return items


def _event(content: bytes, *, is_text: bool, is_last: bool) -> Piece:
    if is_text:
        return TextMessage(content.decode(), message_finished=is_last)
    return BytesMessage(content, message_finished=is_last)

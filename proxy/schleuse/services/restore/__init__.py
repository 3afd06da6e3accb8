"""Put values back into answers: whole JSON, event streams, JSON arrays in pieces, lines of JSON."""

from schleuse.model import ResponseHead, Substitution
from schleuse.services.restore.anthropic import AnthropicStream
from schleuse.services.restore.chatgpt import ChatGptStream
from schleuse.services.restore.engine import StreamRestorer
from schleuse.services.restore.framing import ArrayFraming, EventFraming, LineFraming
from schleuse.services.restore.google import GoogleStream
from schleuse.services.restore.openai_chat import ChatStream
from schleuse.services.restore.openai_responses import ResponsesStream
from schleuse.services.restore.plan import PlainStream, StreamDialect
from schleuse.services.restore.restorer import PassThrough, ResponseRestorer
from schleuse.services.restore.whole import WholeJson

__all__ = ["ResponseRestorer", "restorer_for"]

_STREAMS: dict[str, type[StreamDialect]] = {
    "openai.chat": ChatStream,
    "openai.responses": ResponsesStream,
    "anthropic.messages": AnthropicStream,
    "google.generate": GoogleStream,
    "chatgpt.conversation": ChatGptStream,
}
_LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines"})


def restorer_for(stream: str, head: ResponseHead, substitution: Substitution) -> ResponseRestorer:
    """Return the restorer of an answer; one that changes nothing where its media type holds no text we know."""
    media_type = (head.header("content-type") or "").partition(";")[0].strip().lower()
    dialect = _STREAMS.get(stream, PlainStream)()
    if media_type == "text/event-stream":
        return StreamRestorer(EventFraming(), dialect, substitution)
    if media_type in _LINES:
        return StreamRestorer(LineFraming(), dialect, substitution)
    if media_type.endswith(("/json", "+json")):
        if stream == "google.generate":
            return _FirstByte(dialect, substitution)
        return WholeJson(dialect, substitution)
    return PassThrough()


class _FirstByte:
    """Gemini answers ``application/json`` with one object, or with an array in pieces: the first byte tells."""

    def __init__(self, dialect: StreamDialect, substitution: Substitution) -> None:
        self._dialect = dialect
        self._substitution = substitution
        self._inner: ResponseRestorer | None = None
        self._held = b""

    @property
    def conversation(self) -> str | None:
        return self._inner.conversation if self._inner else None

    @property
    def restored(self) -> int:
        return self._inner.restored if self._inner else 0

    def feed(self, data: bytes) -> bytes:
        if self._inner is None:
            self._held += data
            first = self._held.lstrip(b" \t\r\n\xef\xbb\xbf")[:1]
            if not first:
                return b""
            if first == b"[":
                self._inner = StreamRestorer(ArrayFraming(), self._dialect, self._substitution)
            else:
                self._inner = WholeJson(self._dialect, self._substitution)
            data, self._held = self._held, b""
        return self._inner.feed(data)

    def finish(self) -> bytes:
        return self._inner.finish() if self._inner else self._held

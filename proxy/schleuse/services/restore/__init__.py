"""Put values back into answers: whole JSON, event streams, JSON arrays in pieces, lines of JSON."""

from collections.abc import Callable, Mapping

from schleuse.model import ResponseHead, Substitution
from schleuse.services.restore.anthropic import AnthropicStream
from schleuse.services.restore.chatgpt import ChatGptStream
from schleuse.services.restore.engine import StreamRestorer
from schleuse.services.restore.framing import (
    ArrayFraming,
    ChunkFraming,
    EventFraming,
    Framing,
    LineFraming,
    NumberedFraming,
)
from schleuse.services.restore.google import GoogleStream
from schleuse.services.restore.google_live import LiveStream
from schleuse.services.restore.openai_chat import ChatStream
from schleuse.services.restore.openai_responses import ResponsesStream
from schleuse.services.restore.openai_sockets import RealtimeStream, ResponsesSocketStream
from schleuse.services.restore.pages import CharacterStream, CopilotStream, M365Stream
from schleuse.services.restore.patches import DeepSeekStream, LeChatStream, NotionStream, PerplexityStream
from schleuse.services.restore.paths import DescribedStream, StreamPlan
from schleuse.services.restore.plan import StreamDialect
from schleuse.services.restore.restorer import PassThrough, ResponseRestorer
from schleuse.services.restore.whole import WholeJson

__all__ = ["READERS", "ResponseRestorer", "StreamPlan", "restorer_for", "stream_dialect"]

READERS: Mapping[str, Callable[[], StreamDialect]] = {
    "openai.chat": ChatStream,
    "openai.responses": ResponsesStream,
    "anthropic.messages": AnthropicStream,
    "google.generate": GoogleStream,
    "chatgpt.conversation": ChatGptStream,
    "lechat.chat": LeChatStream,
    "deepseek.web": DeepSeekStream,
    "notion.inference": NotionStream,
    "perplexity.web": PerplexityStream,
    "characterai": CharacterStream,
    "chatgpt.topics": ChatGptStream,
    "copilot": CopilotStream,
    "google.live": LiveStream,
    "m365": M365Stream,
    "openai.realtime": RealtimeStream,
    "openai.responses_ws": ResponsesSocketStream,
}
"""Streams that take code to read, by the names that the catalogue uses."""
_LINES = frozenset(
    {
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines",
        "application/stream+json", "application/x-jsonl",
    }
)  # fmt: skip
_FRAMINGS: Mapping[str, Callable[[], Framing]] = {"numbered": NumberedFraming, "chunks": ChunkFraming}
_UNSPECIFIC = frozenset({"", "text/plain", "application/json", "application/octet-stream"})
"""Media types under which some services send lines."""


def stream_dialect(stream: StreamPlan) -> StreamDialect:
    """Return what reads the events of one answer, or the messages of one connection."""
    return READERS[stream.reader]() if stream.reader else DescribedStream(stream)


def restorer_for(stream: StreamPlan, head: ResponseHead, substitution: Substitution) -> ResponseRestorer:
    """Return the restorer of an answer; one that changes nothing where its media type holds no text we know."""
    media_type = (head.header("content-type") or "").partition(";")[0].strip().lower()
    dialect = stream_dialect(stream)
    if media_type == "text/event-stream":
        return StreamRestorer(EventFraming(), dialect, substitution)
    if media_type in _LINES or (stream.frames and media_type in _UNSPECIFIC):
        return StreamRestorer(_FRAMINGS.get(stream.frames, LineFraming)(), dialect, substitution)
    if media_type.endswith(("/json", "+json", "/json+protobuf")):
        if stream.reader == "google.generate":
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

"""What a stand-in answers, and how badly it behaves on the way."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any


def echo(text: str) -> str:
    """Answer with the text itself, so that placeholders come back."""
    return f"Gern. Sie schrieben: {text}"


@dataclass
class Behaviour:
    """How the vendors answer. May be changed while the server runs; holds from the next request on."""

    reply: Callable[[str], str] = echo
    """Last user text -> answer text."""
    piece: int = 3
    """Characters per streamed event."""
    delay: float = 0.0
    """Seconds before each streamed event."""
    first_delay: float = 0.0
    """Seconds before the answer begins."""
    encoding: str = ""
    """``gzip``, ``deflate``, ``br`` or ``zstd``: coded so although the client asked for identity."""
    silent: bool = False
    """Take the request and never answer."""
    cut_after: int | None = None
    """Drop the connection after so many pieces of the answer."""
    length_error: int = 0
    """Added to the content-length of answers that are not streamed."""
    tool_call: bool = False
    """Answer with a call of the tool ``notiz`` whose argument ``text`` is the reply, instead of with text."""
    status: int = 200
    deflates: bool = False
    """Compress WebSocket messages although nobody has offered to."""
    upload_host: str = "sdmntprgermanywestcentral.oaiusercontent.com"
    """To which ChatGPT has files sent."""


@dataclass(frozen=True)
class Answer:
    """An answer in pieces. ``streamed`` ones go out piece by piece and without a length."""

    pieces: Sequence[bytes]
    content_type: str = "application/json"
    streamed: bool = False
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def json_answer(document: Any, status: int = 200) -> Answer:
    """Build a JSON answer in one piece."""
    return Answer([json.dumps(document, ensure_ascii=False).encode()], status=status)


def sse_answer(events: Iterator[bytes]) -> Answer:
    """Build a stream of server-sent events."""
    return Answer(list(events), "text/event-stream; charset=utf-8", streamed=True)


def event(document: Any, name: str = "") -> bytes:
    """Encode one server-sent event."""
    data = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return f"event: {name}\ndata: {data}\n\n".encode() if name else f"data: {data}\n\n".encode()


def cut(text: str, size: int) -> Iterator[str]:
    """Cut a text into pieces of ``size`` characters."""
    return (text[start : start + size] for start in range(0, len(text), size))


def plain_text(content: Any, key: str = "text") -> str:
    """Return the text of a message's content: a string, or a list of strings and parts with a text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return ""
    texts = [part if isinstance(part, str) else part.get(key) for part in content if isinstance(part, str | dict)]
    return "\n".join(text for text in texts if isinstance(text, str))


def last_text(messages: Any, content_key: str = "content") -> str:
    """Return the text of the last message that a user wrote."""
    for message in reversed(messages if isinstance(messages, list) else []):
        if isinstance(message, dict) and message.get("role", "user") == "user":
            return plain_text(message.get(content_key))
    return ""

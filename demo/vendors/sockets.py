"""What the vendors say over WebSocket: one function a dialect, from a message of the client to their messages."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from demo.answers import Behaviour, cut
from demo.record import Received
from demo.vendors import openai

RECORD = "\x1e"
"""What ends a record of SignalR."""

type Says = Callable[[Any, Behaviour], Iterator[Any]]
"""Decoded message and behaviour -> decoded messages."""

_EVENT = re.compile(rb"^data: (.*)$", re.MULTILINE)


def greeting(request: Received) -> list[str]:
    """Return what the vendor says first."""
    if request.path.endswith("/realtime"):
        return [json.dumps({"type": "session.created", "event_id": "event_0", "session": {"type": "realtime"}})]
    return []


def answers(request: Received, message: str | bytes, behaviour: Behaviour) -> list[str | bytes]:
    """Return what the vendor says to one message; where nobody knows its dialect, the message itself."""
    says = next((says for part, says in _DIALECTS if part in request.path), None)
    if says is None:
        return [message]
    text = message if isinstance(message, str) else message.decode()
    records = [json.loads(record) for record in text.split(RECORD) if record]
    said = [reply for record in records for reply in says(record, behaviour)]
    end = RECORD if RECORD in text else ""
    texts = [json.dumps(reply, ensure_ascii=False) + end for reply in said]
    # Google wraps its JSON in binary messages.
    return [text.encode() for text in texts] if says is _live else [*texts]


def _realtime(event: dict[str, Any], behaviour: Behaviour) -> Iterator[Any]:
    if event["type"] == "session.update":
        yield {"type": "session.updated", "event_id": "event_1", "session": event["session"]}
    elif event["type"] == "conversation.item.create":
        yield {"type": "conversation.item.added", "event_id": "event_2", "item": event["item"] | {"id": "item_1"}}
    elif event["type"] == "response.create":
        reply = behaviour.reply(_texts((event.get("response") or {}).get("input")))
        place = {"response_id": "resp_1", "item_id": "item_2", "output_index": 0, "content_index": 0}
        yield {
            "type": "response.created",
            "event_id": "event_3",
            "response": {"id": "resp_1", "object": "realtime.response"},
        }
        for piece in cut(reply, behaviour.piece):
            yield {"type": "response.output_text.delta", "event_id": "event_4", "delta": piece} | place
        yield {"type": "response.output_text.done", "event_id": "event_5", "text": reply} | place
        content = [{"type": "output_text", "text": reply}]
        item = {"id": "item_2", "type": "message", "role": "assistant", "content": content}
        yield {"type": "response.done", "event_id": "event_6", "response": {"id": "resp_1", "output": [item]}}


def _responses(event: dict[str, Any], behaviour: Behaviour) -> Iterator[Any]:
    source = event.get("input") or ""
    reply = behaviour.reply(source if isinstance(source, str) else _texts(source))
    for streamed in openai.response_events(event, reply, behaviour):
        for data in _EVENT.findall(streamed):
            yield json.loads(data) | ({"stream_id": event["stream_id"]} if "stream_id" in event else {})


def _live(message: dict[str, Any], behaviour: Behaviour) -> Iterator[Any]:
    if "setup" in message:
        yield {"setupComplete": {}}
        return
    said = message.get("client_content") or message.get("realtime_input") or {}
    for piece in cut(behaviour.reply(_texts(said.get("turns") or [said])), behaviour.piece):
        yield {"serverContent": {"modelTurn": {"role": "model", "parts": [{"text": piece}]}}}
    yield {"serverContent": {"turnComplete": True}}


def _copilot(event: dict[str, Any], behaviour: Behaviour) -> Iterator[Any]:
    if event.get("event") != "send":
        return
    yield {"event": "startMessage", "conversationId": event["conversationId"], "messageId": "m1"}
    for piece in cut(behaviour.reply(_texts(event["content"])), behaviour.piece):
        yield {"event": "appendText", "messageId": "m1", "partId": "0", "text": piece}
    yield {"event": "partCompleted", "messageId": "m1", "partId": "0"}
    yield {"event": "done", "messageId": "m1"}


def _m365(record: dict[str, Any], behaviour: Behaviour) -> Iterator[Any]:
    if "protocol" in record:
        yield {}
    if record.get("target") != "chat":
        return
    reply = behaviour.reply(record["arguments"][0]["message"]["text"])
    so_far = ""
    for piece in cut(reply, behaviour.piece):
        so_far += piece
        shown = {"author": "bot", "text": so_far}
        yield {"type": 1, "target": "update", "arguments": [{"messages": [shown]}]}
    messages = [{"author": "bot", "text": reply}]
    yield {"type": 2, "invocationId": record["invocationId"], "item": {"messages": messages}}
    yield {"type": 3, "invocationId": record["invocationId"]}


_DIALECTS: tuple[tuple[str, Says], ...] = (
    ("/v1/realtime", _realtime),
    ("/v1/responses", _responses),
    ("BidiGenerateContent", _live),
    ("/c/api/chat", _copilot),
    ("/m365Copilot/Chathub", _m365),
)


def _texts(node: Any) -> str:
    """Return every ``text`` below a node, and strings that stand for themselves, joined by spaces."""
    if isinstance(node, list):
        return " ".join(filter(None, map(_texts, node)))
    if isinstance(node, dict):
        return _texts([node.get("text"), node.get("content"), node.get("parts")])
    return node if isinstance(node, str) else ""

"""Anthropic's API as the documentation describes it: messages, token counts, files."""

import json
from collections.abc import Iterator
from typing import Any

from demo.answers import Answer, Behaviour, cut, event, json_answer, last_text, sse_answer
from demo.record import Received


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request to the Anthropic dialect."""
    body = request.json if isinstance(request.json, dict) else {}
    match request.method, request.path:
        case "POST", "/v1/messages":
            reply = behaviour.reply(last_text(body.get("messages")))
            if body.get("stream"):
                return sse_answer(_events(body, reply, behaviour))
            return json_answer(_message(body, [_block(reply, behaviour)], _stop(behaviour)))
        case "POST", "/v1/messages/count_tokens":
            return json_answer({"input_tokens": len(request.text)})
        case "POST", "/v1/files":
            return json_answer({"id": "file_1", "type": "file", "filename": "datei", "mime_type": "text/plain",
                                "size_bytes": len(request.raw_body), "created_at": "2026-11-24T12:00:00Z",
                                "downloadable": False})  # fmt: skip
    error = {"type": "not_found_error", "message": "no such path"}
    return json_answer({"type": "error", "error": error}, 404)


def _stop(behaviour: Behaviour) -> str:
    return "tool_use" if behaviour.tool_call else "end_turn"


def _block(reply: str, behaviour: Behaviour) -> dict[str, Any]:
    if behaviour.tool_call:
        return {"type": "tool_use", "id": "toolu_1", "name": "notiz", "input": {"text": reply}}
    return {"type": "text", "text": reply}


def _message(body: dict[str, Any], content: list[dict[str, Any]], stop: str | None) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body.get("model"),
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


def _events(body: dict[str, Any], reply: str, behaviour: Behaviour) -> Iterator[bytes]:
    def typed(name: str, /, **fields: Any) -> bytes:
        return event({"type": name} | fields, name)

    block = _block(reply, behaviour)
    if behaviour.tool_call:
        empty = block | {"input": {}}
        text, kind, key = json.dumps(block["input"], ensure_ascii=False), "input_json_delta", "partial_json"
    else:
        empty, text, kind, key = {"type": "text", "text": ""}, reply, "text_delta", "text"
    yield typed("message_start", message=_message(body, [], None))
    yield typed("content_block_start", index=0, content_block=empty)
    yield typed("ping")
    for piece in cut(text, behaviour.piece):
        yield typed("content_block_delta", index=0, delta={"type": kind, key: piece})
    yield typed("content_block_stop", index=0)
    delta = {"stop_reason": _stop(behaviour), "stop_sequence": None}
    yield typed("message_delta", delta=delta, usage={"output_tokens": 1})
    yield typed("message_stop")

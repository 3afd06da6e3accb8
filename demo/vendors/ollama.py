"""Ollama's API: chat, generate and embed; lines of JSON unless a request says otherwise."""

import json
from collections.abc import Iterator
from typing import Any

from demo.answers import Answer, Behaviour, cut, json_answer, last_text
from demo.record import Received


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request to Ollama."""
    body = request.json if isinstance(request.json, dict) else {}
    match request.method, request.path:
        case "POST", "/api/chat":
            reply = behaviour.reply(last_text(body.get("messages")))
            return _answer(body, reply, behaviour, lambda text: {"message": {"role": "assistant", "content": text}})
        case "POST", "/api/generate":
            reply = behaviour.reply(str(body.get("prompt", "")))
            return _answer(body, reply, behaviour, lambda text: {"response": text})
        case "POST", "/api/embed":
            return json_answer({"model": body.get("model"), "embeddings": [[0.1, 0.2]]})
    return json_answer({"error": "no such path"}, 404)


def _answer(body: dict[str, Any], reply: str, behaviour: Behaviour, shape: Any) -> Answer:
    head = {"model": body.get("model"), "created_at": "2026-11-24T12:00:00Z"}
    if body.get("stream", True) is False:
        return json_answer(head | shape(reply) | {"done": True, "done_reason": "stop"})

    def lines() -> Iterator[bytes]:
        for piece in cut(reply, behaviour.piece):
            yield json.dumps(head | shape(piece) | {"done": False}, ensure_ascii=False).encode() + b"\n"
        yield json.dumps(head | shape("") | {"done": True, "done_reason": "stop"}).encode() + b"\n"

    return Answer(list(lines()), "application/x-ndjson", streamed=True)

"""Mistral's API beyond the OpenAI dialect: fill-in-the-middle, agents, conversations, OCR."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from demo.answers import Answer, Behaviour, cut, event, json_answer, last_text, sse_answer
from demo.record import Received
from demo.vendors import openai

CONVERSATION = "conv_1"


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request to Mistral."""
    body = request.json if isinstance(request.json, dict) else {}
    match request.method, request.path:
        case "POST", "/v1/fim/completions":
            return _chat(request, body, behaviour, str(body.get("prompt", "")))
        case "POST", "/v1/agents/completions":
            return _chat(request, body, behaviour, last_text(body.get("messages")))
        case "POST", path if path.startswith("/v1/conversations"):
            inputs = body.get("inputs", "")
            reply = behaviour.reply(inputs if isinstance(inputs, str) else last_text(inputs))
            return sse_answer(_events(reply, behaviour)) if body.get("stream") else json_answer(_conversation(reply))
        case "POST", "/v1/ocr":
            name = (body.get("document") or {}).get("document_name") or ""
            page = {"index": 0, "markdown": behaviour.reply(name), "images": [], "dimensions": None}
            return json_answer({"pages": [page], "model": body.get("model"), "usage_info": {"pages_processed": 1}})
    return openai.answer(request, behaviour)


def _chat(request: Received, body: dict[str, Any], behaviour: Behaviour, text: str) -> Answer:
    """Answer in the shape of a chat completion, whatever the question looked like."""
    said = behaviour.reply(text)
    asked = bytearray(json.dumps({"model": "m", **body}).encode())
    chat = replace(request, path="/v1/chat/completions", raw_body=asked)
    return openai.answer(chat, replace(behaviour, reply=lambda _: said))


def _conversation(reply: str) -> dict[str, Any]:
    output = {"object": "entry", "type": "message.output", "id": "msg_1", "role": "assistant", "content": reply}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"object": "conversation.response", "conversation_id": CONVERSATION, "outputs": [output], "usage": usage}


def _events(reply: str, behaviour: Behaviour) -> Iterator[bytes]:
    def typed(name: str, /, **fields: Any) -> bytes:
        return event({"type": name, "created_at": "2026-11-24T12:00:00Z"} | fields, name)

    yield typed("conversation.response.started", conversation_id=CONVERSATION)
    place = {"id": "msg_1", "output_index": 0, "content_index": 0, "role": "assistant"}
    for piece in cut(reply, behaviour.piece):
        yield typed("message.output.delta", content=piece, **place)
    yield typed("conversation.response.done", usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2})

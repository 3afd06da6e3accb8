"""Cohere's API as its package describes it: chat v2, embeddings, rerank."""

import json
from collections.abc import Iterator
from typing import Any

from demo.answers import Answer, Behaviour, cut, event, json_answer, last_text, sse_answer
from demo.record import Received


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request to Cohere."""
    body = request.json if isinstance(request.json, dict) else {}
    match request.method, request.path:
        case "POST", "/v2/chat":
            reply = behaviour.reply(last_text(body.get("messages")))
            if body.get("stream"):
                return sse_answer(_events(reply, behaviour))
            message: dict[str, Any] = {"role": "assistant", "content": [{"type": "text", "text": reply}]}
            if behaviour.tool_call:
                message = {"role": "assistant", "tool_plan": "Notieren.", "tool_calls": [_call(reply)]}
            return json_answer({"id": "c14c80c3-0000-4000-8000-000000000000", "finish_reason": "COMPLETE",
                                "message": message})  # fmt: skip
        case "POST", "/v2/embed":
            vectors = [[0.1, 0.2] for _ in body.get("texts", [])]
            return json_answer({"id": "e", "embeddings": {"float": vectors}, "texts": body.get("texts", [])})
        case "POST", "/v2/rerank":
            results = [{"index": index, "relevance_score": 0.5} for index in range(len(body.get("documents", [])))]
            return json_answer({"id": "r", "results": results})
    return json_answer({"message": "no such path"}, 404)


def _call(reply: str) -> dict[str, Any]:
    arguments = json.dumps({"text": reply}, ensure_ascii=False)
    return {"id": "notiz_1", "type": "function", "function": {"name": "notiz", "arguments": arguments}}


def _events(reply: str, behaviour: Behaviour) -> Iterator[bytes]:
    def typed(name: str, /, message: dict[str, Any] | None = None, **fields: Any) -> bytes:
        delta = {} if message is None else {"delta": {"message": message}}
        return event({"type": name} | fields | delta, name)

    yield typed("message-start", {"role": "assistant", "content": []}, id="c14c80c3-0000-4000-8000-000000000000")
    if behaviour.tool_call:
        call = _call(reply)
        function = call["function"]
        yield typed("tool-call-start", {"tool_calls": call | {"function": function | {"arguments": ""}}}, index=0)
        for piece in cut(function["arguments"], behaviour.piece):
            yield typed("tool-call-delta", {"tool_calls": {"function": {"arguments": piece}}}, index=0)
        yield typed("tool-call-end", index=0)
    else:
        yield typed("content-start", {"content": {"type": "text", "text": ""}}, index=0)
        for piece in cut(reply, behaviour.piece):
            yield typed("content-delta", {"content": {"text": piece}}, index=0)
        yield typed("content-end", index=0)
    yield event({"type": "message-end", "delta": {"finish_reason": "COMPLETE"}}, "message-end")

"""OpenAI's API as the documentation describes it: chat completions, responses, files, embeddings, models."""

import json
from collections.abc import Iterator
from typing import Any

from demo.answers import Answer, Behaviour, cut, event, json_answer, last_text, sse_answer
from demo.record import Received

CREATED = 1_790_000_000


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request to the OpenAI dialect."""
    body = request.json if isinstance(request.json, dict) else {}
    match request.method, request.path.removeprefix("/v1"):
        case "POST", "/chat/completions":
            reply = behaviour.reply(last_text(body.get("messages")))
            if body.get("stream"):
                return sse_answer(_chat_events(body, reply, behaviour))
            return json_answer(_chat(body, reply, behaviour))
        case "POST", "/responses":
            source = body.get("input", "")
            reply = behaviour.reply(source if isinstance(source, str) else last_text(source))
            if body.get("stream"):
                return sse_answer(response_events(body, reply, behaviour))
            return json_answer(_response(body, reply, behaviour, "completed"))
        case "POST", "/files":
            return json_answer({"id": "file-1", "object": "file", "bytes": len(request.raw_body),
                                "created_at": CREATED, "filename": "datei", "purpose": "user_data",
                                "status": "processed"})  # fmt: skip
        case "POST", "/embeddings":
            return json_answer({"object": "list", "model": body.get("model"), "usage": {"prompt_tokens": 1,
                                "total_tokens": 1}, "data": [{"object": "embedding", "index": 0,
                                "embedding": [0.1, 0.2]}]})  # fmt: skip
        case "GET", "/models":
            return json_answer({"object": "list", "data": [{"id": "gpt-5", "object": "model", "created": CREATED,
                                "owned_by": "stand-in"}]})  # fmt: skip
    return json_answer({"error": {"message": "no such path", "type": "invalid_request_error", "code": None}}, 404)


def _tool(reply: str) -> dict[str, Any]:
    return {"name": "notiz", "arguments": json.dumps({"text": reply}, ensure_ascii=False)}


def _chat(body: dict[str, Any], reply: str, behaviour: Behaviour) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply, "refusal": None}
    if behaviour.tool_call:
        message |= {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": _tool(reply)}]}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": CREATED,
        "model": body.get("model"),
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(behaviour)}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _finish(behaviour: Behaviour) -> str:
    return "tool_calls" if behaviour.tool_call else "stop"


def _chat_events(body: dict[str, Any], reply: str, behaviour: Behaviour) -> Iterator[bytes]:
    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": CREATED,
                      "model": body.get("model"), "choices": [choice]})  # fmt: skip

    if behaviour.tool_call:
        tool = _tool(reply)
        start = {"index": 0, "id": "call_1", "type": "function", "function": {"name": tool["name"], "arguments": ""}}
        yield chunk({"role": "assistant", "content": None, "tool_calls": [start]})
        for piece in cut(tool["arguments"], behaviour.piece):
            yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    else:
        yield chunk({"role": "assistant", "content": "", "refusal": None})
        for piece in cut(reply, behaviour.piece):
            yield chunk({"content": piece})
    yield chunk({}, _finish(behaviour))
    if (body.get("stream_options") or {}).get("include_usage"):
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        yield event({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": CREATED,
                     "model": body.get("model"), "choices": [], "usage": usage})  # fmt: skip
    yield event("[DONE]")


def _item(reply: str, behaviour: Behaviour, status: str) -> dict[str, Any]:
    if behaviour.tool_call:
        return {"type": "function_call", "id": "fc_1", "call_id": "call_1", "status": status} | _tool(reply)
    part = {"type": "output_text", "text": reply, "annotations": [], "logprobs": []}
    return {"type": "message", "id": "msg_1", "status": status, "role": "assistant", "content": [part]}


def _response(body: dict[str, Any], reply: str | None, behaviour: Behaviour, status: str) -> dict[str, Any]:
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "model": body.get("model"),
        "output": [] if reply is None else [_item(reply, behaviour, "completed")],
        "parallel_tool_calls": True,
        "previous_response_id": body.get("previous_response_id"),
        "tool_choice": "auto",
        "tools": body.get("tools", []),
        "usage": None,
        "metadata": body.get("metadata", {}),
    }


def response_events(body: dict[str, Any], reply: str, behaviour: Behaviour) -> Iterator[bytes]:
    """Stream a response, each text four times as the vendor does."""
    number = 0

    def typed(name: str, /, **fields: Any) -> bytes:
        nonlocal number
        number += 1
        return event({"type": name, "sequence_number": number - 1} | fields, name)

    item = _item(reply, behaviour, "completed")
    place = {"item_id": item["id"], "output_index": 0}
    yield typed("response.created", response=_response(body, None, behaviour, "in_progress"))
    yield typed("response.in_progress", response=_response(body, None, behaviour, "in_progress"))
    if behaviour.tool_call:
        empty = item | {"status": "in_progress", "arguments": ""}
        yield typed("response.output_item.added", output_index=0, item=empty)
        for piece in cut(item["arguments"], behaviour.piece):
            yield typed("response.function_call_arguments.delta", delta=piece, **place)
        yield typed("response.function_call_arguments.done", arguments=item["arguments"], name=item["name"], **place)
    else:
        part = item["content"][0]
        yield typed("response.output_item.added", output_index=0, item=item | {"status": "in_progress", "content": []})
        yield typed("response.content_part.added", content_index=0, part=part | {"text": ""}, **place)
        for piece in cut(reply, behaviour.piece):
            yield typed("response.output_text.delta", content_index=0, delta=piece, logprobs=[], **place)
        yield typed("response.output_text.done", content_index=0, text=reply, logprobs=[], **place)
        yield typed("response.content_part.done", content_index=0, part=part, **place)
    yield typed("response.output_item.done", output_index=0, item=item)
    yield typed("response.completed", response=_response(body, reply, behaviour, "completed"))

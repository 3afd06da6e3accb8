"""Google's Gemini API as the documentation describes it: generateContent, its two streams, files."""

import json
from collections.abc import Iterator
from typing import Any

from demo.answers import Answer, Behaviour, cut, event, json_answer, last_text, sse_answer
from demo.record import Received


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request to the Gemini dialect."""
    body = request.json if isinstance(request.json, dict) else {}
    model, _, call = request.path.rpartition("/")[2].partition(":")
    reply = behaviour.reply(last_text(body.get("contents"), "parts"))
    match call:
        case "generateContent":
            return json_answer(_chunk(model, _parts(reply, behaviour), "STOP"))
        case "streamGenerateContent" if "alt=sse" in request.query:
            return sse_answer(event(chunk) for chunk in _chunks(model, reply, behaviour))
        case "streamGenerateContent":
            pieces = [json.dumps(chunk, ensure_ascii=False) for chunk in _chunks(model, reply, behaviour)]
            array = [f"{'[' if index == 0 else ',\r\n'}{piece}".encode() for index, piece in enumerate(pieces)]
            return Answer([*array, b"]"], "application/json; charset=UTF-8", streamed=True)
        case "countTokens":
            return json_answer({"totalTokens": len(request.text)})
        case "embedContent":
            return json_answer({"embedding": {"values": [0.1, 0.2]}})
    if request.path.startswith("/upload/"):
        return _upload(request)
    return json_answer({"error": {"code": 404, "message": "no such path", "status": "NOT_FOUND"}}, 404)


def _upload(request: Received) -> Answer:
    """Play the resumable upload: the first call announces, the second carries the bytes."""
    if "start" in request.header("x-goog-upload-command"):
        url = f"https://{request.host}{request.path}?upload_id=1"
        return Answer([b"{}"], headers={"x-goog-upload-url": url, "x-goog-upload-status": "active"})
    file = {"name": "files/1", "uri": f"https://{request.host}/v1beta/files/1", "state": "ACTIVE"}
    return Answer([json.dumps({"file": file}).encode()], headers={"x-goog-upload-status": "final"})


def _parts(reply: str, behaviour: Behaviour) -> list[dict[str, Any]]:
    if behaviour.tool_call:
        return [{"functionCall": {"name": "notiz", "args": {"text": reply}}}]
    return [{"text": reply}]


def _chunk(model: str, parts: list[dict[str, Any]], finish: str = "") -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
    return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model, "responseId": "r1"}


def _chunks(model: str, reply: str, behaviour: Behaviour) -> Iterator[dict[str, Any]]:
    if behaviour.tool_call:
        yield _chunk(model, _parts(reply, behaviour), "STOP")
        return
    for piece in cut(reply, behaviour.piece):
        yield _chunk(model, [{"text": piece}])
    yield _chunk(model, [{"text": ""}], "STOP")

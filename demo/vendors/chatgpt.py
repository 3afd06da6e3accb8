"""ChatGPT's web page and the calls it makes, as observed (see the reference on wire formats, section 4.1)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo.answers import Answer, Behaviour, cut, event, json_answer, plain_text, sse_answer
from demo.record import Received

CONVERSATION = "11111111-2222-4333-8444-555555555555"
_PAGE = Path(__file__).with_name("chatgpt.html")
_CROSS_ORIGIN = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "PUT, OPTIONS",
    "access-control-allow-headers": "*",
}
"""Files go to another host than the page."""


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request of the page."""
    body = request.json if isinstance(request.json, dict) else {}
    path = request.path.removeprefix("/backend-api").removeprefix("/backend-anon")
    match request.method, path:
        case "GET", "/":
            return Answer([_PAGE.read_bytes()], "text/html; charset=utf-8")
        case "POST", "/f/conversation/prepare":
            return json_answer({"status": "ok", "conduit_token": "stand-in"})
        case "POST", "/f/conversation" | "/conversation":
            return sse_answer(_events(body, behaviour))
        case "POST", "/conversation/experimental/generate_autocompletions":
            return json_answer({"completions": [f"{body.get('input_text', '')} …"]})
        case "POST", "/files":
            url = f"https://{behaviour.upload_host}/files/0001/raw?se=2027-01-01&sig=stand-in"
            return json_answer({"status": "success", "upload_url": url, "file_id": "file-StandIn0001"})
        case "OPTIONS", _:
            return Answer([], "text/plain", headers=_CROSS_ORIGIN)
        case "PUT", _:
            return Answer([], "text/plain", status=201, headers=_CROSS_ORIGIN)
        case "POST", path if path.startswith("/files/"):
            return json_answer({"status": "success"})
        case "POST", path if path.startswith("/sentinel/"):
            return json_answer({"persona": "chatgpt-noauth", "token": "stand-in"})
    return json_answer({"detail": "Not Found"}, 404)


def _events(body: dict[str, Any], behaviour: Behaviour) -> Iterator[bytes]:
    messages = body.get("messages") or [{}]
    sent = messages[-1]
    reply = behaviour.reply(plain_text((sent.get("content") or {}).get("parts")))
    conversation = body.get("conversation_id") or CONVERSATION
    message = {
        "id": "aaaaaaaa-2222-4333-8444-555555555555",
        "author": {"role": "assistant", "name": None, "metadata": {}},
        "create_time": 1_790_000_000.0,
        "content": {"content_type": "text", "parts": [""]},
        "status": "in_progress",
        "end_turn": None,
        "recipient": "all",
        "metadata": {"parent_id": sent.get("id")},
    }
    yield event('"v1"', "delta_encoding")
    yield event({"type": "resume_conversation_token", "token": "stand-in", "conversation_id": conversation})
    yield event({"type": "input_message", "input_message": sent, "conversation_id": conversation})
    first = {"p": "", "o": "add", "v": {"message": message, "conversation_id": conversation, "error": None}, "c": 0}
    yield event(first, "delta")
    for index, piece in enumerate(cut(reply, behaviour.piece)):
        place = {"p": "/message/content/parts/0", "o": "append"} if index == 0 else {}
        yield event(place | {"v": piece}, "delta")
    done = [
        {"p": "/message/status", "o": "replace", "v": "finished_successfully"},
        {"p": "/message/end_turn", "o": "replace", "v": True},
    ]
    yield event({"p": "", "o": "patch", "v": done}, "delta")
    title = {"type": "title_generation", "title": " ".join(reply.split()[:4]), "conversation_id": conversation}
    yield event(title)
    yield event({"type": "message_stream_complete", "conversation_id": conversation})
    yield event("[DONE]")

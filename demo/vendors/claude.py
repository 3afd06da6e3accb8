"""Claude's web page and the calls it makes, as observed (see the reference on wire formats, section 4.2)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo.answers import Answer, Behaviour, cut, event, json_answer, sse_answer
from demo.record import Received

ORGANIZATION = "99999999-2222-4333-8444-555555555555"
_PAGE = Path(__file__).with_name("claude.html")


def answer(request: Received, behaviour: Behaviour) -> Answer:
    """Answer a request of the page."""
    body = request.json if isinstance(request.json, dict) else {}
    parts = request.path.strip("/").split("/")
    if request.method == "GET" and request.path == "/":
        return Answer([_PAGE.read_bytes()], "text/html; charset=utf-8")
    match request.method, parts[3:] if parts[:2] == ["api", "organizations"] else parts:
        case "POST", ["chat_conversations"]:
            return json_answer({"uuid": body.get("uuid"), "name": body.get("name", "")}, 201)
        case "POST", ["chat_conversations", _, "completion" | "retry_completion"]:
            return sse_answer(_events(body, behaviour))
        case "POST", ["chat_conversations", _, "title"]:
            return json_answer({"title": behaviour.reply(str(body.get("message_content", "")))})
        case "GET", ["chat_conversations", conversation]:
            text = behaviour.reply("")
            return json_answer({"uuid": conversation, "chat_messages": [{"sender": "assistant", "text": text}]})
        case "POST", ["conversations", _, "wiggle", "upload-file"]:
            return json_answer({"success": True, "file_uuid": "11111111-2222-4333-8444-555555555555"})
    return json_answer({"ok": True})


def _events(body: dict[str, Any], behaviour: Behaviour) -> Iterator[bytes]:
    def typed(name: str, /, **fields: Any) -> bytes:
        return event({"type": name} | fields, name)

    turn = body.get("turn_message_uuids") or {}
    pasted = [item.get("extracted_content", "") for item in body.get("attachments", [])]
    reply = behaviour.reply("\n".join([str(body.get("prompt", "")), *pasted]))
    message = {"id": "chatcompl_1", "type": "message", "role": "assistant", "content": []}
    ids = {"uuid": turn.get("assistant_message_uuid"), "parent_uuid": turn.get("human_message_uuid")}
    yield typed("message_start", message=message | ids)
    yield typed("content_block_start", index=0, content_block={"type": "text", "text": "", "citations": []})
    for piece in cut(reply, behaviour.piece):
        yield typed("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
    yield typed("content_block_stop", index=0)
    yield typed("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None})
    yield typed("message_limit", message_limit={"type": "within_limit"})
    yield typed("message_stop")

"""Refusals that look like an answer of the model, for chat front ends whose pages would hide an error."""

import json
import uuid

from schleuse.model import InspectionError, Notice, Request, Response
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import Members

HEADERS = {"x-should-retry": "false", "cache-control": "no-store"}
"""On every refusal: SDKs of OpenAI and Anthropic do not ask again, nothing keeps a copy."""


def chatgpt_v1(notice: Notice, request: Request) -> Response:
    """Answer as ChatGPT's page streams it: one finished assistant message, delta encoding v1, ``[DONE]``.

    The turn hangs below the message that was just refused, in the conversation that the request names.
    """
    conversation, parent = _conversation(request)
    message: dict[str, object] = {
        "id": str(uuid.uuid4()),
        "author": {"role": "assistant", "name": None, "metadata": {}},
        "create_time": None,
        "update_time": None,
        "content": {"content_type": "text", "parts": [notice.text]},
        "status": "finished_successfully",
        "end_turn": True,
        "weight": 1.0,
        "metadata": {"parent_id": parent, "message_type": "next", "finish_details": {"type": "stop"}},
        "recipient": "all",
        "channel": "final",
    }
    events = [
        'event: delta_encoding\ndata: "v1"\n\n',
        _event(
            {"p": "", "o": "add", "v": {"message": message, "conversation_id": conversation, "error": None}, "c": 0},
            "delta",
        ),
        _event({"type": "message_stream_complete", "conversation_id": conversation}),
        "data: [DONE]\n\n",
    ]
    headers = {"content-type": "text/event-stream; charset=utf-8", **HEADERS}
    return Response(200, tuple(headers.items()), "".join(events).encode())


def _event(data: object, name: str = "") -> str:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _conversation(request: Request) -> tuple[str, str]:
    """Return the ids of the conversation and of its last message, new ones where the body names none."""
    conversation = parent = ""
    try:
        root = json_leaves.parse_body(request.body).root
    except InspectionError:
        root = None
    if isinstance(root, Members):
        conversation, parent = root.text("conversation_id"), root.text("parent_message_id")
        messages = root.get("messages")
        if isinstance(messages, list) and messages and isinstance(messages[-1], Members):
            parent = messages[-1].text("id") or parent
    return conversation or str(uuid.uuid4()), parent or str(uuid.uuid4())

"""How a WebSocket says no: messages in the service's own form, and the reason with which it is closed."""

import json
import re
import uuid
from typing import Any

from schleuse.model import InspectionError, Notice, Request, Response
from schleuse.payload import ndjson
from schleuse.payload.json_leaves import Members, Node, Text
from schleuse.services.schema import RefusalSpec

POLICY_VIOLATION = 1008
"""RFC 6455, 7.4.1. SDKs that reconnect by themselves do not do so after this code (read in openai 3.57)."""
MAX_REASON = 123
"""Bytes of a close reason: a control frame holds 125, two are the code (RFC 6455, 5.5)."""
MAX_MESSAGE = 1024 * 1024
"""Bytes of a refused message that are looked through for values of the refusal."""

_PLACEHOLDER = re.compile(r"\{(text|reference|id|message\.[\w.]{1,100})\}")


def render(spec: RefusalSpec, notice: Notice, request: Request) -> Response:
    """Build the frames of a refusal; where it describes none, the connection is only closed."""
    reason = close_reason(f"{notice.title} {notice.reference}")
    if not spec.frames:
        return Response(POLICY_VIOLATION, (), reason)
    template = _Template(notice, request)
    texts = [json.dumps(template.fill(frame), ensure_ascii=False) for frame in spec.frames]
    if spec.socket == "signalr":
        texts = ["".join(text + ndjson.SIGNALR for text in texts)]
    return Response(POLICY_VIOLATION, (), reason, tuple(text.encode() for text in texts))


def close_reason(text: str) -> bytes:
    """Return a text as a close reason: its beginning, as far as it has room, without half a character."""
    return text.encode()[:MAX_REASON].decode(errors="ignore").encode()


class _Template:
    """What stands for the placeholders of one refusal."""

    def __init__(self, notice: Notice, request: Request) -> None:
        self._values = {"text": notice.text, "reference": notice.reference, "id": str(uuid.uuid4())}
        try:
            body = request.body if len(request.body) <= MAX_MESSAGE else b""
            records = ndjson.parse(body.decode(), ndjson.SIGNALR)
        except (InspectionError, UnicodeDecodeError):
            self._roots: list[Node] = []
        else:
            self._roots = [document.root for document in records.documents.values()]

    def fill(self, template: Any) -> Any:
        """Return the template with its placeholders filled; one that stands alone for nothing becomes ``null``."""
        if isinstance(template, str):
            alone = _PLACEHOLDER.fullmatch(template)
            if alone:
                return self._value(alone[1])
            return _PLACEHOLDER.sub(lambda match: self._value(match[1]) or "", template)
        if isinstance(template, dict):
            return {key: self.fill(value) for key, value in template.items()}
        if isinstance(template, list):
            return [self.fill(item) for item in template]
        return template

    def _value(self, name: str) -> str | None:
        if name in self._values:
            return self._values[name]
        keys = name.split(".")[1:]
        return next((value for root in self._roots if (value := _text_at(root, keys))), None)


def _text_at(node: Node, keys: list[str]) -> str:
    for key in keys:
        if isinstance(node, list):
            node = node[0] if node else None
        node = node.get(key) if isinstance(node, Members) else None
    return node.value if isinstance(node, Text) else ""

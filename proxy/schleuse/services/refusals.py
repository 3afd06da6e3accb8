"""How a service says no: the refusal templates of the catalogue, filled with the message for people.

An error is for programs, an answer of the model's shape for chat front ends whose pages would hide an error.
"""

import contextlib
import json
import re
import uuid
import zlib
from collections.abc import Mapping
from typing import Any

from schleuse.model import InspectionError, Notice, Request, Response
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import Node
from schleuse.services import frames, page, places
from schleuse.services.places import compile_place
from schleuse.services.restore.framing import chunk
from schleuse.services.schema import FrameSpec, RefusalSpec

UNSPECIFIC = "error.generic_json"
CLOSING = "ws.close"
HEADERS = {"x-should-retry": "false", "cache-control": "no-store"}
"""On every refusal: SDKs of OpenAI and Anthropic do not ask again, nothing keeps a copy."""
NESTED = "$json"
"""An object with this one key stands for a string that holds its value as JSON."""

type Values = Mapping[str, str | int]

_FIRST_NUMBER = 1_000_000
"""``{number}``, where messages have numbers: above those that conversations reach, one for each event."""
_GUARD = ")]}'\n\n"
"""What Google's pages have before their chunks."""
_NAME = re.compile(r"\{([a-z]+)\}")


class Refusals:
    """The refusals that can be given, by the names that dialects use."""

    def __init__(self, specs: Mapping[str, RefusalSpec]) -> None:
        self._specs = specs

    def can(self, name: str) -> bool:
        """Whether this refusal of a request can be built (some web answers cannot yet)."""
        spec = self._specs.get(name)
        return spec is not None and spec.status is not None and (spec.body is not None or bool(spec.stream))

    def choose(self, names: tuple[str, ...]) -> tuple[str, RefusalSpec]:
        """Return the first of these refusals that can be built, or an unspecific one."""
        name = next((name for name in names if self.can(name)), UNSPECIFIC)
        return name, self._specs[name]

    def render(self, names: tuple[str, ...], notice: Notice, request: Request) -> Response:
        """Build the first of these refusals that can be built; a page where a browser opens an address."""
        if _is_navigation(request):
            return page.render(notice)
        _, spec = self.choose(names)
        content_type = spec.content_types[0]
        values = _values(spec, notice, request)
        if spec.chunks:
            body = _GUARD + "".join(chunk(_json(_fill(frame.data, values))) for frame in spec.stream)
        elif spec.stream:
            is_events = content_type.startswith("text/event-stream")
            body = "".join(_frame(frame, values, spec.newline, is_events=is_events) for frame in spec.stream)
        elif isinstance(spec.body, str):
            escaped = {**values, "text": json_leaves.escape(notice.text)} if "json" in content_type else values
            body = str(_fill(spec.body, escaped))
        else:
            body = _json(_fill(spec.body, values))
        headers = {"content-type": content_type, **spec.headers, **HEADERS}
        return Response(spec.status or 403, tuple(headers.items()), body.encode())

    def render_message(self, names: tuple[str, ...], notice: Notice, request: Request) -> Response:
        """Build the refusal of a message of a WebSocket: the first that has frames; without any, it is closed."""
        return frames.render(self.choose_message(names)[1], notice, request)

    def choose_message(self, names: tuple[str, ...]) -> tuple[str, RefusalSpec]:
        """Return the first of these refusals that has frames, or the one that closes the connection."""
        name = next((name for name in names if name in self._specs and self._specs[name].frames), CLOSING)
        return name, self._specs[name]


def _values(spec: RefusalSpec, notice: Notice, request: Request) -> Values:
    """Return what stands for the names in braces; what the request does not say gets a new id."""
    number = _FIRST_NUMBER + zlib.crc32(notice.reference.encode()) % _FIRST_NUMBER
    values: dict[str, str | int] = {
        "text": notice.text,
        "reference": notice.reference,
        "number": number,
        "next": number + 1,
    }
    root: Node = None
    if spec.values:
        with contextlib.suppress(InspectionError):
            root = json_leaves.parse_body(request.body).root
    for name, texts in spec.values.items():
        found = places.first([compile_place(text) for text in texts], root, request)
        values[name] = str(uuid.uuid4()) if found is None else found
    return values


def _frame(frame: FrameSpec, values: Values, newline: str, *, is_events: bool) -> str:
    filled = _fill(frame.data, values)
    data = filled if isinstance(filled, str) and is_events else _json(filled)
    if not is_events:
        return f"{frame.prefix}{data}{newline}"
    name = f"event: {frame.event}{newline}" if frame.event else ""
    return f"{name}data: {data}{newline}{newline}"


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)


def _fill(template: Any, values: Values) -> Any:
    if isinstance(template, str):
        name = _NAME.fullmatch(template)
        if name and name[1] in values:
            return values[name[1]]
        return _NAME.sub(lambda match: str(values.get(match[1], match[0])), template)
    if isinstance(template, dict):
        if list(template) == [NESTED]:
            return _json(_fill(template[NESTED], values))
        return {key: _fill(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_fill(item, values) for item in template]
    return template


_RANGE = re.compile(r"\s*([\w*.+-]+/[\w*.+-]+)\s*(?:;[^,]*?q=([01](?:\.\d{0,3})?))?[^,]*")


def _is_navigation(request: Request) -> bool:
    """Whether a browser opens a page (Fetch Metadata), or the client would rather have HTML than JSON or a stream."""
    if request.header("sec-fetch-mode") is not None:
        return request.header("sec-fetch-mode") == "navigate"
    quality = {"text/html": 0.0, "application/json": 0.0, "text/event-stream": 0.0}
    for media_range in (request.header("accept") or "").lower()[:2000].split(","):
        if match := _RANGE.fullmatch(media_range):
            quality[match[1]] = float(match[2] or 1)
    return quality["text/html"] > max(quality["application/json"], quality["text/event-stream"])

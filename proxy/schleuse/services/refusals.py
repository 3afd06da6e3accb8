"""How a service says no: the refusal templates of the catalogue, filled with the message for people."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from schleuse.model import Notice, Request, Response
from schleuse.services import answers, frames, page
from schleuse.services.schema import RefusalSpec

type Answer = Callable[[Notice, Request], Response]

UNSPECIFIC = "error.generic_json"
_ANSWERS: dict[str, Answer] = {"answer.chatgpt_v1": answers.chatgpt_v1}


class Refusals:
    """The refusals that can be given, by the names that dialects use."""

    def __init__(self, specs: Mapping[str, RefusalSpec]) -> None:
        self._specs = specs

    def can(self, name: str) -> bool:
        """Whether this refusal of a request can be built (some web answers cannot yet)."""
        spec = self._specs.get(name)
        return name in _ANSWERS or (spec is not None and spec.body is not None and spec.status is not None)

    def render(self, names: tuple[str, ...], notice: Notice, request: Request) -> Response:
        """Build the first of these refusals that can be built; a page where a browser opens an address."""
        if _is_navigation(request):
            return page.render(notice)
        name = next((name for name in names if self.can(name)), UNSPECIFIC)
        if name in _ANSWERS:
            return _ANSWERS[name](notice, request)
        spec = self._specs[name]
        content_type = spec.content_types[0]
        if isinstance(spec.body, str):
            text = json.dumps(notice.text, ensure_ascii=False)[1:-1] if "json" in content_type else notice.text
            body = spec.body.replace("{text}", text)
        else:
            body = json.dumps(_fill(spec.body, notice), ensure_ascii=False)
        headers = {"content-type": content_type, **spec.headers, **answers.HEADERS}
        return Response(spec.status or 403, tuple(headers.items()), body.encode())

    def render_message(self, names: tuple[str, ...], notice: Notice, request: Request) -> Response:
        """Build the refusal of a message of a WebSocket: the first that has frames; without any, it is closed."""
        specs = (spec for name in names if (spec := self._specs.get(name)) is not None)
        return frames.render(next((spec for spec in specs if spec.frames), None), notice, request)


def _fill(template: Any, notice: Notice) -> Any:
    if isinstance(template, str):
        return template.replace("{text}", notice.text).replace("{reference}", notice.reference)
    if isinstance(template, dict):
        return {key: _fill(value, notice) for key, value in template.items()}
    if isinstance(template, list):
        return [_fill(item, notice) for item in template]
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

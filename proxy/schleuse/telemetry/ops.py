"""``/metrics``, ``/healthz``, ``/readyz``: for machines, on a port of their own, without a framework."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from schleuse.telemetry.metrics import CONTENT_TYPE, Metrics
from schleuse.telemetry.status import Health

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def ops_app(metrics: Metrics, health: Callable[[], Health]) -> App:
    """Return the ASGI application.

    ``/healthz`` says 200 as long as the process answers. ``/readyz`` says 200 when every check of ``health`` holds,
    otherwise 503 with the names of those that fail, and no details: whoever reaches the port may read it.
    """

    def answer(path: str) -> tuple[int, str, bytes]:
        if path == "/metrics":
            return 200, CONTENT_TYPE, metrics.render()
        if path == "/healthz":
            return 200, "text/plain; charset=utf-8", b"ok\n"
        if path == "/readyz":
            now = health()
            body = json.dumps({"ready": now.ready, "failing": now.failing}).encode() + b"\n"
            return (200 if now.ready else 503), "application/json", body
        return 404, "text/plain; charset=utf-8", b"not found\n"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        if scope["method"] in {"GET", "HEAD"}:
            status, content_type, body = answer(scope["path"])
        else:
            status, content_type, body = 405, "text/plain; charset=utf-8", b"only GET and HEAD\n"
            headers.append((b"allow", b"GET, HEAD"))
        headers += [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    return app

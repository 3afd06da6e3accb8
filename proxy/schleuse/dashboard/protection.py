"""What surrounds every page: security headers, a bound on what is sent to us, and friendly errors without details."""

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schleuse.dashboard.rendering import Pages
from schleuse.model import SchleuseError
from schleuse.telemetry import logs

MAX_BODY = 16 * 1024
"""Bytes of a form; the largest one has a name and two passwords."""
MAX_BODIES = {"/pruefen": 1024 * 1024}
"""Bytes where more is needed: two texts, in which a letter may take nine bytes (percent-encoded UTF-8)."""

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_log = logs.get("schleuse.dashboard")


class TooLargeError(HTTPException):
    """More was sent than any form of ours needs."""

    def __init__(self) -> None:
        super().__init__(413)


class Protection:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens below."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        received = 0
        limit = MAX_BODIES.get(scope["path"], MAX_BODY)

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise TooLargeError
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        try:
            await self._app(scope, bounded, guarded)
        except Exception as error:
            # The place in the code is logged, the text of the exception is not: it may quote what was sent.
            _log.error("page failed", exc_info=error)
            if not started:
                kind = "unavailable" if isinstance(error, SchleuseError) else "internal"
                status = 503 if kind == "unavailable" else 500
                await self._pages.error(status, kind)(scope, bounded, guarded)

"""Bound the bodies of guarded requests, and only those.

mitmproxy's ``body_size_limit`` counts for every request and every answer: large downloads of other sites would break,
and its own refusal is an English page (chunked uploads even hang in 12.x). So the check is replaced, for requests to
guarded hosts, by one that throws the rest of the body away and then answers with our refusal; all other bodies stream
and need no limit.

What is used of mitmproxy's inner API is pinned by tests/gateway/test_bounded_stream.py.
"""

import time
from collections.abc import Callable

from mitmproxy import http
from mitmproxy.net.http.http1 import expected_http_body_size
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers import http as http_layers
from mitmproxy.proxy.layers.http import (
    HttpRequestHeadersHook,
    HttpResponseHeadersHook,
    HttpStream,
    RequestData,
    RequestEndOfMessage,
    ResponseProtocolError,
    SendHttp,
)
from mitmproxy.proxy.layers.http._events import ErrorCode

DISCARD_FACTOR = 64
"""A sender that goes on after the limit is read (and thrown away) up to this many times the limit, then cut off."""

_original = HttpStream


def install(
    limit: int, guarded: Callable[[http.HTTPFlow], bool], refusal: Callable[[http.HTTPFlow], http.Response]
) -> None:
    """Let mitmproxy make streams that know the limit (bytes); :func:`uninstall` undoes it."""

    class BoundedStream(_original):  # type: ignore[misc, valid-type]
        """An HTTP exchange whose request body is bounded if it is guarded."""

        discarded = 0

        def check_body_size(self, request: bool) -> layer.CommandGenerator[bool]:
            """Return whether the request is refused because of its size."""
            if not request:
                return False
            late = bool(self.request_body_buf)
            if (len(self.request_body_buf) if late else _announced(self.flow)) <= limit:
                return False
            if not late:
                yield HttpRequestHeadersHook(self.flow)
            if not guarded(self.flow):
                return False
            self.request_body_buf.clear()
            self.client_state = self.state_discard_request_body
            if self.flow.request.headers.get("expect", "").lower() == "100-continue":
                yield from self.answer_too_large()
            return True

        def state_discard_request_body(self, event: events.Event) -> layer.CommandGenerator[None]:
            """Read on, keep nothing: a client that is cut off while sending would not see the answer."""
            if isinstance(event, RequestData):
                self.discarded += len(event.data)
                if self.discarded > limit * DISCARD_FACTOR:
                    self.client_state = self.server_state = self.state_errored
                    self.flow.live = False
                    message = "request body too large"
                    yield SendHttp(
                        ResponseProtocolError(self.stream_id, message, ErrorCode.REQUEST_TOO_LARGE),
                        self.context.client,
                    )
            elif isinstance(event, RequestEndOfMessage):
                yield from self.answer_too_large()

        def answer_too_large(self) -> layer.CommandGenerator[None]:
            """Send the refusal."""
            self.flow.request.timestamp_end = time.time()
            self.flow.request.data.content = b""
            self.client_state = self.state_done
            self.flow.response = refusal(self.flow)
            self.flow.response.timestamp_start = time.time()
            yield HttpResponseHeadersHook(self.flow)
            yield from self.send_response()

    http_layers.HttpStream = BoundedStream  # type: ignore[misc]


def uninstall() -> None:
    """Give mitmproxy its own streams back."""
    http_layers.HttpStream = _original  # type: ignore[misc]


def _announced(flow: http.HTTPFlow) -> int:
    try:
        return expected_http_body_size(flow.request) or 0
    except ValueError:
        return 0

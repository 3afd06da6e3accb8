"""The last gate, inside mitmproxy's own HTTP exchange: what hooks cannot promise.

1. mitmproxy goes on when a hook raises. Here, right before a request is sent, it is checked once more that a guarded
   request carries a finished verdict; without one it is refused, whatever the hooks did or did not do.
2. mitmproxy's ``body_size_limit`` counts for every request and every answer: large downloads of other sites would
   break, and its own refusal is an English page (chunked uploads even hang in 12.x). So the check is replaced, for
   guarded requests only, by one that throws the rest of the body away and then answers with our refusal.

What is used of mitmproxy's inner API is pinned by tests/gateway/test_http_stream.py.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.net.http.http1 import expected_http_body_size
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers import http as http_layers
from mitmproxy.proxy.layers.http import HttpStream, SendHttp
from mitmproxy.proxy.layers.http._events import ErrorCode, RequestData, RequestEndOfMessage, ResponseProtocolError
from mitmproxy.proxy.layers.http._hooks import HttpRequestHeadersHook, HttpResponseHeadersHook

DISCARD_FACTOR = 64
"""A sender that goes on after the limit is read (and thrown away) up to this many times the limit, then cut off."""

_original = HttpStream


@dataclass(frozen=True, slots=True)
class Gate:
    """What the exchange asks. None of the three may raise."""

    limit: int
    """Largest request body in bytes."""
    guarded: Callable[[http.HTTPFlow], bool]
    """Whether the request goes to a listed AI service."""
    may_leave: Callable[[http.HTTPFlow], bool]
    """Whether the request may be sent now."""
    refusal: Callable[[http.HTTPFlow], http.Response]
    """Answer for a request that is too large, or that has no verdict."""


def install(gate: Gate) -> None:
    """Let mitmproxy make exchanges with this gate; :func:`uninstall` undoes it."""

    class GatedStream(_original):
        """An HTTP exchange that cannot leave without a verdict."""

        discarded = 0

        def make_server_connection(self) -> layer.CommandGenerator[bool]:
            """Connect upstream, if the request may leave."""
            if gate.may_leave(self.flow):
                return (yield from super().make_server_connection())
            self.flow.response = gate.refusal(self.flow)
            self.client_state = self.state_done
            yield from self.answer()
            return False

        def check_body_size(self, request: bool) -> layer.CommandGenerator[bool]:
            """Return whether the request is refused because of its size."""
            if not request:
                return False
            late = bool(self.request_body_buf)
            if (len(self.request_body_buf) if late else _announced(self.flow)) <= gate.limit:
                return False
            if not late:
                yield HttpRequestHeadersHook(self.flow)
            if not gate.guarded(self.flow):
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
                if self.discarded > gate.limit * DISCARD_FACTOR:
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
            """Refuse because of the size."""
            self.flow.request.timestamp_end = time.time()
            self.flow.request.data.content = b""
            self.client_state = self.state_done
            self.flow.response = gate.refusal(self.flow)
            yield from self.answer()

        def answer(self) -> layer.CommandGenerator[None]:
            """Send our own answer, through the same hooks as any other."""
            assert self.flow.response
            self.flow.response.timestamp_start = time.time()
            yield HttpResponseHeadersHook(self.flow)
            yield from self.send_response()

    http_layers.HttpStream = GatedStream  # type: ignore[misc]


def uninstall() -> None:
    """Give mitmproxy its own exchanges back."""
    http_layers.HttpStream = _original  # type: ignore[misc]


def _announced(flow: http.HTTPFlow) -> int:
    try:
        return expected_http_body_size(flow.request) or 0
    except ValueError:
        return 0

"""The stream of an answer: undo its content encoding, put values back, never raise.

mitmproxy calls the object with each piece of the body and once with ``b""`` at the end; an exception there would leave
the client hanging, so on any fault the rest passes as it came.
"""

from mitmproxy import http

from schleuse.model import InspectionError
from schleuse.payload.content_encoding import StreamDecoder
from schleuse.services.reader import ResponseRestorer
from schleuse.telemetry.metrics import Metrics


class Answer:
    """A callable for ``flow.response.stream``."""

    def __init__(self, restorer: ResponseRestorer, response: http.Response, metrics: Metrics) -> None:
        """Take the restorer; adapt the response's headers to a body that changes."""
        self.restorer = restorer
        self._metrics = metrics
        self._broken = False
        encoding = response.headers.get("content-encoding")
        self._decoder = StreamDecoder(encoding) if encoding and encoding.lower() != "identity" else None
        for name in ("content-encoding", "content-length", "content-md5", "digest", "etag"):
            response.headers.pop(name, None)

    def __call__(self, data: bytes) -> bytes | list[bytes]:
        """Return what goes to the client for one piece of the upstream's body."""
        if self._broken:
            return data
        try:
            out = self._end() if data == b"" else self._feed(data)
        except (InspectionError, Exception) as error:
            self._broken = True
            self._metrics.failure("answer", type(error).__name__)
            return data
        return out or []

    def _feed(self, data: bytes) -> bytes:
        return self.restorer.feed(self._decoder.feed(data) if self._decoder else data)

    def _end(self) -> bytes:
        rest = self.restorer.feed(self._decoder.finish()) if self._decoder else b""
        return rest + self.restorer.finish()

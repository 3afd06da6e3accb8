"""The stream of an answer: undo its content encoding, put values back, never raise.

mitmproxy calls the object with each piece of the body and once with ``b""`` at the end; an exception there would leave
the client hanging. So on a fault the rest passes as it came (or ends, where it cannot be decoded any more).
"""

from mitmproxy import http

from schleuse.payload.content_encoding import StreamDecoder
from schleuse.services.reader import ResponseRestorer
from schleuse.telemetry.metrics import Metrics, Stage

_BODY_HEADERS = ("content-encoding", "content-length", "content-md5", "digest", "content-digest", "etag")


class Answer:
    """A callable for ``flow.response.stream``."""

    def __init__(self, restorer: ResponseRestorer, response: http.Response, metrics: Metrics, limit: int) -> None:
        """Take the restorer and the largest decoded size (bytes); adapt the headers to a body that changes.

        Raises:
            InspectionError: the content encoding is unknown or chained; the headers are then as they were.

        """
        self.restorer = restorer
        self._metrics = metrics
        self._broken = False
        encoding = response.headers.get("content-encoding", "identity").lower()
        self._decoder = StreamDecoder(encoding, limit) if encoding != "identity" else None
        for name in _BODY_HEADERS:
            response.headers.pop(name, None)

    def __call__(self, data: bytes) -> bytes | list[bytes]:
        """Return what goes to the client for one piece of the upstream's body."""
        if self._broken:
            return data if self._decoder is None else []
        try:
            out = self._feed(data) if data else self.restorer.finish()
        except Exception:
            self._broken = True
            self._metrics.failure(Stage.RESTORE)
            return data if self._decoder is None else []
        return out or []

    def _feed(self, data: bytes) -> bytes:
        return self.restorer.feed(self._decoder.feed(data) if self._decoder else data)

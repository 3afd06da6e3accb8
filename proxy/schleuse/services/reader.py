"""Readers: what a surface's requests hold, how it refuses, how its answers are restored."""

from typing import Protocol

from schleuse.model import Notice, Request, Response, ResponseHead, Substitution
from schleuse.services.body import BodyReader
from schleuse.services.dialect import Dialect
from schleuse.services.extraction import Extraction
from schleuse.services.instructing import instructed
from schleuse.services.refusals import Refusals
from schleuse.services.restore import ResponseRestorer, restorer_for

__all__ = ["Extraction", "Reader", "ResponseRestorer", "SurfaceReader"]


class Reader(Protocol):
    """All that the gateway must know of one surface."""

    def read(self, request: Request, body: bytes) -> Extraction:
        """Return every text and attachment of a request; ``body`` is without content encoding.

        Raises:
            InspectionError: something in it cannot be read.

        """
        ...

    def refusal(self, notice: Notice, request: Request) -> Response:
        """Return a refusal in the service's own format."""
        ...

    def restorer(self, head: ResponseHead, substitution: Substitution) -> ResponseRestorer:
        """Return what puts values back into the answer with this head."""
        ...

    def instructed(self, body: bytes) -> bytes:
        """Return a body that also asks the model to keep placeholders, where the format has a place for it."""
        ...


class SurfaceReader:
    """The reader of a dialect; with the fallback dialect, of everything that has none of its own."""

    def __init__(self, dialect: Dialect, refusals: Refusals, names: tuple[str, ...]) -> None:
        self._body = BodyReader(dialect)
        self._dialect = dialect
        self._refusals = refusals
        self._names = names

    def read(self, request: Request, body: bytes) -> Extraction:
        """Return every text and attachment of a request."""
        return self._body.read(request, body)

    def refusal(self, notice: Notice, request: Request) -> Response:
        """Return a refusal in the service's own format."""
        return self._refusals.render(self._names, notice, request)

    def restorer(self, head: ResponseHead, substitution: Substitution) -> ResponseRestorer:
        """Return what puts values back into the answer with this head."""
        return restorer_for(self._dialect.stream, head, substitution)

    def instructed(self, body: bytes) -> bytes:
        """Return a body that also asks the model to keep placeholders, where the format has a place for it."""
        return instructed(self._dialect.stream, body)

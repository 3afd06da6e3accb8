"""Readers: what a surface's requests hold, how it refuses, how its answers are restored."""

from typing import Protocol

from schleuse.model import Notice, Request, Response, ResponseHead, Substitution
from schleuse.services.body import BodyReader
from schleuse.services.dialect import Dialect
from schleuse.services.extraction import Extraction
from schleuse.services.instructing import instructed
from schleuse.services.messages import MessageReader
from schleuse.services.refusals import Refusals
from schleuse.services.restore import ResponseRestorer, restorer_for
from schleuse.services.restore.socket import SocketRestorer, SubstitutionFor, socket_restorer

__all__ = ["Extraction", "Reader", "ResponseRestorer", "SocketRestorer", "SubstitutionFor", "SurfaceReader"]


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

    def socket(self, substitution: SubstitutionFor) -> SocketRestorer:
        """Return what puts values back into the messages of a WebSocket."""
        ...

    def instructed(self, body: bytes) -> bytes:
        """Return a body that also asks the model to keep placeholders, where the format has a place for it."""
        ...


class SurfaceReader:
    """The reader of a dialect; with the fallback dialect, of everything that has none of its own."""

    def __init__(self, dialect: Dialect, refusals: Refusals, names: tuple[str, ...]) -> None:
        self._body = BodyReader(dialect)
        self._messages = MessageReader(dialect)
        self._dialect = dialect
        self._refusals = refusals
        self._names = names

    def read(self, request: Request, body: bytes) -> Extraction:
        """Return every text and attachment of a request, or of a message of a WebSocket."""
        return (self._messages if request.connection else self._body).read(request, body)

    def refusal(self, notice: Notice, request: Request) -> Response:
        """Return a refusal in the service's own format."""
        render = self._refusals.render_message if request.connection else self._refusals.render
        return render(self._names, notice, request)

    def restorer(self, head: ResponseHead, substitution: Substitution) -> ResponseRestorer:
        """Return what puts values back into the answer with this head."""
        return restorer_for(self._dialect.stream, head, substitution)

    def socket(self, substitution: SubstitutionFor) -> SocketRestorer:
        """Return what puts values back into the messages of a WebSocket."""
        return socket_restorer(self._dialect.stream, substitution, records=self._dialect.socket == "signalr")

    def instructed(self, body: bytes) -> bytes:
        """Return a body that also asks the model to keep placeholders, where the format has a place for it."""
        return instructed(self._dialect.stream.reader, body)

"""One request on its way through the rooms."""

from dataclasses import dataclass

from schleuse.model import Justification, Request, Subject
from schleuse.policy.facts import Facts
from schleuse.services.catalogue import Match
from schleuse.services.extraction import Extraction


@dataclass(slots=True)
class Exchange:
    """A request, and what is known about it so far."""

    request: Request
    subject: Subject
    match: Match
    reference: str
    extraction: Extraction | None = None
    facts: Facts | None = None
    """What the last decision depended on."""
    justification: Justification | None = None
    """The reason for which what a rule warns about may go out this time."""

    @property
    def says_something(self) -> bool:
        """Whether it has a body that a native reader read; of a WebSocket, whether there is a text in the message."""
        silent = self.request.connection and self.extraction and not self.extraction.parts
        return bool(self.match.native and self.request.body and not silent)

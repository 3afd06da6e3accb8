"""One request on its way through the rooms."""

from dataclasses import dataclass

from schleuse.model import Justification, Request, Subject
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
    justification: Justification | None = None
    """The reason for which what a rule warns about may go out this time."""

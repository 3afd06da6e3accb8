"""What is known about one request when the rules are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schleuse.model import AttachmentKind, LocatedFinding, Reason, Service, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a decision may depend on; nothing else does."""

    service: Service | None
    """The service of the catalogue, or ``None`` where the catalogue does not describe the host."""
    host: str
    """Lower case, without port."""
    subject: Subject
    findings: Sequence[LocatedFinding]
    texts: Sequence[str]
    """The texts in which the findings stand, by part index; read for ignore lists and limits only."""
    carries: frozenset[AttachmentKind]
    failure: Reason | None
    """Why the request could not be read, judged or handled in full; ``None`` if it could."""
    native: bool
    """Whether a native reader read the request (``False``: the service has none yet)."""
    today: date
    unread: frozenset[AttachmentKind] = frozenset()
    """Kinds of what it carries that could not be read completely."""
    released: bool = False
    """Whether the sender gave a reason that lets out what rules warn about."""

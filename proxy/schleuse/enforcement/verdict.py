"""What becomes of one request: it may leave, or this is the answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from schleuse.enforcement.restore import Restoration
from schleuse.model import Decision, Response, ResponseHead
from schleuse.pseudonyms.store import Scope
from schleuse.services.reader import ResponseRestorer


@dataclass(frozen=True, slots=True)
class Forward:
    """The request may leave."""

    body: bytes | None = None
    """The new body, without content encoding; ``None`` leaves the body as it came."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers for the answer to the client."""
    restorer: Callable[[ResponseHead], ResponseRestorer] | None = None
    """Makes what puts the values back in the answer; ``None`` if there is nothing to put back."""
    completed: Callable[[ResponseRestorer], Awaitable[None]] | None = None
    """To be awaited when the answer has ended."""
    substitution: Restoration | None = None
    """The values themselves, for what has no answer of its own (WebSockets)."""
    scope: Scope | None = None
    """Whose values they are."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing leaves; this is the answer."""

    response: Response
    decision: Decision


Verdict = Forward | Refuse

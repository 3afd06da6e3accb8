"""What a dialect of streams says about one event: which of its strings are pieces of which text."""

from collections.abc import Callable
from dataclasses import dataclass, field

from schleuse.model import identity
from schleuse.payload.json_leaves import Members, Node, Text

type Channel = tuple[str | int, ...]
"""Names one text that arrives in pieces; a beginning of it names a group of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The next piece of the text of a channel."""

    channel: Channel
    text: Text
    escape: Callable[[str], str] = identity


@dataclass(slots=True)
class Plan:
    """What to do with one event. Strings it does not name are restored each by itself."""

    pieces: list[Piece] = field(default_factory=list)
    starts: list[Channel] = field(default_factory=list)
    """These texts (or groups) begin anew with this event: what is held back of the old ones goes out before it."""
    snapshots: list[Text] = field(default_factory=list)
    """Texts so far, from their beginning: one that ends inside a placeholder is shown without that end."""
    ends: list[Channel] = field(default_factory=list)
    """These texts (or groups) are complete with this event: what is held back of them goes out before it."""
    keep: set[int] = field(default_factory=set)
    """Indices of strings that stay as they are (signed)."""
    restate: str = ""
    """JSON members that the event needs at its beginning if another event is put before it."""
    conversation: str | None = None


class StreamDialect:
    """How one service streams. Instances live for one answer and may keep state."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return what an event holds; ``name`` is its SSE name, if any."""
        raise NotImplementedError

    def conversation(self, root: Node) -> str | None:
        """Return the id of the conversation that an answer in one piece names."""
        return self.plan(root, "").conversation if isinstance(root, Members) else None

    def insert(self, channel: Channel, text: str) -> bytes | None:
        """Build an event that carries the rest of a text; ``None`` to copy the last event of that text instead.

        Nothing (``b""``) where the service tells the whole text again at its end.
        """
        return None


def members(node: Node) -> list[Members]:
    """Return the objects in a list (of anything else, none)."""
    return [item for item in node if isinstance(item, Members)] if isinstance(node, list) else []


def number(node: Node, default: int) -> int:
    """Return a small whole number, or the default."""
    return node if isinstance(node, int) else default

"""Streams that the catalogue describes: where an event carries pieces of texts, and with what a text is complete."""

from dataclasses import dataclass

from schleuse.payload.json_leaves import Members, Node, Number, Text, escape
from schleuse.services import places
from schleuse.services.places import Place
from schleuse.services.restore.plan import Channel, Piece, Plan, StreamDialect


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """What the catalogue says of a stream; the keys are those of ``stream:`` in docs/services.md."""

    reader: str = ""
    frames: str = ""
    pieces: tuple[tuple[Place, bool], ...] = ()
    """Place, and whether the pieces make up a JSON text."""
    channel: tuple[Place, ...] = ()
    ends: tuple[tuple[Place, frozenset[str | bool]], ...] = ()
    padding: str = ""
    conversation: tuple[Place, ...] = ()


class DescribedStream(StreamDialect):
    """Finds the pieces at the places that the catalogue names."""

    def __init__(self, described: StreamPlan) -> None:
        self._described = described

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        described = self._described
        plan = Plan(conversation=self.conversation(root))
        group = self._group(root)
        for number, (place, is_json) in enumerate(described.pieces):
            for trail, node in place.find(root):
                if isinstance(node, Text):
                    piece = Piece((*group, number, *trail), self._unpadded(node))
                    plan.pieces.append(Piece(piece.channel, piece.text, escape) if is_json else piece)
        for place, values in described.ends:
            if any(not values or _plain(node) in values for _, node in place.find(root)):
                plan.ends.append(group)
        return plan

    def conversation(self, root: Node) -> str | None:
        """Return the id of the conversation at the first of the places that the catalogue names."""
        named = places.first(self._described.conversation, root)
        return None if named is None else str(named)

    def _group(self, root: Members) -> Channel:
        group: Channel = ()
        for place in self._described.channel:
            value = place.value(root)
            if value is None:
                break
            group = (*group, value)
        return group

    def _unpadded(self, text: Text) -> Text:
        padding = self._described.padding
        return Text(text.value.rstrip(padding), text.index) if padding else text


def _plain(node: Node) -> str | bool | None:
    if isinstance(node, Text):
        return node.value
    return node if isinstance(node, bool) else node.spelling if isinstance(node, Number) else None

"""Restore a stream event by event; the dialect says what an event holds, the framing how it is wrapped."""

from collections.abc import Callable
from dataclasses import dataclass

from schleuse.model import InspectionError, Substitution, identity
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import JsonDocument, Members
from schleuse.services.restore.framing import Frame, Framing
from schleuse.services.restore.plan import Channel, Plan, StreamDialect
from schleuse.services.restore.whole import Leaves

MAX_EVENT = 8 * 1024 * 1024
"""Bytes of one event; a longer one and all after it pass unchanged."""
MAX_CHANNELS = 1000
"""Texts of one answer that can be held back at the same time."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The rest of a text that may become a placeholder, and the event that carried it."""

    tail: str
    sent: str
    """What the event carries of the text in front of the tail."""
    escape: Callable[[str], str]
    frame: Frame
    document: JsonDocument
    index: int
    others: tuple[int, ...]
    """The other pieces of that event, which a copy must not repeat."""


class StreamRestorer:
    """A :class:`ResponseRestorer` for streams."""

    def __init__(self, framing: Framing, dialect: StreamDialect, substitution: Substitution) -> None:
        self.conversation: str | None = None
        self._framing = framing
        self._dialect = dialect
        self._leaves = Leaves(substitution)
        self._substitution = substitution
        self._held: dict[Channel, _Held] = {}
        self._restate_next = False
        self._passing = False

    @property
    def restored(self) -> int:
        """Values put back so far."""
        return self._leaves.restored

    def feed(self, data: bytes) -> bytes:
        """Take the next piece; return what may go out now."""
        if self._passing:
            return data
        result = b"".join([self._frame(frame) for frame in self._framing.feed(data)])
        if len(self._framing.pending) > MAX_EVENT:
            self._passing = True
            result += self._flushed() + self._framing.pending
        return result

    def finish(self) -> bytes:
        """Return the rest: an event that lacks its end, and what was held back."""
        if self._passing:
            return b""
        last = b"".join([self._frame(frame) for frame in self._framing.last()])
        return last + self._flushed() + self._framing.pending

    def _frame(self, frame: Frame) -> bytes:
        try:
            return self._restore(frame)
        except Exception:  # whatever is wrong with one event must not cost the person the answer
            return frame.raw

    def _restore(self, frame: Frame) -> bytes:
        root = None
        if frame.text is not None and not frame.is_end:
            try:
                document = json_leaves.parse(frame.text)
                root = document.root
            except InspectionError:
                return frame.raw
        if not isinstance(root, Members):
            inserted = self._take(()) if frame.is_end else []
            return self._framing.before(inserted, frame.raw, is_end=frame.is_end)
        plan = self._dialect.plan(root, frame.name)
        self.conversation = plan.conversation or self.conversation
        inserted = [event for channel in plan.starts for event in self._take(channel)]
        changes = self._pieces(plan, frame, document)
        for end in plan.ends:
            # What is held back of a text that this very event carries on belongs into it, else before it.
            for channel in [channel for channel in self._held if _begins(channel, end)]:
                if self._held[channel].frame is frame:
                    held = self._held.pop(channel)
                    changes[held.index] = held.sent + self._rest(held)
            inserted += self._take(end)
        for snapshot in plan.snapshots:
            shown, _ = self._substitution.split(snapshot.value, self._leaves.counting(identity))
            if shown != snapshot.value:
                changes[snapshot.index] = shown
        named = {leaf.index for leaf in (*plan.snapshots, *(piece.text for piece in plan.pieces))}
        changes |= self._leaves.changes(root, plan.keep | named)
        text = document.rewrite(changes) if changes else None
        if plan.restate and (inserted or self._restate_next):
            text = (text or document.text).replace("{", "{" + plan.restate, 1)
            self._restate_next = False
        raw = frame.raw if text is None else frame.wrap(text)
        return self._framing.before(inserted, raw, is_end=False)

    def _pieces(self, plan: Plan, frame: Frame, document: JsonDocument) -> dict[int, str]:
        changes: dict[int, str] = {}
        for piece in plan.pieces:
            held = self._held.pop(piece.channel, None)
            text = (held.tail if held else "") + piece.text.value
            out, tail = self._substitution.split(text, self._leaves.counting(piece.escape))
            if len(self._held) >= MAX_CHANNELS:
                out, tail = out + tail, ""
            if tail:
                others = tuple(other.text.index for other in plan.pieces if other is not piece)
                self._held[piece.channel] = _Held(tail, out, piece.escape, frame, document, piece.text.index, others)
            if out != piece.text.value:
                changes[piece.text.index] = out
        return changes

    def _take(self, group: Channel) -> list[bytes]:
        """Build the events that carry what is held back of a group of texts."""
        inserted = []
        for channel in [channel for channel in self._held if _begins(channel, group)]:
            held = self._held.pop(channel)
            text = self._rest(held)
            event = self._dialect.insert(channel, text)
            if event is None:
                blank = dict.fromkeys(held.others, "")
                event = held.frame.wrap(held.document.rewrite({**blank, held.index: text}))
            else:
                self._restate_next = True
            if event:
                inserted.append(event)
        return inserted

    def _rest(self, held: _Held) -> str:
        return self._substitution.whole(held.tail, self._leaves.counting(held.escape))

    def _flushed(self) -> bytes:
        return self._framing.before(self._take(()), b"", is_end=True)


def _begins(channel: Channel, group: Channel) -> bool:
    return channel[: len(group)] == group

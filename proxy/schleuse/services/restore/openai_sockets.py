"""OpenAI over WebSocket: the Realtime API, and the Responses API with several responses at a time."""

from dataclasses import replace

from schleuse.payload.json_leaves import Members, Text, escape
from schleuse.services.restore.openai_responses import ResponsesStream
from schleuse.services.restore.plan import Piece, Plan, StreamDialect, number

_SOUND = frozenset({"response.output_audio.delta", "response.audio.delta"})
_INPUT = "conversation.item.input_audio_transcription"


class ResponsesSocketStream(ResponsesStream):
    """The events of a response, each with the ``stream_id`` that its client chose for it."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        plan = super().plan(root, name)
        lane = root.text("stream_id")
        plan.pieces = [replace(piece, channel=(lane, *piece.channel)) for piece in plan.pieces]
        plan.ends = [(lane, *end) for end in plan.ends]
        return plan


class RealtimeStream(StreamDialect):
    """Items that grow by ``….delta`` until ``….done``; what a person said comes back as a transcript."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        plan = Plan()
        kind = root.text("type")
        base, _, step = kind.rpartition(".")
        item = root.text("item_id")
        channel = (item, base, number(root.get("content_index"), 0))
        if step == "delta" and kind not in _SOUND and isinstance(delta := root.get("delta"), Text):
            is_json = base.endswith("_arguments")
            plan.pieces.append(Piece(channel, delta, escape) if is_json else Piece(channel, delta))
        elif kind in {"response.done", "error"}:
            plan.ends.append(())
        elif base == _INPUT:
            plan.ends.append(channel)
        elif kind == "response.output_item.done" and isinstance(done := root.get("item"), Members):
            plan.ends.append((done.text("id"),))
        elif step == "done":
            plan.ends.append((item,) if base == "response.content_part" else channel)
        return plan

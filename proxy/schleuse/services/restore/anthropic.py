"""Streams of Anthropic Messages: content blocks by index."""

from schleuse.payload.json_leaves import Members, Text, escape
from schleuse.services.restore.plan import Piece, Plan, StreamDialect, number


class AnthropicStream(StreamDialect):
    """``content_block_delta`` carries pieces until ``content_block_stop``; thinking is signed and stays."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        plan = Plan()
        kind = root.text("type")
        index = number(root.get("index"), 0)
        if kind == "content_block_start":
            block = root.get("content_block")
            if isinstance(block, Members) and isinstance(text := block.get("text"), Text):
                plan.pieces.append(Piece((index, "text"), text))
        elif kind == "content_block_delta" and isinstance(delta := root.get("delta"), Members):
            if isinstance(text := delta.get("text"), Text):
                plan.pieces.append(Piece((index, "text"), text))
            if isinstance(text := delta.get("partial_json"), Text):
                plan.pieces.append(Piece((index, "json"), text, escape))
            if isinstance(text := delta.get("thinking"), Text):
                plan.keep.add(text.index)
        elif kind == "completion" and isinstance(text := root.get("completion"), Text):  # claude.ai, older builds
            plan.pieces.append(Piece((), text))
            if root.get("stop_reason") is not None:
                plan.ends.append(())
        elif kind == "content_block_stop":
            plan.ends.append((index,))
        elif kind in {"message_delta", "message_stop", "error"}:
            plan.ends.append(())
        return plan

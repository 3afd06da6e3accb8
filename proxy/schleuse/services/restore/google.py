"""Streams of Gemini: one ``GenerateContentResponse`` an event or array element."""

from schleuse.payload.json_leaves import Members, Text
from schleuse.services.restore.plan import Piece, Plan, StreamDialect, members, number


class GoogleStream(StreamDialect):
    """``candidates[*].content.parts[*].text`` until ``finishReason``; function calls arrive whole."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of every candidate."""
        plan = Plan()
        for position, candidate in enumerate(members(root.get("candidates"))):
            index = number(candidate.get("index"), position)
            content = candidate.get("content")
            for part in members(content.get("parts") if isinstance(content, Members) else None):
                if isinstance(text := part.get("text"), Text):
                    channel = "thought" if part.get("thought") is True else "text"
                    plan.pieces.append(Piece((index, channel), text))
            if candidate.get("finishReason") is not None:
                plan.ends.append((index,))
        if root.get("error") is not None:
            plan.ends.append(())
        return plan

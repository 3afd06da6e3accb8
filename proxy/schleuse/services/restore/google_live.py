"""Gemini Live: ``serverContent`` until its turn is complete (BidiGenerateContent)."""

from schleuse.payload.json_leaves import Members, Text
from schleuse.services.restore.plan import Piece, Plan, StreamDialect, members

_ENDS = ("turnComplete", "generationComplete", "interrupted")
_TRANSCRIPTS = ("inputTranscription", "outputTranscription")


class LiveStream(StreamDialect):
    """Parts of the model's turn, and transcripts of both voices, in pieces; calls of tools arrive whole."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one message."""
        plan = Plan()
        content = root.get("serverContent")
        if not isinstance(content, Members):
            return plan
        turn = content.get("modelTurn")
        for part in members(turn.get("parts") if isinstance(turn, Members) else None):
            if isinstance(text := part.get("text"), Text):
                plan.pieces.append(Piece(("thought" if part.get("thought") is True else "text",), text))
        for key in _TRANSCRIPTS:
            spoken = content.get(key)
            if isinstance(spoken, Members) and isinstance(text := spoken.get("text"), Text):
                plan.pieces.append(Piece((key,), text))
                if spoken.get("finished") is True:
                    plan.ends.append((key,))
        if any(content.get(key) is True for key in _ENDS):
            plan.ends.append(())
        return plan

"""Chat pages that talk over WebSocket: Microsoft Copilot, Microsoft 365 Copilot (and old Bing), Character.AI."""

from schleuse.payload.json_leaves import Members, Node, Text, strings
from schleuse.services.restore.plan import Piece, Plan, StreamDialect, members


class CopilotStream(StreamDialect):
    """Events that append to the parts of a message until ``partCompleted`` and ``done``."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        plan = Plan(conversation=root.text("conversationId") or None)
        kind, message, part = root.text("event"), root.text("messageId"), root.text("partId")
        if kind in {"appendText", "chainOfThought"} and isinstance(text := root.get("text"), Text):
            plan.pieces.append(Piece((message, part, kind), text))
        elif kind in {"replaceText", "partCompleted"}:
            plan.ends.append((message, part))
        elif kind == "done":
            plan.ends.append((message,) if message else ())
        elif kind == "error":
            plan.ends.append(())
        return plan


class M365Stream(StreamDialect):
    """SignalR: invocations of ``update`` carry what to append at the cursor, or the whole text so far."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one record."""
        plan = Plan()
        kind = root.get("type")
        if kind in {2, 3, 7}:
            plan.ends.append(())
        if kind != 1:
            return plan
        for argument in members(root.get("arguments")):
            if isinstance(text := argument.get("writeAtCursor"), Text):
                plan.pieces.append(Piece(("cursor",), text))
            for message in members(argument.get("messages")):
                plan.snapshots += _shown(message)
        return plan


class CharacterStream(StreamDialect):
    """``turn.candidates[*].raw_content`` is the whole text so far, until ``is_final``."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one message."""
        plan = Plan()
        turn = root.get("turn")
        if not isinstance(turn, Members):
            return plan
        key = turn.get("turn_key")
        plan.conversation = key.text("chat_id") or None if isinstance(key, Members) else None
        for candidate in members(turn.get("candidates")):
            if candidate.get("is_final") is not True and isinstance(text := candidate.get("raw_content"), Text):
                plan.snapshots.append(text)
        return plan


def _shown(message: Members) -> list[Text]:
    """Return what a page shows of a message: its text, and the same text in its cards."""
    shown: list[Node] = [message.get("text"), message.get("adaptiveCards")]
    return [text for node in shown for text in strings(node)]

"""Streams of ChatGPT's page: delta encoding v1, and the older form of whole messages."""

import json

from schleuse.payload.json_leaves import Members, Node, Text
from schleuse.services.restore.plan import Channel, Piece, Plan, StreamDialect, members


class ChatGptStream(StreamDialect):
    """Events ``{c, p, o, v}``: channel, JSON Pointer, operation, value; c, p and o are carried forward when absent.

    An event that is put in between changes what is carried, so the event after it states all three.
    """

    def __init__(self) -> None:
        self._channel: Node = 0
        self._pointer = ""
        self._operation = ""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        plan = Plan(conversation=_conversation(root))
        value = root.get("v")
        if root.text("type") or root.get("message") is not None or (value is None and not root.text("o")):
            if root.text("type") == "message_stream_complete" or root.get("error") is not None:
                plan.ends.append(())
            return plan
        if (channel := root.get("c")) is not None:
            self._channel = channel
        if isinstance(pointer := root.get("p"), Text):
            self._pointer = pointer.value
        if isinstance(operation := root.get("o"), Text):
            self._operation = operation.value
        plan.restate = self._restate(root)
        if isinstance(value, Members):
            plan.conversation = _conversation(value)
        if self._operation == "patch":
            for patch in members(value):
                self._patch(plan, patch.text("p"), patch.text("o"), patch.get("v"))
        else:
            self._patch(plan, self._pointer, self._operation, value)
        return plan

    def insert(self, channel: Channel, text: str) -> bytes | None:
        """Return an ``append`` that states everything."""
        data = json.dumps({"p": channel[1], "o": "append", "v": text, "c": channel[0]}, ensure_ascii=False)
        return f"event: delta\ndata: {data}\n\n".encode()

    def _patch(self, plan: Plan, pointer: str, operation: str, value: Node) -> None:
        number = self._channel if isinstance(self._channel, int) else 0
        if operation == "append" and isinstance(value, Text):
            plan.pieces.append(Piece((number, pointer), value))
        elif pointer == "" and operation in {"add", "replace"}:
            plan.ends.append((number,))
        elif operation in {"add", "replace", "remove", "truncate"}:
            plan.ends.append((number, pointer))
            if pointer.endswith("/status") or pointer.endswith("/end_turn"):
                plan.ends.append((number,))

    def _restate(self, root: Members) -> str:
        absent = {
            name: value
            for name, value in (("p", self._pointer), ("o", self._operation), ("c", self._channel))
            if root.get(name) is None and (name != "c" or isinstance(value, int))
        }
        return "".join(f"{json.dumps(name)}:{json.dumps(value)}," for name, value in absent.items())


def _conversation(root: Members) -> str | None:
    return root.text("conversation_id") or None

"""Streams that change a document step by step: pointer, operation, value (in the manner of RFC 6902)."""

import json
from collections.abc import Iterator

from schleuse.payload.json_leaves import Members, Node, Text
from schleuse.services.restore.plan import Channel, Piece, Plan, StreamDialect, members

_TEXT_KEYS = frozenset({"content", "text"})
"""Keys of objects that are put into the document and whose text goes on to grow there."""
_LAST = "-1"
_GROWING = "response/fragments/-1/content"


class LeChatStream(StreamDialect):
    """Le Chat: ``15:{"json":{"messageId","patches":[{op,path,value}]}}``; older builds ``0:"piece"``."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one line."""
        plan = Plan()
        for number, value in root.items:
            if number.value == "0" and isinstance(value, Text):
                plan.pieces.append(Piece((), value))
            elif isinstance(value, Members) and isinstance(event := value.get("json"), Members):
                self._event(plan, event)
            elif number.value in {"8", "d", "e"}:
                plan.ends.append(())
        return plan

    def insert(self, channel: Channel, text: str) -> bytes | None:
        """Return a patch that appends."""
        if not channel:
            return f"0:{json.dumps(text, ensure_ascii=False)}\n".encode()
        patch = {"op": "append", "path": "/" + "/".join(map(str, channel[1:])), "value": text}
        event = {"type": "message", "messageId": channel[0], "patches": [patch]}
        return f"15:{json.dumps({'json': event}, ensure_ascii=False)}\n".encode()

    def _event(self, plan: Plan, event: Members) -> None:
        message = event.text("messageId")
        chat = event.get("chat")
        plan.conversation = (chat.text("id") if isinstance(chat, Members) else "") or None
        for patch in members(event.get("patches")):
            channel: Channel = (message, *_segments(patch.text("path")))
            value = patch.get("value")
            if patch.text("op") == "append" and isinstance(value, Text):
                plan.pieces.append(Piece(channel, value))
            elif patch.text("path").endswith("/generationStatus"):
                plan.ends.append((message,))
            else:
                plan.starts.append(channel)
                plan.pieces += _growing(channel, value)


class DeepSeekStream(StreamDialect):
    """DeepSeek: ``{p, o, v}``, p and o carried forward; the text grows at the end of the last fragment."""

    def __init__(self) -> None:
        self._pointer = ""
        self._operation = "APPEND"

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        value = root.get("v")
        if value is None:
            return Plan()
        if isinstance(pointer := root.get("p"), Text):
            self._pointer = pointer.value
        if isinstance(operation := root.get("o"), Text):
            self._operation = operation.value
        if isinstance(value, Text) and (not self._pointer or self._pointer.endswith("/fragments")):
            self._pointer = _GROWING  # right after a snapshot or a new fragment no event may say where the text grows
        plan = Plan(restate=self._restate(root))
        batch = members(value) if self._operation == "BATCH" else []
        for patch in batch:
            self._patch(plan, f"{self._pointer}/{patch.text('p')}", patch.text("o") or "SET", patch.get("v"))
        if not batch:
            self._patch(plan, self._pointer, self._operation, value)
        return plan

    def insert(self, channel: Channel, text: str) -> bytes | None:
        """Return a patch that appends."""
        data = {"p": "/".join(map(str, channel)), "o": "APPEND", "v": text}
        return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()

    def _patch(self, plan: Plan, pointer: str, operation: str, value: Node) -> None:
        channel: Channel = tuple(_segments(pointer))
        if isinstance(value, Text):
            if channel[-1:] == ("status",):
                plan.ends.append(())
            elif operation == "APPEND":
                plan.pieces.append(Piece(channel, value))
        elif isinstance(value, list | Members):
            plan.starts.append(())
            plan.pieces += _growing(channel, value, last=_LAST)

    def _restate(self, root: Members) -> str:
        carried = (("p", self._pointer), ("o", self._operation))
        absent = [(name, value) for name, value in carried if root.get(name) is None]
        return "".join(f"{json.dumps(name)}:{json.dumps(value)}," for name, value in absent if self._pointer)


class NotionStream(StreamDialect):
    """Notion: ``{"type":"patch","v":[{o,p,v}]}``; ``x`` appends to a text, ``a`` puts something in."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one line."""
        plan = Plan()
        if root.text("type") == "patch":
            for patch in members(root.get("v")):
                value = patch.get("v")
                if patch.text("o") == "x" and isinstance(value, Text):
                    plan.pieces.append(Piece(tuple(_segments(patch.text("p"))), value))
        elif root.text("type"):
            plan.ends.append(())
        return plan

    def insert(self, channel: Channel, text: str) -> bytes | None:
        """Return a patch that appends."""
        patch = {"o": "x", "p": "/" + "/".join(map(str, channel)), "v": text}
        return json.dumps({"type": "patch", "v": [patch]}, ensure_ascii=False).encode()


class PerplexityStream(StreamDialect):
    """Perplexity: blocks of chunks that are joined, as lists or as patches; its last events repeat all of it."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        plan = Plan(conversation=root.text("backend_uuid") or None)
        for block in members(root.get("blocks")):
            channel: Channel = (block.text("intended_usage"),)
            self._chunks(plan, channel, block.get("markdown_block"))
            difference = block.get("diff_block")
            for patch in members(difference.get("patches") if isinstance(difference, Members) else None):
                value = patch.get("value")
                if patch.text("path").startswith("/chunks/") and isinstance(value, Text):
                    plan.pieces.append(Piece(channel, value))
                else:
                    self._chunks(plan, channel, value)
        return plan

    def insert(self, channel: Channel, text: str) -> bytes | None:
        """Return nothing: a chunk in between would shift the ones that follow."""
        return b""

    def _chunks(self, plan: Plan, channel: Channel, block: Node) -> None:
        if not isinstance(block, Members) or not isinstance(chunks := block.get("chunks"), list):
            return
        if block.get("chunk_starting_offset") in (None, 0):
            plan.starts.append(channel)
        plan.pieces += [Piece(channel, chunk) for chunk in chunks if isinstance(chunk, Text)]
        if block.text("progress") == "DONE":
            plan.ends.append(channel)


def _growing(channel: Channel, value: Node, last: str = "") -> Iterator[Piece]:
    """Yield the texts of what is put in that later events append to; ``last`` is what they call the last of a list."""
    if isinstance(value, Members):
        for key, inner in value.items:
            if isinstance(inner, Text) and key.value in _TEXT_KEYS:
                yield Piece((*channel, key.value), inner)
            elif not isinstance(inner, Text):
                yield from _growing((*channel, key.value), inner, last)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            name = last if last and index == len(value) - 1 else str(index)
            yield from _growing((*channel, name), item, last)


def _segments(pointer: str) -> list[str]:
    segments = pointer.strip("/").split("/") if pointer.strip("/") else []
    return [segment.replace("~1", "/").replace("~0", "~") for segment in segments]

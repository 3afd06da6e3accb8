"""Streams of the OpenAI chat dialect (and of the older completions): ``choices[*].delta``."""

from schleuse.payload.json_leaves import Members, Text, escape
from schleuse.services.restore.plan import Channel, Piece, Plan, StreamDialect, members, number

_TEXTS = ("content", "refusal", "reasoning", "reasoning_content", "thinking", "text")


class ChatStream(StreamDialect):
    """``chat.completion.chunk``; texts end with ``finish_reason``, the stream with ``[DONE]``."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of every choice."""
        plan = Plan()
        for position, choice in enumerate(members(root.get("choices"))):
            index = number(choice.get("index"), position)
            delta = choice.get("delta")
            if isinstance(delta, Members):
                self._delta(plan, index, delta)
            if isinstance(text := choice.get("text"), Text):
                plan.pieces.append(Piece((index, "text"), text))
            if choice.get("finish_reason") is not None:
                plan.ends.append((index,))
        if root.get("error") is not None:
            plan.ends.append(())
        return plan

    def _delta(self, plan: Plan, index: int, delta: Members) -> None:
        for key in _TEXTS:
            value = delta.get(key)
            if isinstance(value, Text):
                plan.pieces.append(Piece((index, key), value))
            for part in members(value):  # Mistral: a list of parts
                self._part(plan, (index, key), part)
        audio = delta.get("audio")
        if isinstance(audio, Members) and isinstance(text := audio.get("transcript"), Text):
            plan.pieces.append(Piece((index, "transcript"), text))
        for part in members(delta.get("reasoning_details")):  # OpenRouter
            self._part(plan, (index, "details"), part)
        for position, call in enumerate(members(delta.get("tool_calls"))):
            channel = (index, "tool", number(call.get("index"), position))
            function, custom = call.get("function"), call.get("custom")
            if isinstance(function, Members) and isinstance(text := function.get("arguments"), Text):
                plan.pieces.append(Piece(channel, text, escape))
            if isinstance(custom, Members) and isinstance(text := custom.get("input"), Text):
                plan.pieces.append(Piece(channel, text))
        old_call = delta.get("function_call")
        if isinstance(old_call, Members) and isinstance(text := old_call.get("arguments"), Text):
            plan.pieces.append(Piece((index, "function"), text, escape))

    def _part(self, plan: Plan, channel: Channel, part: Members) -> None:
        for key in ("text", "thinking", "summary"):
            value = part.get(key)
            if isinstance(value, Text):
                plan.pieces.append(Piece((*channel, key), value))
            for inner in members(value):
                self._part(plan, (*channel, key), inner)

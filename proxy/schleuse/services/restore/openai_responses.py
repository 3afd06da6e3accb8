"""Streams of the OpenAI Responses dialect: typed events, each text in deltas and then three times in whole."""

from schleuse.payload.json_leaves import Members, Text, escape
from schleuse.services.restore.plan import Piece, Plan, StreamDialect, number

_JSON_TEXTS = ("function_call_arguments", "mcp_call_arguments")
_BINARY = ("audio", "output_audio", "partial_image")
_LAST = frozenset({"response.completed", "response.failed", "response.incomplete", "error"})


class ResponsesStream(StreamDialect):
    """``response.*.delta`` carries pieces, ``response.*.done`` and everything that repeats a text carries it whole."""

    def plan(self, root: Members, name: str) -> Plan:
        """Return the pieces of one event."""
        plan = Plan()
        kind = root.text("type")
        base, _, step = kind.removeprefix("response.").rpartition(".")
        output = number(root.get("output_index"), 0)
        place = number(root.get("content_index"), number(root.get("summary_index"), 0))
        if step == "delta" and not base.endswith(_BINARY) and isinstance(delta := root.get("delta"), Text):
            to_json = escape if base in _JSON_TEXTS else None
            channel = (output, base, place)
            plan.pieces.append(Piece(channel, delta, to_json) if to_json else Piece(channel, delta))
        elif kind in _LAST:
            plan.ends.append(())
        elif step == "done":
            plan.ends.append((output,) if base in {"output_item", "content_part"} else (output, base, place))
        response = root.get("response") if kind else root
        if isinstance(response, Members):
            plan.conversation = _conversation(response)
        return plan


def _conversation(response: Members) -> str | None:
    conversation = response.get("conversation")
    named = conversation.text("id") if isinstance(conversation, Members) else ""
    return named or response.text("id") or None

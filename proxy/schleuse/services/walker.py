"""Read a JSON body: every string, every long number, and the keys that people choose."""

import re
from dataclasses import dataclass, replace

from schleuse.model import InspectionError, PartKind, Reason
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import JsonDocument, Members, Node, Number, Text
from schleuse.services import media, technical
from schleuse.services.extraction import Layer, Reading, Slot
from schleuse.services.textpath import Matcher, Rule

MAX_NESTING = 6
"""JSON texts in strings of JSON texts."""
_MESSAGE_LISTS = frozenset({"messages", "input", "inputs", "contents", "items", "chat_history", "transcript"})
_KINDS = {
    "chat": PartKind.CHAT,
    "system": PartKind.SYSTEM,
    "tool": PartKind.TOOL,
    "filename": PartKind.FILENAME,
    "identifier": PartKind.IDENTIFIER,
    "metadata": PartKind.METADATA,
    "secret": PartKind.METADATA,
    "url": PartKind.URL,
}
_ROLES = {"developer": "system", "model": "assistant", "function": "tool"}
_ROLE_KINDS = {"system": PartKind.SYSTEM, "tool": PartKind.TOOL}
_FREE_KINDS = frozenset({"tool", "metadata"})
_URL = re.compile(r"https?://\S{1,4096}")
_MIME_KEYS = ("media_type", "mimeType", "mime_type")


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known about where a value stands."""

    layer: Layer
    role: str | None = None
    message: int = 0
    kind: PartKind = PartKind.OTHER
    free: bool = False
    """Inside an object whose keys people choose: nothing is protocol."""
    nesting: int = 0


class Walker:
    """Reads JSON documents and single strings into a :class:`Reading` by the rules of a dialect."""

    def __init__(self, reading: Reading, matcher: Matcher) -> None:
        self._reading = reading
        self._matcher = matcher

    def document(self, document: JsonDocument, parent: Slot | None = None) -> None:
        """Read a JSON document that is the body itself, or stands in ``parent``."""
        self._node(document.root, self._matcher.start, _Place(Layer(document.rewrite, parent)), "", None)

    def string(
        self, value: str, slot: Slot, key: str, rule: Rule | None = None, kind: PartKind = PartKind.OTHER
    ) -> None:
        """Read a string that stands under a name outside of JSON: a form field, a part, a query parameter."""
        self._string(value, slot, self._matcher.start, rule, _Place(slot[0], kind=kind), key, None)

    def _node(self, node: Node, state: int, place: _Place, key: str, siblings: Members | None) -> None:
        if isinstance(node, Text):
            rule = self._matcher.rule(state)
            self._string(node.value, (place.layer, node.index), state, rule, place, key, siblings)
        elif isinstance(node, Members):
            self._members(node, state, place)
        elif isinstance(node, list):
            self._items(node, state, place, key, siblings)
        elif isinstance(node, Number) and not _is_machine_number(place, key):
            rule = self._matcher.rule(state)
            self._reading.add(node.spelling, _kind(rule, place), None, role=place.role, message=place.message)

    def _members(self, members: Members, state: int, place: _Place) -> None:
        free = self._matcher.free(state)
        inside = place.free or (free is not None and free.kind in _FREE_KINDS)
        kind = _KINDS.get(free.kind, place.kind) if free else place.kind
        if (inside, kind) != (place.free, place.kind):
            place = replace(place, kind=kind, free=inside)
        for key, value in members.items:
            name = key.value
            if not technical.is_plain_key(name) or (inside and not technical.is_common_key(name)):
                self._reading.add_key(name, kind, (place.layer, key.index), message=place.message)
            self._node(value, self._matcher.key(state, name), place, name, members)

    def _items(self, items: list[Node], state: int, place: _Place, key: str, siblings: Members | None) -> None:
        messages = siblings is not None and key in _MESSAGE_LISTS and place.role is None
        for index, item in enumerate(items):
            below = self._matcher.item(state, index)
            if isinstance(item, int | Number) and type(item) is not bool and self._is_chat(state, below):
                raise InspectionError(Reason.NOT_INSPECTABLE, "token ids instead of text")
            here = place
            if messages and isinstance(item, Members):
                here = replace(place, role=_role(item), message=index)
            self._node(item, below, here, key, siblings)

    def _is_chat(self, *states: int) -> bool:
        rules = [self._matcher.rule(state) for state in states]
        return any(rule is not None and rule.kind == "chat" for rule in rules)

    def _string(
        self, value: str, slot: Slot, state: int, rule: Rule | None, place: _Place, key: str, siblings: Members | None
    ) -> None:
        unnamed = rule is None or rule.kind in {"any", "url"}
        if unnamed and not place.free and technical.is_technical(key, value):
            return
        if rule is not None and self._is_protocol(value, rule, key, siblings):
            return
        kind = PartKind.URL if _URL.fullmatch(value) else _kind(rule, place)
        fixed = rule is not None and rule.fixed
        if not fixed and self._nested(value, slot, state, kind, place):
            return
        if (attachment := media.data_url(value)) is not None:
            self._reading.attachments.append(attachment)
            return
        if len(value) >= media.MIN_BASE64 and kind is not PartKind.CHAT:
            decoded = media.base64_content(value)
            if decoded is not None and decoded.mime:
                self._reading.attachments.append(media.attachment(decoded.size, decoded.mime))
                return
            if decoded is not None and decoded.text is not None:
                self._reading.add(decoded.text, kind, None, role=place.role, message=place.message)
                return
        self._reading.attachments.extend(media.embedded(value))
        # A prompt without a list of messages is what a person says.
        role = place.role or ("user" if kind is PartKind.CHAT else None)
        self._reading.add(value, kind, None if fixed else slot, role=role, message=place.message)

    def _is_protocol(self, value: str, rule: Rule, key: str, siblings: Members | None) -> bool:
        """Whether a value that a rule names is a signature, an id or a file (which is taken as attachment)."""
        if rule.kind == "opaque":
            return media.is_opaque(value)
        if rule.kind in {"binary", "file"}:
            return self._carried(value, key, siblings)
        return rule.kind == "identifier" and technical.is_technical("id", value)

    def _carried(self, value: str, key: str, siblings: Members | None) -> bool:
        """Take a value that the dialect calls binary; False where it is a text after all (a URL, a plain document)."""
        mime = next((mime for key in _MIME_KEYS if siblings and (mime := siblings.text(key))), "")
        attachment = media.data_url(value)
        if attachment is None and (decoded := media.base64_content(value)) is not None and not mime.startswith("text/"):
            # Bare samples, as OpenAI's Realtime has them, show nothing of what they are.
            attachment = media.attachment(decoded.size, mime or decoded.mime or ("audio/*" if key == "audio" else ""))
        if attachment is None:
            return False
        self._reading.attachments.append(attachment)
        return True

    def _nested(self, value: str, slot: Slot, state: int, kind: PartKind, place: _Place) -> bool:
        """Read a string that holds JSON. What people write stays one text, unless escapes would hide words in it."""
        inside = self._matcher.inside(state)
        if not value.lstrip().startswith(("{", "[")):
            return False
        if not inside and kind in {PartKind.CHAT, PartKind.SYSTEM} and "\\u" not in value:
            return False
        if place.nesting >= MAX_NESTING:
            raise InspectionError(Reason.NOT_INSPECTABLE, f"more than {MAX_NESTING} JSON texts in each other")
        try:
            document = json_leaves.parse(value)
        except InspectionError:
            return False
        free = place.free or kind in {PartKind.TOOL, PartKind.METADATA, PartKind.CHAT}
        layer = Layer(document.rewrite, slot)
        below = replace(place, layer=layer, kind=kind, free=free, nesting=place.nesting + 1)
        self._node(document.root, inside, below, "", None)
        return True


def _kind(rule: Rule | None, place: _Place) -> PartKind:
    if rule is not None and rule.kind in {"binary", "file"}:
        return PartKind.CHAT  # a document that is given as plain text
    if rule is None or rule.kind not in _KINDS:
        return place.kind
    kind = _KINDS[rule.kind]
    return _ROLE_KINDS.get(place.role or "", kind) if kind is PartKind.CHAT else kind


def _role(message: Members) -> str | None:
    author = message.get("author")
    role = message.text("role") or (author.text("role") if isinstance(author, Members) else "")
    if not role:
        item = message.text("type")
        own = item == "reasoning" or item.endswith("_call")
        role = "assistant" if own else "tool" if item.endswith(("_output", "_result")) else ""
    return _ROLES.get(role, role) or None


_MACHINE_NUMBERS = ("seed", "time", "created", "timestamp", "size", "bytes", "length", "expires", "max", "min")


def _is_machine_number(place: _Place, key: str) -> bool:
    """Whether a long number under this key is a time, a size or a seed rather than somebody's number."""
    return not place.free and key.lower().endswith(_MACHINE_NUMBERS)

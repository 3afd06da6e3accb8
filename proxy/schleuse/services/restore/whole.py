"""Restore JSON in which every string is complete."""

from collections.abc import Callable, Collection

from schleuse.model import InspectionError, Substitution, identity
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import JsonDocument, Members, Node, Text
from schleuse.services.restore.plan import StreamDialect

MAX_JSON = 16 * 1024 * 1024
"""Bytes of an answer that are held to be restored in one piece; a longer one passes unchanged."""
MAX_NESTING = 6
"""JSON texts in strings of JSON texts, as in requests."""
_SIGNED = frozenset({"thinking", "redacted_thinking"})
"""Anthropic signs these blocks and gets them back: what the client keeps must be what the service wrote."""


class Leaves:
    """Restores single strings and counts what it put back."""

    def __init__(self, substitution: Substitution) -> None:
        self.restored = 0
        self._substitution = substitution

    def counting(self, escape: Callable[[str], str]) -> Callable[[str], str]:
        """Return ``escape``, with every value that goes through it counted."""

        def counted(value: str) -> str:
            self.restored += 1
            return escape(value)

        return counted

    def changes(self, node: Node, keep: Collection[int] = ()) -> dict[int, str]:
        """Return the strings below a node that change, keys included, without those to keep."""
        changes: dict[int, str] = {}
        for text in _unsigned(node):
            if text.index in keep:
                continue
            restored = self._restored(text.value, 0)
            if restored != text.value:
                changes[text.index] = restored
        return changes

    def _restored(self, value: str, nesting: int) -> str:
        """Restore one string; what is put into JSON that it holds is escaped, as often as that is nested."""
        document = _nested(value) if nesting < MAX_NESTING else None
        if document is None:
            return self._substitution.whole(value, self.counting(identity))
        if all(_nested(text.value) is None for text in json_leaves.strings(document.root)):
            return self._substitution.whole(value, self.counting(json_leaves.escape))
        changes = {}
        for text in json_leaves.strings(document.root):
            restored = self._restored(text.value, nesting + 1)
            if restored != text.value:
                changes[text.index] = restored
        return document.rewrite(changes) if changes else value


class WholeJson:
    """A :class:`ResponseRestorer` that waits for the whole answer."""

    def __init__(self, dialect: StreamDialect, substitution: Substitution) -> None:
        self.conversation: str | None = None
        self._dialect = dialect
        self._leaves = Leaves(substitution)
        self._pieces: list[bytes] = []
        self._size = 0

    @property
    def restored(self) -> int:
        """Values put back so far."""
        return self._leaves.restored

    def feed(self, data: bytes) -> bytes:
        """Keep the piece; past the limit, give everything back."""
        self._size += len(data)
        self._pieces.append(data)
        if self._size <= MAX_JSON:
            return b""
        held, self._pieces = b"".join(self._pieces), []
        return held

    def finish(self) -> bytes:
        """Return the restored answer."""
        body = b"".join(self._pieces)
        if not body:
            return body
        try:
            document = json_leaves.parse_body(body)
            self.conversation = self._dialect.conversation(document.root)
            changes = self._leaves.changes(document.root)
            return document.rewrite(changes).encode() if changes else body
        except Exception:  # an answer that cannot be read passes as it is
            return body


def _unsigned(node: Node) -> list[Text]:
    """Return the strings below a node without those of signed blocks."""
    if isinstance(node, Text):
        return [node]
    if isinstance(node, Members):
        if node.text("type") in _SIGNED:
            return []
        return [text for key, value in node.items for text in (key, *_unsigned(value))]
    if isinstance(node, list):
        return [text for item in node for text in _unsigned(item)]
    return []


def _nested(value: str) -> JsonDocument | None:
    """Return the JSON object or array that a string holds, if it holds one."""
    if not value.lstrip().startswith(("{", "[")):
        return None
    try:
        return json_leaves.parse(value)
    except InspectionError:
        return None

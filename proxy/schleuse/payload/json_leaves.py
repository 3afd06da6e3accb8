"""Read JSON so that single strings can be exchanged and every other byte stays as it was (RFC 8259).

The structure comes from the standard library's parser, the places of the strings from one regular expression over
the same text: in valid JSON the n-th string token is the n-th string (key or value) of the structure in document
order. So key order, duplicate keys, number spelling, white space, escapes and a byte order mark survive.
"""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Never

from schleuse.model import InspectionError, Reason

MAX_DEPTH = 100
"""Levels of arrays and objects in each other."""
MAX_STRINGS = 200_000
"""Strings, keys included."""
LONG_NUMBER = 7
"""Digits from which a whole number is kept as a :class:`Number`, because it can be a telephone number or an ID."""

_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NO_BRACKET = re.compile(r"[^\[\]{}]+")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BOM = "\ufeff"

type Node = Text | Number | Members | list[Node] | int | float | bool | None


@dataclass(slots=True)  # not frozen: there are very many, and freezing triples their price
class Text:
    """A string of the document, decoded; ``index`` is what :meth:`JsonDocument.rewrite` takes."""

    value: str
    index: int


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number with at least :data:`LONG_NUMBER` digits, as it was spelt."""

    spelling: str


class Members:
    """The members of an object in order, duplicate keys included."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        self.items: list[tuple[Text, Node]] = []

    def get(self, name: str) -> Node:
        """Return the value of a key (of several, the last, as most parsers do), or ``None``."""
        for key, value in reversed(self.items):
            if key.value == name:
                return value
        return None

    def text(self, name: str) -> str:
        """Return the value of a key if it is a string, else ``""``."""
        value = self.get(name)
        return value.value if isinstance(value, Text) else ""


class JsonDocument:
    """One JSON text: its structure in ``root``, and the way back."""

    def __init__(self, text: str, root: Node, spans: list[tuple[int, int]]) -> None:
        self.text = text
        self.root = root
        self._spans = spans

    def rewrite(self, texts: Mapping[int, str]) -> str:
        """Return the document with the strings at these indices exchanged."""
        pieces, position = [], 0
        for index in sorted(texts):
            start, end = self._spans[index]
            pieces.append(self.text[position:start])
            pieces.append(quote(texts[index], ascii_only=self.text.isascii()))
            position = end
        pieces.append(self.text[position:])
        return "".join(pieces)

    def end(self, text: Text) -> int:
        """Return where a string ends in the document, behind its closing quote."""
        return self._spans[text.index][1]

    def raw(self, text: Text) -> str:
        """Return a string as it is spelt in the document, with its quotes."""
        start, end = self._spans[text.index]
        return self.text[start:end]


def quote(text: str, *, ascii_only: bool = False) -> str:
    """Return the text as a JSON string; half surrogate pairs, which UTF-8 cannot hold, stay escapes."""
    return json.dumps(text, ensure_ascii=ascii_only or _SURROGATE.search(text) is not None)


def escape(text: str) -> str:
    """Return the text as it must stand between the quotes of a JSON string."""
    return quote(text)[1:-1]


def parse_body(body: bytes) -> JsonDocument:
    """Read a JSON body.

    Raises:
        InspectionError: ``NOT_INSPECTABLE``: not UTF-8, not JSON, too deep, too many strings, NaN, half surrogates.

    """
    try:
        return parse(body.decode())
    except UnicodeDecodeError:
        raise _refuse("the JSON body is not UTF-8") from None


def parse(text: str) -> JsonDocument:
    """Read a JSON text; raises as :func:`parse_body` does."""
    spans = [match.span() for match in _STRING.finditer(text)]
    brackets = _NO_BRACKET.sub("", _STRING.sub("", text))
    if max(itertools.accumulate(map(_STEP.__getitem__, brackets)), default=0) > MAX_DEPTH:
        raise _refuse(f"more than {MAX_DEPTH} levels of JSON")
    if len(spans) > MAX_STRINGS:
        raise _refuse(f"more than {MAX_STRINGS} JSON strings")
    try:
        plain = _decode(text[1:] if text.startswith(_BOM) else text)
    except (ValueError, RecursionError):
        raise _refuse("the body is not valid JSON") from None
    counter = _Counter(check_surrogates=_SURROGATE_ESCAPE.search(text) is not None)
    root = counter.node(plain)
    if counter.next != len(spans):
        raise _refuse("the body is not valid JSON")
    return JsonDocument(text, root, spans)


def strings(node: Node) -> Iterator[Text]:
    """Yield every string below a node in document order, keys included."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Members):
        for key, value in node.items:
            yield key
            yield from strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from strings(item)


class _Pairs(list[tuple[str, Any]]):
    """What the parser saw of an object."""


def _whole_number(spelling: str) -> int | Number:
    return int(spelling) if len(spelling) < LONG_NUMBER else Number(spelling)


def _no_constant(_: str) -> Never:
    raise ValueError("NaN and Infinity are not JSON")


_decode = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=_whole_number, parse_constant=_no_constant, strict=True
).decode


class _Counter:
    """Gives every string its index, in document order."""

    def __init__(self, *, check_surrogates: bool) -> None:
        self.next = 0
        self._check = check_surrogates

    def node(self, plain: Any) -> Node:
        kind = type(plain)
        if kind is str:
            return self._text(plain)
        if kind is _Pairs:
            members = Members()
            append = members.items.append
            for key, value in plain:
                numbered = self._text(key)
                append((numbered, self._text(value) if type(value) is str else self.node(value)))
            return members
        if kind is list:
            return [self.node(item) for item in plain]
        result: Number | int | float | bool | None = plain
        return result

    def _text(self, value: str) -> Text:
        if self._check and _SURROGATE.search(value):
            raise _refuse("half of a surrogate pair in a JSON string")
        index = self.next
        self.next = index + 1
        return Text(value, index)


def _refuse(detail: str) -> InspectionError:
    return InspectionError(Reason.NOT_INSPECTABLE, detail)

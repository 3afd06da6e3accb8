"""Texts in a protobuf message whose description nobody has (protobuf.dev, "Encoding"). They are read, never rewritten.

Without a description, bytes of a field may be a text, a message or anything else. So whatever is readable is taken as
text, whatever parses completely as a message is looked into, and the rest is handed out, for the caller to judge.
Numbers are not read.
"""

from dataclasses import dataclass, field

from schleuse.model import InspectionError, Reason

MAX_DEPTH = 32
"""Messages in each other."""
MAX_FIELDS = 100_000
"""Fields of all messages together, also those that were only tried."""

_LAYOUT = dict.fromkeys(map(ord, "\t\n\r"))
_VARINT, _I64, _LEN, _GROUP, _END_GROUP, _I32 = range(6)


@dataclass(slots=True)
class Contents:
    """What a message holds."""

    texts: list[str] = field(default_factory=list)
    rest: list[bytes] = field(default_factory=list)
    """Fields that are neither text nor message."""


def parse(message: bytes) -> Contents:
    """Read a message.

    Raises:
        InspectionError: ``NOT_INSPECTABLE``: it is none, or holds too many fields.

    """
    reader = _Reader()
    contents = reader.message(message, 0)
    if contents is None:
        raise InspectionError(Reason.NOT_INSPECTABLE, "not a protobuf message")
    return contents


class _Reader:
    def __init__(self) -> None:
        self._left = MAX_FIELDS

    def message(self, data: bytes, depth: int) -> Contents | None:
        """Return the contents of a message, or ``None`` where the bytes are none."""
        fields = self._fields(data)
        if fields is None or depth >= MAX_DEPTH:
            return None
        contents = Contents()
        for value in fields:
            self._value(value, depth, contents)
        return contents

    def _value(self, value: bytes, depth: int, contents: Contents) -> None:
        text = _text(value)
        if text is not None and _is_readable(text):
            contents.texts.append(text)
        elif (inner := self.message(value, depth + 1)) is not None:
            contents.texts += inner.texts
            contents.rest += inner.rest
        elif text is not None:
            contents.texts.append(text)
        else:
            contents.rest.append(value)

    def _fields(self, data: bytes) -> list[bytes] | None:
        """Return the fields with a length; ``None`` where the bytes are no message from the first to the last."""
        found: list[bytes] = []
        position, groups = 0, 0
        while position < len(data):
            self._left -= 1
            if self._left < 0:
                raise InspectionError(Reason.NOT_INSPECTABLE, f"more than {MAX_FIELDS} protobuf fields")
            tag, position = _varint(data, position)
            kind, number = tag & 7, tag >> 3
            if number < 1:
                return None
            if kind == _VARINT:
                value, position = _varint(data, position)
                if value < 0:
                    return None
            elif kind in {_I64, _I32}:
                position += 8 if kind == _I64 else 4
            elif kind == _LEN:
                length, position = _varint(data, position)
                if length < 0 or position + length > len(data):
                    return None
                found.append(data[position : position + length])
                position += length
            elif kind == _GROUP:
                groups += 1
            elif kind == _END_GROUP and groups:
                groups -= 1
            else:
                return None
        return None if position > len(data) or groups else [value for value in found if value]


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Return a number and the position behind it; -1 where it has no end within ten bytes."""
    result = 0
    for shift, byte in enumerate(data[position : position + 10]):
        result |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            return result, position + shift + 1
    return -1, len(data)


def _text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _is_readable(text: str) -> bool:
    return text.translate(_LAYOUT).isprintable()

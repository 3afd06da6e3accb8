"""Read and rewrite form bodies and query strings (WHATWG URL, 5: application/x-www-form-urlencoded)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import quote_plus, unquote_to_bytes

from schleuse.model import InspectionError, Reason

MAX_FIELDS = 10_000

_UNIT = re.compile(r"(?:%[0-9A-Fa-f]{2})+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Field:
    """One ``name=value``, decoded."""

    name: str
    value: str


class Form:
    """The fields of a form or query in order; those that are not rewritten keep every byte."""

    def __init__(self, fields: tuple[Field, ...], raw: list[str]) -> None:
        self.fields = fields
        self._raw = raw

    def rewrite(self, values: Mapping[int, str]) -> bytes:
        """Return the form with the values of these fields (by index) exchanged."""
        pieces = list(self._raw)
        for index, value in values.items():
            name, _, _ = pieces[index].partition("=")
            pieces[index] = f"{name}={_respelt(pieces[index][len(name) + 1 :], value)}"
        return "&".join(pieces).encode("ascii")


def parse(body: bytes) -> Form:
    """Read ``a=b&c=d``.

    Raises:
        InspectionError: ``NOT_INSPECTABLE``: not ASCII outside of escapes, escapes that are not UTF-8, too many fields.

    """
    try:
        raw = body.decode("ascii").split("&")
        if len(raw) > MAX_FIELDS:
            raise InspectionError(Reason.NOT_INSPECTABLE, f"more than {MAX_FIELDS} form fields")
        return Form(tuple(_field(piece) for piece in raw), raw)
    except UnicodeDecodeError:
        raise InspectionError(Reason.NOT_INSPECTABLE, "the form is not UTF-8") from None


def _field(piece: str) -> Field:
    name, _, value = piece.partition("=")
    return Field(_decode(name), _decode(value))


def _decode(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode()


def _respelt(raw: str, value: str) -> str:
    """Spell a new value as the old one was spelt: what stays keeps its bytes, browsers and libraries differ in it."""
    old = _spelt(raw)
    fewer = min(len(old), len(value))
    before = sum(1 for _ in takewhile(lambda at: old[at][0] == value[at], range(fewer)))
    after = sum(1 for _ in takewhile(lambda at: old[~at][0] == value[~at], range(fewer - before)))
    spelling = dict(reversed(old))
    if "%20" in raw:
        spelling.setdefault(" ", "%20")
    middle = value[before : len(value) - after]
    kept = [unit for _, unit in old]
    changed = [spelling.get(character) or quote_plus(character) for character in middle]
    return "".join([*kept[:before], *changed, *kept[len(kept) - after :]])


def _spelt(raw: str) -> list[tuple[str, str]]:
    """Return every character of a value with the way in which it is spelt."""
    result: list[tuple[str, str]] = []
    for match in _UNIT.finditer(raw):
        position = 0
        for character in _decode(match[0]):
            length = len(character.encode()) * 3 if match[0][0] == "%" and len(match[0]) > 1 else 1
            result.append((character, match[0][position : position + length]))
            position += length
    return result

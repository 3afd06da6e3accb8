"""Read and rewrite form bodies and query strings (WHATWG URL, 5: application/x-www-form-urlencoded)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_to_bytes

from schleuse.model import InspectionError, Reason

MAX_FIELDS = 10_000


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
            pieces[index] = f"{name}={quote_plus(value)}"
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

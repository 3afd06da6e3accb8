"""Texts in the address of a request: values of the query, segments of the path. They are read, never rewritten."""

from urllib.parse import unquote_to_bytes

from schleuse.model import InspectionError, PartKind, Reason, Request
from schleuse.payload import form
from schleuse.services import technical
from schleuse.services.extraction import Layer, Reading
from schleuse.services.textpath import Matcher
from schleuse.services.walker import Walker


def read_address(reading: Reading, request: Request) -> None:
    """Add what people may have written into path and query.

    Raises:
        InspectionError: ``NOT_INSPECTABLE``: escapes that are not UTF-8.

    """
    if not technical.is_static(request.path):
        for segment in request.path.split("/"):
            text = _decode(segment)
            if text and not technical.is_technical_segment(text):
                reading.add(text, PartKind.QUERY, None)
    if not request.query:
        return
    query = form.parse(request.query.encode("utf-8", "surrogateescape"))
    values = Reading(b"", rewritable=False)
    walker = Walker(values, Matcher([]))
    for number, field in enumerate(query.fields):
        if not technical.is_plain_key(field.name):
            values.add(field.name, PartKind.QUERY, None)
        if not technical.is_credential(field.name, field.value):
            walker.string(field.value, (Layer(query.rewrite), number), field.name, kind=PartKind.QUERY)
    reading.adopt(values)


def _decode(segment: str) -> str:
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise InspectionError(Reason.NOT_INSPECTABLE, "the path is not UTF-8") from None

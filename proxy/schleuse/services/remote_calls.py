"""Read bodies of remote calls: protobuf, and messages in the envelopes of gRPC, gRPC-Web and Connect.

Nobody has the descriptions of these messages, so what they hold is found by its form, and never rewritten.
"""

import re

from schleuse.model import InspectionError, PartKind, Reason, Request
from schleuse.payload import envelopes, json_leaves, protobuf
from schleuse.payload.signatures import sniff
from schleuse.services import media
from schleuse.services.extraction import Reading
from schleuse.services.textpath import Matcher
from schleuse.services.walker import Walker

MAX_OPAQUE = 64
"""Bytes of a field without text that may pass: ids, hashes, signatures. In more, something may be hidden."""

_BARE = frozenset({"application/proto", "application/protobuf", "application/x-protobuf"})
_ENVELOPED = re.compile(r"application/(?:grpc|grpc-web|grpc-web-text|connect)(?:\+(?:proto|json))?")
_COMPRESSIONS = ("grpc-encoding", "connect-content-encoding")


def covers(media_type: str) -> bool:
    """Whether a body of this type can be read here."""
    return media_type in _BARE or _ENVELOPED.fullmatch(media_type) is not None


def read(reading: Reading, request: Request, media_type: str, body: bytes) -> None:
    """Add the texts and files of a body.

    Raises:
        InspectionError: something in it cannot be read.

    """
    if media_type in _BARE:
        _message(reading, body)
        return
    if media_type.startswith("application/grpc-web-text"):
        body = envelopes.from_text(body)
    compression = next(filter(None, map(request.header, _COMPRESSIONS)), None)
    for envelope in envelopes.parse(body, compression):
        if envelope.is_end:
            _plain(reading, envelope.content)
        elif media_type.endswith("+json"):
            _json(reading, envelope.content)
        else:
            _message(reading, envelope.content)


def _message(reading: Reading, message: bytes) -> None:
    contents = protobuf.parse(message)
    inner = Reading(b"", rewritable=False)
    for text in contents.texts:
        _text(inner, text)
    for rest in contents.rest:
        if sniff(rest[:64]):
            inner.attachments.append(media.attachment(rest))
        elif len(rest) > MAX_OPAQUE:
            raise InspectionError(Reason.NOT_INSPECTABLE, "a protobuf field that is neither text nor message")
    reading.adopt(inner)


def _text(reading: Reading, text: str) -> None:
    """Add a text of a message; JSON in it is read by its strings."""
    if text.lstrip().startswith(("{", "[")):
        try:
            document = json_leaves.parse(text)
        except InspectionError:
            pass
        else:
            Walker(reading, Matcher([])).document(document)
            return
    reading.add(text, PartKind.OTHER, None)


def _json(reading: Reading, content: bytes) -> None:
    inner = Reading(b"", rewritable=False)
    Walker(inner, Matcher([])).document(json_leaves.parse_body(content))
    reading.adopt(inner)


def _plain(reading: Reading, content: bytes) -> None:
    try:
        reading.add(content.decode(), PartKind.OTHER, None)
    except UnicodeDecodeError:
        raise InspectionError(Reason.NOT_INSPECTABLE, "trailers that are not UTF-8") from None

"""Files on their way to a service: whole or in pieces, and files whose lines are prompts."""

import re
from dataclasses import replace
from urllib.parse import parse_qs

from schleuse.model import Attachment, InspectionError, PlaceKind, Request, Step
from schleuse.payload import ndjson
from schleuse.payload.json_leaves import Members
from schleuse.services.dialect import Native
from schleuse.services.extraction import Reading
from schleuse.services.textpath import Matcher
from schleuse.services.walker import Walker

_RANGE = re.compile(r"bytes 0-(\d{1,18})/(\d{1,18})")


def carries_bytes(request: Request) -> bool:
    """Whether the body is the bytes of a file, whatever media type is named (Google's resumable uploads)."""
    return "upload" in (request.header("x-goog-upload-command") or "")


def whole_or_piece(item: Attachment, request: Request, native: Native) -> Attachment:
    """Return the attachment, without its content if the request carries a piece of a file only."""
    return replace(item, content=None) if native.piece or _is_piece(request) else item


def _is_piece(request: Request) -> bool:
    """Whether the body is one of several that make a file.

    Content-Range: RFC 9110, 14.4; Google's resumable uploads; blocks of Azure's Put Block; offsets of tus.io.
    """
    if (given := request.header("content-range")) is not None:
        match = _RANGE.fullmatch(given.strip())
        return match is None or int(match[1]) + 1 != int(match[2])
    if (command := request.header("x-goog-upload-command")) is not None:
        return "finalize" not in command or (request.header("x-goog-upload-offset") or "0") != "0"
    if request.header("upload-offset") is not None:
        return True
    query = parse_qs(request.query)
    return query.get("comp") == ["block"] or "partNumber" in query


def read_lines(reading: Reading, item: Attachment, matcher: Matcher) -> bool:
    """Read a file whose lines are JSON objects (batch, fine-tuning) as prompts; False for any other file."""
    if not item.content or not item.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    try:
        documents = ndjson.parse(item.content.decode("utf-8-sig")).documents
    except (UnicodeDecodeError, InspectionError):
        return False
    if not all(isinstance(document.root, Members) for document in documents.values()):
        return False
    for number, document in documents.items():
        line = Reading(b"", rewritable=False)
        Walker(line, matcher).document(document)
        reading.adopt_line(line, (Step(PlaceKind.LINE, str(number + 1)),))
    return True

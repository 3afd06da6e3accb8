"""Mails (RFC 5322, MIME: RFC 2045 to 2049): headers, bodies, attachments, mails in mails."""

from email import errors, policy
from email.message import EmailMessage
from email.parser import BytesParser

from schleuse.files.collector import Here, UnreadableError
from schleuse.files.formats import decode
from schleuse.files.markup import read_source
from schleuse.files.plain import read_lines
from schleuse.model import PlaceKind, Unread

MAX_PARTS = 500
_LOST = (
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
    errors.NoBoundaryInMultipartDefect,
    errors.StartBoundaryNotFoundDefect,
    errors.CloseBoundaryNotFoundDefect,
    errors.MultipartInvariantViolationDefect,
)
"""Faults after which a part may hold more than what was read."""


def read_mail(content: bytes, here: Here) -> None:
    """Read a mail; places are its headers, the lines of its texts, and its attachments."""
    message = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    parts = 0
    todo = [message]
    while todo:
        part = todo.pop(0)
        parts += 1
        if parts > MAX_PARTS:
            raise UnreadableError(Unread.TOO_MANY)
        _headers(part, here)
        if part.is_multipart():
            inner = [one for one in part.get_payload() if isinstance(one, EmailMessage)]
            todo = inner + todo
            for text in (part.preamble, part.epilogue):
                here.text(text or "")
        else:
            _body(part, here)
        if any(isinstance(defect, _LOST) for defect in part.defects):
            here.miss(Unread.BROKEN)


def _headers(part: EmailMessage, here: Here) -> None:
    there = here.at(PlaceKind.HEADER)
    for name, value in part.items():
        try:
            there.line(f"{name}: {value}")
        except (ValueError, IndexError, AttributeError, TypeError):  # the standard library on headers of nonsense
            there.miss(Unread.BROKEN)
    here.collector.close()


def _body(part: EmailMessage, here: Here) -> None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return
    name, kind = part.get_filename() or "", part.get_content_type()
    if name or kind not in {"text/plain", "text/html"}:
        here.inside(content, name, PlaceKind.ATTACHMENT)
        return
    text = _decoded(content, part.get_content_charset())
    if kind == "text/html":
        read_source(text, here)
    else:
        read_lines(text, here)


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decode(content)
        if text is None:
            raise UnreadableError(Unread.UNKNOWN) from None
        return text

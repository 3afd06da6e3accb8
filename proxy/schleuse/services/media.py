"""Files, images and sounds inside texts: data URLs, base64, and what their first bytes say."""

import base64
import binascii
import mimetypes
import re
from dataclasses import dataclass

from schleuse.model import Attachment, AttachmentKind
from schleuse.payload.signatures import sniff

MIN_BASE64 = 256
"""Characters from which a string of base64 characters is looked into."""

_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?(?:;[\w.-]+=[^;,]{0,80})*;base64,", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"data:([\w.+-]+/[\w.+-]+)(?:;[\w.-]+=[^;,\s]{0,80})*;base64,([A-Za-z0-9+/_=-]{64,})", re.IGNORECASE
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]|\r?\n)+={0,2}\s*")
_OPAQUE = re.compile(r"[A-Za-z0-9+/=_.:~-]{48,}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a string of base64 holds: a file (``mime`` set), a text, or bytes that say nothing."""

    content: bytes
    mime: str = ""
    text: str | None = None


def kind_of(mime: str) -> AttachmentKind:
    """Return the kind of attachment of a media type."""
    main = mime.partition("/")[0].lower()
    return {"image": AttachmentKind.IMAGE, "audio": AttachmentKind.AUDIO}.get(main, AttachmentKind.FILE)


def attachment(content: bytes, mime: str = "", name: str = "") -> Attachment:
    """Build an attachment; what the first bytes say goes before the media type that was given."""
    found = sniff(content[:64]) or mime.lower()
    return Attachment(kind_of(found), len(content), found, content, name)


def mime_of_name(name: str) -> str:
    """Return the media type that the ending of a file name suggests, or ``""``."""
    return mimetypes.guess_type(name)[0] or ""


def data_url(text: str) -> Attachment | None:
    """Return what a data: URL with base64 carries (RFC 2397), or ``None`` for any other text.

    One without base64 is readable as it stands, and so is one with words behind it.
    """
    match = _DATA_URL.match(text)
    if match is None or not _BASE64.fullmatch(text, match.end()):
        return None
    return _packed(text[match.end() :], match[1] or "text/plain")


def embedded(text: str) -> list[Attachment]:
    """Return the attachments that stand as data: URLs in the middle of a text."""
    if "base64," not in text:
        return []
    return [_packed(match[2], match[1]) for match in _EMBEDDED.finditer(text)]


def _packed(text: str, mime: str) -> Attachment:
    content = _unpack(text)
    if content is None:
        return Attachment(kind_of(mime), len(text) * 3 // 4, mime.lower())
    return attachment(content, mime)


def _unpack(text: str) -> bytes | None:
    packed = "".join(text.split()).translate({0x2D: "+", 0x5F: "/"}).rstrip("=")
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def base64_content(text: str) -> Decoded | None:
    """Return what a string of base64 holds, or ``None`` where it is no base64."""
    content = _unpack(text) if _BASE64.fullmatch(text) else None
    if content is None:
        return None
    if mime := sniff(content[:64]):
        return Decoded(content, mime)
    try:
        decoded = content.decode()
    except UnicodeDecodeError:
        return Decoded(content)
    readable = sum(character.isprintable() or character.isspace() for character in decoded)
    return Decoded(content, text=decoded if readable == len(decoded) else None)


def is_opaque(text: str) -> bool:
    """Whether a text can be a signature or ciphertext: long, and characters of tokens only."""
    return _OPAQUE.fullmatch(text) is not None

"""Files, images and sounds inside texts: data URLs, base64, and what their first bytes say."""

import base64
import binascii
import mimetypes
import re
from dataclasses import dataclass

from schleuse.model import Attachment, AttachmentKind

MIN_BASE64 = 256
"""Characters from which a string of base64 characters is looked into."""

_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?(?:;[\w.-]+=[^;,]{0,80})*;base64,", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"data:([\w.+-]+/[\w.+-]+)(?:;[\w.-]+=[^;,\s]{0,80})*;base64,([A-Za-z0-9+/_=-]{64,})", re.IGNORECASE
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]|\r?\n)+={0,2}\s*")
_OPAQUE = re.compile(r"[A-Za-z0-9+/=_.:~-]{48,}")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heif",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a string of base64 holds: a file (``mime`` set), a text, or bytes that say nothing."""

    size: int
    mime: str = ""
    text: str | None = None


def kind_of(mime: str) -> AttachmentKind:
    """Return the kind of attachment of a media type."""
    main = mime.partition("/")[0].lower()
    return {"image": AttachmentKind.IMAGE, "audio": AttachmentKind.AUDIO}.get(main, AttachmentKind.FILE)


def attachment(size: int, mime: str = "", head: bytes = b"") -> Attachment:
    """Build an attachment; an unspecific media type gives way to what the first bytes say."""
    if mime.lower() in {"", "application/octet-stream", "binary/octet-stream"}:
        mime = sniff(head) or mime
    return Attachment(kind_of(mime), size, mime.lower())


def sniff(head: bytes) -> str:
    """Return the media type that the first bytes of a file show, or ``""``."""
    for magic, mime in _MAGIC:
        if head.startswith(magic):
            return mime
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "video/x-msvideo")
    return ""


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
    return attachment((len(text) - match.end()) * 3 // 4, match[1] or "text/plain")


def embedded(text: str) -> list[Attachment]:
    """Return the attachments that stand as data: URLs in the middle of a text."""
    if "base64," not in text:
        return []
    return [attachment(len(match[2]) * 3 // 4, match[1]) for match in _EMBEDDED.finditer(text)]


def base64_content(text: str) -> Decoded | None:
    """Return what a string of base64 holds, or ``None`` where it is no base64."""
    if not _BASE64.fullmatch(text):
        return None
    packed = "".join(text.split()).translate({0x2D: "+", 0x5F: "/"}).rstrip("=")
    if len(packed) % 4 == 1:
        return None
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    if mime := sniff(content):
        return Decoded(len(content), mime)
    try:
        decoded = content.decode()
    except UnicodeDecodeError:
        return Decoded(len(content))
    readable = sum(character.isprintable() or character.isspace() for character in decoded)
    return Decoded(len(content), text=decoded if readable == len(decoded) else None)


def is_opaque(text: str) -> bool:
    """Whether a text can be a signature or ciphertext: long, and characters of tokens only."""
    return _OPAQUE.fullmatch(text) is not None

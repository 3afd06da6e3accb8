"""What a file is, by its content; and whether its name says the same."""

import re
from enum import StrEnum
from pathlib import PurePath

from schleuse.payload.signatures import sniff


class Format(StrEnum):
    """What files are, as far as it matters for reading them."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODF = "odf"
    ZIP = "zip"
    OLE = "ole"
    """Compound file: Outlook message, encrypted or old office document."""
    RTF = "rtf"
    HTML = "html"
    XML = "xml"
    EML = "eml"
    TEXT = "text"
    """Plain text, Markdown, CSV, JSON, code."""
    IMAGE = "image"
    SOUND = "sound"
    """Sound and video."""
    OTHER = "other"


_BY_TYPE = {
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/x-ole-storage": "ole",
    "application/rtf": "rtf",
}
_HEAD = 4096
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|p|h1)\b", re.I | re.S)
_XML = re.compile(r"\s*<(?:\?xml\b|!DOCTYPE\b|svg\b|rss\b|feed\b)")
_HEADER = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL = re.compile(
    r"^(?:From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Reply-To|Delivered-To|Content-Type):",
    re.IGNORECASE | re.MULTILINE,
)

_TEXTS = frozenset({Format.TEXT, Format.HTML, Format.XML, Format.EML})
_ZIPPED = frozenset({Format.ZIP, Format.DOCX, Format.XLSX, Format.PPTX, Format.ODF})
_BY_ENDING: dict[str, frozenset[Format]] = {
    "pdf": frozenset({Format.PDF}),
    "docx": frozenset({Format.DOCX, Format.OLE}),
    "dotx": frozenset({Format.DOCX, Format.OLE}),
    "xlsx": frozenset({Format.XLSX, Format.OLE}),
    "xltx": frozenset({Format.XLSX, Format.OLE}),
    "pptx": frozenset({Format.PPTX, Format.OLE}),
    "potx": frozenset({Format.PPTX, Format.OLE}),
    "ppsx": frozenset({Format.PPTX, Format.OLE}),
    "doc": frozenset({Format.OLE, Format.RTF, Format.DOCX}),
    "xls": frozenset({Format.OLE, Format.XLSX}),
    "ppt": frozenset({Format.OLE, Format.PPTX}),
    "msg": frozenset({Format.OLE}),
    "rtf": frozenset({Format.RTF}),
    "zip": _ZIPPED,
    **dict.fromkeys(("odt", "ods", "odp", "odg", "ott", "ots", "otp"), frozenset({Format.ODF})),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic"), frozenset({Format.IMAGE})),
    **dict.fromkeys(("mp3", "wav", "ogg", "flac", "m4a", "mp4", "webm", "avi", "mov"), frozenset({Format.SOUND})),
    **dict.fromkeys(
        (
            "txt", "md", "csv", "tsv", "json", "jsonl", "xml", "html", "htm", "eml", "log", "yaml", "yml", "ini", "py",
            "js", "ts", "java", "c", "h", "cpp", "cs", "php", "sql", "sh", "ps1", "bat", "css", "tex", "ics", "vcf",
        ),
        _TEXTS,
    ),
}  # fmt: skip


def recognise(content: bytes) -> Format:
    """Return the format that the content shows; of what lies in a ZIP, see :mod:`schleuse.files.archive`."""
    if b"%PDF-" in content[:1024]:
        return Format.PDF
    if media_type := sniff(content[:64]):
        kind = media_type.partition("/")[0]
        families = {"image": Format.IMAGE, "audio": Format.SOUND, "video": Format.SOUND}
        return families.get(kind, Format(_BY_TYPE.get(media_type, "other")))
    text = decode(content)
    return Format.OTHER if text is None else _of_text(text)


def _of_text(text: str) -> Format:
    head = text[:_HEAD].lstrip("\ufeff")
    if _XML.match(head) and not _HTML.search(head):
        return Format.XML
    if _HTML.match(head) or (_XML.match(head) and _HTML.search(head)):
        return Format.HTML
    header = _HEADER.match(head.replace("\r\n", "\n"))
    if header and len({found[0].lower() for found in _MAIL.finditer(header[0])}) >= 2:
        return Format.EML
    return Format.TEXT


def decode(content: bytes) -> str | None:
    """Return the content as text: UTF-8, UTF-16 with byte order mark, or else Windows-1252; ``None`` if it is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        if text.count("\ufffd") > len(text) // 1000:
            return None
    controls = sum(text.count(character) for character in _CONTROLS)
    return None if controls > len(text) // 1000 else text


_CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\x1b\v"]


def contradicts(name: str, found: Format) -> bool:
    """Whether the ending of a file name belongs to another format than the content."""
    allowed = _BY_ENDING.get(PurePath(name).suffix.lower().lstrip("."))
    return allowed is not None and found not in allowed

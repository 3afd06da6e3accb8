"""Characters written as codes: what mail, web pages, JSON and program code make of "ü" and of any other letter.

HTML entities (WHATWG HTML, 13.5), percent-encoding (RFC 3986) and ``+`` in queries, ``\\u``, ``\\x`` and octal escapes
(JSON, RFC 8259; C), quoted-printable and encoded words of mail (RFC 2045, 2047), UTF-7 (RFC 2152). Only what decodes
to readable text is replaced. Everything is linear in the text.
"""

import base64
import binascii
import html
import quopri
import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from schleuse.detection.characters import is_text
from schleuse.detection.view import Piece, View, derive, pieces

_CODES = re.compile(
    r"(?P<entity>&(?:#\d{2,7};?|#[xX][0-9a-fA-F]{2,6};?|[A-Za-z]{2,8};))"
    r"|(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
    r"|(?P<unicode>(?:\\{1,2}(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|U000[0-9a-fA-F]{5}))+)"
    r"|(?P<bytes>(?:\\{1,2}x[0-9a-fA-F]{2})+|(?:\\[0-3][0-7]{2}){2,})"
    r"|(?P<word>=\?[A-Za-z0-9-]{2,20}\?[BbQq]\?[^?\s]{1,300}\?=)"
    r"|(?P<utf7>\+[A-Za-z0-9/]{3,400}-)"
)
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+|=\r?\n")
_QUOTED_LETTER = re.compile(r"=C[23]=[89AB][0-9A-F]|[a-z.,]=20[A-Z]|=2C=20")
_QUERY = re.compile(r"[?&][\w.\[\]-]{1,40}=(?P<value>[^\s&\"'<>#]{1,200})")
_UNICODE = re.compile(r"\\{1,2}[uU]\{?([0-9a-fA-F]{1,8})\}?")
_BYTE = re.compile(r"x([0-9a-fA-F]{2})|\\([0-7]{3})")
_MARKUP = re.compile(
    r"(?<!\*)\*{2,3}(?=[^\W_])|(?<=[\w.:,;)!?])\*{2,3}(?!\*)|~~"
    r"|</?(?i:b|i|u|s|em|strong|span|font|mark|small|sub|sup|wbr|code|tt)(?:\s[^<>\n]{0,200})?/?>"
    r"|<!--(?:[^-]|-(?!->)){0,300}-->"
)
_LINE_BREAK = re.compile(
    r"(?<=[a-zäöüß])-\r?\n[ \t>]{0,8}(?=[a-zäöüß])(?!(?:und|oder|bzw|sowie|als|bis|u|o)\b)"
    r"|(?<=[a-zäöüß])(?P<joint>-)\r?\n[ \t>]{0,8}(?=[A-ZÄÖÜ])"
)
_CHARSETS = frozenset({"utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii"})


def decode(view: View) -> View:
    """Return the view with all codes read."""
    text = view.text
    if any(sign in text for sign in "&%\\") or "=?" in text or ("+" in text and "-" in text):
        view = derive(view, list(pieces(_CODES, text, _decoded)))
    if "=" in view.text and _QUOTED_LETTER.search(view.text):
        view = derive(view, list(pieces(_QUOTED, view.text, _quoted)))
    if "+" in view.text and "=" in view.text:
        view = derive(view, _plus(view.text))
    return view


def unmark(view: View) -> View:
    """Return the view without what only formats: Markdown's bold, inline HTML tags, comments, hyphens at line ends."""
    if "**" in view.text or "<" in view.text or "~~" in view.text:
        view = derive(view, [(match.start(), match.end(), "") for match in _MARKUP.finditer(view.text)])
    if "-\n" in view.text or "-\r\n" in view.text:
        joints = _LINE_BREAK.finditer(view.text)
        view = derive(view, [(match.start(), match.end(), match["joint"] or "") for match in joints])
    return view


def _decoded(match: re.Match[str]) -> str:
    found = match.group()
    decoded: str | None
    match match.lastgroup:
        case "entity":
            decoded = html.unescape(found)
            if len(decoded) != 1:
                return found
        case "percent":
            decoded = text_of(unquote_to_bytes(found))
        case "unicode":
            decoded = _from_code_units(_UNICODE.findall(found))
        case "bytes":
            raw = bytes(int(one, 16) if one else int(other, 8) for one, other in _BYTE.findall(found))
            decoded = text_of(raw) or (raw.decode("cp1252", "replace") if "x" in found else None)
        case "word":
            decoded = _encoded_word(found)
        case _:
            decoded = _utf7(found)
    return decoded if decoded and is_text(decoded) else found


def text_of(raw: bytes) -> str | None:
    """Return bytes as UTF-8 text, or ``None``."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _from_code_units(units: Sequence[str]) -> str | None:
    joined = "".join(chr(value) if (value := int(unit, 16)) < 0x110000 else "\ufffd" for unit in units)
    try:
        # Escapes of JSON are UTF-16: what lies beyond the basic plane comes as two.
        return joined.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return None


def _encoded_word(found: str) -> str | None:
    _, charset, encoding, content, _ = found.split("?")
    if charset.lower() not in _CHARSETS:
        return None
    try:
        if encoding in "bB":
            raw = base64.b64decode(content + "=" * (-len(content) % 4), validate=True)
        else:
            raw = quopri.decodestring(content.encode().replace(b"_", b" "))
        return raw.decode(charset)
    except (binascii.Error, ValueError):
        return None


def _utf7(found: str) -> str | None:
    try:
        decoded = found.encode().decode("utf-7")
    except UnicodeDecodeError:
        return None
    # Other scripts come out of any chance letters between + and -.
    return decoded if all(char < "\u0250" for char in decoded) else None


def _quoted(match: re.Match[str]) -> str:
    if match.group().startswith(("=\n", "=\r")):
        return ""
    decoded = text_of(bytes.fromhex(match.group().replace("=", "")))
    return decoded if decoded and is_text(decoded) else match.group()


def _plus(text: str) -> list[Piece]:
    """In the query of an address, ``+`` stands for a blank."""
    return [
        (at, at + 1, " ")
        for match in _QUERY.finditer(text)
        for at in range(match.start("value"), match.end("value"))
        if text[at] == "+"
    ]

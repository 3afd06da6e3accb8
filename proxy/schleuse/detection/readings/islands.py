"""Encoded islands: Base64, Base32, Base85, hexadecimal, binary and decimal character codes, Morse code, gzip inside.

Norms: RFC 4648 (Base16, 32, 64), ITU-T M.1677 (Morse code), RFC 1952 (gzip). An island counts when it decodes to
readable text, if need be in up to three layers or written backwards. Every token is decoded a constant number of
times; what is unpacked is cut off at 20,000 bytes.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache

from schleuse.detection.codes import text_of
from schleuse.detection.readings.guess import Guess, island

_TOKEN = re.compile(r"(?<![\w+/%-])={0,6}(?P<token>[A-Za-z0-9+/_-]{12,8000}={0,6})(?![\w+/=])")
_LINES = re.compile(r"(?<![\w+/=-])(?:[A-Za-z0-9+/]{40,100}\r?\n){1,200}[A-Za-z0-9+/]{2,100}={0,2}(?![\w+/=])")
_ASCII85 = re.compile(r"(?<!\S)(?P<token>(?=[!-~]{0,15}[!#$%&*;<>?^`{|}~])[!-~]{12,8000})(?!\S)")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){6,4000}")
_CODES = re.compile(
    r"(?<![\w.,-])(?:0x)?[0-9A-Fa-f]{2,3}(?:[ ,:;-]{1,2}(?:0x)?[0-9A-Fa-f]{2,3}){4,2000}(?![\w]|[.,]\d)"
)
_BITS = re.compile(r"(?<!\w)[01]{8}(?:[ ,]?[01]{8}){3,1000}(?!\w)")
_MORSE = re.compile(r"(?<![\w.·•-])[.·•−–-]{1,6}(?:[ ]{1,3}(?:[/|][ ]{0,2})?[.·•−–-]{1,6}){3,1000}(?![\w.·•-])")
_MORSE_SIGNS = {
    ".-": "a", "-...": "b", "-.-.": "c", "-..": "d", ".": "e", "..-.": "f", "--.": "g", "....": "h", "..": "i",
    ".---": "j", "-.-": "k", ".-..": "l", "--": "m", "-.": "n", "---": "o", ".--.": "p", "--.-": "q", ".-.": "r",
    "...": "s", "-": "t", "..-": "u", "...-": "v", ".--": "w", "-..-": "x", "-.--": "y", "--..": "z", ".-.-": "ä",
    "---.": "ö", "..--": "ü", "...--..": "ß", "-----": "0", ".----": "1", "..---": "2", "...--": "3", "....-": "4",
    ".....": "5", "-....": "6", "--...": "7", "---..": "8", "----.": "9", ".-.-.-": ".", "--..--": ",",
    ".--.-.": "@", "-....-": "-", ".-.-.": "+", "/": " ", "|": " ",
}  # fmt: skip
_LETTER = re.compile(r"[A-Za-z]")
_MOST_UNPACKED = 20_000
_LAYERS = 3


def find(text: str) -> Iterator[Guess]:
    """Yield the islands that decode to readable text."""
    for match in _LINES.finditer(text) if "\n" in text else ():
        if content := _decoded(match.group().replace("\r", "").replace("\n", "")):
            yield island(match.start(), match.end(), content)
    for match in _TOKEN.finditer(text):
        if content := _of_token(match["token"], cut=match.start() == 0):
            yield island(match.start("token"), match.end(), content)
        elif match.start("token") > match.start() and (content := _of_token(match.group())):
            yield island(match.start(), match.end(), content)
    for match in _ASCII85.finditer(text):
        if content := _base85(match["token"]):
            yield island(match.start(), match.end(), content)
    for pattern, reads in _ROWS:
        for match in pattern.finditer(text):
            # Pairs of digits may be hexadecimal or decimal: then both readings stand there.
            if contents := [content for read in reads if (content := read(match.group()))]:
                yield island(match.start(), match.end(), "\n".join(contents))


@lru_cache(maxsize=4096)
def _of_token(token: str, *, cut: bool = False) -> str | None:
    """Return what a token says. ``cut``: its beginning may be missing."""
    if token[1:].isalpha() and (token[1:].islower() or token.isupper()):
        return None  # a word
    if token.count("-") > 2 and not token.count("-") > 0.03 * len(token) < 8:
        return None  # words with hyphens
    if content := _decoded(token) or _decoded(token[::-1]):
        return content
    return next(filter(None, (_decoded(token[skip:]) for skip in (1, 2, 3))), None) if cut and len(token) > 60 else None


def _decoded(token: str) -> str | None:
    for _ in range(_LAYERS):
        content = next(filter(None, (decode(token) for decode in _DECODERS)), None)
        if content is None:
            return None
        token = content.strip()
        if " " in token or not _TOKEN.fullmatch(token) or not any(decode(token) for decode in _DECODERS):
            return content
    return content


def _base64(token: str) -> str | None:
    bare = token.rstrip("=")
    if len(bare) % 4 == 1:
        bare = bare[:-1]
    try:
        raw = base64.b64decode(
            bare + "=" * (-len(bare) % 4), altchars=b"-_" if set("-_") & set(bare) else None, validate=True
        )
    except (binascii.Error, ValueError):
        return None
    if raw[:2] in {b"\x1f\x8b", b"\x78\x9c", b"\x78\x01", b"\x78\xda"}:
        try:
            raw = zlib.decompressobj(wbits=47).decompress(raw, _MOST_UNPACKED)
        except zlib.error:
            return None
    return _readable(raw)


def _base32(token: str) -> str | None:
    bare = token.rstrip("=")
    if not bare.isalnum() or not bare.isupper() or set("0189") & set(bare):
        return None
    try:
        return _readable(base64.b32decode(bare + "=" * (-len(bare) % 8)))
    except binascii.Error:
        return None


def _base16(token: str) -> str | None:
    return _readable(bytes.fromhex(token)) if _HEX.fullmatch(token) else None


_DECODERS: tuple[Callable[[str], str | None], ...] = (_base16, _base64, _base32)


def _base85(token: str) -> str | None:
    token = token.removeprefix("<~").removesuffix("~>")
    for decode in (base64.b85decode, base64.a85decode):
        try:
            # The first bytes tell most tokens apart at once.
            if all(byte >= 32 for byte in decode(token[:10])) and (content := _readable(decode(token))):
                return content
        except (ValueError, OverflowError):
            continue
    return None


def _readable(raw: bytes) -> str | None:
    """Return bytes as text if they are one: UTF-8 and nearly all letters, digits and usual signs."""
    content = text_of(raw)
    if content is None or len(content) < 5:
        return None
    usual = sum(char.isalnum() or char in " .,:;-/@+()'\"=_\n\r\t" for char in content)
    letters = sum(char.isascii() or char.isalpha() for char in content)
    return content if usual >= 0.9 * len(content) and letters == len(content) else None


def _bytes(row: str) -> str | None:
    pairs = re.findall(r"(?<!\d)(?:0x)?([0-9A-Fa-f]+)", row)
    return _readable(bytes.fromhex("".join(pairs))) if all(len(pair) == 2 for pair in pairs) else None


def _bits(row: str) -> str | None:
    bits = re.sub("[^01]", "", row)
    return _readable(bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)))


def _decimal(row: str) -> str | None:
    if _LETTER.search(row):
        return None
    codes = [int(code) for code in re.findall(r"\d+", row)]
    if any(not 32 <= code <= 255 for code in codes):
        return None
    return _readable(bytes(codes)) or _readable("".join(map(chr, codes)).encode())


def _morse(row: str) -> str | None:
    signs = re.sub(r"[/|]", r" \g<0> ", row.translate(_MORSE_PRINT)).split()
    letters = "".join(_MORSE_SIGNS.get(sign, "\n") for sign in signs)
    if letters.count("\n") > 0.1 * len(letters) or len(set(letters)) < 4:
        return None
    # Morse code has no capitals; names are read with them.
    return letters.title() if " " in letters or letters.isalpha() else letters.upper()


_MORSE_PRINT = str.maketrans("·•−–", "..--")
_ROWS: tuple[tuple[re.Pattern[str], tuple[Callable[[str], str | None], ...]], ...] = (
    (_BITS, (_bits,)),
    (_CODES, (_bytes, _decimal)),
    (_MORSE, (_morse,)),
)

"""Finds a planted value in received bytes, whatever coding it went out in.

A haystack is peeled layer by layer (content codings, JSON, percent, base64); each layer is searched for the value
in the spellings that survive a layer we did not peel (base64 at each of its three alignments, escapes, UTF-16).
"""

import base64
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from urllib.parse import quote, unquote_to_bytes

import brotli
import zstandard

MAX_DECODED = 64 * 1024 * 1024
MAX_DEPTH = 4
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}")
_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}


def find(value: str, haystack: bytes, content_encoding: str = "") -> list[str]:
    """Return where the value stands (``"gzip > json"``), empty when it does not."""
    needles = _spellings(value)
    places: dict[str, None] = {}
    for path, data in _layers(haystack, content_encoding):
        folded = data.lower()
        for spelling, needle in needles.items():
            if needle in (data if spelling.startswith("base64") else folded):
                places[f"{path} ({spelling})" if spelling != "plain" else path] = None
    return list(places)


def decompress(body: bytes, encoding: str, limit: int = MAX_DECODED) -> bytes:
    """Undo one content coding as far as the bytes reach; of a broken or cut body, what could be read."""
    try:
        match encoding.strip().lower():
            case "gzip" | "x-gzip":
                return zlib.decompressobj(31).decompress(body, limit)
            case "deflate":
                window = 15 if body[:1] and body[0] & 0x0F == 8 else -15
                return zlib.decompressobj(window).decompress(body, limit)
            case "br":
                return bytes(brotli.Decompressor().process(body, output_buffer_limit=limit))
            case "zstd":
                with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as reader:
                    return bytes(reader.read(limit))
    except (zlib.error, brotli.error, zstandard.ZstdError):
        return b""
    return body


def _layers(data: bytes, content_encoding: str) -> Iterator[tuple[str, bytes]]:
    """Yield (path, bytes) of the haystack and of everything that can be decoded out of it, each once."""
    todo: list[tuple[str, bytes, int]] = [("raw", data, 0)]
    if content_encoding:
        decoded = data
        for coding in reversed(content_encoding.split(",")):
            decoded = decompress(decoded, coding)
        todo.append((content_encoding, decoded, 0))
    seen: set[bytes] = set()
    while todo:
        path, layer, depth = todo.pop()
        if not layer or layer in seen:
            continue
        seen.add(layer)
        yield path, layer
        if depth < MAX_DEPTH:
            todo += [(f"{path} > {name}", inner, depth + 1) for name, inner in _peel(layer)]


def _peel(data: bytes) -> Iterator[tuple[str, bytes]]:
    for magic, coding in _MAGIC.items():
        if data.startswith(magic):
            yield coding, decompress(data, coding)
    if b'"' in data:
        yield "json", b"\n".join(_json_strings(data))
    if b"%" in data or b"+" in data:
        yield "percent", unquote_to_bytes(data.replace(b"+", b" "))
    if b"&" in data and b";" in data:
        yield "html", html.unescape(data.decode("utf-8", "replace")).encode()
    runs = [decoded for run in _BASE64_RUN.findall(data) if (decoded := _from_base64(run))]
    if runs:
        yield "base64", b"\n".join(runs)


def _json_strings(data: bytes) -> Iterator[bytes]:
    for literal in _JSON_STRING.findall(data):
        if b"\\" in literal:
            try:
                yield json.loads(literal).encode("utf-8", "surrogatepass")
            except (ValueError, UnicodeDecodeError):
                continue


def _from_base64(run: bytes) -> bytes:
    run = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(run[: len(run) - 1 if len(run) % 4 == 1 else len(run)] + b"=" * (-len(run) % 4))


def _spellings(value: str) -> dict[str, bytes]:
    """Return the value in every spelling to look for; all but base64 lower case, since they are compared so."""
    folded = value.lower()
    result = {
        "plain": folded.encode(),
        "decomposed": unicodedata.normalize("NFD", folded).encode(),
        "latin-1": folded.encode("latin-1", "replace"),
        "utf-16": folded.encode("utf-16-le"),
        "utf-16-be": folded.encode("utf-16-be"),
        "json": json.dumps(folded)[1:-1].encode(),
        "percent": quote(folded, safe="").lower().encode(),
        "form": quote(folded, safe="").lower().replace("%20", "+").encode(),
        "hex": value.encode().hex().encode(),
        "html": html.escape(folded).encode(),
    }
    raw = value.encode()
    for shift in range(3):
        # Of a value inside a larger text, only the characters whose bits are all its own are certain.
        coded = base64.b64encode(b"\0" * shift + raw)
        certain = coded[(0, 2, 3)[shift] : (shift + len(raw)) * 4 // 3]
        if len(certain) >= 6:
            result[f"base64/{shift}"] = certain
            result[f"base64url/{shift}"] = certain.translate(bytes.maketrans(b"+/", b"-_"))
    unique: dict[bytes, str] = {}
    for spelling, needle in result.items():
        unique.setdefault(needle, spelling)
    return {spelling: needle for needle, spelling in unique.items() if needle}

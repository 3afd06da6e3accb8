"""Plain text of all kinds: prose, Markdown, code, CSV, JSON and lines of JSON."""

import base64
import binascii
import json
import re

from schleuse.files.collector import Here, UnreadableError
from schleuse.files.formats import decode
from schleuse.files.tables import Table, heading
from schleuse.model import PlaceKind, Unread

_DATA_URL = re.compile(
    r"data:[\w.+-]+/[\w.+-]+(?:;[\w.-]+=[^;,\s]{0,80})*;base64,([A-Za-z0-9+/_=-]{64,})", re.IGNORECASE
)
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(["\\/bfnrt]))')
_PLAIN = {"n": "\n", "r": "\n", "t": "\t", "b": " ", "f": " ", '"': '"', "\\": "\\", "/": "/"}
_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE = 20
"""Lines by which a table is recognised."""


def read_text(content: bytes, here: Here) -> None:
    """Read a text; places are its lines."""
    text = decode(content)
    if text is None:
        raise UnreadableError(Unread.UNKNOWN)
    read_lines(text, here)


def read_lines(text: str, here: Here) -> None:
    """Read a text that is decoded already."""
    lines = text.splitlines()
    escaped = "\\" in text and _is_json(lines)
    delimiter = None if escaped else _delimiter(lines)
    table = Table(here.collector) if delimiter else None
    for number, raw in enumerate(lines, 1):
        there = here.at(PlaceKind.LINE, number)
        line = _without_files(raw, there) if "base64," in raw else raw
        if escaped:
            line = _unescape(line)
        if table:
            table.line(line, there.place)
        else:
            there.line(line)
    if table:
        table.close()
    here.collector.close()


def _is_json(lines: list[str]) -> bool:
    """Whether the text is JSON, or its first lines are each."""
    for sample in ("\n".join(lines), next((line for line in lines if line.strip()), "")):
        try:
            json.loads(sample)
        except (ValueError, RecursionError):
            continue
        return True
    return False


def _unescape(line: str) -> str:
    """Show what a person reads for the escapes of JSON (RFC 8259, section 7); a line stays a line."""

    def character(match: re.Match[str]) -> str:
        if match[3]:
            return _PLAIN[match[3]]
        units = bytes.fromhex(match[1] + (match[2] or ""))
        return units.decode("utf-16-be", "replace")

    return _ESCAPE.sub(character, line)


def _delimiter(lines: list[str]) -> str | None:
    """Return what divides the columns of a table, or ``None`` for prose."""
    sample = [line for line in lines[: 2 * _SAMPLE] if line.strip()][:_SAMPLE]
    if len(sample) < 2:
        return None
    for delimiter in _DELIMITERS:
        columns = sample[0].count(delimiter)
        same = sum(line.count(delimiter) >= columns for line in sample)
        cells = sample[0].split(delimiter)
        prose = delimiter == "," and any(cell.startswith(" ") for cell in cells)
        if columns and same >= len(sample) * 0.9 and not prose and all(map(heading, cells)):
            return delimiter
    return None


def _without_files(line: str, here: Here) -> str:
    """Read files that stand as data: URLs in a line (RFC 2397), and return the line without them."""

    def take(match: re.Match[str]) -> str:
        packed = match[1].translate({0x2D: "+", 0x5F: "/"}).rstrip("=")
        try:
            content = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        except (binascii.Error, ValueError):
            return match[0]
        here.inside(content, "", PlaceKind.ATTACHMENT)
        return " "

    here.collector.close()
    return _DATA_URL.sub(take, line)

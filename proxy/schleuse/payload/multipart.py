"""Read and rewrite multipart/form-data (RFC 7578, RFC 2046 section 5.1); boundaries and files keep every byte."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from schleuse.model import InspectionError, Reason

MAX_PARTS = 1000
MAX_HEADER_BYTES = 16 * 1024

_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,200})"|([^\s;,"]{1,200}))', re.IGNORECASE)
_PARAMETER = re.compile(rb'(?:^|[;\s])(name|filename|filename\*)=("(?:[^"\\]|\\.)*+"|[^\s;"]*)', re.IGNORECASE)
_EXTENDED = re.compile(r"([A-Za-z0-9-]+)'[^']*'(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a field if it has no file name, else a file."""

    name: str
    filenames: tuple[str, ...]
    """Usually one; two where an ASCII fallback and ``filename*`` (RFC 5987) are given."""
    content_type: str
    """Lower case, without parameters; empty if not given."""
    content: bytes
    content_span: tuple[int, int]
    filename_spans: tuple[tuple[int, int], ...]
    """Where the file names stand, quotes included."""

    @property
    def is_file(self) -> bool:
        """Whether the part is a file (it has a file name) rather than a field."""
        return bool(self.filenames)

    def text(self) -> str:
        """Return the content of a field.

        Raises:
            InspectionError: ``NOT_INSPECTABLE``: not UTF-8.

        """
        try:
            return self.content.decode()
        except UnicodeDecodeError:
            raise _refuse("a field of the multipart body is not UTF-8") from None


class Multipart:
    """The parts of a body in order."""

    def __init__(self, body: bytes, boundary: bytes, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self._body = body
        self._boundary = boundary

    def rewrite(self, texts: Mapping[tuple[int, int | None], str]) -> bytes:
        """Return the body with texts exchanged: ``(part, None)`` is a field, ``(part, n)`` its n-th file name.

        Raises:
            InspectionError: ``NOT_REWRITABLE``: a new field would contain the boundary.

        """
        changes: list[tuple[int, int, bytes]] = []
        for (index, number), text in texts.items():
            if number is None:
                start, end, encoded = *self.parts[index].content_span, text.encode()
                if b"--" + self._boundary in encoded:
                    raise InspectionError(Reason.NOT_REWRITABLE, "a field would contain the boundary")
            else:
                start, end = self.parts[index].filename_spans[number]
                encoded = _filename(text, extended=self._body[start - 2 : start] == b"*=")
            changes.append((start, end, encoded))
        pieces, position = [], 0
        for start, end, encoded in sorted(changes):
            pieces += [self._body[position:start], encoded]
            position = end
        return b"".join([*pieces, self._body[position:]])


def parse(body: bytes, content_type: str) -> Multipart:
    """Read a body of the content type ``multipart/form-data; boundary=...``.

    Raises:
        InspectionError: ``NOT_INSPECTABLE``: no boundary, no end, text around the parts, unusual headers, too many
            parts, an encoded part, multipart in multipart.

    """
    match = _BOUNDARY.search(content_type)
    if match is None:
        raise _refuse("multipart without boundary")
    boundary = (match[1] or match[2]).encode("latin-1", "replace")
    # A delimiter is a whole line, so "--b" inside "--bc" or in the middle of a line is content (RFC 2046, 5.1.1).
    delimiter = re.compile(rb"(?:\A|\r?\n|(?<=\n))--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    found = list(delimiter.finditer(body))
    if not found or body[: found[0].start()].strip():
        raise _refuse("text before the first part of the multipart body")
    last = next((index for index, match in enumerate(found) if match[1]), None)
    if last is None or body[found[last].end() :].strip():
        raise _refuse("the multipart body is cut off or goes on after its end")
    if last > MAX_PARTS:
        raise _refuse(f"more than {MAX_PARTS} parts")
    parts = tuple(_part(body, found[index].end(), found[index + 1].start()) for index in range(last))
    return Multipart(body, boundary, parts)


def _part(body: bytes, start: int, end: int) -> Part:
    split = re.compile(rb"\r?\n\r?\n").search(body, max(start - 2, 0), min(end, start + MAX_HEADER_BYTES))
    if split is None or split.end() > end:
        raise _refuse("a part of the multipart body has no end of its headers")
    name, filenames, spans, content_type = "", [], [], ""
    position = start
    for line in body[start : split.start()].splitlines(keepends=True):
        header, _, value = line.partition(b":")
        key = header.strip().lower()
        if key == b"content-disposition":
            for match in _PARAMETER.finditer(value):
                text = _parameter(match[2], extended=match[1].endswith(b"*"))
                if match[1].lower() == b"name":
                    name = text
                else:
                    offset = position + len(header) + 1
                    filenames.append(text)
                    spans.append((offset + match.start(2), offset + match.end(2)))
        elif key == b"content-type" and b"name=" not in value.lower():
            content_type = value.decode("latin-1").partition(";")[0].strip().lower()
        elif key == b"content-transfer-encoding" and value.strip().lower() in {b"binary", b"8bit", b"7bit"}:
            pass
        elif key not in {b"content-length", b"content-id"} or line[:1] in b" \t":
            raise _refuse("a part of the multipart body has unusual headers")
        position += len(line)
    if content_type.startswith("multipart/"):
        raise _refuse("multipart in multipart")
    content = (split.end(), end)
    return Part(name, tuple(filenames), content_type, body[split.end() : end], content, tuple(spans))


def _parameter(raw: bytes, *, extended: bool) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if text.startswith('"'):
        text = re.sub(r'\\(["\\])', r"\1", text[1:-1]).replace("%22", '"')
    if extended and (match := _EXTENDED.fullmatch(text)):
        return unquote_to_bytes(match[2]).decode(match[1] if match[1].lower() == "iso-8859-1" else "utf-8", "replace")
    return text


def _filename(name: str, *, extended: bool) -> bytes:
    if extended:
        return b"UTF-8''" + quote(name, safe="").encode()
    escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    return f'"{escaped}"'.encode()


def _refuse(detail: str) -> InspectionError:
    return InspectionError(Reason.NOT_INSPECTABLE, detail)

"""Real files for the tests: written by the libraries that people use, or by hand where those are too well behaved."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any

import docx
import openpyxl
import pptx
from openpyxl.comments import Comment
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from schleuse.files.read import read
from schleuse.model import FileReading, Place

CLEAN = "Die Sitzung beginnt um 17.30 Uhr im großen Saal."
TAX = "Steuer-ID 86 095 742 719"
TAX_ID = "86 095 742 719"


def pdf(*pages: str, author: str = "", title: str = "", encrypt: str = "", picture: Image.Image | None = None) -> bytes:
    """One text a page, line by line; the picture fills the last page."""
    out = io.BytesIO()
    kinds = {"encrypt": encrypt} if encrypt else {}
    sheet = canvas.Canvas(out, pagesize=A4, **kinds)
    sheet.setAuthor(author)
    sheet.setTitle(title)
    for text in pages:
        for number, line in enumerate(text.split("\n")):
            sheet.drawString(72, 770 - 16 * number, line)
        sheet.showPage()
    if picture:
        sheet.drawInlineImage(picture, 0, 0, *A4)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def word(*paragraphs: str, table: Sequence[Sequence[str]] = (), author: str = "", header: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.author = author
    document.core_properties.comments = ""
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    return saved(document)


def excel(sheets: Mapping[str, Sequence[Sequence[object]]], *, hidden: str = "", comment: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name == hidden:
            sheet.sheet_state = "hidden"
        if comment:
            sheet["B2"].comment = Comment(comment, "Prüfung")
    return saved(book)


def slides(*texts: str, notes: str = "", hidden: int = 0) -> bytes:
    deck = pptx.Presentation()
    for number, text in enumerate(texts, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = text
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        if number == hidden:
            slide._element.set("show", "0")
    return saved(deck)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def odf(kind: str, body: str, *, meta: str = "", extra: Mapping[str, bytes] | None = None, manifest: str = "") -> bytes:
    """An OpenDocument file of a kind (text, spreadsheet, presentation) with this body."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {
            "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
            "presentation": "presentation", "meta": "meta",
        }.items()
    ) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    content = f"<office:document-content {spaces}>{inner}</office:document-content>"
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": content.encode(),
        "meta.xml": f"<office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>".encode(),
        "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>".encode(),
        **(extra or {}),
    }
    return zipped(parts)


def zipped(parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def rezipped(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """An archive with parts added or exchanged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, **changes})


def mail(text: str, *, html: str = "", attachments: Mapping[str, bytes] | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "poststelle@beispielstadt.example"
    message["Subject"] = "Anfrage"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in (attachments or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def written(text: str, *, size: int = 28, width: int = 1240, height: int = 600) -> Image.Image:
    """A white picture with black letters, as a scanner would see a page."""
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    draw.multiline_text((60, 60), text, fill=0, font=ImageFont.load_default(size), spacing=14)
    return picture


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def places(reading: FileReading, needle: str) -> list[str]:
    """Where a text stands, as ``page:2`` or ``sheet:Liste/cell:B7``."""
    found = []
    for text in reading.texts:
        position = text.text.find(needle)
        while position >= 0:
            place = [place for offset, place in text.marks if offset <= position][-1]
            found.append(spelled(place))
            position = text.text.find(needle, position + 1)
    return found


def spelled(place: Place) -> str:
    return "/".join(f"{step.kind}:{step.name}" if step.name else step.kind for step in place)


def unread(reading: FileReading) -> list[str]:
    """What could not be read, as ``encrypted entry:2``."""
    return sorted(f"{why} {spelled(place)}".strip() for why, place in reading.unread)


def whole(reading: FileReading) -> str:
    return "\n".join(text.text for text in reading.texts)


def read_all(content: bytes, name: str = "") -> FileReading:
    """Read a file that must be readable in full."""
    reading = read(content, name)
    if not reading.complete:
        raise AssertionError(unread(reading))
    return reading


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB) with these streams; names are paths. Streams are padded to 4096 bytes with zeros."""
    tree: dict[str, Any] = {}
    for path, content in streams.items():
        *storages, name = path.split("/")
        node = tree
        for storage in storages:
            node = node.setdefault(storage, {})
        node[name] = content + bytes(max(0, 4096 - len(content)))
    entries: list[bytes] = []
    sectors: list[bytes] = []
    chain: list[int] = []

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le").ljust(64, b"\0")
        head = raw + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, NONE, right, child)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    def add(nodes: Mapping[str, Any]) -> int:
        """Add siblings, each to the right of the one before, as the names are ordered."""
        names = sorted(nodes, key=lambda name: (len(name), name.upper()))
        numbers = []
        for _ in names:
            numbers.append(len(entries))
            entries.append(b"")
        for number, following, name in zip(numbers, [*numbers[1:], NONE], names, strict=True):
            node = nodes[name]
            if isinstance(node, dict):
                entries[number] = entry(name, 1, following, add(node), 0, 0)
                continue
            start = len(sectors)
            pieces = [node[at : at + 512].ljust(512, b"\0") for at in range(0, len(node), 512)]
            sectors.extend(pieces)
            chain.extend([*range(start + 1, start + len(pieces)), END])
            entries[number] = entry(name, 2, following, NONE, start, len(node))
        return numbers[0] if numbers else NONE

    entries.append(b"")
    child = add(tree)
    entries[0] = entry("Root Entry", 5, NONE, child, END, 0)
    directory = len(sectors)
    raw = b"".join(entries)
    pieces = [raw[at : at + 512].ljust(512, b"\0") for at in range(0, len(raw), 512)]
    sectors.extend(pieces)
    chain.extend([*range(directory + 1, directory + len(pieces)), END])
    tables = 1
    while (len(chain) + tables) > 128 * tables:
        tables += 1
    first = len(chain)
    chain.extend([0xFFFFFFFD] * tables)
    table = b"".join(struct.pack("<I", number) for number in chain).ljust(512 * tables, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, END, 0, END, 0)
    header += b"".join(struct.pack("<I", first + at) if at < tables else b"\xff" * 4 for at in range(109))
    return header + b"".join(sectors) + table


END, NONE = 0xFFFFFFFE, 0xFFFFFFFF


def outlook(subject: str, body: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """An Outlook message (MS-OXMSG)."""
    return compound(
        {
            "__properties_version1.0": bytes(32),
            "__substg1.0_0037001F": subject.encode("utf-16-le"),
            "__substg1.0_1000001F": body.encode("utf-16-le"),
            **(extra or {}),
        }
    )

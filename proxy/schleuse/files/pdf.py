"""PDF (ISO 32000): the text of every page, and whatever else lies in the file.

Two readers look at it: PDFium for what the pages show, pypdf for the objects around them. What one of them cannot
read, or sees differently, is not read.
"""

import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from schleuse.files.collector import Here, UnreadableError
from schleuse.files.images import TINY, read_picture
from schleuse.files.pdf_objects import read_objects
from schleuse.model import PlaceKind, Unread

MAX_PAGES = 1000
MAX_VERSIONS = 5
"""Earlier versions that are looked into (every signature and every save of some programs adds one)."""
CURVES = 200
"""Filled curves on a page from which they can be letters: those of ten, drawn as outlines."""
DPI = 200
_MOST_PIXELS = 12_000_000
_WHOLE_PAGE = 0.5
_DUST = 0.05
"""Share of the page from which even tiny pictures count: scans are cut into strips at times."""
_DEPTH = 15
_END = re.compile(rb"%%EOF[ \t]*\r?\n?")
_TAIL = 1024
_BLANK = b"\0\t\n\f\r "

type Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


def read_pdf(content: bytes, here: Here) -> None:
    """Read a PDF, its earlier versions too; places are its pages."""
    start = content.find(b"%PDF-", 0, 1024)
    if content[:start].strip(_BLANK):
        here.miss(Unread.EMBEDDED)
    ends = [match.end() for match in _END.finditer(content)]
    if ends and len(content[ends[-1] :].strip(_BLANK)) > _TAIL:
        here.miss(Unread.EMBEDDED)
    seen: set[str] = set()
    _version(content, here, seen)
    earlier = ends[:-1]
    if b"/Linearized" in content[start : start + 1024]:
        earlier = earlier[1:]  # the first end closes the part that shows the first page early (annex F)
    if len(earlier) > MAX_VERSIONS:
        here.at(PlaceKind.EARLIER).miss(Unread.TOO_MANY)
    for end in earlier[-MAX_VERSIONS:]:
        there = here.at(PlaceKind.EARLIER)
        try:
            _version(content[:end], there, seen)
        except UnreadableError as error:
            there.miss(error.why)


def _version(content: bytes, here: Here, seen: set[str]) -> None:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        why = Unread.ENCRYPTED if code == pdfium_c.FPDF_ERR_PASSWORD else Unread.BROKEN
        raise UnreadableError(why) from None
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableError(Unread.TOO_MANY)
        laid: list[tuple[str, Here]] = []
        for number in range(len(document)):
            laid += _page(document, number, here.at(PlaceKind.PAGE, number + 1), seen)
        here.collector.close()
        pages = len(document)
    finally:
        document.close()
    read_objects(content, here, seen, pages)
    for line, there in laid:
        if not any(line in text for text in seen):
            there.text(line)


def _page(document: pdfium.PdfDocument, number: int, here: Here, seen: set[str]) -> list[tuple[str, Here]]:
    """Add the text of a page; return the lines that annotations and form fields lay over it."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        here.miss(Unread.BROKEN)
        return []
    try:
        text, mapped = _text(page)
        if text not in seen:
            seen.add(text)
            here.line(text)
        width, height = page.get_size()
        boxes, drawn = _pictures(page, width * height)
        if boxes or drawn or not mapped:
            if here.ocr:
                _recognise(page, boxes if mapped and not drawn else [(0, 0, width, height)], here)
            else:
                here.miss(Unread.PICTURE if boxes else Unread.GLYPHS)
        if pdfium_c.FPDFPage_GetAnnotCount(page) <= 0:
            return []
        pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
    finally:
        page.close()
    page = document[number]
    lines = [line for line in _text(page)[0].splitlines() if line.strip() and line not in text]
    page.close()
    return [(line, here.at(PlaceKind.COMMENT)) for line in lines]


def _text(page: pdfium.PdfPage) -> tuple[str, bool]:
    """Return the text of a page, and whether every character that it shows is known."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        unknown = sum(pdfium_c.FPDFText_HasUnicodeMapError(textpage, index) == 1 for index in range(count))
        text = textpage.get_text_range() if count else ""
        return text.replace("\r\n", "\n"), not unknown and "\ufffd" not in text
    finally:
        textpage.close()


def _pictures(page: pdfium.PdfPage, area: float) -> tuple[list[Box], bool]:
    """Return where pictures lie, and whether so many curves are filled that they can be letters."""
    boxes: list[Box] = []
    dust: list[Box] = []
    curves = 0
    for item in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH), max_depth=_DEPTH):
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            curves += _filled_curves(item)
            continue
        size = min(item.get_px_size())
        (boxes if size >= TINY else dust).append(item.get_bounds())
    if sum(map(_area, dust)) > area * _DUST:
        boxes += dust
    return boxes, curves >= CURVES


def _filled_curves(path: pdfium.PdfObject) -> int:
    mode, stroke = pdfium_c.c_int(), pdfium_c.FPDF_BOOL()
    if not pdfium_c.FPDFPath_GetDrawMode(path, mode, stroke) or mode.value == pdfium_c.FPDF_FILLMODE_NONE:
        return 0
    return sum(
        pdfium_c.FPDFPathSegment_GetType(pdfium_c.FPDFPath_GetPathSegment(path, index))
        == pdfium_c.FPDF_SEGMENT_BEZIERTO
        for index in range(min(pdfium_c.FPDFPath_CountSegments(path), 10 * CURVES))
    )


def _area(box: Box) -> float:
    left, bottom, right, top = box
    return max(0.0, right - left) * max(0.0, top - bottom)


def _recognise(page: pdfium.PdfPage, boxes: list[Box], here: Here) -> None:
    """Recognise the text of the parts of a page that are pictures: each of them, or the page where they cover it."""
    width, height = page.get_size()
    scale = min(DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil()
    here.collector.close()
    if sum(map(_area, boxes)) >= width * height * _WHOLE_PAGE:
        read_picture(picture, here)
        return
    for left, bottom, right, top in _merged(boxes):
        corners = (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale)
        x0, y0, x1, y1 = (round(corner) for corner in corners)
        cut = (max(0, x0), max(0, y0), min(picture.width, x1), min(picture.height, y1))
        if cut[0] < cut[2] and cut[1] < cut[3]:
            read_picture(picture.crop(cut), here)


def _merged(boxes: list[Box]) -> Iterator[Box]:
    """Yield boxes of which those that touch are one."""
    left = sorted(boxes)
    while left:
        box = left.pop(0)
        while near := [other for other in left if _touch(box, other)]:
            left = [other for other in left if other not in near]
            every = [box, *near]
            box = (
                min(one[0] for one in every), min(one[1] for one in every),
                max(one[2] for one in every), max(one[3] for one in every),
            )  # fmt: skip
        yield box


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] + 1 and other[0] <= one[2] + 1 and one[1] <= other[3] + 1 and other[1] <= one[3] + 1

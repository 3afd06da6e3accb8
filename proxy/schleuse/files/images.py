"""Pictures: what is written in them, and what cameras and programs write beside them (EXIF, XMP, comments)."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image, ImageSequence, UnidentifiedImageError

from schleuse.files import ocr
from schleuse.files.collector import Here, UnreadableError
from schleuse.model import PlaceKind, Unread

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
MAX_PIXELS = 60_000_000
TINY = 16
"""Pixels of the shorter side below which no picture holds text: lines, bullets, spacers."""
_THUMBNAIL = 256
_TECHNICAL = frozenset({"exif", "icc_profile", "photoshop", "dpi", "gamma", "transparency", "background", "version"})
_MOST_TEXT = 100_000

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def _open(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise UnreadableError(Unread.TOO_LARGE) from None
    except UnidentifiedImageError:
        raise UnreadableError(Unread.UNKNOWN) from None
    if picture.width * picture.height > MAX_PIXELS:
        raise UnreadableError(Unread.TOO_LARGE)
    return picture


def is_thumbnail(part: str, content: bytes) -> bool:
    """Whether a part of an office file is the small preview of its first page, which shows nothing else."""
    if "thumbnail" not in part.lower():
        return False
    try:
        return max(_open(content).size) <= _THUMBNAIL
    except UnreadableError:
        return False


def read_image(content: bytes, here: Here) -> None:
    """Read a picture, every frame of it."""
    picture = _open(content)
    for name, text in _told(picture):
        here.at(PlaceKind.METADATA).text(f"{name}: {text[:_MOST_TEXT]}")
    frames = ImageSequence.Iterator(picture)
    for number, frame in enumerate(frames, 1):
        read_picture(frame, here.at(PlaceKind.PAGE, number) if number > 1 else here)


def read_picture(picture: Image.Image, here: Here) -> None:
    """Add the text in a decoded picture, or note that there is something in it that cannot be read."""
    if min(picture.size) < TINY or _is_blank(picture):
        return
    if not here.ocr:
        here.miss(Unread.PICTURE)
        return
    here.collector.look()
    found = ocr.recognise(picture)
    if found.lines:
        here.text("\n".join(found.lines))
    if not found.legible:
        here.miss(Unread.PICTURE)


def _is_blank(picture: Image.Image) -> bool:
    if "A" in picture.getbands() and picture.getchannel("A").getextrema() == (0, 0):
        return True
    low, high = picture.convert("L").getextrema()
    return bool(high - low < 8)  # type: ignore[operator]


def _told(picture: Image.Image) -> Iterator[tuple[str, str]]:
    """Yield what is written beside the picture."""
    for key, value in picture.info.items():
        if isinstance(key, str) and key not in _TECHNICAL and not key.startswith("jfif"):
            yield from _text(key, value)
    exif = picture.getexif()
    tags: dict[int, Any] = dict(exif)
    for directory in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        inner = exif.get_ifd(directory)
        if directory is ExifTags.IFD.GPSInfo:
            yield from _position(inner)
        else:
            tags |= inner
    for tag, value in tags.items():
        yield from _text(ExifTags.TAGS.get(tag, str(tag)), value)


def _text(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, bytes):
        codec = "utf-16-le" if name.startswith("XP") else "utf-8"
        value = value.decode(codec, "replace").replace("\x00", "")
        if value.count("\ufffd") > len(value) // 10:
            return
    elif isinstance(value, tuple) and value and all(isinstance(item, int) and 0 <= item < 256 for item in value):
        yield from _text(name, bytes(value))
        return
    if isinstance(value, str) and value.strip():
        yield name, value


def _position(gps: dict[int, Any]) -> Iterator[tuple[str, str]]:
    """Yield where the picture was taken (EXIF 2.32, section 4.6.6), in degrees."""
    try:
        degrees = []
        for reference, value in ((1, 2), (3, 4)):
            degree, minute, second = (float(part) for part in gps[value])
            sign = -1 if gps[reference] in {"S", "W"} else 1
            degrees.append(sign * (degree + minute / 60 + second / 3600))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return
    yield "GPS", f"Koordinaten: {degrees[0]:.5f}, {degrees[1]:.5f}"

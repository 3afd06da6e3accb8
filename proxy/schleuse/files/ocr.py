"""Text in pictures, recognised by Tesseract with its German model where the system has both."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LANGUAGE = "deu"
SURE = 60.0
"""Confidence (0 to 100) from which a word counts as recognised."""
_MOST_UNSURE = 0.2
"""Share of the characters that may stand in words below that."""
_SMALL = 1500
"""Pixels of the longer side below which a picture is doubled: Tesseract wants letters of some 20 pixels."""
_MOST_PIXELS = 12_000_000
_LIST_SECONDS = 10
_ENVIRONMENT: Mapping[str, str] = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised in a picture."""

    lines: tuple[str, ...]
    legible: bool
    """Whether there is text, and most of it is sure."""


def available() -> bool:
    """Whether Tesseract and its German model are installed."""
    command = shutil.which("tesseract", path=_ENVIRONMENT["PATH"])
    if command is None:
        return False
    try:
        done = subprocess.run(  # noqa: S603
            [command, "--list-langs"],
            env=dict(_ENVIRONMENT),
            capture_output=True,
            timeout=_LIST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return LANGUAGE.encode() in done.stdout.split()


def recognise(picture: "Image") -> Recognised:
    """Return the text in a picture.

    Raises:
        OSError: Tesseract cannot be started, or failed.

    """
    command = shutil.which("tesseract", path=_ENVIRONMENT["PATH"])
    if command is None:
        raise OSError("tesseract is not installed")
    done = subprocess.run(  # noqa: S603
        [command, "stdin", "stdout", "-l", LANGUAGE, "--dpi", "200", "tsv"],
        input=_pgm(picture),
        env=dict(_ENVIRONMENT),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise OSError("tesseract failed")
    return read_table(done.stdout.decode("utf-8", "replace"))


def _pgm(picture: "Image") -> bytes:
    """Return a picture in the simplest format there is, so that Tesseract need not decode what came from outside."""
    grey = picture.convert("L")
    width, height = grey.size
    if max(width, height) < _SMALL:
        width, height = 2 * width, 2 * height
    if width * height > _MOST_PIXELS:
        ratio = (_MOST_PIXELS / (width * height)) ** 0.5
        width, height = max(1, int(width * ratio)), max(1, int(height * ratio))
    if grey.size != (width, height):
        grey = grey.resize((width, height))
    return b"P5 %d %d 255\n" % (width, height) + grey.tobytes()


def read_table(table: str) -> Recognised:
    """Read Tesseract's table of words (TSV: level, page, block, paragraph, line, word, box, confidence, text)."""
    lines: dict[tuple[str, ...], list[str]] = {}
    sure = unsure = 0
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        lines.setdefault(tuple(cells[1:5]), []).append(cells[11])
        if float(cells[10]) >= SURE:
            sure += len(cells[11])
        else:
            unsure += len(cells[11])
    legible = sure > 0 and unsure <= (sure + unsure) * _MOST_UNSURE
    return Recognised(tuple(" ".join(words) for words in lines.values()), legible)

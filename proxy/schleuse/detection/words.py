"""Word lists that ship with the product (``rules/words``): data that an authority may edit.

One entry a line, ``#`` begins a comment line; files may be xz-compressed. Lists are read once, on first use.
"""

import lzma
from functools import cache
from pathlib import Path

import schleuse
from schleuse.model import SchleuseError


class WordListError(SchleuseError):
    """A word list is missing or unreadable."""


def folder() -> Path:
    """Return where the word lists lie: in the installed package, else in the repository."""
    package = Path(schleuse.__file__).parent
    installed = package / "rules" / "words"
    return installed if installed.is_dir() else package.parent.parent / "rules" / "words"


@cache
def words(name: str) -> frozenset[str]:
    """Return the entries of ``rules/words/<name>.txt`` or ``.txt.xz``."""
    path = folder() / f"{name}.txt"
    packed = path.with_suffix(".txt.xz")
    try:
        if packed.exists():
            text = lzma.decompress(packed.read_bytes()).decode("utf-8")
        else:
            text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise WordListError(
            f"{path}: the word list cannot be read ({type(error).__name__}); reinstall the package"
        ) from None
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))

"""What a person reads: the text without disguise, on which every recognizer works first.

People copy from PDF, mail and web forms, and some disguise on purpose: zero-width characters and soft hyphens inside
names, full-width digits, Cyrillic letters that look Latin, HTML entities, percent-encoding. :func:`plain` undoes what
has one right reading, in a fixed number of linear passes; what may be read in more than one way is guessed in
:mod:`schleuse.detection.readings`. A finding on a view lands on the original through
:meth:`View.span <schleuse.detection.view.View.span>`.
"""

from functools import lru_cache

from schleuse.detection import characters, codes
from schleuse.detection.view import BLANKS, Piece, View, derive

__all__ = ["Piece", "View", "derive", "plain"]


@lru_cache(maxsize=8)
def plain(text: str) -> View:
    """Return the text without disguise: what a person reads. Identity (and fast) for ordinary text.

    The few last results are kept in memory, because every recognizer asks for the same text.
    """
    ascii_only = text.isascii()
    view = codes.decode(View(text if ascii_only else text.translate(BLANKS)))
    if not view.text.isascii():
        view = characters.latin(characters.undress(view))
    return codes.unmark(view)

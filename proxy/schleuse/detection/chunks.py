"""Cuts a long text into pieces that are analysed one by one, so that cost grows with length and not faster.

Each chunk owns a *core*; the cores follow each other without gap. It is read with some text around its core, and
only what touches the core counts. So what lies across a cut is seen whole by the chunks on both sides of it, and
what the outer edge of a chunk mutilates counts nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from schleuse.detection.headings import Headings
from schleuse.model import Finding

MOST_CHARACTERS = 10_000_000
"""A longer text is refused: at some 50,000 characters a second it would take minutes."""
OVERLAP = 320
"""Characters read before and after a core: longer than any identifier with its label."""
LONGEST_BLOCK = 16_000
"""Characters of an armoured block (a private key) that is kept in one piece."""

_SENTENCE_ENDS = (". ", "! ", "? ", ".\n", "!\n", "?\n")
_GAPS = ("\n", " ", "\t")
_BLOCK_BEGIN, _BLOCK_END = "-----BEGIN ", "-----END "


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of a text: its core ``[start, end)`` and what is read for it, ``[first, last)`` behind a heading."""

    start: int
    end: int
    first: int
    last: int
    head_start: int = 0
    head_end: int = 0

    def of(self, text: str) -> str:
        """Return what is read of the text."""
        return text[self.head_start : self.head_end] + text[self.first : self.last]


def split(text: str, size: int, overlap: int = OVERLAP) -> list[Chunk]:
    """Cut a text into chunks with cores of at most ``size`` characters (more only to keep a block in one piece).

    Cuts lie, where the second half of a core has one, at an empty line, a sentence end, a line end or a gap.
    """
    cuts = [0]
    while len(text) - cuts[-1] > size:
        cuts.append(_cut(text, cuts[-1], cuts[-1] + size))
    cuts.append(len(text))
    headings = Headings(text)
    return [_chunk(text, start, end, overlap, headings) for start, end in pairwise(cuts) if start < end]


def _chunk(text: str, start: int, end: int, overlap: int, headings: Headings) -> Chunk:
    first, last = max(0, start - overlap), min(len(text), end + overlap)
    heading = headings.at(first) if first else None
    if heading is None:
        return Chunk(start, end, first, last)
    if heading.end > first:
        return Chunk(start, end, heading.start, last)
    whole = heading.whole_rows(text, first, last)
    return Chunk(start, end, *whole, heading.start, heading.end) if whole else Chunk(start, end, first, last)


def _cut(text: str, start: int, limit: int) -> int:
    block = text.rfind(_BLOCK_BEGIN, start, limit)
    block_end = text.find(_BLOCK_END, limit, block + LONGEST_BLOCK) if block >= 0 else -1
    if block_end >= 0 and text.find(_BLOCK_END, block, limit) < 0:
        return block if block > start else _end_of_line(text, block_end)
    middle = start + (limit - start + 1) // 2
    empty_line = text.rfind("\n\n", middle, limit)
    if empty_line >= 0:
        return empty_line + 2
    sentence = max(text.rfind(end, middle, limit) for end in _SENTENCE_ENDS)
    if sentence >= 0:
        return sentence + 2
    gap = max(text.rfind(gap, middle, limit) for gap in _GAPS)
    return gap + 1 if gap >= 0 else limit


def _end_of_line(text: str, position: int) -> int:
    newline = text.find("\n", position, position + OVERLAP)
    return newline + 1 if newline >= 0 else min(len(text), position + OVERLAP)


def stitch(parts: Iterable[tuple[Chunk, Sequence[Finding]]]) -> list[Finding]:
    """Put the findings of all chunks into the coordinates of the whole text, each of them once.

    Findings may still overlap: two chunks can judge what lies across their cut differently.
    """
    whole: dict[Finding, None] = {}
    for chunk, findings in parts:
        shift = chunk.first - (chunk.head_end - chunk.head_start)
        for finding in findings:
            start, end = finding.start + shift, finding.end + shift
            if chunk.first <= start < chunk.end and end > chunk.start:
                whole[replace(finding, start=start, end=end)] = None
    return sorted(whole, key=lambda finding: (finding.start, finding.end))

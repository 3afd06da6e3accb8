"""Finds the entries of an exact-match list by their hashes.

Slides windows of a few words over the text and looks up the hash of each; whatever the list's length, a word costs the
same. "Wiesengrunds", "WIESENGRUND, PETRA" and "P. Wiesengrund" meet the entry "Petra Wiesengrund".
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.own.hashes import HashList
from schleuse.detection.own.spelling import Token, are_joined, tokens
from schleuse.detection.recognizers.base import GermanRecognizer, Hit

_CELL = re.compile(r"[|;\t]")
SURNAME_LESS = 0.15
"""By how much a surname alone is less certain than a whole entry."""


class OwnList(GermanRecognizer):
    """Finds what stands in one list."""

    NEEDS_DIGIT = False

    def __init__(self, name: str, hashes: HashList, score: float) -> None:
        """Take the id of the list, its hashes and the score of an entry."""
        self.ENTITIES = (hashes.entity,)  # type: ignore[misc]
        super().__init__()
        self.name = f"own:{name}"
        self._hashes = hashes
        self._score = score
        self._inflected = hashes.entity == "PERSON"

    def find(self, view: View) -> Iterator[Hit]:
        """Yield the entries in the text, the longest of those that begin at a word."""
        text = view.text
        words = list(tokens(text))
        at = 0
        while at < len(words):
            best, score = self._longest(text, words, at)
            begin = at
            at += max(best, 1)
            for index in range(begin, begin + best):
                end = words[index].end
                # First name and surname in cells of their own are two findings: what parts the cells is no name.
                if index + 1 == at or _CELL.search(text, end, words[index + 1].start):
                    yield Hit(self._hashes.entity, words[begin].start, end, score)
                    begin = index + 1

    def _longest(self, text: str, words: list[Token], at: int) -> tuple[int, float]:
        """Return of how many words the longest entry consists that begins here (0: none), and its score."""
        best, score = 0, 0.0
        form = ""
        longest = max(self._hashes.lengths, default=0) + 1
        for count in range(1, self._hashes.tokens + 1):
            index = at + count - 1
            if index >= len(words) or (count > 1 and not are_joined(text, words[index - 1], words[index])):
                break
            form += words[index].text
            if len(form) > longest:
                break
            found = self._judged(form)
            if found:
                best, score = count, found
        return best, score

    def _judged(self, form: str) -> float:
        forms = [form, form[:-1]] if self._inflected and form.endswith("s") else [form]
        known = [each for each in forms if len(each) in self._hashes.lengths]
        if any(map(self._hashes.holds, known)):
            return self._score
        if any(map(self._hashes.holds_surname, known)):
            return round(self._score - SURNAME_LESS, 2)
        return 0.0

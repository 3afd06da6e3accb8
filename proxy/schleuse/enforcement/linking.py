"""Whose address, phone or mail is it? Only what the text says outright: a name, a label, the value."""

import re
from collections.abc import Sequence
from typing import Protocol

from schleuse.model import TextPart
from schleuse.pseudonyms.book import LINKED, PERSON, Mention

_FAR = 160
"""Characters between a name and what belongs to it, at most."""
_LABEL = re.compile(
    r"wohnhaft|wohnend|wohnt|anschrift|adresse|telefon(?:nummer|nr)?|tel|mobil(?:nummer|telefon)?|handy(?:nummer)?|fax|e-?mail"
    r"|mail(?:adresse)?|kontakt|erreichbar|erreichen|straße|str|plz|ort|geb|geboren|iban|nr|rufnummer|und|in|im|der|die"
    r"|das|am|unter|per|ist|sind|zu|hat|ihre?|seine?|lautet|privat|dienstlich|address|phone|lives|at|her|his|is|and",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n\s*\n")


class Replaced(Protocol):
    """A finding that is replaced."""

    part: int
    start: int
    end: int
    mention: Mention


def owners(spans: Sequence[Replaced], parts: Sequence[TextPart]) -> list[int]:
    """Return for each span (in the order of the texts) the index of the name that it belongs to, or -1.

    It belongs to the name in front of it if nothing but labels, punctuation and other values of that name lies between.
    """
    result = [-1] * len(spans)
    name, position = -1, 0
    for index, span in enumerate(spans):
        if name >= 0 and spans[name].part != span.part:
            name = -1
        if span.mention.entity == PERSON:
            name, position = index, span.end
            continue
        if name >= 0:
            between = parts[span.part].text[position : span.start]
            if span.start - spans[name].end > _FAR or not _only_labels(between):
                name = -1
        if name >= 0:
            position = span.end
            if span.mention.entity in LINKED:
                result[index] = name
    return result


def _only_labels(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    return not _PARAGRAPH.search(text) and not re.search(r"\d", text) and all(map(_LABEL.fullmatch, words))

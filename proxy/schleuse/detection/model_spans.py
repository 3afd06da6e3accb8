"""Mend the spans of the language model: what it took along that is no name, and what it left."""

import re

from schleuse.detection import names
from schleuse.detection.names import is_first, is_role

_HONORIFIC = re.compile(
    r"(?i)(?:herrn?|frau|hr\.|fr\.|familie|fam\.|eheleute|mr\.?|mrs\.?|ms\.?|dr\.?|prof\.?"
    r"|sehr geehrter?|liebe[rs]?|hallo|moin|lg|vg|mfg|gez\.)\s+"
)
_SURNAME = re.compile(r"[ ](?P<name>[A-ZÄÖÜ][a-zäöüß]{2,20})(?=[.,;:!?)\n]|\Z|[ ][a-zäöü(])")
_NO_SURNAME = re.compile(
    r"(?:Anfang|Mitte|Ende|\w{3,8}tag|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Frau|Herrn?|Klasse|Tel|Telefon|Handy|\w{2,20}(?:ung|heit|keit|schaft|tion|straße|weg|platz))"
)


def with_surname(text: str, start: int, end: int) -> int:
    """Return the end of a lone first name with the surname behind it that the model took for a noun ("Max Wald")."""
    if " " in text[start:end] or not is_first(text[start:end]) or not text[start].isupper() or is_role(text[start:end]):
        return end
    match = _SURNAME.match(text, end)
    if match is None or _NO_SURNAME.fullmatch(match["name"]) or is_role(match["name"]):
        return end
    return match.end()


_TAIL = re.compile(
    r"[ ](?:geb|gest|verst|wohnhaft|Tel|Az|in|im|am|an|aus|von|vom|hat|ist|und|will|bei|beim|zu|zum|zur)\.?\Z"
)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut salutation, titles and signs off a span of the model."""
    while True:
        honorific = _HONORIFIC.match(text, start, end)
        behind = names.titles(text, honorific.end() if honorific else start, end)
        if behind == start:
            break
        start = behind
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    tail = _TAIL.search(text, start, end)
    if tail:
        end = tail.start()
    # "Katrin D." keeps its dot.
    if end < len(text) and text[end] == "." and end - start >= 3 and text[end - 2] in " .":
        end += 1
    return start, end

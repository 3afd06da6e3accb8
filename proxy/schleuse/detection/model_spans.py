"""What remains of the spans that the NER model takes for persons: cut, trimmed and weighed by the lists."""

import re
from collections.abc import Iterator

from schleuse.detection import cues, names
from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.names import WORD, is_first, is_function, is_last, is_ordinary, is_particle, is_role

_SPLIT = re.compile(r"\s*[\n\t;|/<>(){}\[\]\"=]\s*|\s+(?:und|and|sowie|oder)\s+|:\s+|\s{2,}")
_HONORIFIC = re.compile(
    r"(?i)(?:herrn?|frau|hr\.|fr\.|familie|fam\.|eheleute|mr\.?|mrs\.?|ms\.?|dr\.?|prof\.?"
    r"|sehr geehrter?|liebe[rs]?|hallo|moin|lg|vg|mfg|gez\.)\s+"
)


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a span of the model at line ends and conjunctions; trim salutation, title, signs."""
    position = start
    bounds: list[tuple[int, int]] = []
    for cut in _SPLIT.finditer(text, start, end):
        bounds.append((position, cut.start()))
        position = cut.end()
    bounds.append((position, end))
    for left, right in bounds:
        first, last = _trimmed(text, left, right)
        if last - first >= 2:
            yield first, _with_surname(text, first, last)


def evidence(text: str, start: int, end: int) -> float:
    """Score a span of the model by what the lists know of its words; 0 where they speak against it."""
    if _TECHNICAL.search(text, start, end) or _is_technical(text, start, end):
        return 0.0
    tokens = [match.group().rstrip(".") for match in WORD.finditer(text, start, end)]
    core = [token for token in tokens if not is_particle(token)]
    if not core or any(char.isdigit() or char in "\\@/" for char in text[start:end]):
        return 0.0
    plain_words = [is_ordinary(token) and not (is_first(token) or is_last(token)) for token in core]
    if all(plain_words) or all(map(is_role, core)) or all(map(is_function, core)):
        return 0.0
    if len(core) == 1:
        return _single(text, start, end, core[0])
    capitals = [token for token in core if len(token) > 2 and token.isupper()]
    listed = any(is_first(token) or is_last(token) for token in capitals)
    if capitals and not listed and not cues.mostly_capitals(text):
        return 0.0
    first, last = any(map(is_first, core)), any(map(is_last, core))
    small = [token for token in core if token[0].islower()]
    if small and not cues.in_lower_case(text):
        # "class Mueller", "git revert": names are not half in lower case.
        return 0.4 if first and len(small) < len(core) else 0.0
    if any(plain_words):
        lonely = sum(plain_words) == 1 and (first or not small)
        return 0.62 if lonely and (first or last) else 0.35
    return 0.9 if first else 0.75 if last else 0.7


_TECHNICAL = re.compile(r"_|(?<![^\W\d_])(?!Mc|Mac|De|Di|Le|La|Van|Fitz|O)[^\W\d_]{0,20}[a-zäöüß][A-ZÄÖÜ]")
"""Underscores and capitals inside a word: identifiers of programs."""
_CALL = re.compile(r"\||™|®|\(\d|\(\)|=|[.][\w*]|/\w|::|\[|_|\*\w")


def _is_technical(text: str, start: int, end: int) -> bool:
    """Whether a span is a part of a path, an option, an assignment or a reference to a manual page."""
    before, behind = text[start - 1 : start], text[end : end + 2]
    if before in {"$", "/", "\\", "<", "%", "#", "_", "@", "=", "+", "~", "|"} and behind[:1] != ">":
        return True
    return _CALL.match(text, end) is not None


def _single(text: str, start: int, end: int, token: str) -> float:
    """Score a span of one word."""
    first, last, known = is_first(token), is_last(token), lexeme(names.fold(token))
    if "\u0370" <= token[0] <= "\u1cff":
        # No list knows names in other scripts; one word alone is no evidence.
        return 0.0
    if is_ordinary(token):
        # "Flora", "Rosa": names that are words as well.
        named = first and token[0].isupper() and known.lower < 4
        return 0.55 if named and not _ARTICLE.search(text, max(0, start - 10), start) else 0.0
    if not first and (len(token) < 3 or (token.isupper() and len(token) <= 4)):
        return 0.0
    if (
        _CAPITALS.fullmatch(token)
        and not cues.mostly_capitals(text)
        and not _KEY.search(text, max(0, start - 20), start)
    ):
        # "SANE", "FIPS": abbreviations; names in capitals are found by rules.
        return 0.0
    if token[0].isupper() or not token[0].isalpha():
        if first or last:
            return 0.8 if first else 0.7
        return 0.6
    # In lower case: only where all is, and not beside the signs of code and data.
    apart = text[start - 1 : start] in {"", " ", "\n", "("} and text[end : end + 1] != ":"
    if not apart or not cues.in_lower_case(text) or (known.lower >= 3 and not first):
        return 0.0
    return 0.7 if first or last else 0.55 if known.kind is Kind.UNKNOWN and len(token) > 3 else 0.0


_CAPITALS = re.compile(r"[A-ZÄÖÜ]{2,}s?")
_KEY = re.compile(r"(?i)(?<![^\W\d_])(?:vor|nach|familien|ruf|zu)?name[n:]{0,2}[ ]{1,4}\Z")
_ARTICLE = re.compile(r"(?i)(?<![^\W\d_])(?:der|die|das|den|dem|des|(?:k?ein|jede|diese|welche)(?:e?[rsnm]?))[ ]\Z")


_SURNAME = re.compile(r"[ ](?P<name>[A-ZÄÖÜ][a-zäöüß]{2,20})(?=[.,;:!?)\n]|\Z|[ ][a-zäöü(])")
_NO_SURNAME = re.compile(
    r"(?:Anfang|Mitte|Ende|\w{3,8}tag|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Frau|Herrn?|Klasse|Tel|Telefon|Handy|\w{2,20}(?:ung|heit|keit|schaft|tion|straße|weg|platz))"
)


def _with_surname(text: str, start: int, end: int) -> int:
    """Return the end of a lone name with the surname behind it that the model took for a noun ("Max Wald").

    Behind a first name of the lists any word may be one; behind a word that nobody knows, another such word.
    """
    head = text[start:end]
    if " " in head or not head[0].isupper() or is_role(head):
        return end
    match = _SURNAME.match(text, end)
    if match is None or _NO_SURNAME.fullmatch(match["name"]) or is_role(match["name"]):
        return end
    return match.end() if is_first(head) or (_is_unknown(head) and _is_unknown(match["name"])) else end


def _is_unknown(word: str) -> bool:
    return lexeme(names.fold(word)).kind is Kind.UNKNOWN and not is_ordinary(word)


_TAIL = re.compile(
    r"[ ](?:geb|gest|verst|wohnhaft|Tel|Az|in|im|am|an|aus|von|vom|hat|ist|und|will|bei|beim|zu|zum|zur)\.?\Z"
)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
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

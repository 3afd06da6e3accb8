"""What several cues need: words in front of names to skip, and what behind a name shows that it is none."""

import re
from collections.abc import Iterator
from functools import lru_cache

from schleuse.detection import names
from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.names import WORD, fold, is_first, is_last, read, titles

type Found = tuple[int, int, float]
"""Start, end, score."""

SALUTATION = re.compile(
    r"(?<![\w-])(?:herrn?|hr\.|hrn\.|frau(?!en)|fr\.|fräulein|frl\.|familie|fam\.|eheleuten?"
    r"|ehepaar(?:es|s)?|witwer?|erbengemeinschaft|geschwistern?|(?-i:Mr|Mrs|Ms|mr|mrs)\.?"
    r"|miss|mister|madame|monsieur|señora?|signora?|pani?|bay|bayan|ông|bà|domnul"
    r"|doamna)[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
SURNAME_FIRST = re.compile(
    r"(?<![\w-])(?P<last>(?:(?:von|van|de|der|den|Al|El|al|el|Meyer zu|Ó|Mac|Mc)[ ]){0,3}"
    r"[A-ZÄÖÜÀ-Ž][^\W\d_]{1,30}(?:[-'][^\W\d_]{1,30}){0,3}(?: [A-ZÄÖÜÀ-Ž][^\W\d_]{1,30})?)"
    r",[ ]?(?P<first>[A-ZÄÖÜÀ-Ž][^\W\d_]{1,30}(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]{1,30}){0,2}"
    r"(?: [A-ZÄÖÜÀ-Ž][^\W\d_]{1,30})?)(?![\w-])"
)
FIRM = re.compile(
    r"(?:[ ](?:&|und) (?:Co\b|Söhne|Partner|Kollegen)|[ ](?:GmbH|mbH|AG|KG|OHG|UG|SE|GbR|Ltd"
    r"|Inc|e\.V\.|gGmbH)|-?(?:[Ss]tr(?:aße|asse|\.)|[Pp]latz|[Aa]llee|[Ww]eg|[Rr]ing|[Gg]asse"
    r"|[Ss]chule|[Gg]ymnasium|[Pp]ark|[Hh]aus|[Ss]tiftung|[Kk]irche|[Bb]rücke|[Uu]fer)\b"
    r"|-[A-ZÄÖÜ]|[ ](?:Straße|Platz|Allee|Ring|Museum|Stiftung|Schule|Gymnasium|Park"
    r"|Klinik)\b)"
)
AND = re.compile(r"[ ]?(?:und|and|&|u\.|\+|/|i)[ ]?")


def skip(text: str, start: int, end: int) -> int:
    """Return the offset behind titles, roles and a salutation at ``start``."""
    start = titles(text, start, end)
    again = SALUTATION.match(text, start, end)
    return titles(text, again.end(), end) if again else start


def joined(text: str, end: int) -> Iterator[Found]:
    """The second of two: "Herr Müller und Schmidt", "Khaled und Nour Darwish"."""
    joint = AND.match(text, end)
    if joint and text[joint.end() : joint.end() + 1].isupper():
        start = skip(text, joint.end(), min(len(text), joint.end() + 100))
        stop = read(text, start, min(len(text), start + 80), strict=True)
        word = WORD.match(text, start)
        if stop > start and word and (is_first(word.group()) or is_last(word.group())):
            yield start, stop, 0.75


def is_clean(text: str, start: int, end: int) -> bool:
    """Whether no street, firm or the like goes on behind the name."""
    return not names.is_placeholder(text[start:end]) and FIRM.match(text, end) is None


@lru_cache(maxsize=8)
def mostly_capitals(text: str) -> bool:
    """Whether a text is written in capitals."""
    letters = [char for char in text[:2000] if char.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) > 0.6 * len(letters)


@lru_cache(maxsize=8)
def in_lower_case(text: str) -> bool:
    """Whether a text is written without capitals, as in chats and dictation."""
    sample = text[:3000]
    words_seen = [match.group() for match in WORD.finditer(sample)]
    return len(words_seen) >= 4 and sum(word[0].isupper() for word in words_seen) <= 0.08 * len(words_seen)


def rarely_lower(word: str) -> bool:
    """Whether a word is hardly ever seen in lower case, unless as somebody's name."""
    known = lexeme(fold(word))
    return known.lower <= 1 and known.kind in {Kind.NAME, Kind.UNKNOWN}

"""Names of persons: what belongs to the name, and which mentions may mean the same person."""

import re
import unicodedata
from typing import NamedTuple

from schleuse.pseudonyms.given_names import gender_of
from schleuse.pseudonyms.spelling import plain

_TITLE = (
    r"Herrn?|Frau|Hr\.|Fr\.|Frl\.|Mrs?\.?|Ms\.?|Familie|Eheleute|Dr\.|Prof\.|Professor(?:in)?|Dipl\.-\w+\.?"
    r"|med\.|jur\.|phil\.|rer\.|nat\.|Ing\."
)
_LEADING = re.compile(rf"(?:(?:{_TITLE})\s+|(?:Dr\.|Prof\.)(?=\S))+", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;:'’`\"“”„!?]+\Z")
_MALE = re.compile(r"\b(?:Herrn?|Hr\.|Mr\.?)\s", re.IGNORECASE)
_FEMALE = re.compile(r"\b(?:Frau|Fr\.|Frl\.|Mrs\.?|Ms\.?)\s", re.IGNORECASE)
_ENDS_WITH_TITLES = re.compile(rf"(?:\b(?:{_TITLE})\s*)+\Z", re.IGNORECASE)
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ı": "i", "ł": "l"}
)


class Name(NamedTuple):
    """A name as compared: its words, and the gender that a salutation or the given name says (``m``, ``f``, ``""``)."""

    words: tuple[str, ...]
    gender: str = ""

    @property
    def key(self) -> str:
        """The name as a string."""
        return f"{' '.join(self.words)}|{self.gender}"


def core(text: str) -> tuple[int, int]:
    """Return start and end of the name itself: salutation, titles and what follows the name stay in the text."""
    start = match.end() if (match := _LEADING.match(text)) else 0
    end = match.start() if (match := _TRAILING.search(text, start)) else len(text)
    return (start, end) if start < end else (0, len(text))


def read_name(text: str, before: str) -> Name:
    """Return the name that a text holds; ``before`` is the text in front, where a salutation may stand."""
    words = name_words(text)
    title = match[0] + " " if (match := _ENDS_WITH_TITLES.search(before)) else ""
    salutation = "m" if _MALE.search(title) else "f" if _FEMALE.search(title) else ""
    return Name(words, salutation or (gender_of(words[0]) if len(words) > 1 else ""))


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name as compared: lower case, accents undone, the given name first."""
    folded = plain(text).translate(_UMLAUTS)
    folded = "".join(char for char in unicodedata.normalize("NFD", folded) if not unicodedata.combining(char))
    first, comma, second = folded.partition(",")
    ordered = f"{second} {first}" if comma and second.strip() else folded
    return tuple(re.findall(r"\w+(?:[-'’]\w+)*\.?", ordered)) or (" ".join(ordered.split()),)


def bare_genitive(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return a name without its genitive s, if it may carry one (Müllers, Müller's, but not As)."""
    last = words[-1]
    if len(last) <= 3 or not last.endswith("s") or last.endswith("ss"):
        return None
    return (*words[:-1], last[:-1].rstrip("'’"))


def genitive_length(text: str) -> int:
    """Return how many characters at the end of a name as written are its genitive s."""
    match = None if "," in text else re.search(r"['’]?[sS]\Z", text)
    return len(match[0]) if match else 0


def covers(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name may be a shorter (or the same) way to write another: Müller, P. Müller, Petra: Petra Müller."""
    if len(short) == 1:
        return short[0] in {full[0], full[-1]}
    rest = iter(full)
    return len(short) <= len(full) and all(any(_same(word, other) for other in rest) for word in short)


def _same(word: str, other: str) -> bool:
    return word == other or (len(word) == 2 and word[1] == "." and other[:1] == word[0])


def agree(one: str, other: str) -> bool:
    """Whether two genders do not contradict each other."""
    return not one or not other or one == other

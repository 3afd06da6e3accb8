"""Special categories of personal data: health, disability, religion, union, origin, politics, sexuality, biometrics,
crime, social benefits, minors, and bars in the population register.

Norms: Art. 9 and 10 GDPR, § 35 SGB I, §§ 61 ff. SGB VIII, §§ 51, 52 BMG.
One word is no finding ("Was ist eine Depression?" passes): this recognizer yields topic words at 0.3, and
`schleuse.detection.merge` lifts them when a person stands in the same or a neighbouring sentence, and drops them else.
Words in ``rules/words/special-categories.txt``. Example (invented): "Unser Klient leidet seit 2023 an F32.1 G, GdB 50".
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.words import words

TOPIC = 0.3
"""Score of a topic word before a person is found near by."""


class _Topics(NamedTuple):
    """Topic words, by the way they are looked up."""

    whole: dict[str, str]
    beginning: dict[str, str]
    ending: dict[str, str]
    phrases: re.Pattern[str]
    lengths: tuple[int, ...]


@cache
def _topics() -> _Topics:
    """Read the list: ``word``, ``beginning*``, ``*ending``, and phrases of several words."""
    whole: dict[str, str] = {}
    beginning: dict[str, str] = {}
    ending: dict[str, str] = {}
    phrases: dict[str, list[str]] = {}
    for line in words("special-categories"):
        category, _, phrase = line.partition(" ")
        bare = phrase.strip("*")
        if not bare.isalpha():
            source = re.escape(phrase).replace(r"\*", r"[^\W\d_]{0,20}").replace(r"\ ", r"[ -]?")
            phrases.setdefault(category, []).append(source)
        elif phrase.endswith("*"):
            beginning[bare] = category
        elif phrase.startswith("*"):
            ending[bare] = category
        else:
            whole[bare] = category
    groups = "|".join(f"(?P<{category}>{'|'.join(each)})" for category, each in sorted(phrases.items()))
    lengths = tuple(sorted({len(word) for word in (*beginning, *ending)}))
    return _Topics(whole, beginning, ending, re.compile(rf"(?<![\w-])(?:{groups})(?![\w])"), lengths)


def _category(word: str, topics: _Topics) -> str | None:
    if word in topics.whole:
        return topics.whole[word]
    for length in topics.lengths:
        if length > len(word):
            return None
        found = topics.beginning.get(word[:length]) or topics.ending.get(word[-length:])
        if found:
            return found
    return None


_WORD = re.compile(r"[^\W\d_]{3,60}")
_OF_CHURCH = re.compile(
    r"[ ](?:[a-zäöü]{3,12}[ ])?(?:Kirche|Kirchen|Gemeinde|Pfarr|Schul|Kita|Kindergarten"
    r"|Kindertages|Fried|Presse|Reform|Bildung|Religion|Akademie|Klinik|Krankenhaus|Träger"
    r"|Verband|Feier|Gottes|Grab|Museum|Theolog|Fakult|Jugend|Stiftung)"
)


class SpecialCategoryRecognizer(GermanRecognizer):
    """Yields topic words of all categories."""

    ENTITIES = (
        "HEALTH", "DISABILITY", "RELIGION", "UNION", "ORIGIN", "POLITICS", "SEXUALITY", "BIOMETRIC", "CRIMINAL",
        "SOCIAL_BENEFIT", "MINOR", "DE_REGISTER_BLOCK",
    )  # fmt: skip
    NEEDS_DIGIT = False
    _ICD = re.compile(r"(?<![\w.-])[A-TV-Z]\d{2}(?:\.(?:\d{1,2}|-))[!*+†]?(?: ?[GVZA]\b)?(?: ?[RLB]\b)?(?![\w])")
    _GDB = re.compile(r"\b(?:GdB|Grad der Behinderung|GdS)(?: von|:| =)? ?(?:[2-9]0|100)\b", re.IGNORECASE)
    _MARK = re.compile(
        r"\bMerkzeichen:? (?:aG|G|B|H|Bl|Gl|TBl|RF|EB|VB)(?:(?:, | und )(?:aG|G|B|H|Bl|Gl|TBl|RF|EB|VB))*\b"
    )
    _AGE = re.compile(
        r"(?<=[^\W\d_.] )\((?:[1-9]|1[0-7])(?: J(?:ahre|\.)?)?\)|(?<!\w)(?:[1-9]|1[0-7])(?: Jahre alt|-jährige[rns]?)\b"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield topics at 0.3, codes of diagnoses and degrees of disability included."""
        text = view.flat
        topics = _topics()
        for match in _WORD.finditer(view.lower):
            category = _category(match.group(), topics)
            if category and not (category == "RELIGION" and _OF_CHURCH.match(text, match.end())):
                yield Hit(category, match.start(), match.end(), TOPIC)
        for match in topics.phrases.finditer(view.lower):
            yield Hit(match.lastgroup or "HEALTH", match.start(), match.end(), TOPIC)
        if view.has_digit:
            for pattern, entity in (
                (self._ICD, "HEALTH"),
                (self._GDB, "DISABILITY"),
                (self._MARK, "DISABILITY"),
                (self._AGE, "MINOR"),
            ):
                for match in pattern.finditer(text):
                    yield Hit(entity, match.start(), match.end(), TOPIC)
        elif "Merkzeichen" in text:
            for match in self._MARK.finditer(text):
                yield Hit("DISABILITY", match.start(), match.end(), TOPIC)

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

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.words import words

TOPIC = 0.3
"""Score of a topic word before a person is found near by."""


@cache
def _topics() -> re.Pattern[str]:
    """Return all topic words as one pattern with a group per category, longest words first."""
    groups: dict[str, list[str]] = {}
    for line in words("special-categories"):
        category, _, phrase = line.partition(" ")
        # A trailing * stands for any ending, a leading one for any beginning of a compound.
        source = re.escape(phrase).replace(r"\*", r"[^\W\d_]{0,20}").replace(r"\ ", r"[ -]?")
        groups.setdefault(category, []).append(source)
    parts = [
        rf"(?P<{category}>{'|'.join(sorted(phrases, key=len, reverse=True))})"
        for category, phrases in sorted(groups.items())
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])", re.IGNORECASE)


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
        for match in _topics().finditer(text):
            if match.lastgroup == "RELIGION" and _OF_CHURCH.match(text, match.end()):
                continue
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

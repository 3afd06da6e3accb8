"""Candidates that count only beside a person.

A topic word ("Depression"), a parcel, a date behind a name: none is personal by itself. This module lifts such
candidates where a person stands in the same or a neighbouring sentence, and drops them else.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

from schleuse.detection.votes import MODEL
from schleuse.entities import ENTITIES
from schleuse.model import Finding

TOPICS = frozenset(entity for entity, about in ENTITIES.items() if about.special)
"""Entities that are topics (special categories)."""
_OWNED = frozenset({"DE_PARCEL", "DE_LAND_REGISTER", "DE_HANDELSREGISTER"})
_PERSONS = frozenset(
    {
        "PERSON",
        "DATE_OF_BIRTH",
        "DE_TAX_ID",
        "DE_SOCIAL_SECURITY",
        "DE_HEALTH_INSURANCE",
        "DE_ID_CARD",
        "DE_PASSPORT",
        "DE_RESIDENCE_PERMIT",
        "DE_AZR",
        "DE_BAMF",
        "DE_COURT_FILE",
        "DE_FILE_SIGN",
        "DE_BENEFIT_NUMBER",
        "EMAIL_ADDRESS",
    }
)
_IDENTIFIERS = _PERSONS - {"PERSON", "DATE_OF_BIRTH", "EMAIL_ADDRESS"} | {"IBAN_CODE", "DE_DRIVING_LICENCE", "DE_KFZ"}
_NAMERS = frozenset({"PersonRecognizer", MODEL})
_PLACEHELD = frozenset({"PERSON", "DATE_OF_BIRTH", "DE_ADDRESS", "EMAIL_ADDRESS"})
BESIDE_PERSONS = TOPICS | _OWNED | {"DATE_OF_BIRTH", "DE_ADDRESS", "DE_COURT_FILE"}
"""Entities of which some candidates count only beside a person."""
PLACEHOLDER = 0.35
"""Score of a name that stands for no one ("Erika Mustermann")."""
_ROLE = re.compile(
    r"(?i)(?<!\w)(?:mein|unser|ihr|sein|deren|dessen)(?:e|er|en|em"
    r"|es)?[ ](?:\w+[ ])?(?:klient|mandant|patient|schüler|bewohner|kunde|kundin|mitarbeiter"
    r"|kolleg|sohn|tochter|kind|mann|frau|vater|mutter|bruder|schwester|schützling|mündel"
    r"|betreute|azubi|bewerber|antragsteller)\w{0,6}"
)
_SENTENCE = re.compile(r"(?<=[.!?])[ \n]+(?=[A-ZÄÖÜ„\"(\d-])|\n\s*\n|\n(?=[-*•|\d])")
_SURE = 0.5
_NAME_GAP = re.compile(r"(?:[ ]?\([^()\n\d]{0,20}|,[ ]|[ ]|\t|;|[ ]?\|[ ]?|[ ]-[ ]|, geb[a-z.]{0,6} |, angeblich )?")


def link(text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with candidates lifted or dropped."""
    surroundings = _Surroundings(text, findings)
    linked = (surroundings.judge(finding) for finding in findings)
    return [finding for finding in linked if finding is not None]


class _Surroundings:
    """What stands in a text beside a candidate."""

    def __init__(self, text: str, findings: Sequence[Finding]) -> None:
        self._text = text
        self._findings = findings
        persons = [finding for finding in findings if finding.entity == "PERSON"]
        self._ends = {finding.end for finding in persons if finding.score >= _SURE}
        self._is_named = any(finding.score >= 0.9 for finding in persons)
        self._is_example = not self._ends and any(finding.score == PLACEHOLDER for finding in persons)
        self._is_identified = any(each.score >= 0.6 and each.entity in _IDENTIFIERS for each in findings)
        self._is_private = any(each.score >= 0.6 and each.entity not in TOPICS for each in findings)

    def judge(self, finding: Finding) -> Finding | None:
        """Return the finding, lifted, lowered or as it is; ``None`` if it is none."""
        entity, score = finding.entity, finding.score
        if entity in TOPICS:
            return replace(finding, score=0.75) if self._is_about_someone(finding) else None
        if entity in _OWNED and score < _SURE:
            return replace(finding, score=0.6) if _near(self._sentences, self._persons, finding) else finding
        if entity == "DATE_OF_BIRTH" and score < _SURE:
            return replace(finding, score=0.8) if _behind_name(self._text, self._ends, finding) else None
        if entity == "DE_ADDRESS" and score == 0.3:
            return replace(finding, score=0.7) if _address_behind(self._text, self._ends, finding) else None
        if entity == "DE_COURT_FILE" and score == 0.4 and self._is_named:
            return replace(finding, score=0.7)
        if entity == "PERSON" and score == 0.4 and finding.recognizer in _NAMERS and self._is_private:
            return replace(finding, score=0.7)
        if entity == "PERSON" and score == PLACEHOLDER and self._is_identified:
            return replace(finding, score=0.7)
        if self._is_example and not self._is_identified and entity in _PLACEHELD:
            # "Erika Mustermann, Musterstraße 1, geb. 01.01.1970" is an example; a real number beside it would say no.
            return replace(finding, score=PLACEHOLDER)
        return finding

    def _is_about_someone(self, topic: Finding) -> bool:
        if self._text[topic.start] == "(":
            # An age in brackets counts behind a name only.
            return topic.start - 1 in self._ends
        return _near(self._sentences, self._persons_and_roles, topic)

    @cached_property
    def _sentences(self) -> list[int]:
        return [0, *(match.end() for match in _SENTENCE.finditer(self._text)), len(self._text) + 1]

    @cached_property
    def _persons(self) -> list[int]:
        return sorted(each.start for each in self._findings if each.entity in _PERSONS and each.score >= _SURE)

    @cached_property
    def _persons_and_roles(self) -> list[int]:
        return sorted([*self._persons, *(match.start() for match in _ROLE.finditer(self._text))])


def _near(bounds: list[int], persons: list[int], finding: Finding) -> bool:
    """Whether a person stands in the sentence of the finding, the one before or the one behind."""
    index = bisect_right(bounds, finding.start) - 1
    low = bounds[max(0, index - 1)]
    high = bounds[min(len(bounds) - 1, index + 2)]
    return bisect_left(persons, high) > bisect_left(persons, low)


def _behind_name(text: str, ends: set[int], finding: Finding) -> bool:
    """Whether a date stands right behind a name, as dates of birth do, and lies at least a year back."""
    year = re.search(r"(?:19|20)\d{2}", text[finding.start : finding.end])
    if year and int(year.group()) >= datetime.now(UTC).year - 1:
        return False
    for gap in range(0, 25):
        if finding.start - gap in ends:
            between = text[finding.start - gap : finding.start]
            return _NAME_GAP.fullmatch(between) is not None
    return False


def _address_behind(text: str, ends: set[int], finding: Finding) -> bool:
    """Whether street and number stand right behind a name ("Inga Beispiel, Papenkamp 28")."""
    for gap in range(1, 12):
        if finding.start - gap in ends:
            return (
                re.fullmatch(
                    r",[ ]|[ ]\(|\n[ >]{0,4}|,\n|[ ]?[|;\t][ ]?|[ ]-[ ]", text[finding.start - gap : finding.start]
                )
                is not None
            )
    return False

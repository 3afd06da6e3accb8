"""Candidates that count only beside a person.

A topic word ("Depression"), a parcel, a date behind a name: none is personal by itself. This module lifts such
candidates where a person stands in the same or a neighbouring sentence, and drops them else.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

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
_PLACEHELD = frozenset({"PERSON", "DATE_OF_BIRTH", "DE_ADDRESS", "EMAIL_ADDRESS"})
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
    persons = sorted(finding.start for finding in findings if finding.entity in _PERSONS and finding.score >= _SURE)
    public = [
        finding
        for finding in findings
        if finding.entity == "PERSON" and finding.score == 0.4 and finding.recognizer == "PersonRecognizer"
    ]
    placeholders = [finding for finding in findings if finding.entity == "PERSON" and finding.score == PLACEHOLDER]
    identified = any(finding.score >= 0.6 and finding.entity in _IDENTIFIERS for finding in findings)
    private = [finding for finding in findings if finding.score >= 0.6 and finding.entity not in TOPICS]
    result: list[Finding] = []
    bounds: list[int] | None = None
    ends: set[int] | None = None
    for finding in findings:
        if finding.entity in TOPICS or (finding.entity in _OWNED and finding.score < _SURE):
            if bounds is None:
                bounds = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text) + 1]
                persons = (
                    sorted([*persons, *(match.start() for match in _ROLE.finditer(text))])
                    if finding.entity in TOPICS
                    else persons
                )
            if text[finding.start] == "(":
                # An age in brackets counts behind a name only.
                if any(
                    each.entity == "PERSON" and each.end == finding.start - 1 and each.score >= _SURE
                    for each in findings
                ):
                    result.append(replace(finding, score=0.75))
            elif _near(bounds, persons, finding):
                result.append(replace(finding, score=0.75 if finding.entity in TOPICS else 0.6))
            elif finding.entity in _OWNED:
                result.append(finding)
        elif finding.entity == "DATE_OF_BIRTH" and finding.score < _SURE:
            if ends is None:
                ends = {each.end for each in findings if each.entity == "PERSON" and each.score >= _SURE}
            if _behind_name(text, ends, finding):
                result.append(replace(finding, score=0.8))
        elif placeholders and finding.entity in _PLACEHELD and finding.score >= PLACEHOLDER:
            # "Erika Mustermann, Musterstraße 1, geb. 01.01.1970" is an example, unless a real number stands beside it.
            score = (
                max(finding.score, 0.7)
                if identified
                else PLACEHOLDER
                if finding in placeholders or len(persons) <= len(placeholders) + 1
                else finding.score
            )
            result.append(replace(finding, score=score))
        elif finding.entity == "DE_COURT_FILE" and finding.score == 0.4:
            result.append(
                replace(finding, score=0.7)
                if any(each.entity == "PERSON" and each.score >= 0.9 for each in findings)
                else finding
            )
        elif finding in public and private:
            result.append(replace(finding, score=0.7))
        elif finding.entity == "DE_ADDRESS" and finding.score == 0.3:
            if ends is None:
                ends = {each.end for each in findings if each.entity == "PERSON" and each.score >= _SURE}
            if _address_behind(text, ends, finding):
                result.append(replace(finding, score=0.7))
        else:
            result.append(finding)
    return result


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

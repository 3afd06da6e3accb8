"""From what all recognizers say about a text to what is found: linked, spread, without overlaps.

The one place where findings meet. In this order:

1. *Vote* on what the model alone takes for a name: the whole text says more about a word than one sentence.
2. *Link* candidates to persons: topics of special categories, parcels and dates beside a name count when a person
   stands near by, and are dropped else. Office holders and authors count when the text holds other personal data.
3. *Spread* names: every further mention of a name found for sure is found as well, in the whole text.
4. *Resolve* overlaps: of two findings on the same characters the one higher in `PRIORITY` wins, then the higher score,
   then the longer. Touching parts of one kind become one. No finding ends inside a grapheme.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from schleuse.detection import mentions, votes
from schleuse.detection.links import link
from schleuse.entities import is_own
from schleuse.model import Finding

MINIMUM = 0.3
"""Findings below are no findings."""

_CHECKED = (
    "IBAN_CODE",
    "DE_TAX_ID",
    "DE_SOCIAL_SECURITY",
    "DE_HEALTH_INSURANCE",
    "DE_BUSINESS_ID",
    "DE_VAT_ID",
    "DE_DRIVING_LICENCE",
)
_LABELLED = (
    "DE_ID_CARD", "DE_PASSPORT", "DE_RESIDENCE_PERMIT", "DE_TAX_NUMBER", "DE_AZR", "DE_BAMF", "DE_BENEFIT_NUMBER",
    "DE_CASH_SIGN", "BANK_ACCOUNT",
    "DE_STAFF_NUMBER", "DE_STUDENT_NUMBER", "DE_LANR", "DE_BSNR", "DE_EMPLOYER_NUMBER", "VIN",
)  # fmt: skip
PRIORITY: dict[str, int] = {
    "SECRET": 0,
    "OWN": 0,
    "CONFIDENTIALITY_MARK": 1,
    **dict.fromkeys(_CHECKED, 2),
    "EMAIL_ADDRESS": 2,
    **dict.fromkeys(_LABELLED, 3),
    "DE_ADDRESS": 4,
    "DE_COURT_FILE": 4,
    "DE_FILE_SIGN": 5,
    "DE_KFZ": 5,
    "CREDIT_CARD": 6,
    "MAC_ADDRESS": 6,
    "IP_ADDRESS": 6,
    "COORDINATES": 6,
    "USERNAME": 6,
    "PERSON": 6,
    "PHONE_NUMBER": 7,
    "DATE_OF_BIRTH": 8,
}
"""Who wins on the same characters, strongest first (reference: identifiers, section 12); all others are last."""
LAST = 9
_FIRST = 0
"""What the authority named itself wins."""


def resolve(text: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings of a text: sorted, apart from each other, each with a score of at least `MINIMUM`.

    ``findings`` may overlap, repeat and come in any order; offsets are into ``text``. Cost is
    O(n log n) in the findings and linear in the text.
    """
    inside = [finding for finding in findings if 0 <= finding.start < finding.end <= len(text)]
    linked = link(text, _united(votes.count(text, inside)))
    spread = _united([*linked, *votes.spread(text, mentions.further(text, linked), inside)])
    kept = _apart([finding for finding in spread if finding.score >= MINIMUM])
    return tuple(_whole(text, kept))


def uncovered(findings: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    """Return the findings that lie in no single one of the others (sorted, apart from each other)."""
    starts = [other.start for other in others]
    result = []
    for finding in findings:
        index = bisect_right(starts, finding.start) - 1
        if index < 0 or finding.end > others[index].end:
            result.append(finding)
    return result


def _united(findings: list[Finding]) -> list[Finding]:
    """Join findings of one entity that overlap: the model and a rule saw different parts of one name."""
    result: list[Finding] = []
    last: dict[str, int] = {}
    for finding in sorted(findings, key=lambda each: (each.start, -each.end)):
        index = last.get(finding.entity)
        if index is not None and finding.start < result[index].end and _joinable(result[index], finding):
            before = result[index]
            best = before if before.score >= finding.score else finding
            result[index] = replace(best, start=before.start, end=max(before.end, finding.end))
            continue
        last[finding.entity] = len(result)
        result.append(finding)
    return result


def _joinable(one: Finding, other: Finding) -> bool:
    # A weak long guess must not swallow a sure short finding.
    if one.entity == "PERSON" and min(one.score, other.score) < 0.5 <= max(one.score, other.score):
        return (one.start, one.end) == (other.start, other.end)
    return True


def _apart(findings: list[Finding]) -> list[Finding]:
    """Drop findings that overlap a stronger one."""
    order = sorted(
        findings,
        key=lambda each: (
            each.score < 0.5,
            _FIRST if is_own(each.entity) else PRIORITY.get(each.entity, LAST),
            -each.score,
            each.start - each.end,
            each.start,
        ),
    )
    starts: list[int] = []
    taken: list[Finding] = []
    for finding in order:
        index = bisect_right(starts, finding.start)
        left_free = index == 0 or taken[index - 1].end <= finding.start
        right_free = index == len(taken) or taken[index].start >= finding.end
        if left_free and right_free:
            at = bisect_left(starts, finding.start)
            starts.insert(at, finding.start)
            taken.insert(at, finding)
    return taken


_MARKS = frozenset({"Mn", "Me", "Mc"})
_JOINERS = frozenset("\u200d\ufe0f")


def _whole(text: str, findings: list[Finding]) -> list[Finding]:
    """Widen findings to whole grapheme clusters (UAX 29: combining marks and joiners belong to their base)."""
    result: list[Finding] = []
    floor = 0
    for index, finding in enumerate(findings):
        start, end = finding.start, finding.end
        ceiling = findings[index + 1].start if index + 1 < len(findings) else len(text)
        while start > floor and (unicodedata.category(text[start]) in _MARKS or text[start] in _JOINERS):
            start -= 1
        while end < ceiling and (unicodedata.category(text[end]) in _MARKS or text[end] in _JOINERS):
            end += 1
        floor = end
        result.append(
            finding if (start, end) == (finding.start, finding.end) else replace(finding, start=start, end=end)
        )
    return result

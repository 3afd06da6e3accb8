"""What was missed and what was wrong, with the text around it. This quotes the corpus: only on request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schleuse.evaluation.measure import Scores

BEFORE, BEHIND = 60, 40
"""Characters of the text that are shown on either side."""
MOST_SHOWN = 200
"""Characters of the place itself that are shown."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a text."""

    item: str
    kind: str
    """Label of what was missed; entity of what was wrong."""
    remark: str
    before: str
    text: str
    behind: str


def missed(scores: Scores) -> Iterator[Place]:
    """Yield the spans that are not covered, by label."""
    for miss in sorted(scores.misses, key=lambda each: each.span.label):
        span = miss.span
        remark = f"{miss.left} of {span.end - span.start} characters left"
        yield quote(miss.item.id, span.label, remark, miss.item.texts[span.message], span.start, span.end)


def alarmed(scores: Scores) -> Iterator[Place]:
    """Yield the findings that touch no span, and those in clean items, by entity."""
    for alarm in sorted(scores.alarms, key=lambda each: each.finding.entity):
        found = alarm.finding
        remark = f"{found.score:.2f} by {found.recognizer}{'' if alarm.item.personal else ', clean item'}"
        yield quote(alarm.item.id, found.entity, remark, alarm.item.texts[alarm.message], found.start, found.end)


def printable(text: str) -> str:
    """Return a text without what would steer a terminal or cannot be written as UTF-8."""
    return _UNPRINTABLE.sub("\ufffd", text)


def quote(item: str, kind: str, remark: str, text: str, start: int, end: int) -> Place:
    """Return a place of a text."""
    shown = text[start:end] if end - start <= MOST_SHOWN else text[start : start + MOST_SHOWN] + "…"
    return Place(item, kind, remark, text[max(0, start - BEFORE) : start], shown, text[end : end + BEHIND])

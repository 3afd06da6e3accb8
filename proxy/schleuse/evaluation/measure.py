"""Counts what a detector found of the gold spans of a corpus, and what it found beside them.

* A span is *covered* if every character of it that is no blank lies in a finding, of whatever entity: masked, it would
  be gone. It is *touched* if any character does, and *of its kind* if findings of the right entity alone cover it.
* A finding is *right* if it touches a span. Entities that the guideline gives no spans are not judged.
* An item with data is *acted upon* if anything is found in it, and *leaks* if a span of it is not covered. A clean item
  is a *false alarm* if anything is found in it; public figures are clean, but a finding on their name is not wrong.
* What a detector refuses to judge is not sent: acted upon, does not leak, its spans are not covered.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schleuse.evaluation.corpus import Item, Span
from schleuse.evaluation.detector import Found
from schleuse.evaluation.labels import NEVER_LABELLED, entities_of, label_of
from schleuse.evaluation.rates import Rate
from schleuse.model import Finding

THRESHOLD = 0.5
"""Score from which a finding counts, unless told otherwise."""
GROUPS = ("form", "domain", "evasion")
"""Fields of an item by which the counts are split as well."""
NOTHING = "–"
"""Stands for the entity of what was not found."""


@dataclass(slots=True)
class Counts:
    """Rates over some of the spans and items."""

    covered: Rate = field(default_factory=Rate)
    touched: Rate = field(default_factory=Rate)
    kind: Rate = field(default_factory=Rate)
    precise: Rate = field(default_factory=Rate)
    acted: Rate = field(default_factory=Rate)
    leaking: Rate = field(default_factory=Rate)
    alarmed: Rate = field(default_factory=Rate)
    """Clean items in which anything was found."""
    trapped: Rate = field(default_factory=Rate)
    """Hard negatives in which anything was found."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A span that is not covered."""

    item: Item
    span: Span
    left: int
    """Characters that remain, blanks not counted."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A finding that touches no span, or stands in a clean item (also on the name of a public figure)."""

    item: Item
    message: int
    finding: Finding


@dataclass(slots=True)
class Scores:
    """All that is counted for one detector at one threshold."""

    threshold: float
    total: Counts = field(default_factory=Counts)
    labels: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    """By label: spans and findings only."""
    groups: dict[str, dict[str, Counts]] = field(default_factory=dict)
    """By field, then by its value."""
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Label and the entity that covers most of the span (`NOTHING` where nothing does)."""
    refused: int = 0
    """Items that the detector would not judge."""
    misses: list[Miss] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)


def score(items: Sequence[Item], found: Sequence[Found], threshold: float = THRESHOLD) -> Scores:
    """Count findings of at least ``threshold`` against the spans."""
    scores = Scores(threshold)
    for name in GROUPS:
        scores.groups[name] = defaultdict(Counts)
    for item, each in zip(items, found, strict=True):
        sure = each and tuple(tuple(one for one in part if one.score >= threshold) for part in each)
        mine = [scores.groups[name][value] for name in GROUPS if (value := getattr(item, name))]
        _count(scores, [scores.total, *mine], item, sure)
    return scores


def _count(scores: Scores, counts: list[Counts], item: Item, found: Found) -> None:
    scores.refused += found is None
    parts = found if found is not None else ((),) * len(item.texts)
    leaks = False
    for span in () if item.public_only else item.spans:
        leaks |= not _count_span(scores, counts, item, span, parts[span.message])
    for message, part in enumerate(parts):
        _count_findings(scores, counts, item, message, part)
    acted = found is None or any(parts)
    for each in counts:
        if item.personal:
            each.acted.add(acted)
            each.leaking.add(leaks and found is not None)
        else:
            each.alarmed.add(acted)
            if item.hard_negative:
                each.trapped.add(acted)


def _count_span(scores: Scores, counts: list[Counts], item: Item, span: Span, part: Sequence[Finding]) -> bool:
    """Count one span; whether it is covered."""
    text = item.texts[span.message]
    wanted = {at for at in range(span.start, span.end) if not text[at].isspace()}
    cover: dict[str, set[int]] = defaultdict(set)
    for finding in part:
        cover[finding.entity].update(range(max(span.start, finding.start), min(span.end, finding.end)))
    every = wanted.intersection(set().union(*cover.values()))
    own = wanted.intersection(set().union(*(cover[entity] for entity in entities_of(span.label) if entity in cover)))
    for each in (*counts, scores.labels[span.label]):
        each.covered.add(every == wanted)
        each.touched.add(bool(every))
        each.kind.add(own == wanted)
    most = max(cover, key=lambda entity: len(cover[entity] & wanted), default=NOTHING)
    scores.confusion[span.label, most if every else NOTHING] += 1
    if every != wanted:
        scores.misses.append(Miss(item, span, len(wanted - every)))
    return every == wanted


def _count_findings(scores: Scores, counts: list[Counts], item: Item, message: int, part: Sequence[Finding]) -> None:
    spans = sorted((span.start, span.end) for span in item.spans if span.message == message)
    starts = [start for start, _ in spans]
    for finding in part:
        before = bisect_right(starts, finding.end - 1)
        right = any(end > finding.start for _, end in spans[:before])
        if finding.entity not in NEVER_LABELLED:
            for each in (*counts, scores.labels[label_of(finding.entity)]):
                each.precise.add(right)
        if not item.personal or (not right and finding.entity not in NEVER_LABELLED):
            scores.alarms.append(Alarm(item, message, finding))


def confused(scores: Scores) -> Iterator[tuple[str, str, int]]:
    """Yield label, entity and count of what was found as something else, most frequent first."""
    for (label, entity), count in scores.confusion.most_common():
        if entity != NOTHING and entity not in entities_of(label):
            yield label, entity, count

"""The numbers as tables, for the terminal, for Markdown and for the HTML report alike."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from schleuse.evaluation.detector import Detector
from schleuse.evaluation.measure import Counts, Scores, confused
from schleuse.evaluation.rates import Rate
from schleuse.evaluation.verdicts import Verdicts
from schleuse.model import Action


@dataclass(frozen=True, slots=True)
class Table:
    """A title, headings and rows of text; the first column is left-aligned, all others right-aligned."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """One detector at one threshold."""

    name: str
    detector: Detector
    scores: Scores


def tables(columns: Sequence[Column], verdicts: Verdicts | None = None) -> Iterator[Table]:
    """Yield all tables; the first column is the one that the details are about."""
    yield _summary(columns)
    yield _labels(columns)
    own = columns[0].scores
    for name in own.groups:
        if own.groups[name]:
            yield _group(name, columns)
    if others := [(label, entity, str(count)) for label, entity, count in confused(own)]:
        yield Table("Found as something else", ("label", "mostly as", "spans"), others)
    if alarms := list(_alarmed(own)):
        yield Table("Clean items with a finding", ("item", "what the corpus says of it", "entities"), alarms)
    if verdicts is not None:
        yield from _policy(verdicts)


def percent(rate: Rate, *, interval: bool = False) -> str:
    """Return ``97.5 %`` or ``97.5 % [96.0–98.4]``, or a dash for a share of nothing."""
    if rate.share is None:
        return "–"
    bounds = rate.interval if interval else None
    return f"{rate.share:.1%}".replace("%", " %") + (
        f" [{bounds[0]:.1%}–{bounds[1]:.1%}]".replace("%", "") if bounds else ""
    )


_MEASURES: tuple[tuple[str, Callable[[Counts], Rate]], ...] = (
    ("spans covered", lambda counts: counts.covered),
    ("spans touched", lambda counts: counts.touched),
    ("spans covered by the right kind", lambda counts: counts.kind),
    ("findings right (precision)", lambda counts: counts.precise),
    ("items with data acted upon", lambda counts: counts.acted),
    ("items with data that leak", lambda counts: counts.leaking),
    ("clean items with a finding", lambda counts: counts.alarmed),
    ("hard negatives with a finding", lambda counts: counts.trapped),
)


def _summary(columns: Sequence[Column]) -> Table:
    rows = [
        (
            name,
            *(
                f"{percent(rate, interval=True)} {rate.hits}/{rate.of}"
                for rate in (measure(column.scores.total) for column in columns)
            ),
        )
        for name, measure in _MEASURES
    ]
    if any(column.scores.refused for column in columns):
        rows.append(("items refused", *(str(column.scores.refused) for column in columns)))
    rows.append(
        ("words a second of processor time", *(f"{column.detector.words_per_second:,.0f}" for column in columns))
    )
    return Table("All in all (with 95 % intervals)", ("", *(column.name for column in columns)), rows)


def _labels(columns: Sequence[Column]) -> Table:
    own, others = columns[0].scores, columns[1:]
    rows = []
    for label, counts in sorted(own.labels.items(), key=lambda pair: (-pair[1].covered.of, pair[0])):
        theirs = [column.scores.labels.get(label, Counts()) for column in others]
        rows.append(
            (
                label,
                str(counts.covered.of),
                percent(counts.covered, interval=True),
                percent(counts.touched),
                percent(counts.kind),
                str(counts.precise.of),
                percent(counts.precise),
                *(cell for each in theirs for cell in (percent(each.covered), percent(each.precise))),
            )
        )
    heads = ("label", "spans", "covered", "touched", "right\nkind", "findings", "right")
    return Table("By label", (*heads, *_beside(others, "covered", "right")), rows)


def _group(name: str, columns: Sequence[Column]) -> Table:
    own, others = columns[0].scores.groups[name], columns[1:]
    rows = []
    for value, counts in sorted(own.items(), key=lambda pair: (-pair[1].acted.of - pair[1].alarmed.of, pair[0])):
        rows.append(
            (
                value,
                str(counts.acted.of),
                percent(counts.acted),
                percent(counts.leaking),
                str(counts.covered.of),
                percent(counts.covered),
                percent(counts.precise),
                str(counts.alarmed.of),
                percent(counts.alarmed),
                *(percent(column.scores.groups[name][value].covered) for column in others),
            )
        )
    heads = (name, "with\ndata", "acted\nupon", "leak", "spans", "covered", "right", "clean", "false\nalarm")
    return Table(f"By {name}", (*heads, *_beside(others, "covered")), rows)


def _beside(others: Iterable[Column], *names: str) -> Iterator[str]:
    return (f"{column.name}:\n{name}" for column in others for name in names)


def _alarmed(scores: Scores) -> Iterator[tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    notes: dict[str, str] = {}
    for alarm in scores.alarms:
        if not alarm.item.personal:
            found[alarm.item.id].add(alarm.finding.entity)
            notes[alarm.item.id] = alarm.item.note
    for identity, entities in found.items():
        yield identity, notes[identity], ", ".join(sorted(entities))


def _policy(verdicts: Verdicts) -> Iterator[Table]:
    rows = [(kind, *(str(counts[action]) for action in Action)) for kind, counts in verdicts.actions.items()]
    yield Table(f"Under the policy {verdicts.policy}, sent to {verdicts.service}", ("", *Action), rows)
    rows = [
        (name, str(rate.hits), str(rate.of), percent(rate, interval=True))
        for name, rate in (
            ("items with data of which anything goes out", verdicts.leaking),
            ("clean items that are changed or held", verdicts.disturbed),
        )
    ]
    yield Table("What that means", ("", "items", "of", "share"), rows)

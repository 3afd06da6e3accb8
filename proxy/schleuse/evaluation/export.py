"""The numbers for programs: plain data for JSON. Holds ids and offsets, never a text of the corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from schleuse.evaluation.corpus import Item
from schleuse.evaluation.measure import Counts, Scores
from schleuse.evaluation.rates import Rate
from schleuse.evaluation.tables import Column
from schleuse.evaluation.verdicts import Verdicts

VERSION = 1
"""Of the format (docs/evaluate.md): fields may be added; none is renamed, removed or given another meaning."""


def export(corpus: str, items: Sequence[Item], columns: Sequence[Column], verdicts: Verdicts | None) -> dict[str, Any]:
    """Return everything that was measured."""
    result: dict[str, Any] = {
        "version": VERSION,
        "corpus": {
            "name": corpus,
            "items": len(items),
            "with_data": sum(item.personal for item in items),
            "spans": sum(len(item.spans) for item in items),
        },
        "detectors": [_detector(column) for column in columns],
    }
    if verdicts is not None:
        result["policy"] = {
            "name": verdicts.policy,
            "service": verdicts.service,
            "actions": {kind: dict(counts) for kind, counts in verdicts.actions.items()},
            "leaking": rate(verdicts.leaking),
            "disturbed": rate(verdicts.disturbed),
        }
    return result


def rate(value: Rate) -> dict[str, Any]:
    """Return a rate with its interval of 95 %; shares are 0 to 1, ``null`` of nothing."""
    low, high = value.interval or (None, None)
    return {"hits": value.hits, "of": value.of, "share": value.share, "low": low, "high": high}


def _detector(column: Column) -> dict[str, Any]:
    scores = column.scores
    return {
        "name": column.name,
        "description": column.detector.description,
        "threshold": scores.threshold,
        "words": column.detector.words,
        "words_per_second": round(column.detector.words_per_second, 1),
        "refused": scores.refused,
        "total": _counts(scores.total),
        "labels": _all_counts(scores.labels),
        "groups": {name: _all_counts(values) for name, values in scores.groups.items()},
        "confusion": [
            {"label": label, "entity": entity, "spans": count}
            for (label, entity), count in scores.confusion.most_common()
        ],
        **_places(scores),
    }


def _places(scores: Scores) -> dict[str, Any]:
    return {
        "misses": [
            {
                "id": miss.item.id,
                "message": miss.span.message,
                "start": miss.span.start,
                "end": miss.span.end,
                "label": miss.span.label,
                "left": miss.left,
            }
            for miss in scores.misses
        ],
        "alarms": [
            {
                "id": alarm.item.id,
                "message": alarm.message,
                "start": alarm.finding.start,
                "end": alarm.finding.end,
                "entity": alarm.finding.entity,
                "score": round(alarm.finding.score, 4),
                "recognizer": alarm.finding.recognizer,
            }
            for alarm in scores.alarms
        ],
    }


def _all_counts(counts: Mapping[str, Counts]) -> dict[str, Any]:
    return {name: _counts(each) for name, each in sorted(counts.items())}


def _counts(counts: Counts) -> dict[str, Any]:
    rates = {field.name: getattr(counts, field.name) for field in fields(counts)}
    return {name: rate(each) for name, each in rates.items() if each.of}

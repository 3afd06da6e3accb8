from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from schleuse.audit.record import (
    AuditEvent,
    duration_bucket,
    minute_of,
    new_reference,
    parse_reference,
    size_bucket,
)


def test_the_fields_are_exactly_those_that_may_be_kept() -> None:
    assert [field.name for field in fields(AuditEvent)] == [
        "reference", "minute", "unit", "service", "surface", "action", "reason", "rules", "policy_version", "counts",
        "size_bucket", "duration_bucket", "justification", "user",
    ]  # fmt: skip


def test_references_differ_and_can_be_typed_again() -> None:
    references = {new_reference() for _ in range(2000)}
    assert len(references) == 2000
    for reference in references:
        assert parse_reference(reference) == reference
        assert parse_reference(f"  {reference.lower().replace('-', ' ')} ") == reference


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("7f3k2-q9xmt", "7F3K2-Q9XMT"),
        ("O0oIl-11111", "00011-11111"),
        ("7F3K2Q9XMT", "7F3K2-Q9XMT"),
        ("7F3K2-Q9XM", None),
        ("7F3K2-Q9XMTA", None),
        ("7F3K2-Q9XMU", None),
        ("", None),
        ("ß" * 10, None),
        ("7" * 41, None),
    ],
)
def test_a_typed_reference(typed: str, reference: str | None) -> None:
    assert parse_reference(typed) == reference


def test_a_minute_is_utc_and_has_no_seconds() -> None:
    berlin = datetime(2026, 11, 24, 15, 4, 31, 999, tzinfo=timezone(timedelta(hours=1)))
    assert minute_of(berlin) == datetime(2026, 11, 24, 14, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "name"),
    [(0, "<1K"), (1023, "<1K"), (1024, "<10K"), (102_399, "<100K"), ((10 << 20) - 1, "<10M"), (10 << 20, ">=10M")],
)
def test_size_buckets(size: int, name: str) -> None:
    assert size_bucket(size) == name


@pytest.mark.parametrize(("seconds", "name"), [(0, "<50ms"), (0.05, "<200ms"), (0.99, "<1s"), (1, "<5s"), (5, ">=5s")])
def test_duration_buckets(seconds: float, name: str) -> None:
    assert duration_bucket(seconds) == name


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": "7F3K2"},
        {"minute": datetime(2026, 11, 24, 14, 4)},
        {"minute": datetime(2026, 11, 24, 14, 4, 1, tzinfo=UTC)},
        {"unit": "x" * 101},
        {"unit": "Amt\n50"},
        {"service": "Herr Mustermann"},
        {"rules": ("Max Mustermann",)},
        {"counts": {"max@example.org wohnt": 1}},
        {"surface": "x" * 101},
        {"policy_version": "a b"},
        {"size_bucket": "3011"},
        {"duration_bucket": "0.123"},
        {"rules": tuple(f"R{number}" for number in range(201))},
    ],
)
def test_an_event_refuses_what_could_carry_more(make_event: Callable[..., AuditEvent], changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        make_event(**changes)

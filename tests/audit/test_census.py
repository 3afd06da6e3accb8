from datetime import date

import pytest

from schleuse.audit.census import REST, Census


def test_a_unit_is_named_from_the_fifth_sender_of_the_day_on() -> None:
    day = date(2026, 11, 24)
    census = Census(lambda: 5, lambda: day)
    names = [census.see("Standesamt", sender, ())[0] for sender in "aaaabbbcccddd"]
    assert set(names) == {REST}
    assert census.see("Standesamt", "e", ())[0] == "Standesamt"
    assert census.see("Standesamt", "a", ())[0] == "Standesamt"
    assert census.see("Bauamt", "a", ())[0] == REST
    day = date(2026, 11, 25)
    assert census.see("Standesamt", "a", ())[0] == REST


def test_senders_are_counted_by_week_and_kind() -> None:
    day = date(2026, 11, 24)
    census = Census(lambda: 1, lambda: day)
    for sender in "abcab":
        _, senders = census.see("Bauamt", sender, ["IBAN_CODE"] if sender != "c" else [])
    assert senders == {"": 3, "IBAN_CODE": 2}
    day = date(2026, 11, 29)
    assert census.see("Bauamt", "d", ["IBAN_CODE"])[1] == {"": 4, "IBAN_CODE": 3}
    day = date(2026, 11, 30)
    assert census.see("Bauamt", "d", ["IBAN_CODE"])[1] == {"": 1, "IBAN_CODE": 1}


def test_who_cannot_be_told_apart_does_not_count() -> None:
    census = Census(lambda: 1)
    assert census.see("Bauamt", "", ["IBAN_CODE"]) == (REST, {"": 0, "IBAN_CODE": 0})


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schleuse.audit.census._LIMIT", 100)
    census = Census(lambda: 5)
    for number in range(1000):
        census.see("Bauamt", str(number), ["IBAN_CODE"])
    kept = sum(map(len, census._of_day.values())) + sum(map(len, census._of_week.values()))
    assert kept <= 103

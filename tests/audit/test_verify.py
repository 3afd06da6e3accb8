"""The chain, its checkpoints and the stand-alone check, on real stores and real exports."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from schleuse.audit.database import Database
from schleuse.audit.export import Export
from schleuse.audit.inserting import Entry, Inserter
from schleuse.audit.record import AuditEvent, minute_of, new_reference
from schleuse.audit.retention import Periods, delete_expired
from schleuse.audit.signing import SigningKey, open_key
from schleuse.audit.verify import Findings, verify
from schleuse.audit.writer import AuditWriter
from schleuse.model import SchleuseError

MakeEvent = Callable[..., AuditEvent]
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)


async def fill(url: str, key: SigningKey, events: list[AuditEvent]) -> None:
    writer = AuditWriter(url, inserter=Inserter(key.events))
    await writer.start()
    for event in events:
        await writer.record(event)
    await writer.close()


def exported(url: str, folder: Path) -> Path:
    reader = Export(url)
    path = folder / "export.jsonl"
    path.write_text("".join(line + "\n" for line in reader.lines()))
    reader.close()
    return path


def change(url: str, *statements: str) -> None:
    engine = Database(url).writer()
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def events(make_event: MakeEvent) -> list[AuditEvent]:
    return [make_event(minute=minute_of(NOW) - timedelta(days=days)) for days in (40, 35, 33, 20, 10, 5, 1)]


async def test_a_record_as_it_was_written(url: str, key: SigningKey, events: list[AuditEvent], tmp_path: Path) -> None:
    await fill(url, key, events)
    found = verify(exported(url, tmp_path))
    assert (found.problem, found.records, found.unsigned) == ("", 7, 7)
    delete_expired(url, Periods(), key, NOW)
    found = verify(exported(url, tmp_path), [key.public])
    assert found.problem == ""
    assert (found.records, found.deleted, found.unsigned) == (4 + 1, 3, 0), "four events and the note of the deletion"
    assert found.keys == {key.public}
    await fill(url, key, [replace(events[0], reference=new_reference())])  # goes on where it stopped
    assert verify(exported(url, tmp_path), [key.public]).unsigned == 1


async def test_links_of_the_deleted_go_once_a_checkpoint_stands_for_them(
    url: str, key: SigningKey, events: list[AuditEvent], tmp_path: Path, make_event: MakeEvent
) -> None:
    await fill(url, key, events)
    delete_expired(url, Periods(), key, NOW)
    later = NOW + timedelta(days=60)
    delete_expired(url, Periods(), key, later)
    lines = exported(url, tmp_path).read_text().splitlines()
    assert not [line for line in lines if f'"chain":"{key.events}"' in line and '"link"' in line]
    await fill(url, key, [make_event(minute=minute_of(later))])
    found = verify(exported(url, tmp_path), [key.public])
    assert (found.problem, found.links - found.records) == ("", 0)
    delete_expired(url, Periods(), key, later + timedelta(days=400))
    assert verify(exported(url, tmp_path), [key.public]).problem == ""


ALTERATIONS = {
    "a field": ("UPDATE event SET service = 'rz' WHERE reference = '{r}'", "{r} ({c} 5): altered"),
    "an action": ("UPDATE event SET action = 'allow' WHERE reference = '{r}'", "{r} ({c} 5): altered"),
    "a unit": ("UPDATE event SET unit = 'Bauamt' WHERE reference = '{r}'", "{r} ({c} 5): altered"),
    "a time": ("UPDATE event SET minute = '2026-11-20 10:00:00' WHERE reference = '{r}'", "{r} ({c} 5): altered"),
    "a count": ("UPDATE event_count SET count = 7 WHERE reference = '{r}'", "{r} ({c} 5): altered"),
    "a rule": ("DELETE FROM event_rule WHERE reference = '{r}'", "{r} ({c} 5): altered"),
    "left out": ("DELETE FROM event WHERE reference = '{r}'", "record ({c} 5): the record is gone, and no note says"),
    "with its link": (
        "DELETE FROM link WHERE chain = '{c}' AND seq = 5; DELETE FROM event WHERE reference = '{r}'",
        "({c} 6): link 5 of the chain is missing before it",
    ),
    "without its link": ("DELETE FROM link WHERE chain = '{c}' AND seq = 5", "link 5 of the chain is missing"),
    "the end": ("DELETE FROM event WHERE seq = 7; DELETE FROM link WHERE chain = '{c}' AND seq = 7", "ends at link 6"),
    "slipped in": (
        "INSERT INTO event (reference, minute, service, surface, action, reason, policy_version, size_bucket,"
        " duration_bucket, chain, seq, salt) SELECT 'AAAAA-AAAAA', minute, service, surface, action, reason,"
        " policy_version, size_bucket, duration_bucket, chain, 99, salt FROM event WHERE reference = '{r}'",
        "AAAAA-AAAAA: stands in the record, but in no chain",
    ),
    "a checkpoint": ("UPDATE checkpoint SET minute = '2026-01-01 00:00:00'", "the signature does not fit"),
    "a note": ("UPDATE note SET body = '{{}}'", "record ("),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
async def test_the_first_altered_record_is_named(
    url: str, key: SigningKey, events: list[AuditEvent], tmp_path: Path, alteration: str
) -> None:
    await fill(url, key, events)
    delete_expired(url, Periods(), key, NOW)
    assert verify(exported(url, tmp_path)).problem == ""
    statements, expected = ALTERATIONS[alteration]
    names = {"r": events[4].reference, "c": key.events}
    change(url, *statements.format(**names).split("; "))
    problem = verify(exported(url, tmp_path)).problem
    assert expected.format(**names) in problem


async def test_an_event_rewritten_with_its_whole_chain_breaks_the_signature(
    sqlite_url: str, key: SigningKey, events: list[AuditEvent], tmp_path: Path
) -> None:
    """Who can write the store, but has no key: everything is computed anew, as the gateway would."""
    from schleuse.audit.chain import GENESIS, digest_of, leaf_of

    await fill(sqlite_url, key, events)
    delete_expired(sqlite_url, Periods(events_days=100), key, NOW)
    path = exported(sqlite_url, tmp_path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    before = GENESIS
    for line in lines[1:]:
        if line["type"] == "link" and line["chain"] == key.events:
            line["record"]["action"] = "allow"
            line["leaf"] = leaf_of(line["salt"], line["record"])
            line["digest"] = before = digest_of(before, line["seq"], line["leaf"])
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert f"{events[-1].reference} ({key.events} 7): not what was signed" in verify(path).problem


async def test_another_key_and_a_chain_that_is_not_there(
    sqlite_url: str, key: SigningKey, events: list[AuditEvent], tmp_path: Path
) -> None:
    await fill(sqlite_url, key, events)
    other = open_key(tmp_path / "other.pem")
    assert f"key {other.public}: nothing in this file" in verify(exported(sqlite_url, tmp_path), [other.public]).problem
    delete_expired(sqlite_url, Periods(), key, NOW)
    path = exported(sqlite_url, tmp_path)
    assert "none of the keys given" in verify(path, [other.public]).problem
    assert "nothing in this file is signed by it" in verify(path, [key.public, other.public]).problem


async def test_two_gateways_on_one_store(url: str, key: SigningKey, make_event: MakeEvent, tmp_path: Path) -> None:
    other = open_key(tmp_path / "other.pem")
    writers = [AuditWriter(url, inserter=Inserter(each.events)) for each in (key, other, other)]
    for writer in writers:
        await writer.start()
    await asyncio.gather(*(writers[index % 3].record(make_event()) for index in range(90)))
    for writer in writers:
        await writer.close()
    for each in (key, other):
        delete_expired(url, Periods(), each)
    found = verify(exported(url, tmp_path), [key.public, other.public])
    assert found == Findings(links=90, records=90, checkpoints=2, keys={key.public, other.public})


async def test_what_stays_of_the_deleted_says_nothing(
    sqlite_url: str, key: SigningKey, make_event: MakeEvent, tmp_path: Path
) -> None:
    """The same event twice leaves different links: without its salt nobody can try what it was."""
    event = make_event(minute=minute_of(NOW))
    await fill(sqlite_url, key, [event])
    first = exported(sqlite_url, tmp_path).read_text()
    change(sqlite_url, "DELETE FROM event", "DELETE FROM link")
    await fill(sqlite_url, key, [event])
    leaf = lambda text: json.loads(text.splitlines()[1])["leaf"]  # noqa: E731
    assert leaf(first) != leaf(exported(sqlite_url, tmp_path).read_text())


def test_the_key_is_for_the_gateway_alone_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    first = open_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_key(path).public == first.public
    path.write_text("nothing")
    with pytest.raises(SchleuseError, match=r"key\.pem: the key of the record cannot be used"):
        open_key(path)


@pytest.mark.parametrize(
    "content", ["", "x", "{}\n", '{"format":"ki-schleuse-record","version":1}\n[]\n', "[" * 100_000, "\xff"]
)
def test_a_file_that_is_no_export(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file"
    path.write_text(content, encoding="latin-1")
    if content == "":
        assert verify(path, ["00" * 32]).problem
        return
    with pytest.raises(SchleuseError, match="file"):
        verify(path)


def test_a_line_that_lacks_a_field(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for line in ('{"type":"link"}', '{"type":"checkpoint","chain":1}', '{"type":"link","chain":"a","seq":"x"}', "{}"):
        path.write_text('{"format":"ki-schleuse-record","version":1}\n' + line + "\n")
        with pytest.raises(SchleuseError, match="lacks a field"):
            verify(path)


async def test_who_a_user_is_stays_within_two_seals(
    url: str, make_event: MakeEvent, tmp_path: Path, key: SigningKey
) -> None:
    from schleuse.audit.identity import DSB, STAFF_COUNCIL, MonthKey, make_half, open_inner, open_outer
    from schleuse.audit.inserting import read_halves

    writer = AuditWriter(url, inserter=Inserter(key.events, MonthKey(tmp_path / "month.json")))
    await writer.start()
    before = make_event()
    await writer.record(Entry(before, user="petra.beispiel"))
    halves = {DSB: make_half("Kiesel am Ufer 7"), STAFF_COUNCIL: make_half("Weide am Bach 12")}
    engine = Database(url).writer()
    rows: list[dict[str, Any]] = []
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT pseudonym FROM event")) is None, (
            "nobody is recorded before both have keys"
        )
        for role, half in halves.items():
            connection.execute(
                text("INSERT INTO key_half VALUES (:role, :public, :private, :salt, :at)"),
                {
                    "role": role,
                    "public": half.public_key,
                    "private": half.private_key,
                    "salt": half.salt,
                    "at": datetime(2026, 1, 1),
                },
            )
        assert read_halves(connection) == halves
    events = [make_event() for _ in range(3)]
    for event, user in zip(events, ("petra.beispiel", "Petra.Beispiel", "otto.muster"), strict=True):
        await writer.record(Entry(event, user=user))
    await writer.close()
    with engine.begin() as connection:
        rows = [dict(row._mapping) for row in connection.execute(text("SELECT reference, pseudonym FROM event"))]
        sealed = dict(connection.execute(text("SELECT pseudonym, sealed FROM identity")).all())  # type: ignore[arg-type]
    engine.dispose()
    names = {row["reference"]: row["pseudonym"] for row in rows}
    assert names[events[0].reference] == names[events[1].reference] != names[events[2].reference]
    box = sealed[names[events[2].reference]]
    assert len({len(each) for each in sealed.values()}) == 1, "the length of a name tells nothing"
    assert open_inner(box, halves[DSB], "Kiesel am Ufer 7") is None, "the DSB alone sees nothing"
    assert open_outer(box, halves[STAFF_COUNCIL], "falsch falsch falsch") is None
    inner = open_outer(box, halves[STAFF_COUNCIL], "Weide am Bach 12")
    assert inner
    assert open_inner(inner, halves[DSB], "falsch falsch falsch") is None
    assert open_inner(inner, halves[DSB], "Kiesel am Ufer 7") == "otto.muster"
    path = exported(url, tmp_path)
    assert verify(path).problem == ""
    assert b"muster" not in path.read_bytes()


def test_the_key_of_a_month_is_overwritten(tmp_path: Path) -> None:
    from datetime import date

    from schleuse.audit.identity import MonthKey

    day = date(2026, 11, 30)
    path = tmp_path / "month.json"
    key = MonthKey(path, lambda: day)
    november, month = key.pseudonym("otto")
    assert month == date(2026, 11, 1)
    assert MonthKey(path, lambda: day).pseudonym("otto") == (november, month)
    kept = path.read_text()
    day = date(2026, 12, 1)
    assert key.pseudonym("otto")[0] != november
    assert json.loads(kept)["key"] not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600

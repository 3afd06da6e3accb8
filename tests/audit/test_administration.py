from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from schleuse.audit import totp
from schleuse.audit.accounts import Account, AccountError, Role
from schleuse.audit.administration import Administration
from schleuse.audit.notes import NoteKind, Notes
from schleuse.audit.oversight import Oversight, Verdict
from schleuse.audit.record import AuditEvent
from schleuse.audit.statistics import Statistics
from schleuse.audit.writer import AuditWriter

PASSWORD = "Kiesel-am-Ufer-7"


class Clock:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def accounts(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Administration]:
    monkeypatch.setattr("schleuse.audit.accounts.PasswordHasher", lambda: PasswordHasher(1, 8, 1))
    writer = AuditWriter(url)
    await writer.start()
    accounts = Administration(url, clock=Clock())
    accounts.create("anna", PASSWORD, Role.ADMIN)
    yield accounts
    accounts.close()
    await writer.close()


async def test_someone_is_invited_and_sets_a_password_once(accounts: Administration, url: str) -> None:
    token = accounts.invite("paul", Role.STAFF_COUNCIL, "anna")
    with pytest.raises(AccountError, match="password_length"):
        accounts.accept(token, "kurz")
    assert accounts.invited(token) == Account("paul", Role.STAFF_COUNCIL)
    assert accounts.accept(token, PASSWORD) == Account("paul", Role.STAFF_COUNCIL)
    assert accounts.accept(token, PASSWORD) is None
    session = accounts.sign_in("paul", PASSWORD)
    assert session
    assert accounts.session(session) == Account("paul", Role.STAFF_COUNCIL)
    again = accounts.invite("paul", Role.DSB, "anna")
    assert accounts.accept(again, PASSWORD + "x") == Account("paul", Role.DSB)
    assert accounts.session(session) is None
    notes = Notes(url)
    assert [note.body["what"] for note in notes.latest(NoteKind.ACCOUNT)][::-1][0] == "invited as personalrat"
    notes.close()


async def test_a_link_ends(accounts: Administration) -> None:
    token = accounts.invite("paul", Role.DSB, "anna")
    newer = accounts.invite("paul", Role.DSB, "anna")
    assert accounts.invited(token) is None
    accounts.now = lambda: Clock.now + timedelta(hours=25)  # type: ignore[method-assign]
    assert accounts.accept(newer, PASSWORD) is None


async def test_the_last_administrator_stays(accounts: Administration) -> None:
    assert not accounts.remove("anna", "anna")
    accounts.create("paul", PASSWORD, Role.ADMIN)
    session = accounts.sign_in("anna", PASSWORD)
    assert accounts.remove("anna", "paul")
    assert accounts.session(session or "") is None
    assert [each.name for each in accounts.everybody()] == ["paul"]
    assert not accounts.remove("nobody", "paul")


async def test_a_second_factor(accounts: Administration) -> None:
    secret = totp.new_secret()
    step = int(Clock.now.timestamp()) // 30
    assert not accounts.set_code("anna", secret, "000000")
    assert accounts.set_code("anna", secret, totp.code_of(secret, step))
    assert accounts.has_code("anna")
    assert accounts.sign_in("anna", PASSWORD) is None
    assert accounts.sign_in("anna", PASSWORD, totp.code_of(secret, step)) is None, "it was used to set it up"
    assert accounts.sign_in("anna", PASSWORD, totp.code_of(secret, step + 1))
    assert accounts.sign_in("anna", PASSWORD, totp.code_of(secret, step + 1)) is None
    assert accounts.everybody()[0].has_code


async def test_guessing_codes_locks_the_account(accounts: Administration) -> None:
    secret = totp.new_secret()
    step = int(Clock.now.timestamp()) // 30
    accounts.set_code("anna", secret, totp.code_of(secret, step))
    for _ in range(10):
        assert accounts.sign_in("anna", PASSWORD, "000000") is None
    assert accounts.everybody()[0].locked
    assert accounts.sign_in("anna", PASSWORD, totp.code_of(secret, step + 1)) is None


async def test_a_new_password_ends_all_sessions(accounts: Administration) -> None:
    session = accounts.sign_in("anna", PASSWORD) or ""
    assert not accounts.change_password("anna", "falsch-falsch-falsch", PASSWORD + "x")
    assert accounts.change_password("anna", PASSWORD, PASSWORD + "x")
    assert accounts.session(session) is None
    assert accounts.sign_in("anna", PASSWORD + "x")


async def test_reports_and_assessments(url: str, make_event, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    writer = AuditWriter(url)
    await writer.start()
    event: AuditEvent = make_event(rules=("R1", "R2"))
    await writer.record(event)
    oversight = Oversight(url, "unsigned-n")
    assert oversight.report_false_alarm(event.reference)
    assert not oversight.report_false_alarm(event.reference)
    assert not oversight.report_false_alarm("AAAAA-AAAAA")
    assert oversight.is_reported(event.reference)
    statistics = Statistics(url)
    today = event.minute.astimezone().date()
    assert statistics.day(today).false_alarms == {"R1": 1, "R2": 1}
    assert statistics.day(today).requests == 1
    oversight.assess(today, "openai-api", "findings", Verdict.NO_RISK, "dora")
    oversight.assess(today, "openai-api", "findings", Verdict.NOTIFIED, "dora")
    (found,) = oversight.assessments(today).items()
    assert (found[0], found[1].verdict) == ((today, "openai-api", "findings"), Verdict.NOTIFIED)
    statistics.close()
    oversight.close()
    await writer.close()

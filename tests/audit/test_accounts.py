import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from schleuse.audit.accounts import Account, AccountError, Accounts, Role
from schleuse.audit.database import StoreError
from schleuse.audit.writer import AuditWriter

PASSWORD = "Kiesel-am-Ufer-7"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real parameters take 50 ms each; the last test uses them."""
    monkeypatch.setattr("schleuse.audit.accounts.PasswordHasher", lambda: PasswordHasher(1, 8, 1))


@pytest.fixture
async def accounts(url: str, clock: Clock) -> AsyncIterator[Accounts]:
    writer = AuditWriter(url)
    await writer.start()
    result = Accounts(url, clock=clock)
    yield result
    result.close()
    await writer.close()


def test_the_first_login_link_works_once(accounts: Accounts) -> None:
    token = accounts.first_login_token()
    assert token
    assert accounts.is_empty()
    assert accounts.is_first_login(token)
    assert not accounts.is_first_login(token + "x")
    assert accounts.create_first(token, " anna ", PASSWORD) == Account("anna", Role.ADMIN)
    assert not accounts.is_empty()
    assert not accounts.is_first_login(token)
    assert accounts.create_first(token, "berta", PASSWORD) is None
    assert accounts.first_login_token() is None


def test_a_later_link_voids_the_earlier(accounts: Accounts) -> None:
    first, second = accounts.first_login_token(), accounts.first_login_token()
    assert first
    assert second
    assert not accounts.is_first_login(first)
    assert accounts.is_first_login(second)


def test_a_link_expires(accounts: Accounts, clock: Clock) -> None:
    token = accounts.first_login_token()
    assert token
    clock.now += timedelta(hours=24)
    assert not accounts.is_first_login(token)
    assert accounts.create_first(token, "anna", PASSWORD) is None


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("", PASSWORD, "name_invalid"),
        ("x" * 65, PASSWORD, "name_invalid"),
        ("an\nna", PASSWORD, "name_invalid"),
        ("anna", "zu kurz", "password_length"),
        ("anna", "x" * 257, "password_length"),
        ("anna", "aaaaaaaaaaaaaa", "password_simple"),
        ("anna.musterfrau", "Anna.Musterfrau", "password_simple"),
    ],
)
def test_what_cannot_be_name_or_password(accounts: Accounts, name: str, password: str, code: str) -> None:
    token = accounts.first_login_token()
    assert token
    with pytest.raises(AccountError) as error:
        accounts.create_first(token, name, password)
    assert error.value.code == code
    assert accounts.is_first_login(token), "the link stays good after a slip"


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    accounts.create("anna", PASSWORD, Role.DSB)
    with pytest.raises(AccountError, match="name_taken"):
        accounts.create("anna", PASSWORD, Role.ADMIN)


def test_a_session_from_sign_in_to_sign_out(accounts: Accounts) -> None:
    accounts.create("anna", PASSWORD, Role.DSB)
    assert accounts.sign_in("anna", PASSWORD + "x") is None
    assert accounts.sign_in("berta", PASSWORD) is None
    assert accounts.sign_in("anna", "") is None
    token = accounts.sign_in("anna", PASSWORD)
    assert token
    assert accounts.session(token) == Account("anna", Role.DSB)
    assert accounts.session("x") is None
    accounts.sign_out(token)
    assert accounts.session(token) is None


def test_a_session_expires(accounts: Accounts, clock: Clock) -> None:
    accounts.create("anna", PASSWORD, Role.DSB)
    token = accounts.sign_in("anna", PASSWORD)
    assert token
    clock.now += timedelta(hours=7, minutes=59)
    assert accounts.session(token)
    clock.now += timedelta(minutes=1)
    assert accounts.session(token) is None


def test_ten_failures_lock_for_a_quarter_of_an_hour(accounts: Accounts, clock: Clock) -> None:
    accounts.create("anna", PASSWORD, Role.DSB)
    for _ in range(9):
        accounts.sign_in("anna", "falsch-falsch-falsch")
    assert accounts.sign_in("anna", PASSWORD), "nine are forgiven"
    for _ in range(10):
        accounts.sign_in("anna", "falsch-falsch-falsch")
    assert accounts.sign_in("anna", PASSWORD) is None
    clock.now += timedelta(minutes=14, seconds=59)
    assert accounts.sign_in("anna", PASSWORD) is None
    clock.now += timedelta(seconds=1)
    assert accounts.sign_in("anna", PASSWORD)


async def test_the_store_holds_no_password_and_no_token(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'audit.sqlite3'}"
    writer = AuditWriter(url)
    await writer.start()
    accounts = Accounts(url)
    first = accounts.first_login_token()
    assert first
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert accounts.create_first(first, "anna", PASSWORD)
    session = accounts.sign_in("anna", PASSWORD)
    assert session
    on_disk += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"anna" in on_disk
    for secret in (first, session, PASSWORD):
        assert secret.encode() not in on_disk
    accounts.close()
    await writer.close()


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    accounts = Accounts(f"sqlite:///{tmp_path / 'gone' / 'audit.sqlite3'}")
    with pytest.raises(StoreError, match="cannot be read"):
        accounts.session("x")
    with pytest.raises(StoreError, match="cannot be written"):
        accounts.first_login_token()
    accounts.close()


async def test_real_hashes_take_the_same_time_for_unknown_names(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schleuse.audit.accounts.PasswordHasher", PasswordHasher)
    writer = AuditWriter(sqlite_url)
    await writer.start()
    accounts = Accounts(sqlite_url)
    accounts.create("anna", PASSWORD, Role.DSB)

    def seconds(name: str, password: str) -> float:
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            assert accounts.sign_in(name, password) is None
            best = min(best, time.perf_counter() - start)
        return best

    unknown = seconds("berta", "falsch-falsch-falsch")
    assert unknown > 0.5 * seconds("anna", "falsch-falsch-falsch")
    assert unknown > 0.5 * seconds("anna", "x")
    accounts.close()
    await writer.close()

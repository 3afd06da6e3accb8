from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from schleuse.audit.administration import Administration
from schleuse.audit.writer import AuditWriter
from tests.dashboard.house import House


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr("schleuse.audit.accounts.PasswordHasher", lambda: PasswordHasher(1, 8, 1))
    url = f"sqlite:///{tmp_path / 'audit.sqlite3'}"
    writer = AuditWriter(url)
    await writer.start()
    accounts = Administration(url)
    yield House(url, writer, accounts)
    accounts.close()
    await writer.close()

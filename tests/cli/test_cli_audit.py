"""``schleuse audit`` as an operator and an auditor use it: on the store of a gateway, and on a file alone."""

import asyncio
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schleuse.audit.inserting import Inserter
from schleuse.audit.record import event_of, new_reference
from schleuse.audit.signing import open_key
from schleuse.audit.writer import AuditWriter
from schleuse.cli import app
from schleuse.model import Action, Decision, Reason, SchleuseError

RUN = CliRunner()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    key = open_key(tmp_path / "record-key.pem")

    async def fill() -> None:
        writer = AuditWriter(f"sqlite:///{tmp_path / 'audit.sqlite3'}", inserter=Inserter(key.events))
        await writer.start()
        for _ in range(3):
            await writer.record(event_of(new_reference(), Decision(Action.BLOCK, Reason.FILE), "chatgpt", "", 10))
        await writer.close()

    asyncio.run(fill())
    path = tmp_path / "schleuse.yaml"
    path.write_text(f"data_dir: {tmp_path}\n")
    return path


def test_an_export_is_checked_without_the_store(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "protokoll.jsonl"
    done = RUN.invoke(app, ["audit", "export", str(output), "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    (tmp_path / "audit.sqlite3").unlink()
    done = RUN.invoke(app, ["audit", "verify", str(output)])
    assert done.exit_code == 0, done.output
    assert "3 records as they were written" in done.output
    lines = output.read_text().splitlines()
    output.write_text("\n".join([lines[0], lines[1], lines[2].replace('"block"', '"allow"'), lines[3]]) + "\n")
    done = RUN.invoke(app, ["audit", "verify", str(output)])
    assert done.exit_code == 1
    assert "ALTERED: " in done.output
    assert " 2): altered" in done.output


def test_a_file_that_is_there_is_not_overwritten(config: Path, tmp_path: Path) -> None:
    output = tmp_path / "protokoll.jsonl"
    output.write_text("mine")
    done = RUN.invoke(app, ["audit", "export", str(output), "--config", str(config)])
    assert isinstance(done.exception, SchleuseError)
    assert "file exists" in str(done.exception)
    assert output.read_text() == "mine"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["audit", "verify", str(tmp_path / "gone")])
    assert isinstance(done.exception, SchleuseError)

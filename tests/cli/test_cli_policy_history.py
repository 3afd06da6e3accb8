"""``schleuse policy approve`` and ``history`` with a real record and a real account."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from schleuse.audit.accounts import Accounts, Role
from schleuse.audit.database import Database
from schleuse.cli import app
from schleuse.settings import load_settings

PASSWORD = "ein langes Kennwort"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "policy.yaml").write_text("version: 1\nextends: kommune\n", encoding="utf-8")
    path = tmp_path / "schleuse.yaml"
    lines = f"data_dir: {tmp_path}\npolicy: {{path: {tmp_path / 'policy.yaml'}, approval: second_person}}\n"
    path.write_text(lines, encoding="utf-8")
    url = load_settings(path).audit_url
    database = Database(url)
    database.migrate(database.writer())
    accounts = Accounts(url)
    for name in ("rita.recht", (tmp_path / "policy.yaml").owner()):
        accounts.create(name, PASSWORD, Role.DSB)
    accounts.close()
    return path


def invoke(config: Path, *arguments: str, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(app, ["policy", *arguments, "--config", str(config)], input=f"{password}\n")


def test_a_second_person_approves(config: Path) -> None:
    wrong = invoke(config, "approve", "--account", "rita.recht", password="falsch")
    assert wrong.exit_code == 2
    assert "nicht freigegeben" in invoke(config, "history").output
    author = (config.parent / "policy.yaml").owner()
    alone = invoke(config, "approve", "--account", author)
    assert alone.exit_code == 2
    assert "second person" in alone.output
    done = invoke(config, "approve", "--account", "rita.recht")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    listed = invoke(config, "history").output
    assert "freigegeben von rita.recht" in listed
    version = listed.split()[0]
    assert "+ rules.K01-secrets.do" in invoke(config, "history", version).output
    assert invoke(config, "history", "0" * 12).exit_code == 2

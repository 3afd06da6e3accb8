"""``schleuse lists``: from a plain list to what ``schleuse scan`` finds."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from schleuse.cli import app

runner = CliRunner()
OWN = """\
version: 1
key_file: own.key
lists:
  - {id: projects, title: {de: Projekte, en: projects}, file: projects.hashes}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "projects.txt").write_text("Leuchtfeuer Hafenkante\n")
    return tmp_path


def build(folder: Path, *options: str) -> object:
    target = str(folder / "projects.hashes")
    return runner.invoke(app, ["lists", "build", str(folder / "projects.txt"), "--out", target, *options])


def test_build_check_and_scan(folder: Path) -> None:
    result = build(folder, "--entity", "OWN_PROJECT")
    assert result.exit_code == 0
    assert "neuer Schlüssel" in result.stdout
    assert "1 Einträge, 1 Schreibweisen als OWN_PROJECT" in result.stdout
    assert (folder / "own.key").stat().st_mode & 0o777 == 0o600
    again = build(folder, "--entity", "OWN_PROJECT")
    assert "neuer Schlüssel" not in again.stdout, "the key is kept"
    (folder / "own.yaml").write_text(OWN)
    checked = runner.invoke(app, ["lists", "check", str(folder / "own.yaml")])
    assert "in Ordnung – 1 Muster und Listen" in checked.stdout
    settings = folder / "schleuse.yaml"
    settings.write_text(f"detection: {{model: embedded, own: {folder / 'own.yaml'}}}\n")
    scanned = runner.invoke(app, ["scan", "--config", str(settings), "Was kostet leuchtfeuer-hafenkante?"])
    assert "Angabe" in scanned.stdout
    assert "Platzhalter" in scanned.stdout
    (folder / "own.key").write_text("00" * 32)
    broken = runner.invoke(app, ["scan", "--config", str(settings), "Text"])
    assert "own.yaml:4:" in str(broken.exception)
    assert "another key" in str(broken.exception)


def test_faults_are_told_with_their_line(folder: Path) -> None:
    (folder / "projects.txt").write_text("Leuchtfeuer Hafenkante\nAxt\n")
    assert "projects.txt:2: fewer than" in str(build(folder, "--entity", "OWN_PROJECT").exception)
    skipped = build(folder, "--entity", "OWN_PROJECT", "--skip")
    assert skipped.exit_code == 0
    assert "ausgelassen" in skipped.stderr
    assert "OWN_PROJECT" not in str(build(folder, "--entity", "OWN-PROJECT").stdout)
    assert "there is no entity" in str(build(folder, "--entity", "OWN-PROJECT").exception)

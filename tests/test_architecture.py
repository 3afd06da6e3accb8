"""The house stands as it was designed: import rules, lint, format and types, each a test of its own."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))
MAX_LINES = 320
"""About 250 is where one looks for the second noun in a file; tables of words may be longer."""
TABLES = {"entities.py", "model.py"}


@pytest.mark.parametrize(
    "command",
    [["lint-imports", "--no-cache"], ["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
    ids=["imports", "lint", "format", "types"],
)
def test_check(command: list[str]) -> None:
    done = subprocess.run([SCRIPTS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_has_outgrown_its_noun() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "proxy" / "schleuse").rglob("*.py"))
        if path.name not in TABLES and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}

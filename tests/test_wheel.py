"""The built wheel is whole: installed into an empty environment outside the repository, it scans a text."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **options: str) -> str:
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV", "SCHLEUSE"))
    }
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (file,) = folder.glob("*.whl")
    return file


def test_wheel_holds_rules_model_and_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("schleuse/rules/policies/kommune.yaml", "schleuse/rules/messages/de.yaml", "schleuse/py.typed"):
        assert part in names
    assert any(name.startswith("schleuse/rules/services/") for name in names)
    assert any(name.startswith("schleuse/models/de_schleuse/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "demo/", "benchmarks/"))]


def test_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "-c", ROOT / "constraints.txt", wheel, cwd=tmp_path)  # fmt: skip
    schleuse = tmp_path / "venv" / "bin" / "schleuse"
    line = json.dumps({"id": "1", "text": "Bitte schreiben Sie Frau Petra Sommerfeld, Steuer-ID 86 095 742 719."})
    result = json.loads(run(schleuse, "scan", "--jsonl", cwd=tmp_path, input=line + "\n"))
    assert result["id"] == "1"
    assert result["action"] == "block"
    assert {"PERSON", "DE_TAX_ID"} <= {finding["entity"] for finding in result["findings"]}
    where = run(python, "-c", "import schleuse; print(schleuse.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(tmp_path)

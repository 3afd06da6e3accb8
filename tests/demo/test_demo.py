"""`make demo`, as a newcomer starts it: what it prints, how it ends, and that it notices when something goes wrong."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from demo.gateway_process import STOP_SECONDS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
WIDTH = 50


README_WIDTH = 80


def start(*arguments: str, width: int = WIDTH) -> subprocess.Popen[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("COV_", "COVERAGE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "demo.run", *arguments],
        cwd=ROOT,
        env={**clean, "COLUMNS": str(width)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def steady(output: str) -> str:
    """Blank out what differs from run to run."""
    output = re.sub(r"\(\d+\.\d s\)", "(… s)", output)
    output = re.sub(r"(Starting the gateway.*) … \d+ s\n", "", output)
    output = re.sub(r"Vorgang [0-9A-Z-]+", "Vorgang …", output)
    return re.sub(r"127\.0\.0\.1:\d+|(?<=erstanmeldung/)\S+|/tmp/\S+", "…", output)


def test_once_shows_five_scenes_and_ends_well_in_a_narrow_window() -> None:
    process = start("--once")
    output, _ = process.communicate(timeout=180)
    assert process.returncode == 0, output
    assert "5 of 5 scenes went as they should." in output
    assert "✗" not in output
    for text in ("[PERSON_1]", "Kurz angehalten", "— nothing —", "IONOS AI Model Hub", "Personalakte"):
        assert text in output
    assert max(map(len, output.splitlines())) <= WIDTH


def test_it_fails_when_an_outcome_is_not_as_expected() -> None:
    process = start("--once", "--policy", "rules/policies/pilot.yaml")
    output, _ = process.communicate(timeout=180)
    assert process.returncode == 1, output
    assert "✗ the vendor received nothing" in output


def test_a_gateway_that_cannot_start_is_explained(tmp_path: Path) -> None:
    policy = tmp_path / "broken.yaml"
    policy.write_text("version: 1\nrules: 5\n")
    process = start("--once", "--policy", str(policy))
    output, _ = process.communicate(timeout=180)
    assert process.returncode == 1, output
    assert "broken.yaml:2:" in output.replace("\n", "")


def test_it_stays_up_and_ctrl_c_ends_it_without_force() -> None:
    process = start(width=README_WIDTH)
    try:
        lines: list[str] = []
        assert process.stdout
        while not lines or "stays up until Ctrl-C" not in lines[-1]:
            line = process.stdout.readline()
            assert line, "".join(lines)
            lines.append(line)
        output = "".join(lines)
        shown = steady(output.partition("Everything stays")[0]).strip()
        assert shown in steady(README.read_text(encoding="utf-8")), f"README.md shows something else than:\n{shown}"
        links = re.findall(r"http://127\.0\.0\.1:\d+\S*", output)
        dashboard, first_login = links[0], links[1]
        assert httpx.get(dashboard).status_code == 200
        assert "/erstanmeldung/" in first_login
        assert httpx.get(first_login).status_code == 200
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        process.wait(10)
        assert time.monotonic() - started < STOP_SECONDS
        assert process.returncode == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(dashboard)
    finally:
        process.kill()
        process.communicate()

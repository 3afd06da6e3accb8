"""The worker program by itself, spoken to over its pipes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from schleuse import pipes
from schleuse.detection import frames

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(sys.modules["schleuse"].__file__).parents[1])}


def start(*arguments: str, parent: int | None = None) -> subprocess.Popen:
    command = [sys.executable, "-P", "-m", "schleuse.detection.worker", *arguments]
    return subprocess.Popen(
        [*command, f"--parent={os.getpid() if parent is None else parent}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )


def test_a_conversation():
    with start("--model=embedded") as worker:
        kind, version, description = pipes.read(worker.stdout)
        assert kind == frames.READY
        assert version in description

        def ask(*fields: bytes) -> list[bytes]:
            worker.stdin.write(pipes.pack(fields))
            worker.stdin.flush()
            return pipes.read(worker.stdout)

        text = b"IBAN DE02 1203 0000 0000 2020 51"
        ok, found, nothing = ask(frames.TEXTS, text, b"")
        assert (ok, nothing) == (frames.OK, b"")
        assert [finding.entity for finding in frames.decode_findings(found)] == ["IBAN_CODE"]
        ok, candidates = ask(frames.PIECES, text)
        assert ask(frames.WHOLE, text, b"0 32 0 32", candidates) == [frames.OK, found]
        assert ask(frames.WHOLE, text, b"nonsense", candidates) == [frames.FAILED, b"detector_failed", b"ValueError"]
        assert ask(frames.TEXTS, b"\xff") == [frames.FAILED, b"detector_failed", b"UnicodeDecodeError"]
        worker.stdin.close()
        assert worker.wait(5) == 0
        assert worker.stderr.read() == b""


def test_without_its_parent_it_does_not_even_start():
    with start(parent=1) as worker:
        assert worker.wait(10) == 1
        assert worker.stdout.read() == b""


@pytest.mark.parametrize("stray", ["print('stray')", "os.write(1, b'stray')", "os.system('echo stray')"])
def test_what_prints_does_not_disturb(stray):
    code = (
        "import os, sys; from schleuse import pipes; from schleuse.detection import worker\n"
        f"requests, answers = pipes.take_pipes(); {stray}; sys.stdout.flush()\n"
        "assert sys.stdin.read() == ''; worker._send(answers, [requests.read()])"
    )
    run = subprocess.run([sys.executable, "-c", code], input=b"in", capture_output=True, env=ENVIRONMENT, check=True)
    assert run.stdout == pipes.pack([b"in"])
    assert run.stderr.strip() == b"stray"

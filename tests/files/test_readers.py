"""The workers: files are read in processes that may die, hang or eat memory, and the caller does not notice more."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schleuse.files.readers import FileReaders
from schleuse.model import InspectionError, Reason
from schleuse.settings import FileSettings
from tests.e2e.running import process_state
from tests.files.documents import CLEAN, TAX, pdf, places, unread, word, zipped


@pytest.fixture
async def readers() -> AsyncIterator[FileReaders]:
    readers = FileReaders(FileSettings(workers=1, timeout_seconds=4, ocr=False))
    yield readers
    await readers.close()


async def test_files_come_back_as_they_were_read(readers: FileReaders):
    for name, content in {"a.pdf": pdf(CLEAN, TAX), "b.docx": word(TAX), "c.txt": TAX.encode()}.items():
        reading = await readers.read(content, name)
        assert unread(reading) == []
        assert len(places(reading, TAX)) == 1
    assert unread(await readers.read(pdf(TAX), "wrong.docx")) == ["mismatch"]
    assert unread(await readers.read(b"x", "Ünicode\udcff.txt")) == []


async def test_one_worker_reads_many_files(readers: FileReaders):
    await readers.read(b"x")
    (worker,) = readers._idle
    for _ in range(5):
        await readers.read(b"y")
    assert readers._idle == [worker]


async def test_a_file_that_takes_too_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "hostile"))
    readers = FileReaders(FileSettings(workers=1, timeout_seconds=1, ocr=False))
    started = time.monotonic()
    assert unread(await readers.read(b"hostile: sleep")) == ["timeout"]
    assert unread(await readers.read(b"hostile: spin")) == ["timeout"]
    assert time.monotonic() - started < 10
    assert unread(await readers.read(b"x")) == []
    await readers.close()


@pytest.mark.parametrize("fault", ["eat", "crash", "exit", "write", "raise"])
async def test_a_reader_that_fails_takes_nobody_with_it(monkeypatch: pytest.MonkeyPatch, fault: str, tmp_path: Path):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "hostile"))
    monkeypatch.chdir(tmp_path)
    readers = FileReaders(FileSettings(workers=1, timeout_seconds=3, memory_bytes=512 * 1024 * 1024, ocr=False))
    reading = await readers.read(f"hostile: {fault}".encode())
    assert unread(reading) == ["failed"]
    assert unread(await readers.read(b"x")) == []
    assert [path for path in tmp_path.iterdir() if path.stat().st_size] == []
    await readers.close()


async def test_a_worker_that_is_killed_is_replaced(readers: FileReaders):
    await readers.read(b"x")
    os.kill(readers._idle[0].pid, signal.SIGKILL)
    await readers._idle[0].wait()
    assert unread(await readers.read(b"x")) == ["failed"]
    assert unread(await readers.read(b"x")) == []


async def test_more_than_may_wait_is_refused():
    readers = FileReaders(FileSettings(workers=1, queue=1, timeout_seconds=4, ocr=False))
    calls = [asyncio.create_task(readers.read(zipped({"a.txt": b"x" * 1000}))) for _ in range(5)]
    done = await asyncio.gather(*calls, return_exceptions=True)
    refused = [one for one in done if isinstance(one, InspectionError)]
    assert [error.reason for error in refused] == [Reason.BUSY] * 3
    await readers.close()
    with pytest.raises(InspectionError):
        await readers.read(b"x")


async def test_closing_ends_every_process(readers: FileReaders):
    await readers.read(b"x")
    worker = readers._idle[0]
    await readers.close()
    assert worker.returncode is not None


async def test_who_gives_up_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "hostile"))
    readers = FileReaders(FileSettings(workers=1, timeout_seconds=30, ocr=False))
    await readers.read(b"x")
    worker = readers._idle[0]
    task = asyncio.create_task(readers.read(b"hostile: sleep"))
    await asyncio.sleep(0.5)
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert worker.returncode is not None
    await asyncio.sleep(0.2)
    assert len(children) == 1
    assert process_state(int(children[0])).startswith("Z")
    await readers.close()

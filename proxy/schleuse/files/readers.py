"""The workers that read files for one process: started when the first file comes, replaced when they fail.

This is the face of the room: bytes and a name in, located texts out (:class:`schleuse.model.FileReading`). All methods
are for one event loop, and none of them blocks it.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

from schleuse import pipes
from schleuse.files import ocr, wire
from schleuse.model import FileReading, InspectionError, Reason, Unread
from schleuse.settings import FileSettings

GRACE_SECONDS = 5.0
"""Beyond the time that a file may take: for the start of a worker, and the way there and back."""
END_SECONDS = 0.3
"""How long a worker gets to end by itself before it is killed."""


class FileReaders:
    """Reads files in processes of their own."""

    def __init__(self, settings: FileSettings) -> None:
        """Take the bounds; nothing is started before the first file comes."""
        self._settings = settings
        self._ocr: bool | None = None if settings.ocr else False
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._free = asyncio.Semaphore(settings.workers)
        self._calls = 0
        self._closed = False

    async def read(self, content: bytes, name: str = "") -> FileReading:
        """Read a file. What cannot be read is told in the reading, a worker that failed on it too.

        Raises:
            InspectionError: ``BUSY``: too many files wait.

        """
        if self._closed or self._calls >= self._settings.workers + self._settings.queue:
            raise InspectionError(Reason.BUSY, "too many files wait to be read")
        self._calls += 1
        try:
            async with self._free:
                return await self._read(content, name)
        finally:
            self._calls -= 1

    async def _read(self, content: bytes, name: str) -> FileReading:
        worker: Process | None = None
        try:
            async with asyncio.timeout(self._settings.timeout_seconds + GRACE_SECONDS):
                worker = self._idle.pop() if self._idle else await self._start()
                self._busy.add(worker)
                assert worker.stdin
                assert worker.stdout
                worker.stdin.write(pipes.pack([name[-255:].encode("utf-8", "replace"), content]))
                await worker.stdin.drain()
                (answer,) = await pipes.receive(worker.stdout)
                reading = await asyncio.to_thread(wire.decode, answer)
        except TimeoutError:
            reading = FileReading("other", (), ((Unread.TIMEOUT, ()),))
        except (OSError, EOFError, pipes.FrameError, ValueError, LookupError, TypeError):
            reading = FileReading("other", (), ((Unread.FAILED, ()),))
        else:
            self._busy.discard(worker)
            self._idle.append(worker)
            worker = None
        finally:
            if worker:
                self._busy.discard(worker)
                await _end(worker)
        return reading

    async def _start(self) -> Process:
        if self._ocr is None:
            self._ocr = await asyncio.to_thread(ocr.available)
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "schleuse.files.worker",
            f"--seconds={self._settings.timeout_seconds}",
            f"--memory={self._settings.memory_bytes}",
            f"--parent={os.getpid()}",
            *(["--ocr"] if self._ocr else []),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=pipes.environment(),
            start_new_session=True,
        )

    async def close(self) -> None:
        """End all workers; files that are being read are not waited for."""
        self._closed = True
        await asyncio.gather(*map(_end, (*self._idle, *self._busy)))
        self._idle.clear()


async def _end(worker: Process) -> None:
    """Close the pipe and, if the worker does not end by itself, kill it; its child dies with it."""
    assert worker.stdin
    worker.stdin.close()
    try:
        async with asyncio.timeout(END_SECONDS):
            await worker.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()

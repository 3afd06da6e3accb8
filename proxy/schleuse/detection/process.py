"""The gateway's side of one detection worker: start it, ask it, end it."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from schleuse import pipes
from schleuse.detection import frames
from schleuse.model import InspectionError, Reason, SchleuseError
from schleuse.settings import DetectionSettings

START_SECONDS = 120.0
END_SECONDS = 0.3
"""How long a worker gets to end by itself before it is killed."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
"""Variables that keep linear algebra to one thread, set to ``1`` before NumPy is loaded. The model's matrices are
small: more threads only wait for each other, and do so at full load."""


class WorkerError(SchleuseError):
    """A detection worker cannot be started; the message is the worker's own, or how it ended."""


class WorkerGoneError(Exception):
    """The worker ended, or talks nonsense."""


class Worker:
    """A running worker with its model loaded. One request at a time."""

    def __init__(self, process: Process) -> None:
        """Wrap a process; :meth:`start` is the way to get one."""
        self.pid = process.pid
        self.version = ""
        self.description = ""
        self.gone = asyncio.create_task(process.wait())
        """Done when the process has ended."""
        self._process = process

    @classmethod
    async def start(cls, settings: DetectionSettings) -> Self:
        """Start a process and wait until its model is loaded.

        Raises:
            WorkerError: it failed, or was not ready in time.

        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "schleuse.detection.worker",
            f"--model={settings.model}",
            f"--chunk-characters={settings.chunk_characters}",
            *([f"--own={settings.own.absolute()}"] if settings.own else []),
            f"--parent={os.getpid()}",
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=_environment(),
            start_new_session=True,  # Ctrl-C in a terminal is for the gateway alone
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker._await_ready()
        except BaseException as error:
            await worker.end()
            if isinstance(error, TimeoutError):
                problem = f"a detection worker was not ready after {START_SECONDS:.0f} seconds"
                raise WorkerError(problem) from None
            raise
        return worker

    async def _await_ready(self) -> None:
        try:
            kind, *fields = await self._receive()
        except WorkerGoneError:
            status = await self.gone
            raise WorkerError(f"a detection worker ended with status {status} before it was ready") from None
        texts = [field.decode() for field in fields]
        if kind != frames.READY:
            raise WorkerError(texts[0])
        self.version, self.description = texts

    async def ask(self, request: Sequence[bytes]) -> list[bytes]:
        """Send a request and return the fields of the answer. Cancelled, it leaves a worker that must be ended.

        Raises:
            InspectionError: the worker says so.
            WorkerGoneError: it ended meanwhile, or its answer is none.

        """
        stream = self._process.stdin
        assert stream
        try:
            stream.write(pipes.pack(request))
            await stream.drain()
        except OSError:
            raise WorkerGoneError from None
        kind, *fields = await self._receive()
        if kind == frames.OK:
            return fields
        try:
            reason, detail = (field.decode() for field in fields)
            error = InspectionError(Reason(reason), detail)
        except ValueError:
            raise WorkerGoneError from None
        raise error

    async def _receive(self) -> list[bytes]:
        assert self._process.stdout
        try:
            return await pipes.receive(self._process.stdout)
        except (asyncio.IncompleteReadError, OSError, pipes.FrameError):
            raise WorkerGoneError from None

    async def end(self) -> None:
        """Close the pipe and, if the worker does not end by itself, kill it; within 1.3 seconds."""
        assert self._process.stdin
        self._process.stdin.close()
        await asyncio.wait([self.gone], timeout=END_SECONDS)
        if not self.gone.done():
            with suppress(ProcessLookupError):
                self._process.kill()
            await asyncio.wait([self.gone], timeout=1)


def _environment() -> dict[str, str]:
    return pipes.environment() | dict.fromkeys(ONE_THREAD, "1")

"""The work of one call to the pool, cut into jobs that a worker does one at a time; and whose turn it is.

Short texts share a job. A long text becomes one job a chunk and a last one that puts the pieces together. Calls take
turns job by job, so that a short text never waits for the whole of a long one.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schleuse.detection import frames
from schleuse.detection.chunks import Chunk, split
from schleuse.model import Finding, InspectionError

MOST_TEXTS = 64
"""Short texts that share a job at most."""
MANY_FINDINGS_BYTES = 20_000
"""Findings are read beside the event loop from this size on."""


@dataclass(eq=False, slots=True)
class Job:
    """One request to a worker."""

    call: "Call"
    kind: bytes
    texts: list[int]
    """Which texts of the call (exactly one where it is about a long text)."""
    chunk: int = 0
    """Which chunk of it."""


@dataclass(slots=True)
class _LongText:
    chunks: list[Chunk]
    candidates: list[bytes] = field(default_factory=list)
    """Of each chunk, as the worker wrote them."""
    missing: int = 0


class Call:
    """Jobs that belong together: done when the last of them is."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.findings: list[tuple[Finding, ...]] = [()] * len(texts)
        """What was found in each text."""
        self.jobs: deque[Job] = deque()
        self._texts = texts
        self._unfinished = 0

    def _add(self, *jobs: Job) -> None:
        self.jobs.extend(jobs)
        self._unfinished += len(jobs)

    def _add_batches(self, kind: bytes, indices: Iterable[int], characters: int) -> None:
        """Add jobs of some texts each, of so many characters together unless a single text has more."""
        batch: list[int] = []
        size = 0
        for index in indices:
            length = len(self._texts[index])
            if batch and (size + length > characters or len(batch) == MOST_TEXTS):
                self._add(Job(self, kind, batch))
                batch, size = [], 0
            batch.append(index)
            size += length
        if batch:
            self._add(Job(self, kind, batch))

    def request(self, job: Job) -> list[bytes]:
        """Return what to send to the worker."""
        raise NotImplementedError

    async def answer(self, job: Job, fields: Sequence[bytes]) -> None:
        """Take in what the worker answered: the findings of each text of the job."""
        for index, found in zip(job.texts, fields, strict=True):
            if len(found) < MANY_FINDINGS_BYTES:
                self.findings[index] = frames.decode_findings(found)
            else:
                self.findings[index] = await asyncio.to_thread(frames.decode_findings, found)
        self._finish()

    def _finish(self) -> None:
        self._unfinished -= 1
        if not self._unfinished and not self.done.done():
            self.done.set_result(None)

    def fail(self, error: InspectionError) -> None:
        """Give up: no further job is handed out."""
        self.jobs.clear()
        if not self.done.done():
            self.done.set_exception(error)

    def abandon(self) -> None:
        """Nobody waits any more: no further job is handed out."""
        self.jobs.clear()
        self.done.cancel()


class Analysis(Call):
    """Texts that came together, and what is found in each by itself."""

    def __init__(self, texts: Sequence[str], chunk_characters: int) -> None:
        """Cut the work into jobs. Cheap: nothing is copied before its job is sent."""
        super().__init__(texts)
        self._long: dict[int, _LongText] = {}
        for index, text in enumerate(texts):
            if len(text) > chunk_characters:
                chunks = split(text, chunk_characters)
                self._long[index] = _LongText(chunks, [b""] * len(chunks), len(chunks))
                self._add(*(Job(self, frames.PIECES, [index], position) for position in range(len(chunks))))
        short = (index for index in range(len(texts)) if index not in self._long)
        self._add_batches(frames.TEXTS, short, chunk_characters)

    def request(self, job: Job) -> list[bytes]:
        """See :class:`Call`."""
        if job.kind == frames.TEXTS:
            return [job.kind, *(frames.encode_text(self._texts[index]) for index in job.texts)]
        text, long = self._texts[job.texts[0]], self._long[job.texts[0]]
        if job.kind == frames.PIECES:
            return [job.kind, frames.encode_text(long.chunks[job.chunk].of(text))]
        return [job.kind, frames.encode_text(text), frames.encode_chunks(long.chunks), *long.candidates]

    async def answer(self, job: Job, fields: Sequence[bytes]) -> None:
        """See :class:`Call`; the last piece of a long text adds the job that puts it together."""
        if job.kind != frames.PIECES:
            await super().answer(job, fields)
            return
        long = self._long[job.texts[0]]
        (long.candidates[job.chunk],) = fields
        long.missing -= 1
        if not long.missing:
            self._add(Job(self, frames.WHOLE, job.texts))
        self._finish()


class SecondLook(Call):
    """Messages of one conversation in which is looked for what the others hold."""

    def __init__(
        self, texts: Sequence[str], found: Sequence[tuple[Finding, ...]], values: bytes, batch_characters: int
    ) -> None:
        """Take the texts, what was found in each by itself, and what to look for (see :mod:`known`)."""
        super().__init__(texts)
        self._found = found
        self._values = values
        self._add_batches(frames.AGAIN, range(len(texts)), batch_characters)

    def request(self, job: Job) -> list[bytes]:
        """See :class:`Call`."""
        fields = [job.kind, self._values]
        for index in job.texts:
            fields += [frames.encode_text(self._texts[index]), frames.encode_findings(self._found[index])]
        return fields


class Turns:
    """The calls that wait for a worker. Workers take the next job; every call in turn gives one."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque()
        self._waiters: deque[asyncio.Future[None]] = deque()

    def __len__(self) -> int:
        """Return how many jobs wait. May be called from another thread."""
        return sum(len(call.jobs) for call in list(self._calls))

    def add(self, call: Call) -> None:
        """Give a call (again) a turn for each of its jobs, and wake as many waiting workers."""
        if call not in self._calls:
            self._calls.append(call)
        for _ in call.jobs:
            if not self._wake():
                break

    def _wake(self) -> bool:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return True
        return False

    def take(self) -> Job | None:
        """Return the next job, or ``None``."""
        while self._calls:
            call = self._calls.popleft()
            if call.jobs:
                job = call.jobs.popleft()
                if call.jobs:
                    self._calls.append(call)
                return job
        return None

    def waiter(self) -> asyncio.Future[None]:
        """Return what is done when there may be a job to take."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        return waiter

    def forgo(self, waiter: asyncio.Future[None]) -> None:
        """Pass on a turn that its worker cannot use any more."""
        if waiter.done():
            self._wake()
        else:
            waiter.cancel()

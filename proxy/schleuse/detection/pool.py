"""The detection workers of one gateway: start, hand out work, time out, replace, end.

The gateway's own process never imports Presidio or spaCy; it knows the workers by their frames only. All methods are
for one event loop, and none of them blocks it.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from schleuse.detection.cache import FindingCache
from schleuse.detection.chunks import MOST_CHARACTERS
from schleuse.detection.jobs import Analysis, Call, Job, SecondLook, Turns
from schleuse.detection.known import encode, to_search
from schleuse.detection.own import load as own
from schleuse.detection.process import Worker, WorkerError, WorkerGoneError
from schleuse.model import Finding, InspectionError, Reason
from schleuse.settings import DetectionSettings

LONGEST_PAUSE = 30.0
"""Seconds between two attempts to start a worker that does not stay up."""
BATCH_CHARACTERS = 100_000
"""Characters that share a job where names are looked for only, which is far cheaper than an analysis."""
_STABLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """What the pool is doing, for metrics and health."""

    workers: int
    """As configured."""
    alive: int
    """Ready to work, or working."""
    busy: int
    calls: int
    """Calls that are being worked on or wait."""
    queued: int
    """Jobs that wait for a worker."""
    restarts: int
    """Workers that had to be replaced since the start."""
    cache_hits: int
    cache_misses: int
    pids: tuple[int, ...]


class WorkerPool:
    """Analyses texts in worker processes, behind a cache."""

    def __init__(self, settings: DetectionSettings) -> None:
        """Prepare; :meth:`start` starts the workers."""
        self.version = ""
        """Of the detector, once started: short hash of rules and model."""
        self.description = ""
        """One line for the log of a start."""
        self._settings = settings
        self._cache = FindingCache(settings.cache_entries)
        self._turns = Turns()
        self._calls: set[Call] = set()
        self._keepers: list[asyncio.Task[None]] = []
        self._workers: dict[Worker, Job | None] = {}
        self._retired: set[Worker] = set()
        self._spares: list[Worker] = []
        self._lists = ""
        """State of the authority's own lists, see :func:`own.state`."""
        self._pausing = 0
        self._restarts = 0

    async def start(self) -> None:
        """Start the workers and wait until every one is ready.

        Raises:
            SchleuseError: one of them cannot be started; none is left running.

        """
        self._lists = await self._state_of_lists()
        starts = [asyncio.create_task(self._try_start()) for _ in range(self._settings.workers)]
        try:
            await asyncio.wait(starts)
        finally:
            for start in starts:
                start.cancel()
            workers = await asyncio.gather(*starts, return_exceptions=True)
            ready = [worker for worker in workers if isinstance(worker, Worker)]
            if len(ready) < len(workers):
                await asyncio.gather(*(worker.end() for worker in ready))
        for worker in workers:
            if isinstance(worker, BaseException):
                raise worker
        self.version, self.description = ready[0].version, ready[0].description
        self._workers = dict.fromkeys(ready)
        self._keepers = [asyncio.create_task(self._keep(worker)) for worker in ready]

    async def poll(self) -> bool:
        """Let the authority's own lists be read again if they have changed. For one caller at a time.

        Returns:
            Whether other lists are in force now.

        Raises:
            WorkerError: they cannot be used; those of before stay in force.

        """
        state = await self._state_of_lists()
        if state == self._lists:
            return False
        self._lists = state
        await self._renew()
        return True

    async def _state_of_lists(self) -> str:
        return await asyncio.to_thread(own.state, self._settings.own) if self._settings.own else ""

    async def _renew(self) -> None:
        """Replace the workers one by one. No call notices."""
        version = self.version
        for old in list(self._workers):
            new = await self._try_start()
            if isinstance(new, WorkerError):
                raise new
            if old not in self._workers:  # it ended meanwhile, and its keeper starts another
                await new.end()
                continue
            self._spares.append(new)
            self._retired.add(old)
            if self._workers[old] is None:
                await old.end()  # it has nothing to do; its keeper takes the spare
            await asyncio.wait([old.gone])
            self.description, version = new.description, new.version
        # Only now: what an old worker still answers is not to be remembered under the new version.
        self.version = version

    async def _try_start(self) -> Worker | WorkerError:
        try:
            return await Worker.start(self._settings)
        except WorkerError as error:
            return error
        except OSError as error:
            return WorkerError(f"a detection worker cannot be started: {error.strerror}")

    async def analyse(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[tuple[Finding, ...]]:
        """Return for each text what is found in it: sorted, without overlaps, with a score of at least 0.3.

        Args:
            texts: the messages of one conversation: names found in one of them are looked for in all.
            names: names of persons that the conversation is known to hold besides.

        Raises:
            InspectionError: DETECTOR_TIMEOUT, DETECTOR_FAILED, BUSY or TOO_LARGE; for all texts together.

        """
        found = await self._cached(
            texts, self.version, lambda unknown: Analysis(unknown, self._settings.chunk_characters)
        )
        again = to_search(texts, found, names)
        if again.texts:
            values = encode(again.values)
            alone = {texts[index]: found[index] for index in again.texts}
            # Found under what is looked for: the same history with the same names is not searched again.
            stamp = f"{self.version} {self._cache.key(values.decode(), self.version).hex()}"
            second = await self._cached(
                [*alone],
                stamp,
                lambda unknown: SecondLook(unknown, [alone[text] for text in unknown], values, BATCH_CHARACTERS),
            )
            both = dict(zip(alone, second, strict=True))
            found = [both.get(text, findings) for text, findings in zip(texts, found, strict=True)]
        return found

    async def _cached(
        self, texts: Sequence[str], version: str, make: Callable[[Sequence[str]], Call]
    ) -> list[tuple[Finding, ...]]:
        keys = {text: self._cache.key(text, version) for text in texts}
        known = {text: self._cache.get(key) for text, key in keys.items()}
        unknown = [text for text, findings in known.items() if findings is None]
        if unknown:
            for text, findings in zip(unknown, await self._work(make, unknown), strict=True):
                known[text] = findings
                self._cache.put(keys[text], findings)
        return [known[text] or () for text in texts]

    async def _work(self, make: Callable[[Sequence[str]], Call], texts: Sequence[str]) -> list[tuple[Finding, ...]]:
        if sum(map(len, texts)) > MOST_CHARACTERS:
            raise InspectionError(Reason.TOO_LARGE, f"more than {MOST_CHARACTERS:,} characters")
        if self._pausing >= len(self._keepers):
            raise InspectionError(Reason.DETECTOR_FAILED, "no detection worker is running")
        if len(self._calls) >= self._settings.workers + self._settings.queue:
            raise InspectionError(Reason.BUSY, "too many texts wait for analysis")
        call = make(texts)
        self._calls.add(call)
        self._turns.add(call)
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                await call.done
        except TimeoutError:
            raise InspectionError(Reason.DETECTOR_TIMEOUT, "the analysis took too long") from None
        finally:
            call.abandon()
            self._calls.discard(call)
        return call.findings

    async def _keep(self, worker: Worker | WorkerError) -> None:
        """Have one worker at work for ever: serve with it until it is gone, then start another."""
        pause = 0.0
        while True:
            if isinstance(worker, Worker):
                born = time.monotonic()
                await self._serve(worker)
                if worker in self._retired:
                    self._retired.discard(worker)
                    if self._spares:
                        worker = self._spares.pop()
                        continue
                if time.monotonic() - born > _STABLE_SECONDS:
                    pause = 0.0
            self._restarts += 1
            if pause:
                self._pausing += 1
                await asyncio.sleep(pause)
                self._pausing -= 1
            pause = min(LONGEST_PAUSE, pause * 2 or 0.5)
            worker = await self._try_start()

    async def _serve(self, worker: Worker) -> None:
        self._workers[worker] = None
        try:
            while (job := await self._next_job(worker)) is not None:
                self._workers[worker] = job
                if not await self._do(worker, job):
                    break
                self._workers[worker] = None
        finally:
            self._workers.pop(worker, None)
            await worker.end()

    async def _next_job(self, worker: Worker) -> Job | None:
        """Wait for work; ``None`` when the worker is gone, or another takes its place."""
        while not worker.gone.done() and worker not in self._retired:
            job = self._turns.take()
            if job is not None:
                return job
            waiter = self._turns.waiter()
            try:
                events: list[asyncio.Future[Any]] = [waiter, worker.gone]
                await asyncio.wait(events, return_when=asyncio.FIRST_COMPLETED)
            finally:
                if worker.gone.done() or worker in self._retired or not waiter.done():
                    self._turns.forgo(waiter)
        return None

    async def _do(self, worker: Worker, job: Job) -> bool:
        """Do one job; whether the worker can do another."""
        call = job.call
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                fields = await worker.ask(call.request(job))
                await call.answer(job, fields)
        except TimeoutError:
            call.fail(InspectionError(Reason.DETECTOR_TIMEOUT, "a detection worker took too long and was replaced"))
            return False
        except InspectionError as error:
            call.fail(error)
        except WorkerGoneError:
            call.fail(InspectionError(Reason.DETECTOR_FAILED, "a detection worker ended in the middle"))
            return False
        except Exception as error:  # an answer that makes no sense
            call.fail(InspectionError(Reason.DETECTOR_FAILED, type(error).__name__))
            return False
        if call.jobs:
            self._turns.add(call)
        return True

    async def close(self) -> None:
        """End all workers, within two seconds. Calls that wait fail with DETECTOR_FAILED."""
        for keeper in self._keepers:
            keeper.cancel()
        for call in list(self._calls):
            call.fail(InspectionError(Reason.DETECTOR_FAILED, "the gateway is shutting down"))
        await asyncio.gather(*self._keepers, return_exceptions=True)
        # Of keepers that had not begun yet.
        await asyncio.gather(*(worker.end() for worker in (*self._workers, *self._spares)))
        self._keepers, self._workers = [], {}

    def status(self) -> PoolStatus:
        """Return what the pool is doing now. May be called from another thread."""
        return PoolStatus(
            workers=self._settings.workers,
            alive=len(self._workers),
            busy=sum(job is not None for job in list(self._workers.values())),
            calls=len(self._calls),
            queued=len(self._turns),
            restarts=self._restarts,
            cache_hits=self._cache.hits,
            cache_misses=self._cache.misses,
            pids=tuple(worker.pid for worker in list(self._workers)),
        )

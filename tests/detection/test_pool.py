"""Real workers: found, killed, hung, refused, replaced, ended."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from schleuse.detection.pool import WorkerPool
from schleuse.model import InspectionError, Reason, SchleuseError
from schleuse.settings import DetectionSettings
from schleuse.shipped import shipped

pytestmark = pytest.mark.asyncio(loop_scope="module")

IBAN = "DE02 1203 0000 0000 2020 51"
LETTER = f"Frau Hannelore Schmitz aus Bonn, IBAN {IBAN}, widerspricht dem Bescheid über die Grundsteuer.\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[WorkerPool]:
    workers = WorkerPool(DetectionSettings(model="embedded", workers=2, chunk_characters=1000, timeout_seconds=60))
    await workers.start()
    yield workers
    await workers.close()


def long_text(lines: int) -> str:
    """Return a text that no cache knows."""
    return "".join(f"{os.urandom(4).hex()}: {LETTER}" for _ in range(lines))


async def until(condition, seconds: float = 120.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


async def reason_of(awaitable) -> Reason:
    with pytest.raises(InspectionError) as caught:
        await awaitable
    return caught.value.reason


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_finds_what_the_analyzer_finds(pool, analyzer):
    texts = [LETTER, "", "Wann hat das Bürgeramt offen?", long_text(40), LETTER, "lone \ud800 surrogate"]
    assert await pool.analyse(texts) == [analyzer.analyse(text) for text in texts]
    assert pool.version == analyzer.version
    assert pool.description == analyzer.description


async def test_known_texts_are_not_analysed_again(pool):
    text = long_text(3)
    first = await pool.analyse([text])
    hits = pool.status().cache_hits
    os.kill(pool.status().pids[0], signal.SIGSTOP)
    os.kill(pool.status().pids[1], signal.SIGSTOP)
    try:
        assert await pool.analyse([text, text]) == first * 2
    finally:
        for pid in pool.status().pids:
            os.kill(pid, signal.SIGCONT)
    assert pool.status().cache_hits > hits


async def test_names_of_one_message_are_known_in_the_others(pool, analyzer):
    texts = [f"Frau Petra Wiesengrund, {os.urandom(4).hex()}", "wiesengrund hat angerufen", "Guten Tag", ""]
    found = await pool.analyse(texts)
    assert found == analyzer.analyse_all(texts)
    assert found[1]
    assert await pool.analyse(texts[1:]) == [(), (), ()], "alone, it is nobody"
    assert await pool.analyse(texts[1:2], ["Petra Wiesengrund"]) == found[1:2]


async def test_a_history_is_not_searched_again(pool):
    history = ["Frau Petra Wiesengrund rief an", f"wiesengrund {os.urandom(4).hex()}"]
    first = await pool.analyse(history)
    pids = pool.status().pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(5):
            assert await pool.analyse(history) == first
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    _, again, _ = await pool.analyse([*history, "und Herr Anton Brömmelkamp"])
    assert again == first[1]


async def test_many_short_texts_together(pool):
    texts = [f"Text {number}: IBAN {IBAN}" for number in range(300)]
    found = await pool.analyse(texts)
    assert [[text[f.start : f.end] for f in one] for text, one in zip(texts, found, strict=True)] == [[IBAN]] * 300


async def test_a_short_text_does_not_wait_for_a_long_one(pool):
    long = asyncio.create_task(pool.analyse([long_text(500)]))
    await until(lambda: pool.status().busy == 2)
    assert (await pool.analyse([long_text(1)]))[0]
    assert not long.done()
    long.cancel()


async def test_a_caller_that_leaves_disturbs_nobody(pool):
    for _ in range(10):
        leaving = asyncio.create_task(pool.analyse([long_text(30)]))
        await asyncio.sleep(0.01)
        leaving.cancel()
        text = long_text(1)
        (found,) = await pool.analyse([text])
        assert IBAN in [text[f.start : f.end] for f in found]
    await until(lambda: pool.status().busy == 0)
    assert pool.status().calls == 0
    assert pool.status().queued == 0


async def test_a_worker_killed_in_the_middle_is_replaced(pool):
    restarts = pool.status().restarts
    text = long_text(1)
    long = asyncio.create_task(pool.analyse([long_text(500)]))
    await until(lambda: pool.status().busy == 2)
    os.kill(pool.status().pids[0], signal.SIGKILL)
    assert await reason_of(long) is Reason.DETECTOR_FAILED
    assert (await pool.analyse([text]))[0], "the other worker goes on"
    await until(lambda: pool.status().alive == 2)
    assert pool.status().restarts == restarts + 1
    assert all(await asyncio.gather(*(pool.analyse([long_text(1)]) for _ in range(4))))


async def test_an_idle_worker_killed_is_replaced_before_anyone_notices(pool):
    await until(lambda: pool.status().busy == 0)
    pids = pool.status().pids
    os.kill(pids[0], signal.SIGKILL)
    await until(lambda: pool.status().alive == 2 and pool.status().pids != pids)
    assert (await pool.analyse([long_text(1)]))[0]


async def test_workers_are_small_and_keep_apart(pool):
    for pid in pool.status().pids:
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        assert int(status["VmRSS"].split()[0]) < 350 * 1024
        assert os.getsid(pid) == pid, "Ctrl-C in the terminal is not for workers"
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]


async def test_the_event_loop_stays_free(pool):
    worst = 0.0

    async def watch() -> None:
        nonlocal worst
        while True:
            begin = time.perf_counter()
            await asyncio.sleep(0.002)
            worst = max(worst, time.perf_counter() - begin)

    watching = asyncio.create_task(watch())
    await pool.analyse([long_text(800)])
    watching.cancel()
    assert worst < 0.25, "while 80,000 characters are analysed"


async def test_more_than_can_be_analysed(pool):
    assert await reason_of(pool.analyse(["x" * 6_000_000, "y" * 6_000_000])) is Reason.TOO_LARGE


async def test_hung_and_full():
    settings = DetectionSettings(model="embedded", workers=1, timeout_seconds=1.5, queue=2)
    workers = WorkerPool(settings)
    await workers.start()
    try:
        (pid,) = workers.status().pids
        os.kill(pid, signal.SIGSTOP)
        calls = [asyncio.create_task(reason_of(workers.analyse([long_text(1)]))) for _ in range(3)]
        await until(lambda: workers.status().calls == 3)
        assert await reason_of(workers.analyse([LETTER])) is Reason.BUSY
        begin = time.monotonic()
        assert await asyncio.gather(*calls) == [Reason.DETECTOR_TIMEOUT] * 3
        assert time.monotonic() - begin < 3
        await until(lambda: workers.status().alive == 1 and workers.status().pids != (pid,))
        assert not is_running(pid)
        assert (await workers.analyse([LETTER]))[0]
    finally:
        await workers.close()


async def test_a_worker_that_cannot_come_back(tmp_path):
    """It is tried again with pauses; meanwhile calls fail at once."""
    model = tmp_path / "model"
    model.symlink_to(shipped("models/de_schleuse"))
    workers = WorkerPool(DetectionSettings(model=str(model), workers=1))
    await workers.start()
    try:
        model.unlink()
        os.kill(workers.status().pids[0], signal.SIGKILL)
        await until(lambda: workers._pausing == 1)
        begin = time.monotonic()
        assert await reason_of(workers.analyse([LETTER])) is Reason.DETECTOR_FAILED
        assert time.monotonic() - begin < 1
        model.symlink_to(shipped("models/de_schleuse"))
        await until(lambda: workers.status().alive == 1)
        assert (await workers.analyse([LETTER]))[0]
    finally:
        await workers.close()


async def test_close_ends_all_in_time_even_the_hung():
    workers = WorkerPool(DetectionSettings(model="embedded", workers=1))
    await workers.start()
    pids = workers.status().pids
    os.kill(pids[0], signal.SIGSTOP)
    calls = [asyncio.create_task(reason_of(workers.analyse([long_text(300)]))) for _ in range(4)]
    await until(lambda: workers.status().busy == 1)
    begin = time.monotonic()
    await workers.close()
    assert time.monotonic() - begin < 2
    assert await asyncio.gather(*calls) == [Reason.DETECTOR_FAILED] * 4
    assert not any(map(is_running, pids))
    assert await reason_of(workers.analyse([LETTER])) is Reason.DETECTOR_FAILED


async def test_close_while_starting():
    workers = WorkerPool(DetectionSettings(model="embedded", workers=1))
    starting = asyncio.create_task(workers.start())
    await asyncio.sleep(0.3)
    starting.cancel()
    begin = time.monotonic()
    await asyncio.wait([starting])
    await workers.close()
    assert starting.cancelled()
    assert time.monotonic() - begin < 2


async def test_a_model_that_is_none():
    workers = WorkerPool(DetectionSettings(model="/nowhere", workers=1))
    with pytest.raises(SchleuseError, match=r"detection\.model: /nowhere does not exist"):
        await workers.start()
    assert workers.status().alive == 0


async def test_a_python_without_workers(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SchleuseError, match="ended with status 1 before it was ready"):
        await WorkerPool(DetectionSettings(workers=1)).start()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SchleuseError, match="cannot be started: No such file or directory"):
        await WorkerPool(DetectionSettings(workers=1)).start()


GATEWAY = """
    import asyncio, sys
    from schleuse.detection.pool import WorkerPool
    from schleuse.settings import DetectionSettings

    async def main():
        pool = WorkerPool(DetectionSettings(model="embedded", workers=1, timeout_seconds=60))
        await pool.start()
        heavy = [name for name in ("spacy", "presidio_analyzer", "numpy") if name in sys.modules]
        long = asyncio.create_task(pool.analyse(["Herr Müller geht. " * 50_000]))
        while pool.status().busy < 1:
            await asyncio.sleep(0.01)
        print(*pool.status().pids, *heavy, flush=True)
        await long

    asyncio.run(main())
"""


async def test_a_worker_dies_with_the_gateway_and_is_all_that_is_heavy():
    environment = {**os.environ, "PYTHONPATH": str(Path(sys.modules["schleuse"].__file__).parents[1])}
    gateway = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(GATEWAY)], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        words = await asyncio.to_thread(gateway.stdout.readline)
        pids = [int(word) for word in words.split()]  # a module's name is no number
        assert len(pids) == 1
        assert all(map(is_running, pids))
    finally:
        gateway.kill()
        gateway.communicate()
    await until(lambda: not any(map(is_running, pids)), 2)


async def test_own_lists_are_read_again_while_running(tmp_path):
    from schleuse.detection.process import WorkerError

    own = tmp_path / "own.yaml"
    pattern = """\
version: 1
patterns:
  - id: {name}
    title: {{de: Projekte, en: projects}}
    entity: OWN_PROJECT
    regex: '{name}-[0-9]{{3}}'
    examples: {{match: [{name}-123], no_match: [{name}]}}
"""
    own.write_text(pattern.format(name="Hafen"))
    text = "Hafen-123 und Nordstern-456"

    def found(each):
        return [text[f.start : f.end] for f in each if f.entity == "OWN_PROJECT"]

    pool = WorkerPool(DetectionSettings(model="embedded", workers=2, timeout_seconds=60, own=own))
    await pool.start()
    try:
        before, restarts = pool.version, pool.status().restarts
        assert found((await pool.analyse([text]))[0]) == ["Hafen-123"]
        assert await pool.poll() is False
        own.write_text(pattern.format(name="Nordstern"))
        busy = [asyncio.create_task(pool.analyse([long_text(20)])) for _ in range(6)]
        await asyncio.sleep(0.05)
        assert await pool.poll() is True
        assert all(await asyncio.gather(*busy)), "no call notices"
        assert found((await pool.analyse([text]))[0]) == ["Nordstern-456"]
        assert pool.version != before
        assert (pool.status().alive, pool.status().restarts) == (2, restarts)
        good, pids = pool.version, pool.status().pids
        own.write_text(pattern.format(name="Deich").replace("regex: '", "regex: '("))
        with pytest.raises(WorkerError, match=r"own.yaml:6:\d+: .*not a pattern"):
            await pool.poll()
        assert await pool.poll() is False, "told once"
        assert (pool.version, pool.status().pids) == (good, pids)
        assert found((await pool.analyse([text]))[0]) == ["Nordstern-456"]
    finally:
        await pool.close()
    assert not any(map(is_running, pids))

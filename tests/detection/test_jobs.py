import asyncio

import pytest

from schleuse.detection import frames
from schleuse.detection.jobs import MOST_TEXTS, Analysis, Call, SecondLook, Turns
from schleuse.model import Finding, InspectionError, Reason

FOUND = (Finding(0, 3, "PERSON", 0.8, "r"),)


def kinds(call: Call) -> list[tuple[bytes, int]]:
    return [(job.kind, len(job.texts)) for job in call.jobs]


async def test_short_texts_share_jobs_and_long_ones_are_cut():
    call = Analysis(["a" * 60, "b" * 60, "c" * 250, "d", "", "e" * 39], 100)
    assert kinds(call) == [
        *[(frames.PIECES, 1)] * 3,
        (frames.TEXTS, 1),
        (frames.TEXTS, 4),
    ]
    assert kinds(Analysis([""] * (MOST_TEXTS + 1), 100)) == [(frames.TEXTS, MOST_TEXTS), (frames.TEXTS, 1)]


async def test_a_long_text_is_put_together_when_all_pieces_are_there():
    call = Analysis(["ab. " * 50], 100)
    first, second = call.jobs
    call.jobs.clear()
    await call.answer(second, [b"two"])
    assert not call.jobs
    await call.answer(first, [b"one"])
    (whole,) = call.jobs
    kind, text, layout, *candidates = call.request(whole)
    assert (kind, text, candidates) == (frames.WHOLE, b"ab. " * 50, [b"one", b"two"])
    assert [(chunk.start, chunk.end) for chunk in frames.decode_chunks(layout)] == [(0, 100), (100, 200)]
    assert not call.done.done()
    await call.answer(whole, [frames.encode_findings(FOUND)])
    assert call.done.done()
    assert call.findings == [FOUND]


async def test_many_findings_are_read_beside_the_loop():
    call = Analysis(["x"], 100)
    await call.answer(call.jobs.popleft(), [frames.encode_findings(FOUND * 2000)])
    assert call.findings == [FOUND * 2000]


async def test_a_second_look_takes_what_is_known_with_it():
    call = SecondLook(["a" * 60, "b" * 60, "c"], [FOUND, (), ()], b"known", 100)
    assert kinds(call) == [(frames.AGAIN, 1), (frames.AGAIN, 2)]
    first, second = call.jobs
    assert call.request(first) == [frames.AGAIN, b"known", b"a" * 60, frames.encode_findings(FOUND)]
    await call.answer(second, [b"", frames.encode_findings(FOUND)])
    assert not call.done.done()
    await call.answer(first, [b""])
    assert call.done.done()
    assert call.findings == [(), (), FOUND]


async def test_calls_take_turns():
    turns = Turns()
    long, short = Analysis(["ab. " * 100], 100), Analysis(["kurz"], 100)
    turns.add(long)
    turns.add(short)
    assert len(turns) == 5
    assert [turns.take().call for _ in range(5)] == [long, short, long, long, long]
    assert turns.take() is None


async def test_a_failed_or_abandoned_call_gets_no_turn():
    turns = Turns()
    failed, left = Analysis(["ab. " * 100], 100), Analysis(["ab. " * 100], 100)
    turns.add(failed)
    turns.add(left)
    failed.fail(InspectionError(Reason.DETECTOR_FAILED))
    failed.fail(InspectionError(Reason.DETECTOR_TIMEOUT))
    left.abandon()
    assert turns.take() is None
    with pytest.raises(InspectionError, match="detector_failed"):
        await failed.done
    with pytest.raises(asyncio.CancelledError):
        await left.done


async def test_every_job_wakes_a_worker():
    turns = Turns()
    waiters = [turns.waiter() for _ in range(3)]
    turns.add(Analysis(["ab. " * 50], 100))
    assert [waiter.done() for waiter in waiters] == [True, True, False]


async def test_a_turn_that_cannot_be_used_is_passed_on():
    turns = Turns()
    gone, other = turns.waiter(), turns.waiter()
    turns.add(Analysis(["kurz"], 100))
    assert not other.done()
    turns.forgo(gone)
    assert other.done()

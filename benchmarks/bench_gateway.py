"""``make bench``: direct TLS, bare embedded mitmproxy and the full gateway, interleaved in one run.

Every way gets the same kinds of request in turn, round after round, so that whatever else the machine does hits all
alike. Stand-in, mitmproxy, gateway and this client are processes of their own. Writes its part of docs/benchmarks.md.
"""

import argparse
import asyncio
import os
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import prompts, report, ways
from benchmarks.client import Connection, Way
from benchmarks.processes import cpu_seconds, memory_mib
from benchmarks.report import PingTest, Series
from demo.gateway_process import GatewayProcess, running

TURNS = 20
REQUESTS = {1: 20, 32: 64}
"""Concurrency -> requests a round."""
PROMPTS, CHARACTERS = 10, 30_000
PING_PAUSE = 0.01
IDLE_PINGS = 300
TEMPLATE = Path(__file__).with_name("gateway.md")
Case = Callable[[], tuple[list[prompts.Message], str]]
"""Makes a chat, and the name that must come back in the answer."""


def _cases() -> dict[str, Case]:
    history, known = prompts.chat(TURNS - 1), prompts.person()
    seen = known.letter()

    def ask(earlier: list[prompts.Message], about: prompts.Person, text: str) -> tuple[list[prompts.Message], str]:
        return [*earlier, {"role": "user", "content": text}], about.name

    def unseen(earlier: list[prompts.Message]) -> tuple[list[prompts.Message], str]:
        about = prompts.person()
        return ask(earlier, about, about.letter())

    return {"a": lambda: unseen([]), "b": lambda: unseen(history), "c": lambda: ask(history, known, seen)}


async def _burst(way: Way, case: Case, series: Series, requests: int) -> None:
    """Send so many requests over ``series.concurrency`` kept connections."""
    connections = [await Connection.open(way) for _ in range(series.concurrency)]
    left = iter(range(requests))

    async def work(connection: Connection) -> None:
        for _ in left:
            messages, name = case()
            seconds, answer = await connection.chat(messages)
            if name not in answer:
                raise AssertionError(f"{way.name}: the answer does not hold what was sent")
            series.seconds.append(seconds)

    cpu = cpu_seconds(way.pid) if way.pid else 0.0
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for connection in connections:
            group.create_task(work(connection))
    series.wall += time.perf_counter() - started
    if way.pid:
        series.cpu = (series.cpu or 0.0) + cpu_seconds(way.pid) - cpu
    for connection in connections:
        connection.close()


async def _measure(candidates: Sequence[Way], rounds: int) -> list[Series]:
    cases = _cases()
    for key, case in cases.items():  # from here on the history is seen and every code path is warm
        for way in candidates:
            await _burst(way, case, Series(way.name, key, 1), 3)
    table = [Series(way.name, key, at_once) for at_once in REQUESTS for key in cases for way in candidates]
    by_name = {way.name: way for way in candidates}
    for number in range(rounds):
        for series in table:
            print(f"round {number + 1}/{rounds}: {series.case}, {series.concurrency} at once, {series.way}", flush=True)
            await _burst(by_name[series.way], cases[series.case], series, REQUESTS[series.concurrency])
    return table


async def _pings(connection: Connection, enough: Callable[[int], bool]) -> list[float]:
    seconds: list[float] = []
    while not enough(len(seconds)):
        seconds.append(await connection.ping())
        await asyncio.sleep(PING_PAUSE)
    return seconds


async def _ping_test(way: Way) -> PingTest:
    """Ping idle, then while long prompts are analysed."""
    ping = await Connection.open(way)
    idle = await _pings(ping, lambda count: count >= IDLE_PINGS)
    connections = [await Connection.open(way) for _ in range(PROMPTS)]
    chats = [[{"role": "user", "content": prompts.long(CHARACTERS)}] for _ in connections]
    started = time.perf_counter()
    answers = asyncio.gather(
        *(connection.chat(chat) for connection, chat in zip(connections, chats, strict=True)), return_exceptions=True
    )
    busy = await _pings(ping, lambda count: answers.done())
    wall = time.perf_counter() - started
    failed = sum(isinstance(answer, BaseException) for answer in await answers)
    for connection in [ping, *connections]:
        connection.close()
    return PingTest(idle, busy, wall, PROMPTS, CHARACTERS, failed)


def _pseudonymised(gateway: GatewayProcess) -> int:
    """Return how many requests the gateway says to have rewritten: proof that it did its work."""
    with urllib.request.urlopen(f"http://{gateway.metrics}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    wanted = [line for line in lines if line.startswith("schleuse_requests_total") and '"pseudonymise"' in line]
    return int(sum(float(line.rpartition(" ")[2]) for line in wanted))


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_gateway", description="Measures the gateway.")
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--write", type=Path, default=report.PAGE, help="default: %(default)s")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    with ways.upstream() as upstream, ways.bare(upstream) as bare:
        print("starting the gateway", flush=True)
        with running(upstream.connect_to, upstream.ca_file, ways.POLICY) as gateway:
            candidates = [ways.direct(upstream), bare, ways.through(gateway)]
            table = asyncio.run(_measure(candidates, arguments.rounds))
            sent = sum(len(series.seconds) for series in table if series.way == candidates[2].name)
            if (counted := _pseudonymised(gateway)) < sent:
                raise AssertionError(f"{sent} prompts went to the gateway, {counted} were pseudonymised")
            print(f"ping while {PROMPTS} prompts of {CHARACTERS} characters are analysed", flush=True)
            pings = asyncio.run(_ping_test(candidates[2]))
            memory = {way.name: memory_mib(way.pid) for way in candidates if way.pid}
    text = TEMPLATE.read_text(encoding="utf-8").format(
        machine=report.machine(),
        load=f"{load:.1f}",
        rounds=arguments.rounds,
        series=report.series_table(table, bare.name),
        memory=report.memory_table(memory),
        pings=report.ping_table(pings),
        ping_seconds=f"{pings.wall:.1f}",
        ping_answered=pings.prompts - pings.failed,
        ping_failed=pings.failed,
        ping_ratio=f"{pings.ratio:.1f}",
    )
    report.write_part(arguments.write, "gateway", text)
    print(text)


if __name__ == "__main__":
    main()

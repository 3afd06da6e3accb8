"""How fast is the detection, and does its cost grow with the length of the text and not faster?

    python -m benchmarks.bench_detection [--text FILE] [--rounds 5]

Measures, interleaved in one run and in this one process, words per CPU second on 30,000 characters: the model's
pipeline alone as spaCy runs it by default, the same as we load it, the candidates of all recognizers, and the whole
analysis. Then the whole analysis from 3,000 to 1,000,000 characters, and last the pool of workers with the event loop's
longest pause.
"""

import argparse
import asyncio
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"})

import spacy
from rich.console import Console
from rich.table import Table

from schleuse.detection import chunks
from schleuse.detection.engine import build_analyzer
from schleuse.detection.pool import WorkerPool
from schleuse.settings import DetectionSettings
from schleuse.shipped import shipped

CHUNK = 4000
SENTENCES = (
    "{title} {first} {last} aus {place} widerspricht dem Bescheid vom {day}. März 2025 über die Grundsteuer.",
    "Der Antrag auf Wohngeld ist unvollständig, es fehlt die Bescheinigung über die Höhe der Nebenkosten.",
    "Bitte fassen Sie die Niederschrift der letzten Sitzung des Ausschusses für Bauen und Verkehr zusammen.",
    "Die Zahlung erfolgt auf das Konto DE02 1203 0000 0000 2020 51, erreichbar ist {first} unter 0201 55{day}04 12.",
    "Nach § 35 Abs. 1 der Bauordnung sind Stellplätze nachzuweisen, wenn Wohnungen neu errichtet werden.",
    "Was muss die Gemeinde bei einer beschränkten Ausschreibung beachten, und welche Fristen gelten dabei?",
    "Sehr geehrter {title} {last}, Ihre Anfrage zum Spielplatz an der {last}straße haben wir weitergegeben.",
    "hallo, könnt ihr {first} {last} bitte sagen dass der termin am {day}. ausfällt, danke",
)
WORDS = {
    "title": ("Herr", "Frau", "Dr."),
    "first": ("Hannelore", "Krzysztof", "Ayşe", "Mehmet", "Birgit", "Oluwaseun", "Thi Lan", "Jonas"),
    "last": ("Schmitz", "Wiśniewski", "Yıldız", "Okonkwo", "Nguyen", "Beckmann", "von Bülow", "Al-Khatib"),
    "place": ("Oberhausen", "Bonn", "Halle", "Bad Salzuflen", "Köln"),
    "day": tuple(map(str, range(10, 28))),
}


def letters(characters: int) -> str:
    """Return invented mail of a town hall, the same in every run."""
    chance = random.Random(7)
    lines: list[str] = []
    length = 0
    while length < characters:
        sentence = chance.choice(SENTENCES).format(**{name: chance.choice(words) for name, words in WORDS.items()})
        lines.append(sentence + chance.choice((" ", " ", "\n", "\n\n")))
        length += len(lines[-1])
    return "".join(lines)[:characters]


def cpu_seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def speeds(text: str, rounds: int, console: Console) -> None:
    analyzer = build_analyzer("embedded", CHUNK)
    ours = analyzer._nlp
    folder = shipped("models/de_schleuse")
    stock = spacy.load(folder, config={"paths.lexicon": str(folder / "lex")})
    pieces = [chunk.of(text) for chunk in chunks.split(text, CHUNK)]
    ways: dict[str, Callable[[], object]] = {
        "nlp(), spaCy's default linear algebra": lambda: stock(text),
        "nlp(), as we load it": lambda: ours(text),
        "nlp.pipe() over the chunks": lambda: list(ours.pipe(pieces, batch_size=16)),
        "candidates of all recognizers": lambda: analyzer.candidates(pieces),
        "whole analysis": lambda: analyzer.analyse(text),
    }
    for work in ways.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            taken[name].append(cpu_seconds(work))
    table = Table(
        "", "ms", "words / CPU s", "against nlp()", title=f"{len(text):,} characters, {len(text.split()):,} words"
    )
    bare = statistics.median(taken["nlp(), as we load it"])
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        table.add_row(name, f"{middle * 1000:.0f}", f"{len(text.split()) / middle:,.0f}", f"{middle / bare:.2f}")
    console.print(table)


def growth(text: str, console: Console) -> None:
    analyzer = build_analyzer("embedded", CHUNK)
    table = Table("characters", "CPU s", "µs / character", "findings", title="Growth, whole analysis")
    for length in (3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000):
        part = (text * (length // len(text) + 1))[:length]
        begin = time.process_time()
        found = analyzer.analyse(part)
        taken = time.process_time() - begin
        table.add_row(f"{length:,}", f"{taken:.2f}", f"{taken / length * 1e6:.1f}", f"{len(found):,}")
    console.print(table)


async def through_workers(text: str, console: Console) -> None:
    pool = WorkerPool(DetectionSettings(model="embedded", workers=2, timeout_seconds=300, chunk_characters=CHUNK))
    begin = time.monotonic()
    await pool.start()
    started = time.monotonic() - begin
    rss = [_rss(pid) for pid in pool.status().pids]
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            last = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - last)

    async def once(texts: list[str]) -> float:
        since = time.perf_counter()
        await pool.analyse(texts)
        return time.perf_counter() - since

    short = [f"{n}: {letters(1400)[n:]}" for n in range(40)]
    alone = [await once([one]) for one in short[:20]]
    watching = asyncio.create_task(watch())
    long = asyncio.create_task(once([(text * (300_000 // len(text) + 1))[:300_000]]))
    beside = [await once([one]) for one in short[20:]]
    seconds = await long
    watching.cancel()
    cached = await once([short[0]])
    table = Table("", "", title="Two workers")
    table.add_row("start", f"{started:.1f} s")
    table.add_row("memory of each worker", ", ".join(f"{size:.0f} MB" for size in rss))
    table.add_row("200 words, median / worst", f"{statistics.median(alone) * 1000:.0f} / {max(alone) * 1000:.0f} ms")
    table.add_row(
        "200 words beside 300,000 characters", f"{statistics.median(beside) * 1000:.0f} / {max(beside) * 1000:.0f} ms"
    )
    table.add_row("200 words, known", f"{cached * 1000:.2f} ms")
    table.add_row("300,000 characters", f"{seconds:.1f} s")
    table.add_row("longest pause of the event loop", f"{longest * 1000:.0f} ms")
    console.print(table)
    await pool.close()


def _rss(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, help="a text to measure on instead of invented letters")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    text = arguments.text.read_text(encoding="utf-8")[:30_000] if arguments.text else letters(30_000)
    console = Console()
    speeds(text, arguments.rounds, console)
    growth(text, console)
    asyncio.run(through_workers(text, console))


if __name__ == "__main__":
    main()

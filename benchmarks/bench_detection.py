"""How fast is the detection beside stock Presidio and the bare model, and does its cost grow with the length only?

    python -m benchmarks.bench_detection [--text FILE] [--rounds 5] [--write FILE]

Interleaved in one run, one process and on one core: words per second of processor time on 30,000 characters for the
model's pipeline alone, our analysis and stock Presidio over the same pipeline; then texts of 200 words never seen
before; then the whole analysis up to 1,000,000 characters. Last the pool of workers: start, memory, and the longest
pause of the event loop. Writes its part of docs/benchmarks.md.
"""

import argparse
import asyncio
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.update({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"})

import spacy

from benchmarks import prompts, report
from benchmarks.processes import memory_mib
from schleuse.detection import chunks
from schleuse.detection.engine import Analyzer, build_analyzer
from schleuse.detection.nlp import LANGUAGE, load_pipeline
from schleuse.detection.pool import WorkerPool
from schleuse.evaluation.stock import build_engine
from schleuse.settings import DetectionSettings
from schleuse.shipped import shipped

CHUNK = 4000
SHORT_TEXTS = 100
LENGTHS = (3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
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
TEMPLATE = Path(__file__).with_name("detection.md")
OURS, BARE, STOCK = "our whole analysis", "nlp(), loaded as we do", "stock Presidio"


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


def speeds(text: str, rounds: int, analyzer: Analyzer) -> dict[str, float]:
    """Return the median processor seconds that each way takes for one text."""
    ours = load_pipeline("embedded").nlp
    folder = shipped("models/de_schleuse")
    usual = spacy.load(folder, config={"paths.lexicon": str(folder / "lex")})
    presidio = build_engine("embedded")
    pieces = [chunk.of(text) for chunk in chunks.split(text, CHUNK)]
    ways: dict[str, Callable[[], object]] = {
        "nlp(), spaCy's default linear algebra": lambda: usual(text),
        BARE: lambda: ours(text),
        "nlp.pipe() over the chunks": lambda: list(ours.pipe(pieces, batch_size=16)),
        "our candidates, before they are resolved": lambda: analyzer.candidates(pieces),
        OURS: lambda: analyzer.analyse(text),
        STOCK: lambda: presidio.analyze(text, LANGUAGE),
    }
    for work in ways.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        print(f"round {number + 1}/{rounds}: {len(text):,} characters", flush=True)
        for name, work in ways.items():
            taken[name].append(cpu_seconds(work))
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def short_texts(analyzer: Analyzer) -> tuple[list[float], list[float]]:
    """Return wall-clock seconds for texts of 200 words never seen before: the bare model, and our whole analysis."""
    print(f"{SHORT_TEXTS} texts of 200 words", flush=True)
    nlp = load_pipeline("embedded").nlp
    bare: list[float] = []
    whole: list[float] = []
    for _ in range(SHORT_TEXTS):
        text = prompts.person().letter()
        for times, work in ((bare, nlp), (whole, analyzer.analyse)):
            begin = time.perf_counter()
            work(text)
            times.append(time.perf_counter() - begin)
    return bare, whole


def growth(text: str, analyzer: Analyzer) -> list[tuple[int, float, int]]:
    """Return length, processor seconds and findings for texts that grow."""
    rows = []
    for length in LENGTHS:
        print(f"{length:,} characters", flush=True)
        part = (text * (length // len(text) + 1))[:length]
        begin = time.process_time()
        found = analyzer.analyse(part)
        rows.append((length, time.process_time() - begin, len(found)))
    return rows


async def start_one() -> tuple[float, float]:
    """Return the seconds that one worker needs until it is ready, and its memory in MiB after 100,000 characters."""
    pool = WorkerPool(DetectionSettings(model="embedded", workers=1, timeout_seconds=300, chunk_characters=CHUNK))
    begin = time.monotonic()
    await pool.start()
    seconds = time.monotonic() - begin
    await pool.analyse([letters(100_000)])
    memory = memory_mib(pool.status().pids[0])
    await pool.close()
    return seconds, memory


async def through_workers(text: str) -> list[tuple[str, str]]:
    """Return what two workers do, side by side with an event loop that must not wait for them."""
    print("workers", flush=True)
    pool = WorkerPool(DetectionSettings(model="embedded", workers=2, timeout_seconds=300, chunk_characters=CHUNK))
    await pool.start()
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

    short = [prompts.person().letter() for _ in range(40)]
    alone = [await once([one]) for one in short[:20]]
    watching = asyncio.create_task(watch())
    long = asyncio.create_task(once([(text * (300_000 // len(text) + 1))[:300_000]]))
    beside = [await once([one]) for one in short[20:]]
    seconds = await long
    watching.cancel()
    known = await once([short[0]])
    await pool.close()
    return [
        ("200 words, median / worst", _both(alone)),
        ("200 words beside 300,000 characters, median / worst", _both(beside)),
        ("200 words, seen before", f"{known * 1000:.2f} ms"),
        ("300,000 characters", f"{seconds:.1f} s"),
        ("longest pause of the event loop meanwhile", f"{longest * 1000:.0f} ms"),
    ]


def _both(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} / {max(seconds) * 1000:.0f} ms"


def _speed_table(text: str, taken: dict[str, float]) -> str:
    words = len(text.split())
    rows = [
        (
            name,
            f"{seconds * 1000:.0f}",
            f"{words / seconds:,.0f}",
            f"{seconds / taken[BARE]:.2f}",
            f"{taken[STOCK] / seconds:.1f}",
        )
        for name, seconds in taken.items()
    ]
    return report.table(("way", "ms", "words / s", "time ÷ nlp()", "times as fast as stock"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, help="a text to measure on instead of invented letters")
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--write", type=Path, default=report.PAGE, help="default: %(default)s")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    text = arguments.text.read_text(encoding="utf-8")[:30_000] if arguments.text else letters(30_000)
    analyzer = build_analyzer("embedded", CHUNK)
    taken = speeds(text, arguments.rounds, analyzer)
    bare, whole = short_texts(analyzer)
    grown = growth(text, analyzer)
    seconds, memory = asyncio.run(start_one())
    workers = asyncio.run(through_workers(text))
    part = TEMPLATE.read_text(encoding="utf-8").format(
        machine=report.machine(),
        load=f"{load:.1f}",
        rounds=arguments.rounds,
        characters=f"{len(text):,}",
        words=f"{len(text.split()):,}",
        speeds=_speed_table(text, taken),
        faster=f"{taken[STOCK] / taken[OURS]:.1f}",
        short=SHORT_TEXTS,
        short_bare=f"{statistics.median(bare) * 1000:.1f}",
        short_whole=f"{statistics.median(whole) * 1000:.1f}",
        short_ratio=f"{statistics.median(whole) / statistics.median(bare):.1f}",
        growth=report.table(
            ("characters", "s", "µs / character", "findings"),
            [(f"{n:,}", f"{s:.2f}", f"{s / n * 1e6:.1f}", f"{found:,}") for n, s, found in grown],
        ),
        start=f"{seconds:.1f}",
        memory=f"{memory:.0f}",
        workers=report.table(("two workers", ""), workers),
    )
    report.write_part(arguments.write, "detection", part)
    print(part)


if __name__ == "__main__":
    main()

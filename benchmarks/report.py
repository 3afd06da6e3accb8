"""The numbers as tables, for the terminal and for docs/benchmarks.md."""

import os
import platform
import ssl
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEAD = "# Benchmarks\n\nMade by `make bench`, which writes the parts of this page anew.\n"


@dataclass
class Series:
    """All measurements of one way, one kind of request and one concurrency."""

    way: str
    case: str
    concurrency: int
    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    """Seconds in which these requests were under way, all rounds together."""
    cpu: float | None = None
    """Processor seconds of the proxy and its workers meanwhile."""

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.wall


@dataclass(frozen=True)
class PingTest:
    """Seconds of pings, idle and while long prompts are analysed."""

    idle: Sequence[float]
    busy: Sequence[float]
    wall: float
    """Seconds until all prompts were answered."""
    prompts: int
    characters: int
    failed: int
    """Prompts that were not answered with 200."""

    @property
    def ratio(self) -> float:
        """Busy p95 by idle p95."""
        return p95(self.busy) / p95(self.idle)


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def series_table(table: Sequence[Series], baseline: str) -> str:
    """Return a Markdown table; ratios compare the medians with the way named ``baseline`` in the same row group."""
    medians = {(each.way, each.case, each.concurrency): each.median for each in table}
    rows = [
        ["request", "at once", "way", "n", "median ms", "p95 ms", "req/s", "CPU ms/req", f"median ÷ {baseline}"],
        ["---", "--:", "---", "--:", "--:", "--:", "--:", "--:", "--:"],
    ]
    for each in sorted(table, key=lambda item: (item.concurrency, item.case)):
        cpu = "–" if each.cpu is None else f"{1000 * each.cpu / len(each.seconds):.1f}"
        ratio = each.median / medians[baseline, each.case, each.concurrency]
        rows.append(
            [
                each.case,
                str(each.concurrency),
                each.way,
                str(len(each.seconds)),
                f"{1000 * each.median:.1f}",
                f"{1000 * p95(each.seconds):.1f}",
                f"{each.rate:.1f}",
                cpu,
                f"{ratio:.1f}",
            ]
        )
    return _markdown(rows)


def memory_table(memory: Mapping[str, float]) -> str:
    """Return a Markdown table of the memory after the run."""
    rows = [["way", "memory MiB"], ["---", "--:"]]
    return _markdown([*rows, *([way, f"{size:.0f}"] for way, size in memory.items())])


def ping_table(test: PingTest) -> str:
    """Return a Markdown table of the ping test."""
    rows = [["pings", "n", "median ms", "p95 ms", "max ms"], ["---", "--:", "--:", "--:", "--:"]]
    for name, values in (("idle", test.idle), (f"while {test.prompts} prompts are analysed", test.busy)):
        numbers = (statistics.median(values), p95(values), max(values))
        rows.append([name, str(len(values)), *(f"{1000 * value:.1f}" for value in numbers)])
    return _markdown(rows)


def machine() -> str:
    """Return one line that says on what was measured."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{model or platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, mitmproxy {version('mitmproxy')}, "
        f"spaCy {version('spacy')}, {ssl.OPENSSL_VERSION}, {datetime.now(UTC):%Y-%m-%d}"
    )


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; numbers stand right."""
    return _markdown([headings, ["---", *["--:"] * (len(headings) - 1)], *rows])


def write_part(page: Path, name: str, text: str) -> None:
    """Write one part of a page anew, between its marks; the other parts stay. Makes what is missing."""
    whole = page.read_text(encoding="utf-8") if page.exists() else HEAD
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, found, rest = whole.partition(begin)
    behind = rest.partition(end)[2] if found else ""
    page.write_text(f"{before if found else before + chr(10)}{begin}{text.rstrip()}\n{end}{behind}", encoding="utf-8")


def _lines(path: str) -> Iterable[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def _markdown(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)

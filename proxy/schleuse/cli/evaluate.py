"""``schleuse evaluate``: how well detection does on a corpus, and how often it is wrong in prose."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich import box, progress
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from schleuse.cli.scan import DEFAULT_SERVICE
from schleuse.model import SchleuseError

if TYPE_CHECKING:
    from schleuse.evaluation.contexts import Place
    from schleuse.evaluation.corpus import Item
    from schleuse.evaluation.detector import Detector
    from schleuse.evaluation.tables import Table

Places = Sequence[tuple[str, Sequence["Place"]]]
_WIDTH = 170
"""Columns of the printed tables."""


def evaluate(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="CORPUS|FILE…", help="A corpus (.jsonl, .jsonl.gz, .jsonl.xz); with --prose texts."),
    ],
    prose: Annotated[
        bool, typer.Option("--prose", help="Count findings in texts without persons (files, or folders of *.txt).")
    ] = False,
    stock: Annotated[bool, typer.Option("--stock", help="Run stock Presidio over the same pipeline as well.")] = False,
    policy: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="Judge every item by a policy as well, e.g. 'kommune'.")
    ] = None,
    service: Annotated[str, typer.Option(help="AI service that the policy judges for.")] = DEFAULT_SERVICE,
    model: Annotated[str, typer.Option(help="spaCy pipeline, as the setting detection.model.")] = "",
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Score from which a finding counts.")] = 0.5,
    misses: Annotated[
        bool, typer.Option("--misses", help="Show what was missed and what was wrong. Quotes the texts!")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the numbers for programs.")] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write an HTML report; with --misses it quotes the texts.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")] = False,
) -> None:
    """Measure detection: recall, precision, leaks and false alarms on a corpus with gold spans."""
    if not prose and len(inputs) != 1:
        raise SchleuseError("one corpus at a time (texts without persons: --prose)")
    if prose and policy is not None:
        raise SchleuseError("--policy judges the items of a corpus, not --prose")
    if prose:
        measured = _prose(inputs, model, threshold, stock=stock)
    else:
        measured = _corpus(inputs[0], model, threshold, stock=stock, rules=(policy, service) if policy else None)
    shown = measured.places if misses else []
    if json_file is not None:
        _write(json_file, json.dumps(measured.data, ensure_ascii=False, indent=1) + "\n")
    if report is not None:
        from schleuse.evaluation.page import page  # noqa: PLC0415

        _write(report, page(measured.title, measured.lines, measured.tables, shown))
    _print(measured, shown if report is None else [], markdown=markdown)


class _Measured(NamedTuple):
    title: str
    lines: list[str]
    tables: "list[Table]"
    places: Places
    """Quotations from the texts."""
    data: dict[str, Any]


def _corpus(path: Path, model: str, threshold: float, *, stock: bool, rules: tuple[str, str] | None) -> _Measured:
    # Presidio and spaCy take their time; the other commands need not wait for them.
    from schleuse.evaluation import contexts, corpus, export, measure, tables, verdicts  # noqa: PLC0415

    policy = verdicts.load(*rules) if rules else None
    items = corpus.load(path)
    detectors = _run(items, model, stock=stock)
    columns = [
        tables.Column(name, one, measure.score(items, one.found, least))
        for name, one, least in _columns(detectors, threshold)
    ]
    judged = verdicts.judge(items, detectors[0].found, policy) if policy else None
    own = columns[0].scores
    places = [("Missed", list(contexts.missed(own))), ("Wrong", list(contexts.alarmed(own)))]
    spans = sum(len(item.spans) for item in items)
    return _Measured(
        f"Evaluation on {path.name}",
        [f"{path.name}: {len(items):,} items, {spans:,} spans, {detectors[0].words:,} words", *_described(detectors)],
        list(tables.tables(columns, judged)),
        places,
        export.export(path.name, items, columns, judged),
    )


def _prose(paths: Sequence[Path], model: str, threshold: float, *, stock: bool) -> _Measured:
    from schleuse.evaluation import prose  # noqa: PLC0415

    items = prose.read(paths)
    detectors = _run(items, model, stock=stock)
    columns = [(name, prose.count(items, one, least)) for name, one, least in _columns(detectors, threshold)]
    lines = [f"{len(items):,} texts, {detectors[0].words:,} words", *_described(detectors)]
    places = [("Found", prose.places(columns[0][1]))]
    return _Measured("False alarms in prose", lines, list(prose.tables(columns)), places, prose.export(columns))


def _run(items: "Sequence[Item]", model: str, *, stock: bool) -> "list[Detector]":
    from schleuse.evaluation import detector  # noqa: PLC0415

    detectors = [detector.ours(model)]
    if stock:
        from schleuse.evaluation.stock import stock as presidio  # noqa: PLC0415

        detectors.append(presidio(model))
    console = Console(stderr=True)
    shown = progress.track(items, "Analysing", console=console, transient=True, disable=not console.is_terminal)
    detector.run(detectors, shown)
    return detectors


def _columns(detectors: "Sequence[Detector]", threshold: float) -> "Iterable[tuple[str, Detector, float]]":
    """Name each detector; stock Presidio also with every score, which is its default."""
    for index, one in enumerate(detectors):
        yield (f"{one.name} ≥ {threshold:g}" if index else one.name), one, threshold
        if index and threshold:
            yield f"{one.name}, all", one, 0.0


def _described(detectors: "Sequence[Detector]") -> list[str]:
    return [f"{one.name}: {one.description}" for one in detectors]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SchleuseError(f"{path}: cannot be written: {error.strerror}") from None


def _print(measured: _Measured, places: Places, *, markdown: bool) -> None:
    from schleuse.evaluation import contexts  # noqa: PLC0415

    # Wide enough for every table: a narrower terminal wraps lines, which is better than cells in pieces.
    console = Console(highlight=False, soft_wrap=True, width=_WIDTH)

    def say(text: str) -> None:
        console.print(escape(contexts.printable(text)))

    for line in measured.lines:
        say(line)
    for table in measured.tables:
        say(f"\n### {table.title}\n" if markdown else f"\n{table.title}")
        if markdown:
            for row in (table.headings, ["---", *["--:"] * (len(table.headings) - 1)], *table.rows):
                say(f"| {' | '.join(' '.join(cell.replace('|', '\\|').split()) for cell in row)} |")
            continue
        grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
        for index, heading in enumerate(table.headings):
            grid.add_column(escape(heading), justify="right" if index else "left", no_wrap=True)
        for row in table.rows:
            grid.add_row(*(escape(contexts.printable(cell)) for cell in row))
        console.print(grid)
    for title, quoted in places:
        say(f"\n{title} ({len(quoted)})\n")
        for place in quoted:
            text = f"…{place.before}⟦{place.text}⟧{place.behind}…".replace("\n", "⏎")
            say(f"{place.kind} {place.item} ({place.remark}): {text}")

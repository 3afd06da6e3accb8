"""The report as one HTML file: no script, nothing loaded from elsewhere, every text escaped."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from schleuse.evaluation.contexts import Place, printable
from schleuse.evaluation.tables import Table

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
:root {{ color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }}
body {{ max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
th, td {{ padding: .2rem .7rem; border-bottom: 1px solid #8886; text-align: right; vertical-align: top; }}
th:first-child, td:first-child, table.texts td, table.texts th {{ text-align: left; }}
table.texts td:last-child {{ white-space: pre-wrap; overflow-wrap: anywhere; }}
.warning {{ border-left: .3rem solid #c60; padding: .2rem .8rem; }}
</style></head><body>
<h1>{title}</h1>
"""
_WARNING = (
    '<p class="warning">This report quotes the corpus. If its texts are about real persons, so is this file: keep it '
    "as you keep the corpus.</p>\n"
)


def page(
    title: str, lines: Iterable[str], tables: Iterable[Table], places: Sequence[tuple[str, Sequence[Place]]] = ()
) -> str:
    """Return the report.

    Args:
        title: what was measured.
        lines: remarks, one a paragraph.
        tables: the numbers.
        places: titles and quotations; without any the page quotes nothing.

    """
    return "".join(_parts(title, lines, tables, places))


def _parts(
    title: str, lines: Iterable[str], tables: Iterable[Table], places: Sequence[tuple[str, Sequence[Place]]]
) -> Iterator[str]:
    yield _HEAD.format(title=_text(title))
    if places:
        yield _WARNING
    for line in lines:
        yield f"<p>{_text(line)}</p>\n"
    for table in tables:
        yield f"<h2>{_text(table.title)}</h2>\n"
        yield from _table(table.headings, ([_text(cell) for cell in row] for row in table.rows))
    for name, quoted in places:
        yield f"<h2>{_text(name)} ({len(quoted)})</h2>\n"
        rows = (
            [
                _text(place.item),
                _text(place.kind),
                _text(place.remark),
                f"…{_text(place.before)}<mark>{_text(place.text)}</mark>{_text(place.behind)}…",
            ]
            for place in quoted
        )
        yield from _table(("item", "kind", "", "text"), rows, "texts")
    yield "</body></html>\n"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]], style: str = "") -> Iterator[str]:
    """Yield a table; the cells of ``rows`` are HTML already."""
    head = "".join(f"<th>{_text(heading)}</th>" for heading in headings)
    yield f'<div class="wide"><table class="{style}"><thead><tr>{head}</tr></thead><tbody>\n'
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n"
    yield "</tbody></table></div>\n"


def _text(text: str) -> str:
    return escape(printable(text))

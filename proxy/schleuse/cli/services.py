"""``schleuse services``: which AI services are known, what can be done with each, and whether that holds."""

import json
from pathlib import Path
from typing import Annotated

import typer

from schleuse.cli import common
from schleuse.model import SchleuseError
from schleuse.services.conformance import Abilities, GoldenState

app = typer.Typer(name="services", help="KI-Dienste: Liste und Prüfung des Katalogs.", no_args_is_help=True)
GOLDEN = "tests/golden/services"
OWN_GOLDEN = "golden"
"""Golden files of an own catalogue lie in this folder inside of it."""
_HEADS = ("Dienst", "lesen", "ersetzen", "ablehnen", "zurück", "Dateien", "Strom", "geprüft")
_MARKDOWN_HEADS = ("service", "read", "rewrite", "refuse", "restore", "files", "stream", "verified")

Folder = Annotated[
    Path | None, typer.Option("--path", help="Ordner mit eigenen Dateien des Katalogs (Einstellung services.path).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Als JSON-Liste, ein Objekt je Dienst.")]


@app.command("list")
def list_services(path: Folder = None, as_json: AsJson = False) -> None:
    """Zeigt alle Dienste: Kennung, Name, Betreiber, Land, Rechner."""
    from schleuse.services.conformance import table  # noqa: PLC0415 - loads the catalogue's rooms

    catalogue = common.catalogue(path)
    rows = table(catalogue, set())
    if as_json:
        typer.echo(json.dumps([_listed(row) for row in rows], ensure_ascii=False, indent=1))
        return
    for row in rows:
        service = row.service
        state = "lesbar" if row.read else "nicht lesbar"
        mark = ", kann freigegeben werden" if service.candidate else ""
        typer.echo(f"{service.id}: {service.name} ({service.operator}, {service.country}), {state}{mark}")
        typer.echo(f"    {', '.join(service.hosts) or 'je Installation'}")


@app.command("check")
def check(
    path: Folder = None,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Als Tabelle für docs/services.md.")] = False,
) -> None:
    """Prüft Katalog und Beispieldateien und zeigt, was mit jedem Dienst geht. Ende mit 1, wenn ein Beispiel nicht hält.

    Ende mit 2, wenn eine Datei des Katalogs gebrochen ist.
    """
    rows, state = checked(path)
    if as_json:
        typer.echo(json.dumps([row.as_json() for row in rows], ensure_ascii=False, indent=1))
    elif markdown:
        typer.echo("\n".join(markdown_table(rows)))
    else:
        _echo_table([_HEADS, *(_cells(row) for row in rows)])
        native = sum(bool(row.read) for row in rows)
        typer.echo(
            f"\n{len(rows)} Dienste, {native} mit eigenem Leser; Beispiele für {len(state.held)} Formate halten."
        )
    for problem in state.problems:
        typer.echo(problem, err=True)
    raise typer.Exit(1 if state.problems else 0)


def checked(path: Path | None = None) -> tuple[list[Abilities], GoldenState]:
    """Return the rows of the table, and which golden files hold.

    Raises:
        ConfigError: a file of the catalogue is broken.

    """
    from schleuse.enforcement.restore import Restoration  # noqa: PLC0415
    from schleuse.services.conformance import check_golden, table  # noqa: PLC0415
    from schleuse.shipped import shipped  # noqa: PLC0415

    catalogue = common.catalogue(path)
    folders = [shipped(GOLDEN), *([path / OWN_GOLDEN] if path else [])]
    if not folders[0].is_dir():
        raise SchleuseError(f"{folders[0]}: the golden files are missing")
    state = check_golden(catalogue, folders, Restoration)
    return table(catalogue, state.held), state


def markdown_table(rows: list[Abilities]) -> list[str]:
    """Return the table of docs/services.md."""
    lines = [_MARKDOWN_HEADS, ("---",) * len(_MARKDOWN_HEADS), *(_cells(row) for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _cells(row: Abilities) -> tuple[str, ...]:
    everything = len(row.read) + len(row.unread)
    refuse = (["answer"] if row.answered else []) + (["error"] if not row.answered or len(row.refuse) > 1 else [])
    return (
        row.service.id,
        f"{len(row.read)}/{everything}",
        f"{len(row.rewrite)}/{everything}",
        ", ".join(refuse),
        ", ".join(row.restore) or "-",
        "yes" if row.files else "-",
        ", ".join(row.stream) or "-",
        ", ".join(row.verified) or "-",
    )


def _echo_table(lines: list[tuple[str, ...]]) -> None:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def _listed(row: Abilities) -> dict[str, object]:
    keys = ("id", "name", "operator", "country", "residency", "candidate", "categories", "hosts")
    data = row.as_json()
    return {key: data[key] for key in keys} | {"readable": bool(row.read)}

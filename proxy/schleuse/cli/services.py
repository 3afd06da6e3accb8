"""``schleuse services``: which AI services are known, what can be done with each, and whether that holds."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from schleuse.cli import common
from schleuse.model import SchleuseError, Service
from schleuse.policy.groups import sample_hosts
from schleuse.policy.policy import Policy
from schleuse.services.conformance import Abilities, GoldenState, described
from schleuse.services.contracts import Contract

app = typer.Typer(name="services", help="KI-Dienste: Liste und Prüfung des Katalogs.", no_args_is_help=True)
GOLDEN = "tests/golden/services"
OWN_GOLDEN = "golden"
"""Golden files of an own catalogue lie in this folder inside of it."""
_HEADS = ("Dienst", "lesen", "ersetzen", "ablehnen", "zurück", "Dateien", "Strom", "geprüft")
_MARKDOWN_HEADS = ("service", "read", "rewrite", "refuse", "restore", "files", "stream", "verified")

Folder = Annotated[
    Path | None, typer.Option("--path", help="Ordner mit eigenen Dateien des Katalogs (Einstellung services.path).")
]
ContractsFile = Annotated[
    Path | None, typer.Option("--contracts", help="Verträge der Verwaltung (Einstellung services.contracts).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Als JSON-Liste, ein Objekt je Dienst.")]


@app.command("list")
def list_services(
    path: Folder = None,
    contracts: ContractsFile = None,
    policy: Annotated[
        Path | None, typer.Option("--policy", help="Datei mit Regeln, für die Freigaben; sonst kommune.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Zeigt alle Dienste: Kennung, Name, Betreiber, Land, Rechner, Freigabe, Vertrag, Mandanten."""
    from schleuse.policy.load import load_policy  # noqa: PLC0415

    catalogue = common.catalogue(path, contracts)
    rules = load_policy(policy, catalogue.services)
    rows = []
    for service in catalogue.services.values():
        contract = catalogue.contracts.services.get(service.id, Contract())
        approval, review = _approval(rules, service)
        agreed = {"contract": contract.contract, "note": contract.note, "tenants": list(contract.tenants)}
        rows.append(described(service) | {"approval": approval, "review": review} | agreed)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo("\n    ".join(_lines(row)))


def _lines(row: dict[str, Any]) -> Iterator[str]:
    state = "lesbar" if row["readable"] else "nicht lesbar"
    mark = ", kann freigegeben werden" if row["candidate"] else ""
    yield f"{row['id']}: {row['name']} ({row['operator']}, {row['country']}), {state}{mark}"
    yield ", ".join(row["hosts"]) or "je Installation"
    if row["approval"]:
        yield f"freigegeben bis {row['review']}: {row['approval']}"
    if row["contract"] or row["note"]:
        yield f"Vertrag: {'; '.join(filter(None, (row['contract'], row['note'])))}"
    if row["tenants"]:
        yield f"nur mit Konten von: {', '.join(row['tenants'])}"


def _approval(policy: Policy, service: Service) -> tuple[str, str]:
    """Return who approved a service, and until when, as the policy says; nothing where that does not hold today."""
    if policy.is_approved(service):
        hosts = sample_hosts(service)
        for group in policy.groups.values():
            if group.approval and any(group.closeness(service, host) is not None for host in hosts):
                return group.approval, str(group.review)
    return "", ""


@app.command("check")
def check(
    path: Folder = None,
    contracts: ContractsFile = None,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Als Tabelle für docs/services.md.")] = False,
) -> None:
    """Prüft Katalog und Beispieldateien und zeigt, was mit jedem Dienst geht. Ende mit 1, wenn ein Beispiel nicht hält.

    Ende mit 2, wenn eine Datei des Katalogs oder die der Verträge gebrochen ist.
    """
    rows, state = checked(path, contracts)
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


def checked(path: Path | None = None, contracts: Path | None = None) -> tuple[list[Abilities], GoldenState]:
    """Return the rows of the table, and which golden files hold.

    Raises:
        ConfigError: a file of the catalogue is broken.

    """
    from schleuse.enforcement.restore import Restoration  # noqa: PLC0415
    from schleuse.services.conformance import check_golden, table  # noqa: PLC0415
    from schleuse.shipped import shipped  # noqa: PLC0415

    catalogue = common.catalogue(path, contracts)
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

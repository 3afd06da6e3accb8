"""``schleuse policy diff``: what another version of the rules would change on texts like those of the house."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from schleuse.cli import common
from schleuse.entities import ENTITIES
from schleuse.model import Action, LocatedFinding, SchleuseError, Subject
from schleuse.policy.diff import NOTHING, Case, ClassChange, compare
from schleuse.policy.facts import Facts
from schleuse.policy.groups import sample_hosts
from schleuse.policy.load import load_policy

MAX_LINE = 100_000
"""Characters of one line of a corpus."""
MAX_TEXTS = 100_000


def diff(
    old: Annotated[Path, typer.Argument(metavar="ALT", help="Datei mit den bisherigen Regeln.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEU", help="Datei mit den neuen Regeln.", show_default=False)],
    corpus: Annotated[
        Path, typer.Option("--corpus", help='Texte, einer je Zeile; oder JSON-Zeilen {"text": …, "class": …}.')
    ],
    service: Annotated[str, typer.Option("--service", "-s", help="Dienst: Kennung, Name oder Rechner.")] = "chatgpt",
    unit: Annotated[str | None, typer.Option("--unit", help="Amt oder Gruppe, die sendet.")] = None,
) -> None:
    """Zeigt je Klasse, wie viele Texte angehalten werden, nach alten und nach neuen Regeln. Texte zeigt es nie."""
    try:
        catalogue = common.catalogue()
        target = catalogue.resolve(service)
        policies = load_policy(old, catalogue.services), load_policy(new, catalogue.services)
        like = Facts(
            service=target,
            host=sample_hosts(target)[0],
            subject=Subject(unit=unit),
            findings=(),
            texts=(),
            carries=frozenset(),
            failure=None,
            native=target.parsed,
            today=date.today(),
        )
        changes = compare(*policies, like, _cases(corpus, common.analyser()))
    except SchleuseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{'Klasse':34}{'Texte':>7}{'angehalten alt':>16}{'neu':>7}{'strenger':>10}{'milder':>8}")
    for kind, change in changes.items():
        typer.echo(_row(kind, change))


def _row(kind: str, change: ClassChange) -> str:
    name = "ohne Fund" if kind == NOTHING else ENTITIES[kind].plural if kind in ENTITIES else kind[:33]
    before, after = (f"{100 * counts[Action.BLOCK] / change.texts:.1f} %" for counts in (change.old, change.new))
    return f"{name:34}{change.texts:>7}{before:>16}{after:>7}{change.stricter:>10}{change.milder:>8}"


def _cases(path: Path, analyse: common.Analyse) -> Iterator[Case]:
    for number, text, kind in _lines(path):
        if number > MAX_TEXTS:
            raise SchleuseError(f"{path}: mehr als {MAX_TEXTS} Texte")
        yield Case(text, [LocatedFinding(0, finding) for finding in analyse(text)], kind)


def _lines(path: Path) -> Iterator[tuple[int, str, str]]:
    try:
        with path.open(encoding="utf-8") as stream:
            number = 0
            while line := stream.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise SchleuseError(f"{path}:{number}: länger als {MAX_LINE} Zeichen")
                if line.strip():
                    yield number, *_read(path, number, line.strip())
    except OSError as error:
        raise SchleuseError(f"{path}: kann nicht gelesen werden ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SchleuseError(f"{path}: ist kein UTF-8") from None


def _read(path: Path, number: int, line: str) -> tuple[str, str]:
    if path.suffix != ".jsonl":
        return line, ""
    try:
        data = json.loads(line)
    except ValueError:
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        raise SchleuseError(f'{path}:{number}: erwartet {{"text": "…", "class": "…"}}')
    return data["text"], str(data.get("class", ""))

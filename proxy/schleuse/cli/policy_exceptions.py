"""``schleuse policy exceptions``: which there are, who approved them, when they end, how often they were used."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from schleuse.cli import common
from schleuse.model import SchleuseError
from schleuse.policy.exceptions import EXPIRED, LATER, exceptions
from schleuse.policy.load import load_policy
from schleuse.settings import load_settings


def exceptions_command(
    file: Annotated[Path | None, typer.Argument(metavar="[DATEI]", help="Sonst die der Einstellungen.")] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", envvar="SCHLEUSE_CONFIG", help="Einstellungen; dann mit Zahlen."),
    ] = None,
) -> None:
    """Zeigt alle Ausnahmen, die bald endenden zuerst. Ende mit 1, wenn eine binnen 30 Tagen endet oder geendet hat."""
    try:
        settings = load_settings(config)
        policy = load_policy(file or settings.policy.path, common.catalogue().services)
        found = exceptions(policy, date.today())
        uses = _uses(settings.audit_url, [one.rule.id for one in found]) if config and found else {}
    except SchleuseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    for one in found:
        end = f"bis {one.exception.until:%d.%m.%Y}, noch {one.days} Tage"
        if one.state == EXPIRED:
            end = f"seit {one.exception.until:%d.%m.%Y} ohne Wirkung"
        used = f", {uses[one.rule.id]}-mal genutzt" if uses else ""
        typer.echo(f"{one.rule.id}: {one.rule.title}")
        typer.echo(f"      {end}{used}; lockert {', '.join(sorted(one.exception.rules))}; {one.exception.approval}")
    typer.echo(f"{len(found)} Ausnahme{'' if len(found) == 1 else 'n'}")
    raise typer.Exit(0 if all(one.state == LATER for one in found) else 1)


def _uses(url: str, rules: list[str]) -> dict[str, int]:
    from schleuse.audit.uses import RuleUses  # noqa: PLC0415 - the database takes its time

    reader = RuleUses(url)
    try:
        return dict(reader.count(rules))
    finally:
        reader.close()

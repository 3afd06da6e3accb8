"""``schleuse policy history`` and ``approve``: which versions there were, and the second person's yes."""

from pathlib import Path
from typing import Annotated

import typer

from schleuse.cli import common
from schleuse.model import SchleuseError
from schleuse.policy.history import Entry, History
from schleuse.policy.load import load_policy
from schleuse.settings import Settings, load_settings

_Config = Annotated[Path | None, typer.Option("--config", envvar="SCHLEUSE_CONFIG", help="Datei mit Einstellungen.")]


def history(
    version: Annotated[str | None, typer.Argument(metavar="[VERSION]", help="Zeigt, was diese geändert hat.")] = None,
    config: _Config = None,
) -> None:
    """Zeigt alle Fassungen der Regeln: wann, von wem, von wem freigegeben; oder die Änderungen einer Fassung."""
    try:
        known = History(load_settings(config).history_dir)
        entries = known.entries() if version is None else [entry for entry in [known.find(version)] if entry]
    except SchleuseError as error:
        raise _fail(str(error)) from None
    if version is not None and not entries:
        raise _fail(f"Es gibt keine Fassung {version}.")
    for entry in entries:
        typer.echo(_line(entry))
        if version is not None:
            typer.echo("\n".join(entry.changes))


def approve(
    account: Annotated[str, typer.Option("--account", help="Ihr Konto der Übersicht.", show_default=False)],
    version: Annotated[str | None, typer.Argument(metavar="[VERSION]", help="Sonst die der Regeldatei.")] = None,
    config: _Config = None,
) -> None:
    """Gibt eine Fassung der Regeln als zweite Person frei; das Kennwort wird erfragt."""
    try:
        settings = load_settings(config)
        known = History(settings.history_dir)
        if version is None:
            policy = load_policy(settings.policy.path, common.catalogue().services)
            version = known.record(policy).version
        _sign_in(settings, account)
        entry = known.approve(version, account)
    except SchleuseError as error:
        raise _fail(str(error)) from None
    typer.echo(_line(entry))


def _sign_in(settings: Settings, account: str) -> None:
    from schleuse.audit.accounts import Accounts  # noqa: PLC0415 - the database takes its time

    accounts = Accounts(settings.audit_url)
    try:
        token = accounts.sign_in(account, typer.prompt("Kennwort", hide_input=True))
        if token is None:
            raise SchleuseError("Konto oder Kennwort stimmt nicht.")
        accounts.sign_out(token)
    finally:
        accounts.close()


def _line(entry: Entry) -> str:
    state = f"freigegeben von {entry.approved_by}, {entry.approved_at}" if entry.approved_by else "nicht freigegeben"
    return f"{entry.version}  {entry.seen}  {entry.author}  {len(entry.changes)} Änderungen  {state}"


def _fail(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)

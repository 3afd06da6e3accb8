"""``schleuse lists``: the authority's own lists and patterns (docs/detection-lists.md)."""

from pathlib import Path
from typing import Annotated

import typer

from schleuse.entities import ENTITIES
from schleuse.model import SchleuseError
from schleuse.yamlfile import nearest

app = typer.Typer(help="Eigene Listen und Muster: aus einer Liste gehashte Einträge machen, die Datei prüfen.")
KEY_FILE = "own.key"


@app.command("build")
def build_command(
    source: Annotated[Path, typer.Argument(metavar="LISTE", help="Textdatei, ein Eintrag je Zeile, UTF-8.")],
    entity: Annotated[str, typer.Option("--entity", help="Was ein Eintrag ist: PERSON, DE_FILE_SIGN, OWN_PROJECT …")],
    out: Annotated[Path, typer.Option("--out", help="Datei für die Hashes; eine vorhandene wird ersetzt.")],
    key: Annotated[
        Path | None, typer.Option("--key", help=f"Datei mit dem Schlüssel; sonst {KEY_FILE} neben --out.")
    ] = None,
    surnames: Annotated[
        bool, typer.Option("--surnames", help="Nachnamen gelten auch allein, wenn sie keine gewöhnlichen Wörter sind.")
    ] = False,
    skip: Annotated[bool, typer.Option("--skip", help="Unbrauchbare Einträge auslassen statt abzubrechen.")] = False,
) -> None:
    """Macht aus einer Liste eine Datei mit Hashes unter einem Schlüssel. Die Liste selbst wird nicht gespeichert."""
    from schleuse.detection.own import hashes  # noqa: PLC0415 - loads the language data
    from schleuse.detection.own.build import build  # noqa: PLC0415

    if entity not in ENTITIES:
        raise SchleuseError(f"there is no entity '{entity}' ({nearest(entity, ENTITIES) or 'docs/entities.md'})")
    key_file = key or out.with_name(KEY_FILE)
    made = not key_file.exists()
    secret = hashes.make_key(key_file) if made else hashes.read_key(key_file)
    built = build(source, out, entity, secret, surnames=surnames, skip=skip)
    if made:
        typer.echo(f"{key_file}: neuer Schlüssel, nur für Sie lesbar. Ohne ihn ist die Liste neu zu bauen.")
    for fault in built.faults:
        typer.echo(f"ausgelassen: {fault}", err=True)
    typer.echo(f"{out}: {built.entries} Einträge, {built.spellings} Schreibweisen als {entity}")


@app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="Die Datei der Einstellung detection.own.")],
) -> None:
    """Prüft die Datei: Muster gegen ihre Beispiele, Listen gegen ihren Schlüssel."""
    from schleuse.detection.own.recognizers import own_recognizers  # noqa: PLC0415 - loads the language data

    own = own_recognizers(file)
    typer.echo(f"{file}: in Ordnung – {len(own.recognizers)} Muster und Listen, Fassung {own.digest}")

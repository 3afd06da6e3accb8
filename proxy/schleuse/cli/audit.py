"""``schleuse audit``: take the record out, and check such an export."""

import os
from pathlib import Path
from typing import Annotated

import typer

from schleuse.model import SchleuseError

app = typer.Typer(help="The record: export it, and check an export.", no_args_is_help=True)


@app.command("export")
def export(
    output: Annotated[Path, typer.Argument(help="File to write (JSON lines); it must not exist yet.")],
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", envvar="SCHLEUSE_CONFIG", help="Settings file (YAML)."),
    ] = None,
) -> None:
    """Write the whole record into a file that ``schleuse audit verify`` can check anywhere."""
    from schleuse.audit.export import Export  # noqa: PLC0415
    from schleuse.settings import load_settings  # noqa: PLC0415

    if config is None and Path("schleuse.yaml").is_file():
        config = Path("schleuse.yaml")
    reader = Export(load_settings(config).audit_url)
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SchleuseError(f"{output}: {(error.strerror or 'cannot be written').lower()}") from None
    count = 0
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for line in reader.lines():
            file.write(line + "\n")
            count += 1
    reader.close()
    print(f"{output}: {count} lines")


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="An export of the record.")],
    key: Annotated[
        list[str] | None,
        typer.Option("--key", help="Public key of a gateway (its log names it at the start); may be repeated."),
    ] = None,
) -> None:
    """Say whether an export is what the gateways wrote; if not, name the first record that is not (exit status 1)."""
    from schleuse.audit.verify import verify as check  # noqa: PLC0415

    found = check(file, key or ())
    if found.problem:
        print(f"{file}: ALTERED: {found.problem}")
        raise typer.Exit(1)
    print(f"{file}: {found.records} records as they were written, {found.deleted} deleted in due form")
    print(f"{found.checkpoints} checkpoints; {found.unsigned} links behind the last ones are not signed yet")
    if found.unchained:
        print(f"{found.unchained} events are of a version that kept no chain; nothing can be said about them")
    for name in sorted(found.keys):
        print(f"signed by {name}{'' if key else ' (compare it with the log of the gateway, or give it as --key)'}")

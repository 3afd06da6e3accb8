"""The command ``schleuse``, one command a file."""

import os
import sys

import typer

from schleuse import __version__
from schleuse.cli import audit, evaluate, lists, policy, run, scan, services
from schleuse.detection.process import ONE_THREAD
from schleuse.model import SchleuseError

app = typer.Typer(
    name="schleuse",
    help="KI-Schleuse: keeps personal and confidential data out of public AI systems.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("scan")(scan.scan)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(policy.app, name="policy")
app.add_typer(audit.app, name="audit")
app.add_typer(services.app, name="services")
app.add_typer(lists.app, name="lists")


@app.command("version")
def version() -> None:
    """Print the version."""
    print(__version__)


def main() -> None:
    """Run the command line; a fault that the user can mend is one clear line and exit status 2."""
    for name in ONE_THREAD:  # as in a worker
        os.environ.setdefault(name, "1")
    try:
        app()
    except SchleuseError as error:
        print(f"schleuse: {error}", file=sys.stderr)
        sys.exit(2)

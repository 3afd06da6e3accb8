"""What several commands need: settings, catalogue and detection, the last two loaded only when a command asks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schleuse.model import Action, Finding
from schleuse.settings import DetectionSettings, Settings, load_settings

if TYPE_CHECKING:
    from schleuse.detection.engine import Analyzer
    from schleuse.services.catalogue import Catalogue

ACTION_DE = {
    Action.ALLOW: "durchlassen",
    Action.OBSERVE: "durchlassen und zählen",
    Action.PSEUDONYMISE: "durch Platzhalter ersetzen",
    Action.WARN: "anhalten und nach einem Grund fragen",
    Action.BLOCK: "anhalten, nichts senden",
}
"""What the gateway does, for people."""

Analyse = Callable[[str], tuple[Finding, ...]]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        envvar="SCHLEUSE_CONFIG",
        help="Settings file (YAML); default: schleuse.yaml if it exists.",
    ),
]
"""The option of every command that reads settings; see :func:`settings_file`."""


def settings_file(config: Path | None) -> Path | None:
    """Return the settings file that holds: the one named, else ``schleuse.yaml`` where there is one."""
    usual = Path("schleuse.yaml")
    return usual if config is None and usual.is_file() else config


def settings(config: Path | None = None) -> Settings:
    """Read the settings as the gateway would.

    Raises:
        SchleuseError: the file or a variable of the environment is broken.

    """
    return load_settings(settings_file(config))


def catalogue(path: Path | None = None, contracts: Path | None = None) -> "Catalogue":
    """Read the shipped catalogue of services, and, if given, a folder with further files and the authority's own file.

    Raises:
        ConfigError: a file of it is broken.

    """
    from schleuse.services.catalogue import Catalogue  # noqa: PLC0415

    return Catalogue.load(path=path, contracts=contracts)


def analyzer(detection: DetectionSettings) -> "Analyzer":
    """Load the detection into this process (a second or two), as the settings describe it.

    Raises:
        SchleuseError: the model, or the authority's own lists, cannot be used.

    """
    from schleuse.detection.engine import build_analyzer  # noqa: PLC0415 - Presidio and spaCy take their time

    return build_analyzer(detection.model, detection.chunk_characters, detection.own)


def analyser() -> Analyse:
    """Load the detection of the settings in force and return its function for one text.

    Raises:
        SchleuseError: the settings are broken, or the model cannot be loaded.

    """
    return analyzer(settings().detection).analyse

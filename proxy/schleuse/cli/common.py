"""What several commands need: the catalogue and the detection, both loaded only when a command asks for them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from schleuse.model import Finding

if TYPE_CHECKING:
    from schleuse.services.catalogue import Catalogue

Analyse = Callable[[str], tuple[Finding, ...]]


def catalogue(path: Path | None = None, contracts: Path | None = None) -> "Catalogue":
    """Read the shipped catalogue of services, and, if given, a folder with further files and the authority's own file.

    Raises:
        ConfigError: a file of it is broken.

    """
    from schleuse.services.catalogue import Catalogue  # noqa: PLC0415

    return Catalogue.load(path=path, contracts=contracts)


def analyser() -> Analyse:
    """Load the detection into this process (a second or two) and return its one function.

    Raises:
        SchleuseError: the model cannot be loaded.

    """
    from schleuse.detection.engine import build_analyzer  # noqa: PLC0415 - Presidio and spaCy take their time

    return build_analyzer("", 4000).analyse

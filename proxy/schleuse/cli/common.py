"""What several commands need: the catalogue and the detection, both loaded only when a command asks for them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from schleuse.model import Action, Finding

if TYPE_CHECKING:
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


def catalogue() -> "Catalogue":
    """Read the shipped catalogue of services.

    Raises:
        ConfigError: a file of it is broken.

    """
    from schleuse.services.catalogue import Catalogue  # noqa: PLC0415

    return Catalogue.load()


def analyser() -> Analyse:
    """Load the detection into this process (a second or two) and return its one function.

    Raises:
        SchleuseError: the model cannot be loaded.

    """
    from schleuse.detection.engine import build_analyzer  # noqa: PLC0415 - Presidio and spaCy take their time

    return build_analyzer("", 4000).analyse

"""Where the data that comes with the program lies: rules, models. In the wheel inside the package, else in the repo."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the folder or file ``name`` (``rules/policies``, ``models/de_schleuse``) that was installed with us."""
    installed = _PACKAGE / name
    return installed if installed.exists() else _PACKAGE.parents[1] / name

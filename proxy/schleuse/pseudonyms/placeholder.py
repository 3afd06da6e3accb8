"""Placeholders: how they are written and how they are recognised.

``[PERSON_1]``: a word of upper-case ASCII letters, digits and underscores, an underscore, a number, in square brackets.
Language models keep that form; what they like to change (a Markdown backslash, the case) is still recognised.
"""

import re

MAX_LENGTH = 48
"""No placeholder, however a model wrote it, is longer (characters)."""

PLACEHOLDER = re.compile(r"\\?\[([A-Za-z][A-Za-z_\\]{0,30})\\?_(\d{1,5})\\?\]")
"""Matches a placeholder as models write it back."""

UNFINISHED = re.compile(r"\\?(?:\[(?:[A-Za-z][A-Za-z_\\]{0,30}\d{0,5}\\?)?)?\Z")
"""Matches the end of a text that may still become a placeholder."""


def write(word: str, number: int) -> str:
    """Return the placeholder for the n-th value of a kind."""
    return f"[{word}_{number}]"


def canonical(match: re.Match[str]) -> str:
    """Return the placeholder that a match of :data:`PLACEHOLDER` means."""
    return write(match[1].replace("\\", "").rstrip("_").upper(), int(match[2]))

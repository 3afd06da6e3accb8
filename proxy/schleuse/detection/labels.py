"""What the words around a number say about it.

A label ("Steuer-ID", "Kennzeichen") counts up to 60 characters before and 30 behind a value, on the same line, in the
table heading, JSON key or XML tag of the value, or at the end of the line before when the value stands alone on its
line. Labels are whole words: "Antwort" holds no "Ort". Scores follow one rule for all checked numbers (:func:`grade`).
"""

import re
from collections import deque

from schleuse.detection.fields import heading
from schleuse.detection.normalise import View

BEFORE = 60
BEHIND = 30

_VALUE = re.compile(r"\d[\d ./-]{2,}\d")
_NEW_LABEL = re.compile(r"(?!(?:und|oder|sowie|bzw|alt|neu)\b)[^\W\d_]{3,}", re.IGNORECASE)


def label(*phrases: str) -> re.Pattern[str]:
    """Compile label phrases: regular expressions in lower case, matched as whole words in any case.

    ``-`` in a phrase stands for nothing, blank, hyphen or underscore; ``nr`` for Nr, Nr., Nummer, No.
    """
    parts = [
        phrase.replace("-", "[-_ .]{0,2}").replace("#nr", r"(?:n(?:umme)?r|no|kennung|id|code)\.?")
        for phrase in phrases
    ]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(parts)})(?![^\W\d_])", re.IGNORECASE)


def before(view: View, start: int, size: int = BEFORE) -> str:
    """Return the text before a value in which a label may stand."""
    text = view.flat
    floor = max(0, start - size)
    line = text.rfind("\n", floor, start)
    if line >= 0:
        window = text[line + 1 : start]
        if not window.strip(" \t>|*-\"'"):
            # The value stands alone on its line: the label may end the line before.
            floor = max(floor, text.rfind("\n", max(0, line - size), line) + 1)
            window = text[floor:start]
    else:
        window = text[floor:start]
    last = last_match(_VALUE, window)
    if last and _NEW_LABEL.search(window, last.end()):
        # Another number stands between; the words before it are about that one.
        window = window[last.end() :]
    return window


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the last match of a pattern."""
    return deque(pattern.finditer(text), maxlen=1).pop() if pattern.search(text) else None


def behind(view: View, end: int, size: int = BEHIND) -> str:
    """Return the text behind a value in which a label may stand."""
    text = view.flat
    line = text.find("\n", end, end + size)
    window = text[end : line if line >= 0 else end + size]
    value = _VALUE.search(window)
    return window[: value.start()] if value else window


def near(view: View, start: int, end: int, pattern: re.Pattern[str]) -> bool:
    """Return whether a label stands near the value ``view.text[start:end]`` (both sides, heading, key)."""
    if pattern.search(before(view, start)):
        return True
    key = heading(view, start)
    if key and pattern.search(key):
        return True
    return pattern.search(behind(view, end)) is not None


def grade(passes: bool | None, labelled: bool, unlabelled: float) -> float | None:
    """Return the score of a number, or ``None`` when it is none.

    ``passes``: result of the check digit, ``None`` where the number has none. ``unlabelled``: score of a number
    that passes (or has the shape) without a label; 0 where a label is needed.
    """
    if labelled:
        return 0.6 if passes is False else 1.0
    if passes is False or not unlabelled:
        return None
    return unlabelled

"""Path patterns of surfaces: regular expressions that cannot take long, and paths in one spelling."""

import re

MAX_PATH = 4096
"""Characters of a path that are matched; a longer one belongs to no surface."""

_FORBIDDEN = re.compile(r"\(\?|\\[1-9]|\{\d*,?\d{3,}")
_REPEATED_GROUP = re.compile(r"\(([^()]*)\)(?:[*+]|\{)")
_CHEAP_GROUP = re.compile(r"/(?:[\w-]|\[[\w-]+\][+*]?|\\d[+*]?)*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:")


def check(pattern: str) -> None:
    """Raise ValueError for what is no regular expression, not anchored, or could take long on some path.

    A group that repeats must start with ``/`` and match no further ``/``: then there is one way to match, and
    time grows with the length of the path only.
    """
    if not pattern.startswith("^"):
        raise ValueError("a path pattern starts with ^")
    if _FORBIDDEN.search(pattern):
        raise ValueError("look-around, back references and large counts are not allowed in a path pattern")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error.msg} at position {error.pos}") from None
    for match in _REPEATED_GROUP.finditer(pattern):
        if not _CHEAP_GROUP.fullmatch(match[1]):
            raise ValueError(f"the repeated group ({match[1]}) must be a / and then characters without /")
    if re.search(r"\)\)[*+{]", pattern):
        raise ValueError("a repeated group must not hold another group")


def normalise(path: str) -> str:
    """Return a path without needless escapes, empty segments and dot segments (RFC 3986, 6.2.2 and 5.2.4).

    Servers differ in how they read such paths; a surface is recognised however its address is spelt.
    """
    path = _ESCAPE.sub(_unescape, path)
    segments: list[str] = []
    pieces = path.split("/")
    for index, segment in enumerate(pieces):
        if segment == "..":
            del segments[-1:]
        elif segment not in {"", "."}:
            segments.append(segment)
        if index == len(pieces) - 1 and segment in {"", ".", ".."}:
            segments.append("")
    return "/" + "/".join(segments)


def _unescape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _SAFE else match[0].upper()

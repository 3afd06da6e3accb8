"""Host patterns of the catalogue: exact names, or ``*`` for one or more labels (or a part of one label)."""

import re

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_SYNTAX = re.compile(r"(?:[a-z0-9_*](?:[a-z0-9_*-]{0,61}[a-z0-9_*])?)(?:\.[a-z0-9_*](?:[a-z0-9_*-]{0,61}[a-z0-9_*])?)*")


def check(pattern: str) -> None:
    """Raise ValueError where a pattern is not one of host names."""
    name, _, port = pattern.partition(":")
    if not _SYNTAX.fullmatch(name) or len(name) > 253 or (port and not (port.isdigit() and 0 < int(port) < 65536)):
        raise ValueError(f"'{pattern}' is not a host name (lower case, * for labels, :port if need be)")
    fixed = [label for label in name.split(".")[-2:] if "*" not in label]
    if "*" in name and len(fixed) < 2:
        raise ValueError(f"'{pattern}' would match whole top-level domains: the last two labels must be fixed")


def normalise(host: str) -> str:
    """Return a host in lower case, without port and trailing dot."""
    name, _, port = host.strip().lower().rpartition(":")
    return (name if name and port.isdigit() else host.strip().lower()).rstrip(".")


def regex(pattern: str) -> str:
    """Return the regular expression of a pattern, without anchors and port."""
    labels = []
    for label in pattern.partition(":")[0].split("."):
        if label == "*":
            labels.append(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
        else:
            labels.append("[a-z0-9_-]+".join(re.escape(piece) for piece in label.split("*")))
    return r"\.".join(labels)


def port(pattern: str) -> int | None:
    """Return the port that a pattern names, if any."""
    _, _, number = pattern.partition(":")
    return int(number) if number else None


def specificity(pattern: str) -> tuple[bool, int]:
    """Sort key: an exact name beats every pattern, then the longer fixed suffix wins."""
    return "*" not in pattern, len(pattern.rpartition("*")[2])


def domain(pattern: str) -> str:
    """Return the longest DNS suffix that all names of a pattern share, for name constraints (RFC 5280, 4.2.1.10)."""
    labels = pattern.partition(":")[0].split(".")
    while any("*" in label for label in labels):
        labels.pop(0)
    return ".".join(labels)

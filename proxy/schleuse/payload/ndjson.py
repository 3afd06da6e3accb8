"""Read and rewrite bodies of one JSON text a line (NDJSON, JSON Lines), or a record with another end (SignalR)."""

from collections.abc import Mapping
from dataclasses import dataclass

from schleuse.model import InspectionError, Reason
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import JsonDocument

MAX_LINES = 50_000
SIGNALR = "\x1e"
"""What ends a record of SignalR's JSON hub protocol. (It is white space to ``str.strip``, as line ends are.)"""


@dataclass(frozen=True, slots=True)
class Ndjson:
    """The lines in order; empty lines have no document."""

    lines: tuple[str, ...]
    """With their line ends."""
    documents: Mapping[int, JsonDocument]

    def rewrite(self, texts: Mapping[int, str]) -> str:
        """Return the body with the JSON texts of these lines exchanged; line ends and white space stay."""
        result = list(self.lines)
        for line, text in texts.items():
            result[line] = result[line].replace(self.documents[line].text, text, 1)
        return "".join(result)


def parse(text: str, end: str = "\n") -> Ndjson:
    """Read one JSON text a line; ``end`` is what ends one.

    Raises:
        InspectionError: ``NOT_INSPECTABLE``: a line is not JSON, or there are too many.

    """
    # Only LF ends a line: str.splitlines would also cut at U+2028 inside a string.
    lines = tuple(line + end for line in text.split(end)[:-1]) + ((text.rpartition(end)[2],) if text else ())
    if len(lines) > MAX_LINES:
        raise InspectionError(Reason.NOT_INSPECTABLE, f"more than {MAX_LINES} lines of JSON")
    documents = {index: json_leaves.parse(line.strip()) for index, line in enumerate(lines) if line.strip()}
    return Ndjson(lines, documents)

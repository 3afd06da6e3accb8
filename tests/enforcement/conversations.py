"""What the tests of this room share: texts with marked values, and what models do to an echo."""

import re
from collections.abc import Sequence

from schleuse.model import Action, Finding, FindingVerdict, LocatedFinding, TextPart
from schleuse.pseudonyms.store import MemoryStore, Scope

SCOPE = Scope("a", "openai-api", "1")
_MARK = re.compile(r"\{(?:([A-Z_]+):)?([^{}]*)\}")


def verdict(part: int, start: int, end: int, entity: str, action: Action = Action.PSEUDONYMISE) -> FindingVerdict:
    return FindingVerdict(LocatedFinding(part, Finding(start, end, entity, 1.0, "test")), action)


def memory() -> MemoryStore:
    return MemoryStore(ttl=100, conversations=10, clock=lambda: 0.0)


def marked(*messages: str) -> tuple[list[TextPart], list[FindingVerdict]]:
    """Read ``{Anna Weber}`` as a name, ``{IBAN_CODE:DE89}`` as an IBAN; one message a text."""
    parts: list[TextPart] = []
    verdicts: list[FindingVerdict] = []
    for index, message in enumerate(messages):
        text, position = "", 0
        for match in _MARK.finditer(message):
            text += message[position : match.start()]
            verdicts.append(verdict(index, len(text), len(text) + len(match[2]), match[1] or "PERSON"))
            text += match[2]
            position = match.end()
        parts.append(TextPart(text + message[position:], message=index))
    return parts, verdicts


def texts_of(parts: Sequence[TextPart], changed: dict[int, str]) -> list[str]:
    return [changed.get(index, part.text) for index, part in enumerate(parts)]

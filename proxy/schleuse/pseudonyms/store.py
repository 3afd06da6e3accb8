"""The map between values and placeholders, for one conversation, for a limited time.

Kept in memory only; never written to disk, log or record. A store that replicas share comes with the same face.
"""

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from schleuse.entities import ENTITIES
from schleuse.model import InspectionError, Reason
from schleuse.pseudonyms import placeholder

MAX_VALUES = 5000
"""Values that one conversation may hold; beyond it the request is refused, never forgotten."""


class Scope(NamedTuple):
    """Separates one map from every other: a value never comes home outside its scope."""

    subject: str
    service: str
    conversation: str


class Value(NamedTuple):
    """A piece of text that must not leave the house, and what kind of thing it is."""

    entity: str
    text: str


class PseudonymStore(Protocol):
    """Where the maps of all conversations are kept."""

    async def assign(self, scope: Scope, values: Sequence[Value], reserved: Collection[str]) -> Mapping[Value, str]:
        """Return a placeholder for each value: the known one, or a new one that is not in ``reserved``.

        Raises:
            InspectionError: the store cannot be reached, or the conversation holds too many values.

        """
        ...

    async def values(self, scope: Scope) -> Mapping[str, str]:
        """Return placeholder -> value of a conversation (empty if unknown or expired)."""
        ...

    async def alias(self, scope: Scope, conversation: str) -> None:
        """Let a conversation be found under the id that the service gave it."""
        ...


@dataclass(slots=True)
class _Conversation:
    expires: float
    placeholders: dict[tuple[str, str], str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)


class MemoryStore:
    """Keeps the maps in this process; the conversation that was idle longest goes first."""

    def __init__(self, ttl: float, conversations: int, clock: Callable[[], float]) -> None:
        """Take the idle time after which a map is forgotten (seconds), the number of maps, a monotonic clock."""
        self._ttl = ttl
        self._limit = conversations
        self._clock = clock
        self._maps: OrderedDict[Scope, _Conversation] = OrderedDict()

    async def assign(self, scope: Scope, values: Sequence[Value], reserved: Collection[str]) -> Mapping[Value, str]:
        """See :class:`PseudonymStore`."""
        conversation = self._open(scope)
        result: dict[Value, str] = {}
        for value in values:
            key = (value.entity, normal_form(value))
            known = conversation.placeholders.get(key)
            if known is None:
                if len(conversation.values) >= MAX_VALUES:
                    raise InspectionError(Reason.STORE_UNAVAILABLE, "too many values in one conversation")
                known = self._next(conversation, value.entity, reserved)
                conversation.placeholders[key] = known
                conversation.values[known] = value.text
            result[value] = known
        return result

    async def values(self, scope: Scope) -> Mapping[str, str]:
        """See :class:`PseudonymStore`."""
        conversation = self._get(scope)
        return dict(conversation.values) if conversation else {}

    async def alias(self, scope: Scope, conversation: str) -> None:
        """See :class:`PseudonymStore`."""
        known = self._get(scope)
        if known is not None:
            self._maps[scope._replace(conversation=conversation)] = known

    def __len__(self) -> int:
        return len(self._maps)

    def _get(self, scope: Scope) -> _Conversation | None:
        now = self._clock()
        conversation = self._maps.get(scope)
        if conversation is None:
            return None
        if conversation.expires <= now:
            del self._maps[scope]
            return None
        conversation.expires = now + self._ttl
        self._maps.move_to_end(scope)
        return conversation

    def _open(self, scope: Scope) -> _Conversation:
        conversation = self._get(scope)
        if conversation is None:
            self._expire()
            conversation = self._maps[scope] = _Conversation(self._clock() + self._ttl)
        return conversation

    def _expire(self) -> None:
        now = self._clock()
        while self._maps:
            oldest = next(iter(self._maps))
            if self._maps[oldest].expires > now and len(self._maps) < self._limit:
                break
            del self._maps[oldest]

    @staticmethod
    def _next(conversation: _Conversation, entity: str, reserved: Collection[str]) -> str:
        word = ENTITIES[entity].placeholder
        number = conversation.last.get(word, 0)
        while True:
            number += 1
            candidate = placeholder.write(word, number)
            if candidate not in reserved:
                conversation.last[word] = number
                return candidate


_SEPARATORS = re.compile(r"[\s./:–—-]+")
_WORDS = frozenset({"PERSON", "DE_ADDRESS", "USERNAME", "EMAIL_ADDRESS", "SECRET", "DE_FILE_SIGN", "DE_COURT_FILE"})


def normal_form(value: Value) -> str:
    """Return the form in which two spellings of one value are equal; two different values never are."""
    text = unicodedata.normalize("NFKC", value.text).casefold()
    if value.entity in _WORDS:
        return " ".join(text.split())
    return _SEPARATORS.sub("", text)

"""Where the maps between values and placeholders are kept: for one conversation, for a limited time.

The face of all stores, and the one that keeps them in the memory of this process.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from schleuse.entities import ENTITIES
from schleuse.pseudonyms.book import PERSON, Assigned, Batch, Book
from schleuse.pseudonyms.placeholder import word_of


class Scope(NamedTuple):
    """Separates one map from every other: a value never comes home outside its scope."""

    subject: str
    service: str
    conversation: str


class PseudonymStore(Protocol):
    """Where the maps of all conversations are kept."""

    async def assign(self, scope: Scope, batch: Batch) -> Sequence[Assigned]:
        """Return what stands for each mention of a request: what stood for it before, or something new. Atomic.

        Raises:
            InspectionError: the store cannot be reached, or the conversation holds too many values.

        """
        ...

    async def values(self, scope: Scope) -> Mapping[str, Assigned]:
        """Return what stands for what in a conversation, by placeholder (empty if unknown or expired).

        Raises:
            InspectionError: the store cannot be reached.

        """
        ...

    async def alias(self, scope: Scope, conversation: str) -> None:
        """Let a conversation be found under the id that the service gave it.

        Raises:
            InspectionError: the store cannot be reached.

        """
        ...

    async def close(self) -> None:
        """Give back files and connections."""
        ...


def persons(values: Mapping[str, Assigned]) -> list[str]:
    """Return the names of persons among what stands for what in a conversation."""
    word = ENTITIES[PERSON].placeholder
    return [assigned.text for name, assigned in values.items() if word_of(name) == word]


@dataclass(slots=True)
class _Conversation:
    expires: float
    book: Book = field(default_factory=Book)


class MemoryStore:
    """Keeps the maps in this process; the conversation that was idle longest goes first."""

    def __init__(self, ttl: float, conversations: int, clock: Callable[[], float]) -> None:
        """Take the idle time after which a map is forgotten (seconds), the number of maps, a monotonic clock."""
        self._ttl = ttl
        self._limit = conversations
        self._clock = clock
        self._maps: OrderedDict[Scope, _Conversation] = OrderedDict()

    async def assign(self, scope: Scope, batch: Batch) -> Sequence[Assigned]:
        """See :class:`PseudonymStore`."""
        conversation = self._get(scope)
        if conversation is None:
            self._expire()
            conversation = self._maps[scope] = _Conversation(self._clock() + self._ttl)
        return conversation.book.assign(batch)

    async def values(self, scope: Scope) -> Mapping[str, Assigned]:
        """See :class:`PseudonymStore`."""
        conversation = self._get(scope)
        return conversation.book.assigned() if conversation else {}

    async def alias(self, scope: Scope, conversation: str) -> None:
        """See :class:`PseudonymStore`."""
        known = self._get(scope)
        if known is not None:
            self._maps[scope._replace(conversation=conversation)] = known

    async def close(self) -> None:
        """See :class:`PseudonymStore`."""
        self._maps.clear()

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

    def _expire(self) -> None:
        now = self._clock()
        while self._maps:
            oldest = next(iter(self._maps))
            if self._maps[oldest].expires > now and len(self._maps) < self._limit:
                break
            del self._maps[oldest]

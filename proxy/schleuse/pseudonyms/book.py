"""The map of one conversation: which placeholder stands for which value. Pure; the stores keep it."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from schleuse.entities import ENTITIES
from schleuse.model import InspectionError, Reason
from schleuse.pseudonyms import placeholder
from schleuse.pseudonyms.people import Name, genitive_length, read_name
from schleuse.pseudonyms.persons import Entry, Persons
from schleuse.pseudonyms.spelling import normal_form
from schleuse.pseudonyms.standin import Casting, Taken

MAX_VALUES = 5000
"""Values that one conversation may hold; beyond it the request is refused, never forgotten."""
PERSON = "PERSON"
LINKED = frozenset({"DE_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS"})
"""What bears the number of the person to whom the text says it belongs, and else never that of a person said so far."""
_LATER = range(100, 1000)
"""Where numbers begin in a conversation whose beginning is not known: what the service still remembers of
``[PERSON_1]`` must not become somebody else."""


class Mention(NamedTuple):
    """A piece of text that must not leave the house, what kind of thing it is, and where it stands."""

    entity: str
    text: str
    before: str = ""
    """The text in front of it, where a salutation may stand."""
    message: int = 0
    """What is said in a message is judged by this message and those before it, so that a replay gives the same."""
    owner: int = -1
    """Index, in the batch, of the name of a person to whom the text says it belongs; it gets the number of the name."""


class Assigned(NamedTuple):
    """What stands for a mention."""

    placeholder: str
    text: str
    """The value as it is written best: the fullest spelling so far."""
    rest: int = 0
    """Characters at the end of the mention that stay in the text (the genitive s)."""
    entity: str = ""
    stand_in: Mapping[str, str] = MappingProxyType({})
    """The parts of what stands for it realistically (see :mod:`schleuse.pseudonyms.standin`); empty where nothing."""
    sent: str = ""
    """The stand-in written as this mention is; ``""``: the placeholder is sent."""


@dataclass(frozen=True, slots=True)
class Batch:
    """All mentions of one request."""

    mentions: Sequence[Mention]
    reserved: frozenset[str] = frozenset()
    """Placeholders that stand in the texts already; they are not given away."""
    replay: bool = False
    """The request holds the conversation from its beginning: what comes later must not change what was before."""
    continued: bool = False
    """The conversation began in earlier requests: without a map, its numbers begin where no old one can be."""
    realistic: frozenset[str] = frozenset()
    """Entities whose values get stand-ins."""
    taken: Taken = field(default_factory=Taken)
    """What no stand-in may equal."""


class Book:
    """One conversation's map."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self._keys: dict[str, str] = {}
        self._first = 1
        self._last: dict[str, int] = {}
        self._shift = 0
        """Days by which the dates of this conversation move; 0: not chosen yet."""

    def assigned(self) -> dict[str, Assigned]:
        """Return what stands for what, by placeholder."""
        return {
            name: Assigned(name, entry.text, 0, entry.entity, entry.stand_in) for name, entry in self.entries.items()
        }

    def assign(self, batch: Batch) -> list[Assigned]:
        """Return what stands for each mention, in their order.

        Raises:
            InspectionError: the conversation holds too many values.

        """
        fresh = batch.continued and not self.entries
        if fresh:
            self._first = secrets.choice(_LATER)
        mentions = batch.mentions
        result: list[Assigned | None] = [None] * len(mentions)
        persons = Persons(self.entries, self._keys, visible=not batch.replay)
        groups: dict[int, list[int]] = {}
        for index, mention in enumerate(mentions):
            groups.setdefault(mention.message, []).append(index)
        for message in sorted(groups):
            indices = groups[message]
            names = {
                i: read_name(mentions[i].text, mentions[i].before) for i in indices if mentions[i].entity == PERSON
            }
            found = persons.resolve(names.values())
            # Names first: what belongs to one bears its number.
            for index in sorted(indices, key=lambda index: index not in names):
                mention = mentions[index]
                if index in names:
                    person = found[names[index]]
                    entry = person.entry
                    self._number(entry, mention.text, batch)
                    persons.remember(names[index], person)
                    rest = genitive_length(mention.text) if person.genitive else 0
                    _improve(entry, mention.text[: len(mention.text) - rest])
                else:
                    owner = result[mention.owner] if mention.owner >= 0 else None
                    wish = placeholder.number_of(owner.placeholder) if owner else 0
                    entry, rest = self._plain(mention, batch, wish), 0
                result[index] = Assigned(entry.placeholder, entry.text, rest, entry.entity)
        done = [assigned for assigned in result if assigned is not None]
        return self._cast(batch, done, fresh=fresh) if batch.realistic else done

    def _cast(self, batch: Batch, assigned: Sequence[Assigned], *, fresh: bool) -> list[Assigned]:
        """Add the stand-ins; only now it is known which parts of a name there are."""
        casting = Casting(self.entries, batch.taken, self._shift, fresh=fresh)
        result = []
        for mention, one in zip(batch.mentions, assigned, strict=True):
            entry = self.entries[one.placeholder]
            written = mention.text[: len(mention.text) - one.rest]
            sent = casting.sent(entry, written) if entry.entity in batch.realistic else ""
            result.append(one._replace(text=entry.text, stand_in=dict(entry.stand_in), sent=sent))
        self._shift = casting.shift
        return result

    def _plain(self, mention: Mention, batch: Batch, wish: int) -> Entry:
        key = f"{mention.entity}\0{normal_form(mention.entity, mention.text)}"
        if key in self._keys:
            return self.entries[self._keys[key]]
        entry = Entry(mention.entity, mention.text)
        self._number(entry, mention.text, batch, wish)
        self._keys[key] = entry.placeholder
        return entry

    def _number(self, entry: Entry, text: str, batch: Batch, wish: int = 0) -> None:
        if entry.placeholder:
            return
        if len(self.entries) >= MAX_VALUES:
            raise InspectionError(Reason.STORE_UNAVAILABLE, "too many values in one conversation")
        word = ENTITIES[entry.entity].placeholder
        number = wish
        if not wish or self._is_given(word, wish, batch):
            number = self._last.get(word, self._first - 1) + 1
            others = {word, PERSON} if entry.entity in LINKED else {word}
            while any(self._is_given(other, number, batch) for other in others):
                number += 1
            self._last[word] = number
        entry.placeholder = placeholder.write(word, number)
        entry.text = text
        self.entries[entry.placeholder] = entry

    def _is_given(self, word: str, number: int, batch: Batch) -> bool:
        name = placeholder.write(word, number)
        return name in self.entries or name in batch.reserved

    # --- as bytes ----------------------------------------------------------------------------------------

    def dump(self) -> bytes:
        """Return the book as bytes (not sealed)."""
        entries = [
            [name, entry.entity, entry.text, [[list(one.words), one.gender] for one in entry.names], entry.stand_in]
            for name, entry in self.entries.items()
        ]
        content = [2, self._first, self._last, self._keys, entries, self._shift]
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @classmethod
    def load(cls, data: bytes) -> "Book":
        """Read what :meth:`dump` wrote.

        Raises:
            InspectionError: it was written by something else.

        """
        book = cls()
        try:
            version, *content = json.loads(data.decode("utf-8", "surrogatepass"))
            if version != 2:
                raise ValueError(version)
            book._first, book._last, book._keys, entries, book._shift = content
            for name, entity, text, names, stand_in in entries:
                known = [Name(tuple(words), gender) for words, gender in names]
                book.entries[name] = Entry(entity, text, known, name, stand_in)
        except (ValueError, TypeError):
            raise InspectionError(Reason.STORE_UNAVAILABLE, "a map in the store cannot be read") from None
        return book


def _improve(entry: Entry, text: str) -> None:
    """Keep the fullest spelling; of equally full ones the first that is not in capitals."""
    if entry.text == text + "s" or (len(text.split()), not text.isupper()) > (
        len(entry.text.split()),
        not entry.text.isupper(),
    ):
        entry.text = text

"""Which mentions mean the same person? Two people never share a placeholder; doubt gives a placeholder of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from schleuse.pseudonyms.people import Name, agree, bare_genitive, covers

_DOUBTFUL = "?"


@dataclass(slots=True)
class Entry:
    """One value of a conversation."""

    entity: str
    text: str = ""
    """As it is written best: the fullest spelling so far."""
    names: list[Name] = field(default_factory=list)
    """Under which names a person was mentioned."""
    placeholder: str = ""
    stand_in: dict[str, str] = field(default_factory=dict)
    """Parts of what stands for it realistically: ``given``, ``family``, ``street``, ``day``, ``number`` …"""


class Found(NamedTuple):
    """Whom a mention means, and whether it carries a genitive s that stays in the text."""

    entry: Entry
    genitive: bool = False
    doubtful: bool = False


class Persons:
    """The persons of one conversation while a request is read, message by message.

    A name is a person's own if it is written alike, or if it is a shorter or fuller way to write the only one it fits.
    """

    def __init__(self, entries: Mapping[str, Entry], keys: dict[str, str], *, visible: bool) -> None:
        """Take the book's entries and keys; ``visible``: earlier requests count as said, too."""
        self._entries = entries
        self._keys = keys
        self._names: dict[int, list[Name]] = {}
        """Names under which a person was mentioned so far, by the entry's identity."""
        self._known: dict[int, Entry] = {}
        self._by_word: dict[str, dict[int, None]] = {}
        if visible:
            for entry in entries.values():
                for name in entry.names:
                    self._mention(entry, name)

    def resolve(self, names: Iterable[Name]) -> dict[Name, Found]:
        """Return whom each name of one message means. Fuller names are looked at first, genitives last."""
        distinct = dict.fromkeys(names)
        ordered = sorted(
            distinct, key=lambda name: (-len(name.words), not name.gender, bare_genitive(name.words) is not None)
        )
        found: dict[Name, Found] = {}
        for name in ordered:
            found[name] = self._resolve(name, ordered)
            if not found[name].doubtful:
                self._mention(found[name].entry, self._said(name, found[name]))
        return found

    def remember(self, name: Name, found: Found) -> None:
        """Write down what was found, once the entry has its placeholder."""
        entry, said = found.entry, self._said(name, found)
        key = f"PERSON\0{name.key}{_DOUBTFUL if found.doubtful else ''}"
        self._keys.setdefault(key, entry.placeholder)
        if said not in entry.names and not found.doubtful:
            entry.names.append(said)

    @staticmethod
    def _said(name: Name, found: Found) -> Name:
        bare = bare_genitive(name.words) if found.genitive else None
        return Name(bare, name.gender) if bare else name

    def _resolve(self, name: Name, others: Iterable[Name]) -> Found:
        fitting = self._fitting(name)
        if not fitting and (bare := bare_genitive(name.words)):
            fitting = self._fitting(Name(bare, name.gender))
            if len(fitting) == 1:
                return Found(fitting[0], genitive=True)
            if fitting:
                return self._doubt(name, fitting, bare)
        if len(fitting) == 1:
            return Found(fitting[0])
        if fitting:
            return self._doubt(name, fitting, name.words)
        if known := self._keys.get(f"PERSON\0{name.key}"):
            return Found(self._entries[known])
        if guest := self._guest(name, others):
            return Found(guest)
        return Found(Entry("PERSON"))

    def _doubt(self, name: Name, fitting: list[Entry], words: tuple[str, ...]) -> Found:
        genitive = words != name.words
        alike = [entry for entry in fitting if self._fullest(entry) == words]
        if len(alike) == 1:
            return Found(alike[0], genitive)
        known = self._keys.get(f"PERSON\0{name.key}{_DOUBTFUL}")
        return Found(self._entries[known] if known else Entry("PERSON"), doubtful=True)

    def _fitting(self, name: Name) -> list[Entry]:
        """Return the persons of whom a name may be another, or the same, way to write."""
        return [
            self._known[number]
            for number in self._candidates(name.words)
            if agree(self._gender(number), name.gender)
            and any(covers(name.words, known.words) for known in self._names[number])
        ]

    def _guest(self, name: Name, others: Iterable[Name]) -> Entry | None:
        """Return the person known so far by a shorter name (or its genitive) that means this one and no other."""
        rivals = [other.words for other in others if other != name and not covers(other.words, name.words)]
        guests = []
        for number in self._candidates(name.words):
            if not agree(self._gender(number), name.gender):
                continue
            known = [one.words for one in self._names[number]]
            shorter = [words for words in known if covers(words, name.words)]
            genitive = [words for words in known if bare_genitive(words) == name.words]
            if len(shorter) != len(known) and not genitive:
                continue
            if any(covers(words, rival) for words in shorter for rival in rivals):
                continue
            if any(len(self._fitting(Name(words))) > 1 for words in shorter):
                continue
            guests.append(self._known[number])
        return guests[0] if len(guests) == 1 else None

    def _candidates(self, words: tuple[str, ...]) -> list[int]:
        near: dict[int, None] = {}
        for word in words:
            for form in (word, word + "s", word[:-1]):
                near |= self._by_word.get(form, {})
        return list(near)

    def _gender(self, number: int) -> str:
        return next((name.gender for name in self._names[number] if name.gender), "")

    def _fullest(self, entry: Entry) -> tuple[str, ...]:
        return max((name.words for name in self._names[id(entry)]), key=len)

    def _mention(self, entry: Entry, name: Name) -> None:
        self._known[id(entry)] = entry
        names = self._names.setdefault(id(entry), [])
        if name not in names:
            names.append(name)
            for word in name.words:
                self._by_word.setdefault(word, {})[id(entry)] = None

"""Say where in a file something was found, or could not be read: places and kinds, never a value."""

import string
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schleuse import yamlfile
from schleuse.model import Action, Decision, FileReading, Place, PlaceKind, TextPart, Unread

MOST_PLACES = 2
"""Named for one kind of finding."""
MOST_CHARACTERS = 40
"""Of a title."""
_TITLED = frozenset({PlaceKind.SHEET, PlaceKind.HIDDEN_SHEET})
"""Places whose names people give."""

Word = Annotated[str, Field(min_length=1, max_length=80)]


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")
    whole: Word
    more: Word
    places: dict[PlaceKind, Word]
    unread: dict[Unread, Word]


class PlaceWords:
    """Names of places in one language."""

    def __init__(self, words: _Words) -> None:
        """Take the words; see :func:`load_places`."""
        self._words = words

    def found(self, parts: Sequence[TextPart], decision: Decision) -> Mapping[str, str]:
        """Return for each kind that a rule acts on where in files it was found: "Seite 2; Blatt Liste, Zelle B7".

        A title in which something was found is not repeated.
        """
        acting = [item for item in decision.findings if item.action.severity >= Action.PSEUDONYMISE.severity]
        located = [item.located for item in acting if parts[item.located.part].marks]
        values = frozenset(parts[one.part].text[one.finding.start : one.finding.end].casefold() for one in located)
        places: dict[str, dict[str, None]] = {}
        for one in located:
            name = self.name(place_at(parts[one.part], one.finding.start), values)
            places.setdefault(one.finding.entity, {})[name] = None
        return {entity: self.joined(names) for entity, names in places.items()}

    def missed(self, readings: Iterable[FileReading | None], outer: Sequence[Place]) -> str:
        """Return what could not be read, and where: "Seite 3: Bild ohne lesbaren Text"."""
        names: dict[str, None] = {}
        for reading, before in zip(readings, outer, strict=True):
            for why, place in reading.unread if reading else ():
                whole = (*before, *place)
                word = self._words.unread[why]
                names[f"{self.name(whole, frozenset())}: {word}" if whole else word] = None
        return self.joined(names)

    def name(self, place: Place, values: frozenset[str]) -> str:
        """Return the name of a place, without titles in which one of the (case-folded) values stands."""
        words = []
        for step in place:
            name = "".join(character for character in step.name if character.isprintable())[:MOST_CHARACTERS]
            if step.kind in _TITLED and any(value in name.casefold() or name.casefold() in value for value in values):
                name = ""
            words.append(" ".join(self._words.places[step.kind].replace("{name}", name).split()))
        return ", ".join(words) or self._words.whole

    def joined(self, names: Iterable[str]) -> str:
        """Return a list of places that is not too long to be read."""
        listed = list(names)
        more = [self._words.more] if len(listed) > MOST_PLACES else []
        return "; ".join([*listed[:MOST_PLACES], *more])


def place_at(part: TextPart, offset: int) -> Place:
    """Return where in its file a text stands at an offset."""
    index = bisect_right(part.marks, offset, key=lambda mark: mark[0]) - 1
    return part.marks[max(0, index)][1]


def load_places(path: Path) -> PlaceWords:
    """Read the words of a language.

    Raises:
        ConfigError: the file is missing, a key is unknown or missing, or a placeholder is unknown.

    """
    document = yamlfile.load(path)
    words = yamlfile.validate(_Words, document)
    problems = [
        document.problem([], f"the word '{key}' is missing")
        for known, given in ((PlaceKind, words.places), (Unread, words.unread))
        for key in known
        if key not in given
    ]
    problems += [
        document.problem(["places", kind.value], f"unknown placeholder {{{name}}}")
        for kind, word in words.places.items()
        for _, name, _, _ in string.Formatter().parse(word)
        if name not in {None, "name"}
    ]
    if problems:
        raise yamlfile.ConfigError(problems)
    return PlaceWords(words)

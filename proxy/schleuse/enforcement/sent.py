"""What was sent in place of what, and where: so that an echo gets back every value in the spelling it had there.

One placeholder stands for "Petra Müller", "MÜLLER" and "Müller". Which of them a model means shows in the words around:
a place is compared by letters and digits only, so that what models do to quotes, emphasis and white space is no matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from schleuse.pseudonyms import placeholder
from schleuse.pseudonyms.forms import squeeze

CONTEXT = 40
"""Letters in front of a place that are compared."""
_ENOUGH = 3
"""Letters that must agree for a spelling to be chosen."""
_ENOUGH_FOR_REDACTED = 16
"""Letters that must agree for a redacted value to come back: its placeholder says nothing by itself."""
_MOST = 300
"""Places of one placeholder that are compared."""
_SHORT = 200


class Gap(NamedTuple):
    """What stands between two places: its length and its end."""

    length: int = 0
    end: str = ""

    def plus(self, letters: str) -> "Gap":
        """Return the gap with more text."""
        return Gap(self.length + len(letters), (self.end + letters)[-_SHORT:]) if letters else self


@dataclass(frozen=True, slots=True)
class Place:
    """One place of one text where something was sent in place of a value."""

    token: str
    """What was sent, as compared (see :func:`token_of`)."""
    written: str
    """What stood there."""
    part: int
    context: str
    """The letters in front, at most :data:`CONTEXT`."""
    gap: Gap
    """What lies between this and the place before it, or the beginning of the text."""
    following: str
    """The next character of the text."""


class Trail:
    """Where in an answer we are."""

    def __init__(self) -> None:
        self.letters = ""
        self.gap = Gap()
        self.at_edge = True
        """Whether no word stands directly in front."""
        self.last = -1
        """Number of the place that was found last."""

    def walk(self, text: str) -> None:
        """Go on over text that stands between places."""
        letters = squeeze(text)
        self.letters = (self.letters + letters)[-CONTEXT:]
        self.gap = self.gap.plus(letters)
        if stripped := text.rstrip():
            self.at_edge = not stripped[-1].isalnum()

    def pass_token(self, token: str, number: int) -> None:
        """Go on over what was sent in place of a value; ``number`` is its place, or -1."""
        self.letters = (self.letters + squeeze(token))[-CONTEXT:]
        self.gap = Gap()
        self.at_edge = False
        self.last = number


class Places:
    """All places of one request, in order."""

    def __init__(self, places: Sequence[Place] = ()) -> None:
        self._places = places
        self._by_token: dict[str, list[int]] = {}
        for number, place in enumerate(places):
            self._by_token.setdefault(place.token, []).append(number)

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> Place:
        return self._places[number]

    def find(self, token: str, trail: Trail) -> int:
        """Return the number of the place that an answer repeats at this point of its trail, or -1."""
        if (following := self.follows(token, trail)) >= 0:
            return following
        best = max((self._rank(number, trail) for number in self._by_token.get(token, ())[-_MOST:]), default=None)
        return -best[-1] if best and best[0] else -1

    def follows(self, token: str, trail: Trail) -> int:
        """Return the number of the place behind the last one, if the answer repeats what lies between them, or -1."""
        following = trail.last + 1
        if 0 < following < len(self._places):
            place = self._places[following]
            if (place.token, place.part, place.gap) == (token, self._places[trail.last].part, trail.gap):
                return following
        return -1

    def _rank(self, number: int, trail: Trail) -> tuple[bool, int, int, int]:
        """Say whether a place is meant, and how well it fits: by letters, then the later text."""
        place = self._places[number]
        common = _common_end(place.context, trail.letters)
        enough = _ENOUGH_FOR_REDACTED if is_redacted(place.token) else _ENOUGH
        from_beginning = common == len(place.context) < CONTEXT and bool(common or trail.at_edge)
        return common >= enough or from_beginning, common, place.part, -number


def token_of(sent: str) -> str:
    """Return a placeholder in its canonical form, a stand-in by its letters."""
    match = placeholder.PLACEHOLDER.fullmatch(sent)
    return placeholder.canonical(match) if match else squeeze(sent)


def is_redacted(token: str) -> bool:
    """Whether a token stands for a redacted value."""
    return token.endswith(f"_{placeholder.NO_NUMBER}]")


def _common_end(one: str, other: str) -> int:
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        count += 1
    return count

"""Put the values back for what was sent in their place, in one exchange."""

import re
from collections.abc import Callable, Mapping, Sequence

from schleuse.enforcement.sent import Place, Places, Trail, is_redacted
from schleuse.model import identity
from schleuse.pseudonyms import placeholder

_PATTERN = re.compile(f"{placeholder.PLACEHOLDER.pattern}|{placeholder.BARE.pattern}")
_SIBILANTS = ("s", "ß", "x", "z", "ce")
_GENITIVE_OPEN = re.compile(r"[’']?s?")
_GENITIVE = re.compile(r"[’']?s(?!\w)")


class Restoration:
    """A :class:`schleuse.model.Substitution` over what this exchange may contain.

    Only that comes home; forged, guessed or foreign placeholders stay as they are, and are counted. An exact echo gets
    back the text as it was written; elsewhere a value comes in its best spelling.
    """

    def __init__(self, values: Mapping[str, str], places: Sequence[Place] = ()) -> None:
        """Take placeholder -> value, and the places of this request."""
        self._values = dict(values)
        self._places = Places(places)
        self._stream = Trail()
        self._tail = ""
        self.restored = 0
        self.unknown = 0

    def __bool__(self) -> bool:
        return bool(self._values or self._places)

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether it puts back just these values."""
        return self._values == values

    def whole(self, text: str, escape: Callable[[str], str] = identity) -> str:
        """See :class:`schleuse.model.Substitution`. A tail that :meth:`split` held back is still part of its stream."""
        if not self._tail or text != self._tail:
            return self._restore(text, Trail(), escape)
        self._tail = ""
        return self._restore(text, self._stream, escape)

    def split(self, text: str, escape: Callable[[str], str] = identity) -> tuple[str, str]:
        """See :class:`schleuse.model.Substitution`."""
        cut = self._unfinished(text)
        self._tail = text[cut:]
        return self._restore(text[:cut], self._stream, escape), text[cut:]

    def _restore(self, text: str, trail: Trail, escape: Callable[[str], str]) -> str:
        pieces: list[str] = []
        position = 0
        for match in self._matches(text):
            token = self._token(match)
            between = text[position : match.start()]
            trail.walk(between)
            number = self._places.find(token, trail)
            value = self._places[number].written if number >= 0 else self._values.get(token)
            if value is None:
                self._count_unknown(token)
                trail.walk(match[0])
                pieces += [between, match[0]]
                position = match.end()
                continue
            self.restored += 1
            trail.pass_token(token, number)
            following = self._places[number].following if number >= 0 else ""
            position, ending = _ending(text, match.end(), value, following)
            pieces += [between, escape(value + ending)]
        trail.walk(text[position:])
        return "".join([*pieces, text[position:]])

    def _matches(self, text: str) -> Sequence[re.Match[str]]:
        return list(_PATTERN.finditer(text)) if "_" in text or "]" in text else ()

    def _token(self, match: re.Match[str]) -> str:
        return placeholder.canonical(match)

    def _count_unknown(self, token: str) -> None:
        if not is_redacted(token) and placeholder.word_of(token) in placeholder.WORDS:
            self.unknown += 1

    def _unfinished(self, text: str) -> int:
        cut = placeholder.unfinished(text)
        if cut < len(text):
            return cut
        # A genitive s may follow, and only then is it known how the value ends.
        offset = max(0, len(text) - placeholder.MAX_LENGTH)
        for match in self._matches(text[offset:]):
            if _GENITIVE_OPEN.fullmatch(text, offset + match.end()) and self._may_end_in_sibilant(self._token(match)):
                return offset + match.start()
        return cut

    def _may_end_in_sibilant(self, token: str) -> bool:
        return self._values.get(token, "").casefold().endswith(_SIBILANTS)


def _ending(text: str, end: int, value: str, following: str) -> tuple[int, str]:
    """Return where the text goes on behind a placeholder, and what is put behind its value: Hans' instead of Hanss."""
    match = _GENITIVE.match(text, end)
    if match and value.casefold().endswith(_SIBILANTS) and following != text[end]:
        return match.end(), "’"
    return end, ""

"""Put the values back for what was sent in their place, in one exchange."""

import re
from collections.abc import Callable, Mapping, Sequence

from schleuse.enforcement.pseudonymise import Pseudonymised
from schleuse.enforcement.sent import Place, Places, Trail, is_redacted
from schleuse.model import identity
from schleuse.pseudonyms import placeholder
from schleuse.pseudonyms.book import Assigned
from schleuse.pseudonyms.forms import Forms, Hit, squeeze

_PATTERN = re.compile(f"{placeholder.PLACEHOLDER.pattern}|{placeholder.BARE.pattern}")
_SIBILANTS = ("s", "ß", "x", "z", "ce")
_GENITIVE_OPEN = re.compile(r"[’']?s?")
_GENITIVE = re.compile(r"[’']?s(?!\w)")
_IN_WORD = re.compile(r"\A\w+")
_NO_FORMS = Forms(())


class Restoration:
    """A :class:`schleuse.model.Substitution` over what this exchange may contain.

    Only that comes home; forged, guessed or foreign placeholders stay as they are, and are counted. An exact echo gets
    back the text as it was written; elsewhere a value comes in its best spelling.
    """

    def __init__(self, values: Mapping[str, str], places: Sequence[Place] = (), forms: Forms = _NO_FORMS) -> None:
        """Take placeholder -> value, the places of this request, and the stand-ins of the conversation."""
        self._values = dict(values)
        self._forms = forms
        self._joined = False
        """Whether the last character that went out belongs to a word, which the next piece may carry on."""
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
        out = self._restore(text[:cut], self._stream, escape, joined=self._joined)
        if cut:
            self._joined = text[cut - 1].isalnum()
        return out, text[cut:]

    def _restore(self, text: str, trail: Trail, escape: Callable[[str], str], *, joined: bool = False) -> str:
        pieces: list[str] = []
        position = 0
        named = self._matches(text)
        start = len(text) - len(_IN_WORD.sub("", text, count=1)) if joined else 0
        while readings := self._next(text, start, named):
            between = text[position : readings[0][0].start]
            trail.walk(between)
            hit, token, number = self._meant(readings, trail)
            value = self._places[number].written if number >= 0 else hit.value
            if value is None:
                self._count_unknown(token)
                trail.walk(hit.written)
                pieces += [between, hit.written]
                position = start = hit.end
                continue
            self.restored += 1
            trail.pass_token(token, number)
            following = self._places[number].following if number >= 0 else ""
            position, ending = _ending(text, hit.end, value, following)
            start = position
            pieces += [between, escape(value + ending)]
        trail.walk(text[position:])
        return "".join([*pieces, text[position:]])

    def _next(self, text: str, start: int, named: Sequence[re.Match[str]]) -> Sequence[tuple[Hit, str]]:
        """Return what stands for a value next, in all its readings with their tokens."""
        stand_in = self._forms.next(text, start)
        match = next((match for match in named if match.start() >= start), None)
        if match and not (stand_in and stand_in[0].start < match.start()):
            token = self._token(match)
            return [(Hit(*match.span(), match[0], self._values.get(token)), token)]
        return [(hit, squeeze(hit.written)) for hit in stand_in]

    def _meant(self, readings: Sequence[tuple[Hit, str]], trail: Trail) -> tuple[Hit, str, int]:
        """Return the reading that repeats what was sent, with its place; if none does, the longest and -1."""
        for find in (self._places.follows, self._places.find):
            for hit, token in readings:
                if (number := find(token, trail)) >= 0:
                    return hit, token, number
        return *readings[0], -1

    def _matches(self, text: str) -> Sequence[re.Match[str]]:
        return list(_PATTERN.finditer(text)) if "_" in text or "]" in text else ()

    def _token(self, match: re.Match[str]) -> str:
        return placeholder.canonical(match)

    def _count_unknown(self, token: str) -> None:
        if not is_redacted(token) and placeholder.word_of(token) in placeholder.WORDS:
            self.unknown += 1

    def _unfinished(self, text: str) -> int:
        cut = min(placeholder.unfinished(text), self._forms.unfinished(text, joined=self._joined))
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


def restoration(known: Mapping[str, Assigned], done: Pseudonymised) -> Restoration:
    """Return what puts back the values: those known before (by placeholder), and those of a request."""
    values = {**{name: assigned.text for name, assigned in known.items()}, **done.values}
    stand_ins = {**known, **{assigned.placeholder: assigned for assigned in done.stand_ins}}
    return Restoration(values, done.places, Forms(stand_ins.values()))

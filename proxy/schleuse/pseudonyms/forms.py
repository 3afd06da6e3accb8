"""Find stand-ins in an answer, in whatever way a model writes them, and say what each stands for."""

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from schleuse.pseudonyms import dates
from schleuse.pseudonyms.book import Assigned
from schleuse.pseudonyms.spelling import read_date
from schleuse.pseudonyms.standin import Address

_BETWEEN = r"[\s./()–-]{0,3}"
_GENITIVE = r"(?=(?:['’]?s)?(?!\w))"
_TAIL = 96
"""No stand-in, however written, is longer (characters)."""


class Hit(NamedTuple):
    """A stand-in in a text."""

    start: int
    end: int
    written: str
    value: str | None
    """What it stands for; ``None``: nothing that is known."""


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: str
    value: Callable[[str], str]
    spellings: tuple[str, ...]
    """Letters and digits of what the pattern matches, lower case: to see whether a text may become it."""


class Forms:
    """All stand-ins of a conversation."""

    def __init__(self, assigned: Iterable[Assigned]) -> None:
        """Take what stands for what; entries without a stand-in are left out."""
        forms = [form for one in assigned if one.stand_in for form in _forms(one)]
        self._forms = sorted(forms, key=lambda form: -len(form.spellings[0]))
        self._regex = [re.compile(form.pattern, re.IGNORECASE) for form in self._forms]
        joined = "|".join(form.pattern for form in self._forms)
        self._any = re.compile(joined, re.IGNORECASE) if joined else None
        self._spellings = sorted({spelling for form in self._forms for spelling in form.spellings})

    def __bool__(self) -> bool:
        return self._any is not None

    def next(self, text: str, start: int) -> list[Hit]:
        """Return the first stand-in in a text from ``start`` on, in all its readings, the longest first."""
        match = self._any.search(text, start) if self._any else None
        return self._readings(text, match.start()) if match else []

    def _readings(self, text: str, start: int) -> list[Hit]:
        hits = []
        for form, regex in zip(self._forms, self._regex, strict=True):
            if match := regex.match(text, start):
                hits.append(Hit(start, match.end(), match[0], form.value(match[0])))
        return hits

    def unfinished(self, text: str, *, joined: bool = False) -> int:
        """Return where the end of a text begins that may still become a stand-in (its length, if nothing may).

        ``joined``: the text carries a word on that began before it.
        """
        if not self:
            return len(text)
        begin = max(0, len(text) - _TAIL)
        for match in re.finditer(r"(?<!\w)[\w+(]", text[begin:]):
            if joined and begin + match.start() == 0:
                continue
            tail = squeeze(text[begin + match.start() :])
            if not tail and match[0] != "+":  # of a phone number
                continue
            if self._may_become(tail) or (tail.endswith("s") and self._may_become(tail[:-1])):
                return self._before_straddling(text, begin + match.start())
        return len(text)

    def _before_straddling(self, text: str, cut: int) -> int:
        """Return a cut that parts no stand-in: what follows one may look like the beginning of another."""
        assert self._any
        for match in self._any.finditer(text, max(0, cut - _TAIL)):
            if match.start() < cut < match.end():
                return match.start()
        return cut

    def _may_become(self, tail: str) -> bool:
        index = bisect.bisect_left(self._spellings, tail)
        return index < len(self._spellings) and self._spellings[index].startswith(tail)


def squeeze(text: str) -> str:
    """Return the letters and digits of a text, lower case."""
    return "".join(filter(str.isalnum, text.casefold()))


def _forms(one: Assigned) -> Sequence[_Form]:
    parts = one.stand_in
    match one.entity:
        case "PERSON":
            return _names(one.text, parts.get("given", ""), parts.get("family", ""))
        case "DE_ADDRESS":
            return _addresses(one)
        case "DATE_OF_BIRTH":
            return _days(one.text, date.fromisoformat(parts["day"]))
        case "PHONE_NUMBER":
            return [_phone(one.text, parts["number"])]
        case "EMAIL_ADDRESS":
            return [_literal(parts["mail"], one.text, r"(?<![\w.@-])", r"(?![\w@-])")]
    return [_number(one.text, parts["number"])]


def _names(text: str, given: str, family: str) -> list[_Form]:
    last, comma, first = text.partition(",")
    if not comma:
        first, _, last = text.strip().rpartition(" ")
    first, last = first.strip() or text, last.strip()
    forms = []
    if given and family and first != text:
        initial = given[0]
        forms += [
            _word(f"{given} {family}", f"{first} {last}"),
            _word(f"{family}, {given}", f"{last}, {first}"),
            _word(f"{initial}. {family}", f"{first[0]}. {last}"),
        ]
    elif given and family:
        forms.append(_word(f"{given} {family}", text))
    if family:
        forms.append(_word(family, last))
    if given:
        forms.append(_word(given, first))
    return forms


def _word(stand_in: str, value: str) -> _Form:
    pattern = r"\s+".join(re.escape(word) for word in stand_in.split())

    def like(written: str) -> str:
        return value.upper() if written.isupper() else value

    return _Form(rf"(?<!\w){pattern}{_GENITIVE}", like, (squeeze(stand_in),))


def _addresses(one: Assigned) -> list[_Form]:
    real, parts = Address.read(one.text), one.stand_in
    street, house, code, town = (parts.get(key, "") for key in ("street", "house", "code", "town"))
    full = [street, house, code, town]
    forms = []
    if street and town:
        pattern = r"[\s,;/|]{1,4}".join(re.escape(word) for part in full if part for word in part.split())
        forms.append(_Form(rf"(?<!\w){pattern}(?!\w)", lambda written: one.text, (squeeze("".join(full)),)))
    if street and house:
        forms.append(_word(f"{street} {house}", real["street"]))
    if street:
        forms.append(_word(street, re.sub(r"\s*\d.*\Z", "", real["street"], flags=re.DOTALL) or real["street"]))
    if code and town:
        forms.append(_word(f"{code} {town}", f"{real['code']} {real['town']}"))
    if town:
        forms.append(_word(town, real["town"]))
    return forms


def _days(text: str, moved: date) -> list[_Form]:
    real = read_date(text)
    if real is None:
        return []

    def value(written: str) -> str:
        return dates.rewritten(written, real) or text

    return [_Form(dates.pattern(moved), value, tuple(dates.spellings(moved)))]


def _phone(text: str, number: str) -> _Form:
    digits = _BETWEEN.join(number[1:])
    pattern = rf"(?<![\w+])(?:(?:\+|00)49{_BETWEEN}(?:\(0\)\s?)?|0){_BETWEEN}{digits}(?!\w)"
    bare = number[1:]
    return _Form(pattern, lambda written: text, (number, f"49{bare}", f"0049{bare}", f"490{bare}"))


def _number(text: str, number: str) -> _Form:
    pattern = _BETWEEN.join(map(re.escape, number))
    return _Form(rf"(?<!\w){pattern}(?!\w)", lambda written: text, (squeeze(number),))


def _literal(stand_in: str, value: str, before: str, after: str) -> _Form:
    return _Form(before + re.escape(stand_in) + after, lambda written: value, (squeeze(stand_in),))

"""Realistic stand-ins: what is sent in place of a value where the policy says ``surrogate`` (`entities.SURROGATES`).

Gender, origin and format of a name are kept; numbers come from ranges that are never issued; dates of one conversation
move by one distance, so that intervals hold; streets and towns do not exist. A stand-in never equals anything in the
conversation's texts. Where none can be found, the placeholder is sent.
"""

import itertools
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schleuse.pseudonyms import fiction
from schleuse.pseudonyms.dates import rewritten
from schleuse.pseudonyms.given_names import gender_of, origin_of
from schleuse.pseudonyms.people import name_words
from schleuse.pseudonyms.persons import Entry
from schleuse.pseudonyms.spelling import DATE, plain, read_date

MAX_STAND_INS = 300
"""Values of one conversation that get one; the others get placeholders."""
SHIFT_DAYS = (20, 170)
"""Least and greatest distance by which the dates of a conversation move, forth or back."""
_PHONES = ("03023125", "06990009", "04066969", "02214710", "08999998")
"""Blocks of 1000 numbers that are kept free for films (BNetzA, Amtsblatt 7/2021, Mitteilung 148)."""
_ZIP_CODES = range(101, 1000)
"""Germany's postal codes begin at 01067; these are given to no place."""
_TRIES = 400
_SEPARATORS = re.compile(r"[\s./()–-]+")
_WITH_CODE = re.compile(r"(?P<street>.*?)(?P<gap>[\s,;/|–-]*)(?<!\d)(?P<code>(?:D-)?\d{5})\s+(?P<town>\w.*)", re.DOTALL)
_WITHOUT_CODE = re.compile(
    r"(?P<street>.*\d\s?[A-Za-z]?)(?P<gap>\s*[,;]\s*|\s+in\s+|\s*\n\s*)(?P<code>)(?P<town>[^\d,;]+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What stands in the texts of a request, so that no stand-in says the same."""

    words: frozenset[str] = frozenset()
    """Lower case."""
    digits: str = ""
    """All texts without blanks and separators."""
    days: frozenset[date] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Taken":
        """Read the texts."""
        words: set[str] = set()
        days: set[date] = set()
        digits: list[str] = []
        for text in texts:
            folded = plain(text)
            words.update(re.findall(r"[^\W\d_]+", folded))
            digits.append(_SEPARATORS.sub("", folded))
            days.update(day for match in DATE.finditer(text) if (day := read_date(match[0])))
        return cls(frozenset(words), "\n".join(digits), frozenset(days))


class Address(dict[str, str]):
    """The parts of an address: ``street`` with its number, ``gap``, ``code``, ``town``; missing ones are empty."""

    @classmethod
    def read(cls, text: str) -> "Address":
        """Take an address apart; what is not understood is the street."""
        match = _WITH_CODE.fullmatch(text) or _WITHOUT_CODE.fullmatch(text)
        return cls(match.groupdict() if match else {"street": text, "gap": "", "code": "", "town": ""})


class Casting:
    """Gives the entries of one conversation their stand-ins."""

    def __init__(self, entries: Mapping[str, Entry], taken: Taken, shift: int, *, fresh: bool) -> None:
        """Take all entries, what stands in the texts, the distance of the dates (days; 0: none yet).

        ``fresh``: nothing is known of the conversation's beginning; what stood for somebody then must not be repeated.
        """
        self.shift = shift
        self._taken = taken
        self._entries = entries
        self._start = secrets.randbelow(1000) if fresh else 0
        self._used: set[str] = set()
        self._known: set[str] = set()
        self._days: set[date] = set(taken.days)
        for entry in entries.values():
            self._used.update(plain(part) for part in entry.stand_in.values())
            self._known.update(re.findall(r"[^\W\d_]+", plain(entry.text)))
        births = [read_date(entry.text) for entry in entries.values() if entry.entity == "DATE_OF_BIRTH"]
        self._births = [day for day in births if day]
        self._days |= set(self._births)
        for entry in entries.values():
            if entry.stand_in and not self._holds(entry):
                entry.stand_in.clear()

    def sent(self, entry: Entry, text: str) -> str:
        """Return what is sent for a mention of an entry, written as the mention is; ``""`` where there is nothing."""
        if not entry.stand_in and sum(bool(other.stand_in) for other in self._entries.values()) >= MAX_STAND_INS:
            return ""
        match entry.entity:
            case "PERSON":
                return self._person(entry, text)
            case "DE_ADDRESS":
                return self._address(entry, text)
            case "DATE_OF_BIRTH":
                return self._date(entry, text)
            case "PHONE_NUMBER":
                return self._phone(entry, text)
            case "EMAIL_ADDRESS":
                return self._cast(entry, "mail", _mails())
            case "IBAN_CODE" if plain(text).lstrip().startswith("de"):
                return _grouped(self._cast(entry, "number", _ibans()), text)
            case "DE_TAX_ID":
                return _grouped(self._cast(entry, "number", _tax_ids()), text)
        return ""

    # --- people ------------------------------------------------------------------------------------------

    def _person(self, entry: Entry, text: str) -> str:
        words, full = name_words(text), max((name.words for name in entry.names), key=len, default=name_words(text))
        gender = next((name.gender for name in entry.names if name.gender), "") or gender_of(full[0])
        origin = origin_of(full)
        given = fiction.GIVEN.get((origin, gender), fiction.ANYBODY)
        families = fiction.FAMILIES[origin]
        if len(words) == 1:
            is_given = words[0] == full[0] if len(full) > 1 else bool(gender_of(full[0]))
            sent = self._cast(entry, "given", given) if is_given else self._cast(entry, "family", families)
        else:
            first, last = self._cast(entry, "given", given), self._cast(entry, "family", families)
            if not first or not last:
                return ""
            if "," in text:
                sent = f"{last}, {first}"
            else:
                sent = f"{first[0]}. {last}" if re.fullmatch(r"\w\.", words[0]) else f"{first} {last}"
        return sent.upper() if text.isupper() else sent.lower() if text.islower() else sent

    # --- places ------------------------------------------------------------------------------------------

    def _address(self, entry: Entry, text: str) -> str:
        parts = Address.read(text)
        street = self._cast(entry, "street", fiction.STREETS) if parts["street"] else ""
        houses = (str(number) for number in range(61, 300) if str(number) not in entry.text)
        if street and any(map(str.isdigit, parts["street"])):
            street = f"{street} {self._cast(entry, 'house', houses)}"
        town = self._cast(entry, "town", fiction.TOWNS) if parts["town"] else ""
        code = self._cast(entry, "code", (f"{number:05}" for number in _ZIP_CODES)) if parts["code"] else ""
        if not all(bool(parts[key]) == bool(value) for key, value in (("town", town), ("code", code))) or not (
            street or town
        ):
            return ""
        return f"{street}{parts['gap']}{code}{' ' if code else ''}{town}"

    # --- days and numbers --------------------------------------------------------------------------------

    def _date(self, entry: Entry, text: str) -> str:
        day = read_date(text)
        if day is None or DATE.fullmatch(text.strip()) is None:  # what stands around the day would go out
            return ""
        if not self.shift:
            low, high = SHIFT_DAYS
            possible = [sign * days for days in range(low, high) for sign in (1, -1)]
            free = [days for days in possible if not any(_moved(one, days) in self._days for one in self._births)]
            if not free:
                return ""
            self.shift = secrets.choice(free)
        moved = _moved(day, self.shift)
        sent = rewritten(text, moved) if moved and moved not in self._days else None
        if moved is None or sent is None:
            return ""
        entry.stand_in["day"] = moved.isoformat()
        return sent

    def _phone(self, entry: Entry, text: str) -> str:
        number = self._cast(entry, "number", (f"{block}{last:03}" for last in range(1000) for block in _PHONES))
        if not number:
            return ""
        length = 4 if number.startswith("0221") else 3
        area, rest = number[:length], number[length:]
        written = plain(text).strip()
        if written.startswith(("+", "00")):
            return f"+49 {area[1:]} {rest}"
        return f"{area}{'/' if '/' in written else ' '}{rest}" if re.search(r"\D", written) else number

    # --- choosing ----------------------------------------------------------------------------------------

    def _cast(self, entry: Entry, part: str, pool: Iterable[str]) -> str:
        """Return the entry's stand-in for a part of its value, choosing one that is free if there is none yet."""
        if known := entry.stand_in.get(part):
            return known
        candidates = list(_some(pool, self._start))
        offset = self._start % len(candidates)
        for candidate in [*candidates[offset:], *candidates[:offset]]:
            if self._is_free(candidate) or part == "house":
                entry.stand_in[part] = candidate
                self._used.add(plain(candidate))
                return candidate
        return ""

    def _is_free(self, candidate: str) -> bool:
        return plain(candidate) not in self._used and not self._clashes(candidate)

    def _clashes(self, candidate: str) -> bool:
        folded = plain(candidate)
        words = re.findall(r"[^\W\d_]+", folded)
        if any(map(str.isdigit, folded)):
            number = _SEPARATORS.sub("", folded)
            return number in self._taken.digits or number.lstrip("0") in self._taken.digits
        forms = [form for word in words for form in (word, word + "s")]
        return any(form in self._taken.words or form in self._known for form in forms)

    def _holds(self, entry: Entry) -> bool:
        """Whether what stood for a value until now still says nothing else in the texts."""
        if "day" in entry.stand_in:
            return date.fromisoformat(entry.stand_in["day"]) not in self._days
        return not any(self._clashes(part) for key, part in entry.stand_in.items() if key != "house")


def _some(pool: Iterable[str], start: int) -> Iterator[str]:
    if isinstance(pool, Sequence):
        yield from pool
        return
    for index, candidate in enumerate(pool):
        if index >= start + _TRIES:
            return
        yield candidate


def _moved(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _mails() -> Iterator[str]:
    # RFC 2606: the top level domain .example belongs to nobody.
    for number in range(10_000):
        yield f"kontakt{number + 11}@postweg.example"


def _ibans() -> Iterator[str]:
    """IBANs with right check digits (ISO 13616) of a bank code that begins with 9, which no bank has."""
    for number in range(1, 10_000):
        account = f"99999999{number:010}"
        check = 98 - int(f"{account}131400") % 97
        yield f"DE{check:02}{account}"


def _tax_ids() -> Iterator[str]:
    """Tax IDs of the right build (§ 139b AO: of ten digits one twice; ISO 7064 MOD 11,10); leading 0."""
    digits = "123456789"
    for turn, twice, place in itertools.product(range(9), range(8), range(9)):
        eight = (digits[turn:] + digits[:turn])[:8]
        body = f"0{eight[:place]}{eight[twice]}{eight[place:]}"
        yield body + _check_digit(body)


def _check_digit(body: str) -> str:
    product = 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return str((11 - product) % 10)


def _grouped(number: str, text: str) -> str:
    """Write a number with the blanks and separators of a text of as many letters and digits."""
    if not number or sum(map(str.isalnum, text)) != len(number):
        return number
    letters = iter(number)
    return "".join(next(letters) if char.isalnum() else char for char in text)

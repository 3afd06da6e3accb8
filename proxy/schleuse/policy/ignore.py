"""What is never a finding: the authority's own contact data, and the names of office-holders."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from schleuse.model import LocatedFinding

_HONORIFICS = frozenset({"herr", "herrn", "frau", "dr", "prof", "professor", "dipl-ing", "dipl.-ing"})
_TITLES = r"(?:(?:dr|prof|dipl\.?-ing|h\.c|med|jur)\.?[ ]){0,3}"
_BESIDE = 60
"""Characters beside a name in which its office is looked for."""
_SALUTATION = re.compile(r"(?:frau|herrn?|familie|fr\.|hr\.)[ ]\Z")
_STREET = re.compile(
    r"(?P<street>[^\d,\n]{2,60}\d{1,4}[ ]?[a-z]?)(?:[ ]?[,\n|][ ]?|[ ])?(?P<place>(?:d-)?\d{5}.{0,60})?"
)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def phone_digits(text: str) -> str:
    """Return the digits of a German phone number with a leading 0 (``+49 341 1`` and ``0341 1`` are the same)."""
    plain = _plain(text).replace("(0)", "").strip()
    digits = re.sub(r"\D", "", plain)
    if plain.startswith("+49"):
        return "0" + digits[2:]
    return "0" + digits[4:] if digits.startswith("0049") else digits


def plain_name(text: str) -> str:
    """Return a name without case, forms of address and surplus blanks."""
    words = [word.strip(".,") for word in _plain(text).split()]
    return " ".join(word for word in words if word and word not in _HONORIFICS)


def plain_address(text: str) -> tuple[str, str] | None:
    """Return street with number, and postal code with place (or nothing), comparably; ``None`` if it is no address."""
    match = _STREET.fullmatch(_plain(text).strip())
    if match is None:
        return None
    street = re.sub(r"str(?:asse\b|asse|\.)", "str", match["street"])
    return re.sub(r"[\W_]", "", street), re.sub(r"[\W_]|^d-", "", match["place"] or "")


def value_of(located: LocatedFinding, texts: Sequence[str]) -> str:
    """Return the text of a finding."""
    return texts[located.part][located.finding.start : located.finding.end]


@dataclass(frozen=True)
class IgnoreList:
    """All ignore lists of a policy in one, or one that holds until its review."""

    email_domains: frozenset[str] = frozenset()
    email_addresses: frozenset[str] = frozenset()
    """Plain, see :func:`_plain`."""
    phone_prefixes: tuple[str, ...] = ()
    """Digits, see :func:`phone_digits`."""
    ibans: frozenset[str] = frozenset()
    addresses: frozenset[tuple[str, str]] = frozenset()
    """See :func:`plain_address`. A finding with a place needs the same place here."""
    names: frozenset[str] = frozenset()
    """See :func:`plain_name`. A name counts only as a whole: "Erika Muster" does not release "Muster"."""
    roles: frozenset[str] = frozenset()
    """Words for offices, case-folded. A name directly beside one is that of its holder."""
    dated: tuple[tuple[date, "IgnoreList"], ...] = field(default=())
    """Lists with the last day on which they hold."""

    def keep(
        self, findings: Iterable[LocatedFinding], texts: Sequence[str], today: date | None = None
    ) -> tuple[LocatedFinding, ...]:
        """Return the findings that remain on a day (default: today), in order."""
        items = tuple(findings)
        day = today or date.today()
        lists = [self, *(each for last, each in self.dated if day <= last)]
        gone = {item for each in lists for item in each._dropped(items, texts)}
        return tuple(item for item in items if item not in gone) if gone else items

    def _dropped(self, items: Sequence[LocatedFinding], texts: Sequence[str]) -> list[LocatedFinding]:
        holders = self._holders(items, texts) if self.roles else {}
        return [item for item in items if self._ignored(item, texts) or self._is_holder(item, texts, holders)]

    def _ignored(self, located: LocatedFinding, texts: Sequence[str]) -> bool:
        match located.finding.entity:
            case "EMAIL_ADDRESS" if self.email_domains or self.email_addresses:
                address = _plain(value_of(located, texts)).strip(" <>.")
                labels = address.rpartition("@")[2].split(".")
                is_own = any(".".join(labels[index:]) in self.email_domains for index in range(len(labels)))
                return is_own or address in self.email_addresses
            case "PHONE_NUMBER" if self.phone_prefixes:
                return phone_digits(value_of(located, texts)).startswith(self.phone_prefixes)
            case "IBAN_CODE" if self.ibans:
                return re.sub(r"[\W_]", "", _plain(value_of(located, texts))).upper() in self.ibans
            case "DE_ADDRESS" if self.addresses:
                found = plain_address(value_of(located, texts))
                if found is None:
                    return False
                street, place = found
                return any(street == own and place in {"", there} for own, there in self.addresses)
            case "PERSON" if self.names:
                return plain_name(value_of(located, texts)) in self.names
        return False

    # --- office-holders ----------------------------------------------------------------------------------

    @cached_property
    def _office(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        words = "|".join(sorted(map(re.escape, self.roles), key=len, reverse=True))
        before = re.compile(rf"(?<![^\W\d_])(?:{words})[ ]{_TITLES}\Z")
        behind = re.compile(rf"(?:,[ ]|[ ]\()(?:d(?:er|ie|em|en)[ ])?(?:{words})(?![^\W\d_])")
        return before, behind

    def _holders(self, items: Iterable[LocatedFinding], texts: Sequence[str]) -> dict[int, set[str]]:
        """Return the names of office-holders in each text, in full and by surname."""
        holders: dict[int, set[str]] = {}
        for item in items:
            if item.finding.entity == "PERSON" and self._has_office(item, texts):
                name = plain_name(value_of(item, texts))
                holders.setdefault(item.part, set()).update({name, name.rpartition(" ")[2]})
        return holders

    def _has_office(self, located: LocatedFinding, texts: Sequence[str]) -> bool:
        text, finding = texts[located.part], located.finding
        before, behind = self._office
        front = text[max(0, finding.start - _BESIDE) : finding.start].casefold()
        return (
            before.search(front) is not None
            or behind.match(text[finding.end : finding.end + _BESIDE].casefold()) is not None
        )

    def _is_holder(self, located: LocatedFinding, texts: Sequence[str], holders: dict[int, set[str]]) -> bool:
        """Whether a name is that of an office-holder of its text; "Frau Kern" beside "Landrat Kern" is somebody."""
        if located.finding.entity != "PERSON" or located.part not in holders:
            return False
        if plain_name(value_of(located, texts)) not in holders[located.part]:
            return False
        start = located.finding.start
        front = texts[located.part][max(0, start - 12) : start].casefold()
        return self._has_office(located, texts) or _SALUTATION.search(front) is None

"""What is never a finding: the authority's own contact data and the names of office-holders."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schleuse.model import LocatedFinding

_HONORIFICS = frozenset({"herr", "herrn", "frau", "dr", "prof", "professor", "dipl-ing", "dipl.-ing"})


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


def value_of(located: LocatedFinding, texts: Sequence[str]) -> str:
    """Return the text of a finding."""
    return texts[located.part][located.finding.start : located.finding.end]


@dataclass(frozen=True, slots=True)
class IgnoreList:
    """All ignore lists of a policy in one."""

    email_domains: frozenset[str] = frozenset()
    phone_prefixes: tuple[str, ...] = ()
    """Digits, see :func:`phone_digits`."""
    ibans: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    """See :func:`plain_name`. A name counts only as a whole: "Erika Muster" does not release "Muster"."""

    def keep(self, findings: Iterable[LocatedFinding], texts: Sequence[str]) -> tuple[LocatedFinding, ...]:
        """Return the findings that remain, in order."""
        return tuple(item for item in findings if not self._ignored(item, texts))

    def _ignored(self, located: LocatedFinding, texts: Sequence[str]) -> bool:
        match located.finding.entity:
            case "EMAIL_ADDRESS" if self.email_domains:
                domain = _plain(value_of(located, texts)).strip(" <>.").rpartition("@")[2]
                labels = domain.split(".")
                return any(".".join(labels[index:]) in self.email_domains for index in range(len(labels)))
            case "PHONE_NUMBER" if self.phone_prefixes:
                return phone_digits(value_of(located, texts)).startswith(self.phone_prefixes)
            case "IBAN_CODE" if self.ibans:
                return re.sub(r"[\W_]", "", _plain(value_of(located, texts))).upper() in self.ibans
            case "PERSON" if self.names:
                return plain_name(value_of(located, texts)) in self.names
        return False

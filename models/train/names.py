"""Names of people of many origins, for the lookup tables and for the synthetic prompts."""

import importlib
import lzma
import re
import tomllib
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

from models.train.transcribe import latin

LISTS: Final = Path(__file__).parent / "words" / "names.toml"

FAKER: Final[dict[str, tuple[str, ...]]] = {
    "german": ("de_DE", "de_AT", "de_CH"),
    "turkish": ("tr_TR", "az_AZ"),
    "polish": ("pl_PL",),
    "slavic": ("uk_UA", "ru_RU", "bg_BG", "hr_HR", "cs_CZ", "sk_SK", "sl_SI"),
    "romanian": ("ro_RO", "hu_HU", "lt_LT"),
    "vietnamese": ("vi_VN",),
    "african": ("en_NG", "yo_NG", "ig_NG", "ha_NG", "tw_GH", "en_KE"),
    "asian": ("en_IN", "en_PK", "id_ID"),
    "western": ("it_IT", "es_ES", "pt_PT", "fr_FR", "nl_NL", "el_GR", "sv_SE", "da_DK", "fi_FI", "en_GB"),
}
"""Faker's locales (MIT) of each origin; names in Cyrillic and Greek are transliterated."""

WEIGHTS: Final = {
    "german": 46,
    "turkish": 11,
    "arabic": 9,
    "persian": 3,
    "polish": 6,
    "slavic": 7,
    "albanian": 2,
    "romanian": 3,
    "vietnamese": 3,
    "african": 5,
    "asian": 2,
    "western": 3,
}
"""How often an origin is drawn, in per cent."""

INVENTED: Final = 0.18
"""Share of last names that are in no list."""

_PARTICLES: Final = (
    "von",
    "von",
    "von der",
    "van",
    "van den",
    "zu",
    "zur",
    "vom",
    "de",
    "El",
    "Al",
    "Ben",
    "Abu",
    "Graf von",
)
_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's names as they are written with care."""

    first: str
    last: str
    female: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """First and last names of one origin."""

    first: tuple[str, ...]
    last: tuple[str, ...]


class Names:
    """Draws persons; the same seed draws the same persons."""

    def __init__(self, origins: dict[str, Origin], given: Sequence[tuple[str, int]], pets: Sequence[str]) -> None:
        """Take the origins, first names with how often they were given in Berlin, and pet names."""
        self.origins = origins
        self.given = tuple(given)
        self.pets = tuple(pets)
        self._given = tuple(name for name, _ in given)
        self._weights = list(accumulate(min(count, 400) ** 0.5 for _, count in given))
        self._names = list(WEIGHTS)
        self._shares = list(accumulate(WEIGHTS.values()))

    def person(self, rng: Random) -> Person:
        """Draw a person; one in ten has a last name of another origin."""
        origin = self._origin(rng)
        other = self._origin(rng) if rng.random() < 0.1 else origin
        return Person(self.first(rng, origin), self.last(rng, other), rng.random() < 0.5)

    def first(self, rng: Random, origin: str | None = None) -> str:
        """Draw a first name, one in twelve of them double."""
        origin = origin or self._origin(rng)
        chance = rng.random()
        if chance < 0.04:
            return rng.choice(self.pets)
        if chance < 0.14:  # half of them in no list: the model must not rest on the tables alone
            pool = self._given if rng.random() < 0.5 else self.origins[origin].first
            return _blend(rng, rng.choices(pool, k=2))
        if origin == "german" and chance < 0.5:
            name = self.given[bisect(self._weights, rng.random() * self._weights[-1])][0]
        elif chance < 0.6:
            name = rng.choice(self.given)[0]
        else:
            name = rng.choice(self.origins[origin].first)
        if rng.random() < 0.08:
            name += rng.choice("- ") + rng.choice(self.origins[origin].first)
        return name

    def last(self, rng: Random, origin: str | None = None) -> str:
        """Draw a last name: plain, double, with a particle, or invented from two."""
        origin = origin or self._origin(rng)
        pool = self.origins[origin].last
        if rng.random() < INVENTED:
            return _blend(rng, (rng.choice(pool), rng.choice(self.origins[self._origin(rng)].last)))
        name = rng.choice(pool)
        chance = rng.random()
        if chance < 0.07:
            name += "-" + rng.choice(pool)
        elif chance < 0.1:
            name = f"{rng.choice(_PARTICLES)} {name}"
        return name

    def _origin(self, rng: Random) -> str:
        return self._names[bisect(self._shares, rng.random() * self._shares[-1])]


def load_names(folder: Path, common: Iterable[str] = ()) -> Names:
    """Return the names of the data folder, of Faker and of our lists.

    Args:
        folder: the data folder, with ``names/``.
        common: surnames to be drawn more often among the German ones.

    Raises:
        OSError: a list is missing.

    """
    lists = tomllib.loads(LISTS.read_text(encoding="utf-8"))
    given = berlin(folder)
    surnames = [name for name in germaner(folder) if name[0].isupper() and 2 < len(name) < 18]
    origins = {}
    for origin in WEIGHTS:
        first, last = lists[origin]["first"].split(), lists[origin]["last"].split()
        # The lists stand for the frequent names: each as often as three of Faker's.
        first, last = first * 3, last * 3
        for locale in FAKER.get(origin, ()):
            more_first, more_last = faker_names(locale)
            first += more_first
            last += more_last
        if origin == "german":
            last = last * 4 + surnames[::4] + list(common)
        origins[origin] = Origin(tuple(first), tuple(last))
    return Names(origins, given, lists["german"]["pet"].split())


def berlin(folder: Path) -> list[tuple[str, int]]:
    """Return the first names given in Berlin and how often, the most frequent first."""
    with lzma.open(folder / "names" / "vornamen-berlin-2012-2023.tsv.xz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    counts: dict[str, int] = {}
    for name, count, *_ in rows:
        if count.isdigit() and 1 < len(name) < 22 and name[0].isupper() and _WORD.match(name):
            counts[name] = counts.get(name, 0) + int(count)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def germaner(folder: Path) -> list[str]:
    """Return GermaNER's surnames."""
    with lzma.open(folder / "names" / "nachnamen-germaner.txt.xz", "rt", encoding="utf-8") as lines:
        return [line.strip() for line in lines if len(line.strip()) > 1]


def faker_names(locale: str) -> tuple[list[str], list[str]]:
    """Return Faker's first and last names of a locale in Latin letters, sorted."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def collect(*attributes: str) -> list[str]:
        names: set[str] = set()
        for attribute in attributes:
            value = getattr(provider, attribute, ())
            # Some locales compute a list (a property); those are left out.
            if isinstance(value, Iterable):
                names.update(latin(str(name)) for name in value)
        return sorted(name for name in names if _WORD.fullmatch(name) and 1 < len(name) < 22)

    return (
        collect("first_names", "first_names_male", "first_names_female"),
        collect("last_names", "last_names_male", "last_names_female"),
    )


def _blend(rng: Random, names: Sequence[str]) -> str:
    """Return an invented name: the first half of one and the second half of the other."""
    head, tail = names
    half = head[: max(2, len(head) // 2)] + tail[max(1, len(tail) // 2) :].lower()
    return half if half.isalpha() else head

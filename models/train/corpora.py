"""The annotated corpora, read from the data folder and mapped to four labels.

Files are CoNLL with IOB2 tags, ``NAME.SPLIT.tsv.xz`` (one token and its tag a line, TAB between, blank line between
sentences), and ``grascco-phi.jsonl.xz``. None of them is share-alike; models/ATTRIBUTION.md names their authors.
"""

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models.train.sample import Mark, Sample

LABELS: Final[dict[str, dict[str, str]]] = {
    "germeval2014": {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "OTH": "MISC"},
    "ler": {
        **dict.fromkeys(("PER", "RR", "AN"), "PER"),
        **dict.fromkeys(("LD", "ST", "STR", "LDS"), "LOC"),
        **dict.fromkeys(("ORG", "UN", "INN", "GRT", "MRK"), "ORG"),
    },
    "mobie": {
        "person": "PER",
        **dict.fromkeys(("organization", "organization-company"), "ORG"),
        **dict.fromkeys(("location", "location-city", "location-street", "location-stop"), "LOC"),
    },
    "multiconer22-de": {"PER": "PER", "LOC": "LOC", "CORP": "ORG", "GRP": "ORG", "CW": "MISC", "PROD": "MISC"},
}
"""Labels of each corpus that are kept, and what they become."""

LETTER_LABELS: Final = {
    **dict.fromkeys(("NAME_PATIENT", "NAME_DOCTOR", "NAME_RELATIVE", "NAME_EXT"), "PER"),
    **dict.fromkeys(("LOCATION_CITY", "LOCATION_STREET"), "LOC"),
    **dict.fromkeys(("LOCATION_HOSPITAL", "LOCATION_ORGANIZATION"), "ORG"),
}
TRAINED_LETTERS: Final = 32
"""Letters of GraSCCo used in training; the rest is for judging."""

_NO_BLANK_BEFORE = frozenset(".,;:!?)]}%…“’") | {"..."}
_NO_BLANK_AFTER = frozenset("([{„‚")
_STREET_NUMBER = re.compile(r"(.*?[^\d\s])\s+\d")

type Sentence = tuple[list[str], list[str]]
"""Tokens and their IOB2 tags."""


def read_sentences(folder: Path, corpus: str, split: str) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL file.

    Raises:
        OSError: the file is missing or unreadable.
        ValueError: a line is not a token and its tag.

    """
    path = folder / f"{corpus}.{split}.tsv.xz"
    tokens: list[str] = []
    tags: list[str] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 2:
                tokens.append(fields[0])
                tags.append(fields[1])
            elif fields == [""]:
                if tokens:
                    yield tokens, tags
                tokens, tags = [], []
            else:
                raise ValueError(f"{path}, line {number}: expected a token, TAB and its tag")
    if tokens:
        yield tokens, tags


def read(folder: Path, corpus: str, split: str) -> list[Sample]:
    """Return the sentences of a corpus as running text."""
    return [to_sample(sentence, LABELS[corpus]) for sentence in read_sentences(folder, corpus, split)]


def read_ler(folder: Path) -> list[Sample]:
    """Return LER's training sentences without those that cite literature, whose authors it does not mark as persons."""
    held_back = {"".join(tokens) for tokens, _ in read_sentences(folder, "ler", "dev")}
    return [
        to_sample((tokens, tags), LABELS["ler"])
        for tokens, tags in read_sentences(folder, "ler", "train")
        if not any(tag.endswith("-LIT") for tag in tags) and "".join(tokens) not in held_back
    ]


def read_letters(folder: Path) -> list[Sample]:
    """Return the clinical letters of GraSCCo-PHI, in the order of the file."""
    with lzma.open(folder / "grascco-phi.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [_letter(json.loads(line)) for line in lines]


def _letter(document: dict[str, object]) -> Sample:
    text, entities = document["text"], document["ents"]
    if not isinstance(text, str) or not isinstance(entities, list):
        raise TypeError("grascco-phi: expected text and ents")
    marks: list[Mark] = []
    for start, end, kind in sorted(entities):
        if kind not in LETTER_LABELS or (marks and start < marks[-1][1]):
            continue
        # The other corpora do not count the house number as part of the street.
        street = _STREET_NUMBER.match(text[start:end]) if kind == "LOCATION_STREET" else None
        marks.append((start, start + street.end(1) if street else end, LETTER_LABELS[kind]))
    return Sample(text, tuple(marks))


def to_sample(sentence: Sentence, labels: dict[str, str]) -> Sample:
    """Return a tokenized sentence as running text, with German spacing around punctuation and quotation marks."""
    tokens, tags = sentence
    text = ""
    places: list[tuple[int, int]] = []
    glue, quoting = True, False
    for word in tokens:
        closes = word == '"' and quoting
        if not glue and word not in _NO_BLANK_BEFORE and not closes:
            text += " "
        places.append((len(text), len(text) + len(word)))
        text += word
        if word == '"':
            quoting = not quoting
        glue = word in _NO_BLANK_AFTER or (word == '"' and quoting)
    marks = [
        (places[first][0], places[last][1], labels[label]) for first, last, label in _entities(tags) if label in labels
    ]
    return Sample(text, tuple(marks))


def _entities(tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first token, last token and label."""
    first: int | None = None
    for position, tag in enumerate([*tags, "O"]):
        if first is not None and not tag.startswith("I-"):
            yield first, position - 1, tags[first][2:]
            first = None
        if tag.startswith("B-") or (tag.startswith("I-") and first is None):
            first = position

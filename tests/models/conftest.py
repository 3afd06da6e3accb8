"""A data folder like the real one, but small, made here: five lists and a few sentences."""

import json
import lzma
from pathlib import Path

import numpy as np
import pytest
from spacy.strings import hash_string

GERMEVAL = """Frau\tO
Hannelore\tB-PER
Beispiel\tI-PER
wohnt\tO
in\tO
Kassel\tB-LOC
.\tO

Die\tO
Satzung\tO
der\tO
Stadt\tB-ORG
Kassel\tI-ORG
nennt\tO
"\tO
Gebühren\tO
"\tO
(\tO
Satzung\tO
)\tO
.\tO
Kasseler\tB-LOCderiv
Satzung\tO

In\tO
Kassel\tB-LOC
und\tO
Kassel\tB-LOC
,\tO
Bonn\tB-LOC
"""
LER = """Richter\tO
Beispiel\tB-RR
gegen\tO
B.\tB-PER

Beispiel\tB-LIT
,\tI-LIT
Kommentar\tI-LIT

Ein\tO
Urteil\tO
"""


def write(path: Path, text: str) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write(text)


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "names").mkdir()
    for name, text in (
        ("germeval2014.train", GERMEVAL),
        ("ler.train", LER),
        ("ler.dev", "Ein\tO\nUrteil\tO\n"),
        *(
            (f"mobie.{split}", "Stau\tO\nA4\tB-location-route\nKöln\tB-location-city\n")
            for split in ("train", "dev", "test")
        ),
        ("multiconer22-de.train", "band\tO\nabba\tB-GRP\n"),
    ):
        write(folder / f"{name}.tsv.xz", text)
    letter = "Patient: Ute Beispiel\nAm Markt 5\nDr. Arzt"
    marks = [[9, 21, "NAME_PATIENT"], [22, 32, "LOCATION_STREET"], [37, 41, "NAME_DOCTOR"]]
    write(folder / "grascco-phi.jsonl.xz", json.dumps({"doc": "1", "text": letter, "ents": marks}) + "\n")
    write(
        folder / "names" / "vornamen-berlin-2012-2023.tsv.xz", "Marie\t70\tw\nElif\t40\tw\nAn\t3\tw\nAnna Lena\t2\tw\n"
    )
    write(folder / "names" / "nachnamen-germaner.txt.xz", "Rautenstrauch\nLange\nMüller\nTisch\n")
    # Buckets: 8 times the frequency in lower case, plus the one of the capitalised word.
    words = {"rautenstrauch": (40, 2), "lange": (40, 7 * 8), "tisch": (12, 5 * 8 + 6), "an": (3, 7 * 8), "bonn": (9, 6)}
    keys = sorted((hash_string(word), *values) for word, values in words.items())
    hashes = np.array([key for key, *_ in keys], dtype=np.uint64)
    clusters = np.array([cluster for _, cluster, _ in keys], dtype=np.uint16)
    buckets = np.array([bucket for *_, bucket in keys], dtype=np.uint8)
    arrays = {"ek": hashes, "ev": clusters, "fk": hashes, "fv": clusters, "lk": hashes, "lv": buckets}
    np.savez_compressed(folder / "names" / "brown-de.npz", **arrays)
    return folder

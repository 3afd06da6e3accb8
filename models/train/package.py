"""Writing a trained pipeline as the folder that ships: without training words, with its licences and sources."""

import json
import shutil
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language

NAME: Final = "schleuse"
VERSION: Final = "6.0.0"
SOURCES: Final = (
    ("GermEval 2014", "CC BY 4.0"),
    ("Legal Entity Recognition (LER)", "CC BY 4.0"),
    ("MobIE", "CC BY 4.0"),
    ("MultiCoNER 2022 (German)", "CC BY 4.0"),
    ("GraSCCo-PHI", "CC BY 4.0"),
    ("spacy-lookups-data", "MIT"),
    ("Faker", "MIT"),
    ("GermaNER", "Apache-2.0"),
    ("GeoNames", "CC BY 4.0"),
    ("Vornamen in Berlin 2012-2023", "CC BY 3.0 DE"),
)


def save(nlp: Language, folder: Path) -> None:
    """Write the pipeline without its lookup tables.

    The words of the training texts, which spaCy keeps in the vocabulary, are taken out: there are real names among
    them, and the model does not need them.
    """
    shutil.rmtree(folder, ignore_errors=True)
    # spaCy takes tables from spacy-lookups-data where that is installed; the model does not use them.
    for table in list(nlp.vocab.lookups.tables):
        nlp.vocab.lookups.remove_table(table)
    nlp.to_disk(folder)
    labels = set(nlp.get_pipe("ner").labels)  # type: ignore[attr-defined]  # every trainable pipe has them
    known = set(spacy.blank("de").vocab.strings) | labels | {"ner"}
    strings = folder / "vocab" / "strings.json"
    words = json.loads(strings.read_text(encoding="utf-8"))
    strings.write_text(json.dumps(sorted(known & set(words)), ensure_ascii=False), encoding="utf-8")
    config = spacy.util.load_config(folder / "config.cfg")
    config["paths"] = {"lexicon": None}
    for section in ("training", "pretraining", "initialize", "corpora"):
        config.pop(section, None)
    config.to_disk(folder / "config.cfg")
    _write_meta(folder)


def ship(trained: Path, tables: Path, folder: Path) -> None:
    """Put a saved pipeline and its lookup tables together in ``folder``, which is replaced.

    Raises:
        OSError: something is missing, or the folder cannot be written.

    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(trained, folder)
    shutil.copytree(tables, folder / "lex")


def _write_meta(folder: Path) -> None:
    path = folder / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta |= {
        "name": NAME,
        "version": VERSION,
        "spacy_version": ">=3.8.7,<3.9.0",
        "description": "German named entities for prompts of public administration: "
        "persons in any case, places, organisations",
        "author": "KI-Schleuse developers",
        "license": "see models/ATTRIBUTION.md",
        "sources": [{"name": name, "license": licence} for name, licence in SOURCES],
    }
    for key in ("performance", "spacy_git_version", "disabled"):
        meta.pop(key, None)
    meta["disabled"] = []
    path.write_text(json.dumps(meta, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

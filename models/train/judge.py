"""Scores of a model: GermEval and LER development sets, clinical letters, and prompts of town halls.

    python -m models.train.judge MODEL... [--data FOLDER] [--prompts FILE]

Strict scores count a finding as right if span and label are the same. For the prompts, recall is the share of gold
names of which every character but blanks is covered, and precision the share of findings of which at least half the
characters lie in a gold name.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from thinc.api import use_ops

from models.train.corpora import TRAINED_LETTERS, read, read_letters
from models.train.sample import Sample, spell
from schleuse.detection.engine import build_analyzer
from schleuse.detection.nlp import load_pipeline
from schleuse.evaluation.corpus import load

LABELS = ("PER", "LOC", "ORG")
THRESHOLD = 0.5
"""Score from which a finding of the whole engine counts."""

type Find = Callable[[str], Sequence[tuple[int, int]]]
"""Returns start and end of the persons in a text."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall in per cent, and the number of gold names."""

    precision: float
    recall: float
    gold: int

    @property
    def f(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:5.1f}  R {self.recall:5.1f}  F {self.f:5.1f}  (n {self.gold})"


def strict(nlp: Language, samples: Sequence[Sample]) -> dict[str, Score]:
    """Return the strict score of each label and, as ``all``, of the three together."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for sample, doc in zip(samples, nlp.pipe(sample.text for sample in samples), strict=True):
        marks = {mark for mark in sample.marks if mark[2] in LABELS}
        findings = {(span.start_char, span.end_char, span.label_) for span in doc.ents if span.label_ in LABELS}
        for counter, spans in ((right, marks & findings), (found, findings), (gold, marks)):
            for _, _, label in spans:
                counter[label] += 1
                counter["all"] += 1
    return {label: _score(right[label], found[label], right[label], gold[label]) for label in (*LABELS, "all")}


def by_model(nlp: Language) -> Find:
    """Return what the model alone finds."""
    return lambda text: [(span.start_char, span.end_char) for span in nlp(text).ents if span.label_ == "PER"]


def with_rules(model: str) -> Find:
    """Return what model and recognizers find together, as the gateway does."""
    analyzer = build_analyzer(model)
    return lambda text: [
        (finding.start, finding.end)
        for finding in analyzer.analyse(text)
        if finding.entity == "PERSON" and finding.score >= THRESHOLD
    ]


def covering(find: Find, samples: Sequence[Sample]) -> Score:
    """Return recall by full cover and precision by half cover of the persons."""
    hits = kept = found = gold = 0
    for sample in samples:
        findings = find(sample.text)
        covered = {place for start, end in findings for place in range(start, end)}
        names = [(start, end) for start, end, label in sample.marks if label == "PER"]
        marked = {place for start, end in names for place in range(start, end)}
        gold += len(names)
        found += len(findings)
        hits += sum(
            all(place in covered or sample.text[place].isspace() for place in range(start, end)) for start, end in names
        )
        kept += sum(sum(place in marked for place in range(start, end)) * 2 >= end - start for start, end in findings)
    return _score(kept, found, hits, gold)


def read_prompts(path: Path) -> tuple[list[Sample], list[Sample]]:
    """Return the prompts with persons in them, public figures too, and the texts that hold none at all."""
    named: list[Sample] = []
    clean: list[Sample] = []
    for item in load(path):
        for number, text in enumerate(item.texts):
            marks = sorted(
                (span.start, span.end, "PER")
                for span in item.spans
                if span.label == "PERSON" and span.message == number
            )
            (named if item.personal or marks else clean).append(Sample(text, tuple(marks)))
    return named, clean


def report(model: str, data: Path, prompts: Path | None) -> Iterable[str]:
    """Yield the lines of the report."""
    nlp = load_pipeline(model).nlp
    alone = by_model(nlp)
    lower: Callable[[str], str] = str.lower
    upper: Callable[[str], str] = str.upper
    germeval = read(data, "germeval2014", "dev")
    for name, samples in (
        ("GermEval dev", germeval),
        ("  lower case", [spell(sample, lower) for sample in germeval]),
        ("  CAPITALS", [spell(sample, upper) for sample in germeval]),
        ("LER dev", read(data, "ler", "dev")),
    ):
        scores = strict(nlp, samples)
        yield f"{name:14} persons {scores['PER']}"
        yield f"{'':14} all     {scores['all']}   LOC F {scores['LOC'].f:.1f}  ORG F {scores['ORG'].f:.1f}"
    yield f"{'Letters':14} persons {covering(alone, read_letters(data)[TRAINED_LETTERS:])}"
    if prompts is not None:
        named, clean = read_prompts(prompts)
        for name, change in (("Prompts", None), ("  lower case", lower), ("  CAPITALS", upper)):
            samples = [spell(sample, change) for sample in named] if change else named
            yield f"{name:14} persons {covering(alone, samples)}"
        together = with_rules(model)
        yield f"{'  with rules':14} persons {covering(together, named)}"
        for name, find in (("  clean texts", alone), ("  with rules", together)):
            yield f"{name:14} {sum(bool(find(text.text)) for text in clean)} of {len(clean)} with a person found"
    yield _speed(nlp, [sample.text for sample in germeval])


def _speed(nlp: Language, texts: Sequence[str]) -> str:
    """Return the median time of a text of 200 words and the throughput, in CPU time."""
    words = " ".join(texts).split()
    times = []
    for start in range(0, min(len(words), 40_000), 200):
        begin = time.process_time()
        nlp(" ".join(words[start : start + 200]))
        times.append(time.process_time() - begin)
    times.sort()
    median = times[len(times) // 2] * 1000
    return f"{'Speed':14} 200 words {median:.1f} ms CPU, {200 * len(times) / sum(times):.0f} words/s"


def _score(kept: int, found: int, hits: int, gold: int) -> Score:
    return Score(100 * kept / found if found else 0.0, 100 * hits / gold if gold else 0.0, gold)


def main() -> None:
    """Print the scores of each model named on the command line."""
    parser = argparse.ArgumentParser(description="Scores of models", prog="python -m models.train.judge")
    parser.add_argument("model", nargs="+", help='folder of a spaCy pipeline, or "embedded"')
    parser.add_argument("--data", type=Path, default=Path("../shared/data/ner"), help="folder of the corpora")
    parser.add_argument("--prompts", type=Path, help="corpus of prompts (.jsonl.gz)")
    arguments = parser.parse_args()
    with use_ops("numpy", use_blis=False):
        for model in arguments.model:
            print(model)
            for line in report(model, arguments.data, arguments.prompts):
                print(line, flush=True)


if __name__ == "__main__":
    main()

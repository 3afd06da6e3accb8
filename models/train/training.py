"""The training loop: one process, one core, a usable model after every epoch."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import Adam, fix_random_seed

from models.train.judge import strict
from models.train.package import save
from models.train.sample import Sample

DROPOUT: Final = 0.15
INITIAL_SAMPLES: Final = 3000


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, and where to."""

    epochs: int
    seconds: float
    """Time after which no further epoch is begun."""
    folder: Path
    """Folder of the checkpoints."""
    seed: int
    words: tuple[int, int] = (500, 2500)
    """Words of a batch at the start, and from a third of the training on."""
    rates: tuple[float, float] = (0.001, 0.0002)
    """Learning rate in the first half, and the one to which it falls evenly in the second."""
    fresh: bool = True
    """Whether the pipeline is new, and not one that is to be trained further."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best epoch, by the F scores of persons and of all names together on the development texts."""

    folder: Path
    score: float


def train(nlp: Language, epoch: Callable[[int], Sequence[Sample]], development: Sequence[Sample], plan: Plan) -> Best:
    """Train the pipeline; write each epoch to ``plan.folder/epoch-N`` and what it scored to ``progress.jsonl``.

    Returns:
        The best epoch.

    """
    fix_random_seed(plan.seed)
    optimizer = Adam(plan.rates[0], L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True, eps=1e-8)
    samples = epoch(0)
    if plan.fresh:
        nlp.initialize(lambda: [example(nlp, sample) for sample in samples[:INITIAL_SAMPLES]], sgd=optimizer)
    else:
        nlp.resume_training(sgd=optimizer)
    plan.folder.mkdir(parents=True, exist_ok=True)
    best: Best | None = None
    begin = time.monotonic()
    for number in range(plan.epochs):
        losses: dict[str, float] = {}
        done = 0
        for batch in _batches(nlp, samples, plan, number):
            done += len(batch)
            optimizer.learn_rate = _rate(plan, (number + done / len(samples)) / plan.epochs)
            nlp.update(batch, sgd=optimizer, losses=losses, drop=DROPOUT)
        folder = plan.folder / f"epoch-{number}"
        averages: Any = optimizer.averages
        with nlp.use_params(averages):
            scores = strict(nlp, development)
            save(nlp, folder)
        score = (scores["PER"].f + scores["all"].f) / 2
        progress = {
            "epoch": number,
            "seconds": round(time.monotonic() - begin),
            "loss": round(losses.get("ner", 0.0)),
            **{label: str(value) for label, value in scores.items()},
        }
        with (plan.folder / "progress.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(progress, ensure_ascii=False) + "\n")
        if best is None or score > best.score:
            best = Best(folder, score)
        if time.monotonic() - begin > plan.seconds or number == plan.epochs - 1:
            break
        samples = epoch(number + 1)
    if best is None:
        raise ValueError("expected at least one epoch")
    return best


def example(nlp: Language, sample: Sample) -> Example:
    """Return the sample as spaCy trains on it; marks grow to whole tokens, and blanks at their edges fall off."""
    reference = nlp.make_doc(sample.text)
    spans = []
    for start, end, label in sample.marks:
        span = reference.char_span(start, end, label=label, alignment_mode="expand")
        while span is not None and len(span) and span[0].is_space:
            span = Span(reference, span.start + 1, span.end, label=label)
        while span is not None and len(span) and span[-1].is_space:
            span = Span(reference, span.start, span.end - 1, label=label)
        if span is not None and len(span):
            spans.append(span)
    reference.ents = tuple(filter_spans(spans))
    blank = Doc(
        nlp.vocab, words=[token.text for token in reference], spaces=[bool(token.whitespace_) for token in reference]
    )
    return Example(blank, reference)


def _batches(nlp: Language, samples: Sequence[Sample], plan: Plan, epoch: int) -> Iterator[list[Example]]:
    smallest, largest = plan.words
    batch: list[Example] = []
    words = 0
    for position, sample in enumerate(samples):
        if not sample.text.strip():
            continue
        batch.append(example(nlp, sample))
        words += len(batch[-1].reference)
        progress = (epoch + position / len(samples)) / plan.epochs
        if words >= smallest + (largest - smallest) * min(1.0, 3 * progress):
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def _rate(plan: Plan, progress: float) -> float:
    first, last = plan.rates
    return first + (last - first) * max(0.0, 2 * progress - 1)

"""What the model reads in an epoch: corpora, changed a little differently each time, and new synthetic prompts."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from models.train import augment, corpora, tables, words
from models.train.dumps import Dumps
from models.train.names import Names, germaner, load_names
from models.train.prompts import Prompts
from models.train.sample import Sample, join
from schleuse.detection.lexicon import fold

BETWEEN: Final = (" ", "\n", "\n\n", " ")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many sentences of the sampled sources an epoch takes; GermEval and the letters are taken whole."""

    ler_named: int = 5000
    ler_other: int = 2500
    mobie: int = 3000
    wikipedia: int = 3000
    prompts: int = 17000


class Curriculum:
    """Training data of each epoch, the same for the same seed."""

    def __init__(self, data: Path, sizes: Sizes, seed: int) -> None:
        """Read the corpora.

        Raises:
            OSError: a file of the data folder is missing.

        """
        self._sizes = sizes
        self._seed = seed
        self._germeval = corpora.read(data, "germeval2014", "train")
        ler = corpora.read_ler(data)
        self._ler_named = [sample for sample in ler if any(label != "ORG" for *_, label in sample.marks)]
        self._ler_other = [sample for sample in ler if all(label == "ORG" for *_, label in sample.marks)]
        self._mobie = [sample for split in ("train", "dev", "test") for sample in corpora.read(data, "mobie", split)]
        self._wikipedia = corpora.read(data, "multiconer22-de", "train")
        self._letters = corpora.read_letters(data)[: corpora.TRAINED_LETTERS]
        self.names, self.words = vocabulary(data)
        self._prompts = Prompts(self.names, self.words)
        self._dumps = Dumps(self._prompts)

    @property
    def places(self) -> list[Sample]:
        """Texts whose places may stand in the tables."""
        return self._germeval + self._mobie

    def epoch(self, number: int) -> list[Sample]:
        """Return the texts of an epoch in the order of training."""
        rng = Random(self._seed * 1000 + number)
        sizes = self._sizes
        sentences = [self._changed(rng, sample, 0.13, 0.04, 0.15) for sample in self._germeval]
        ler = _draw(rng, self._ler_named, sizes.ler_named) + _draw(rng, self._ler_other, sizes.ler_other)
        sentences += [self._changed(rng, sample, 0.10, 0.03, 0.25) for sample in ler]
        sentences += _draw(rng, self._mobie, sizes.mobie) + _draw(rng, self._wikipedia, sizes.wikipedia)
        rng.shuffle(sentences)
        texts = []
        while sentences:
            count = rng.choices((1, 2, 3), (75, 17, 8))[0]
            texts.append(join((sentences.pop() for _ in range(min(count, len(sentences)))), rng.choice(BETWEEN)))
        for letter in self._letters:
            texts += [self._changed(rng, part, 0.12, 0.03, 0.4) for part in augment.windows(rng, letter, 2, 9)]
        texts += [self.prompt(rng) for _ in range(sizes.prompts)]
        rng.shuffle(texts)
        return texts

    def prompt(self, rng: Random) -> Sample:
        """Return one synthetic prompt, of one to three parts, in the ways that people type and paste."""
        parts = [self._part(rng) for _ in range(rng.choices((1, 2, 3), (66, 24, 10))[0])]
        if rng.random() < 0.15:
            parts.insert(0, Sample(self.words.draw(rng, "first_instruction")))
        if rng.random() < 0.06:
            parts.append(rng.choice(self._germeval))
        sample = join(parts, rng.choice(BETWEEN))
        chance = rng.random()
        if chance < 0.05:
            sample = augment.quote(rng, sample)
        elif chance < 0.11:
            sample = augment.wrap(rng, sample)
        elif chance < 0.14:
            sample = augment.scan(rng, sample)
        return augment.respell(rng, augment.recase(rng, sample, 0.3, 0.09), 0.08)

    def _part(self, rng: Random) -> Sample:
        chance = rng.random()
        if chance < 0.42:
            return self._prompts.named(rng)
        if chance < 0.57:
            return self._dumps.make(rng, named=True)
        return self._dumps.make(rng, named=False) if chance < 0.62 else self._prompts.clean(rng)

    def _changed(self, rng: Random, sample: Sample, lower: float, upper: float, renamed: float) -> Sample:
        if rng.random() < renamed:
            sample = augment.rename(rng, sample, self.names, self.words.towns)
        if (
            sample.text[-1:] in tuple(".!?")
            and rng.random() < 0.1
            and (not sample.marks or sample.marks[-1][1] < len(sample.text))
        ):
            sample = Sample(sample.text[:-1], sample.marks)
        return augment.respell(rng, augment.recase(rng, sample, lower, upper), 0.04)


def vocabulary(data: Path) -> tuple[Names, words.Words]:
    """Return the names and words of the synthetic prompts.

    Raises:
        OSError: a file of the data folder is missing.

    """
    known = tables.Frequencies(data / "names" / "brown-de.npz")
    frequent = [name for name in _surnames(data) if known.is_surname(fold(name))]
    names = load_names(data, frequent[::2])
    listed = {fold(word) for words_ in tables.people(data) for word in words_}
    rare = words.rare_words(words.lookups(), lambda word: fold(word) in listed or known.is_surname(fold(word)))
    people = frozenset(
        {*frequent, *(name for origin in names.origins.values() for name in (*origin.first, *origin.last))}
    )
    sentences = [*corpora.read_sentences(data, "germeval2014", "train"), *corpora.read_sentences(data, "ler", "train")]
    return names, words.Words(words.nouns(sentences, people), words.towns(), names.origins["german"].last, rare)


def _surnames(data: Path) -> list[str]:

    return [name for name in germaner(data) if name[0].isupper() and 2 < len(name) < 18]


def _draw(rng: Random, samples: list[Sample], count: int) -> list[Sample]:
    return rng.sample(samples, min(count, len(samples)))

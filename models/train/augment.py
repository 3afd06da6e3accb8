"""Changes to training texts: letter case, spelling, other names, scans, line breaks, citation marks of mails."""

from random import Random
from typing import Final

from models.train.names import Names
from models.train.sample import Builder, Sample, replace_marked, spell
from models.train.transcribe import plain

_SCAN: Final = {"l": "1I|", "I": "l1", "O": "0", "0": "O", "e": "c", "ü": "ii", "ö": "o", "ä": "a", "B": "8", "S": "5"}


def recase(rng: Random, sample: Sample, lower: float, upper: float) -> Sample:
    """Return the sample in lower case or in capitals with these probabilities; one in five of them only in part."""
    chance = rng.random()
    if chance >= lower + upper:
        return sample
    change = str.lower if chance < lower else str.upper
    if rng.random() < 0.2:
        return replace_marked(sample, lambda text, _: change(text) if len(change(text)) == len(text) else text)
    return spell(sample, change)


def respell(rng: Random, sample: Sample, share: float) -> Sample:
    """Return the sample without umlauts and diacritics with this probability."""
    return spell(sample, plain) if rng.random() < share else sample


def rename(rng: Random, sample: Sample, names: Names, towns: tuple[str, ...]) -> Sample:
    """Return the sample with other persons, and three in ten of its one-word places replaced."""

    def change(text: str, label: str) -> str:
        if label == "PER":
            if " " in text:
                person = names.person(rng)
                return f"{person.first} {person.last}"
            name = names.last(rng) if rng.random() < 0.7 else names.first(rng)
            return f"{name}s" if text.endswith("s") and name[-1] not in "sxzß" and rng.random() < 0.2 else name
        if label == "LOC" and " " not in text and rng.random() < 0.3:
            return rng.choice(towns)
        return text

    return replace_marked(sample, change)


def scan(rng: Random, sample: Sample) -> Sample:
    """Return the sample with mistakes of text recognition in about two of a hundred letters."""
    return spell(sample, lambda char: rng.choice(_SCAN[char]) if char in _SCAN and rng.random() < 0.06 else char)


def wrap(rng: Random, sample: Sample) -> Sample:
    """Return the sample with line breaks in place of some blanks, as in mails and scans."""
    width = rng.randint(30, 78)
    column = 0
    letters = []
    for char in sample.text:
        column = 0 if char == "\n" else column + 1
        if char == " " and column > width:
            char, column = "\n", 0  # noqa: PLW2901
        letters.append(char)
    return Sample("".join(letters), sample.marks)


def quote(rng: Random, sample: Sample) -> Sample:
    """Return the sample with a mark of citation before each line, as mail programs set it."""
    mark = rng.choice(("> ", "> ", ">> ", "| ", "    ", "- ", "* "))
    builder = Builder()
    position = 0
    for number, line in enumerate(sample.text.split("\n")):
        end = position + len(line)
        builder.add(f"\n{mark}" if number else mark)
        builder.add_sample(_cut(sample, position, end))
        position = end + 1
    return builder.sample()


def windows(rng: Random, sample: Sample, fewest: int, most: int) -> list[Sample]:
    """Return a long text in pieces of a random number of lines."""
    lines = sample.text.split("\n")
    pieces = []
    number = position = 0
    while number < len(lines):
        count = rng.randint(fewest, most)
        end = position + len("\n".join(lines[number : number + count]))
        if end > position:
            pieces.append(_cut(sample, position, end))
        number += count
        position = end + 1
    return pieces


def _cut(sample: Sample, start: int, end: int) -> Sample:
    """Return a part of the sample; a name across the edge is cut as well, so that no half of it goes unmarked."""
    marks = tuple(
        (max(first, start) - start, min(last, end) - start, label)
        for first, last, label in sample.marks
        if first < end and last > start
    )
    return Sample(sample.text[start:end], marks)

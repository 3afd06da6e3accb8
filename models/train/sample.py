"""A text with its marked names: what every source of training data yields."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

type Mark = tuple[int, int, str]
"""Start, end (exclusive) in characters, and one of ``PER``, ``LOC``, ``ORG``, ``MISC``."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and its marks, sorted and without overlap."""

    text: str
    marks: tuple[Mark, ...] = ()

    def marked(self, label: str) -> list[str]:
        """Return the marked strings of one label."""
        return [self.text[start:end] for start, end, mark in self.marks if mark == label]


class Builder:
    """Puts a sample together piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._marks: list[Mark] = []
        self._length = 0

    def add(self, text: str, label: str | None = None) -> None:
        """Append a piece, marked if it has a label."""
        if label is not None and text:
            self._marks.append((self._length, self._length + len(text), label))
        self._pieces.append(text)
        self._length += len(text)

    def add_sample(self, sample: Sample) -> None:
        """Append a sample with its marks."""
        self._marks += [(self._length + start, self._length + end, label) for start, end, label in sample.marks]
        self._pieces.append(sample.text)
        self._length += len(sample.text)

    def sample(self) -> Sample:
        """Return what was put together."""
        return Sample("".join(self._pieces), tuple(self._marks))


def join(samples: Iterable[Sample], between: str) -> Sample:
    """Return one sample of several, with ``between`` in the gaps."""
    builder = Builder()
    for number, sample in enumerate(samples):
        if number:
            builder.add(between)
        builder.add_sample(sample)
    return builder.sample()


def spell(sample: Sample, change: Callable[[str], str]) -> Sample:
    """Return the sample with each character replaced by ``change(character)``, of whatever length."""
    pieces = [change(char) for char in sample.text]
    place, places = 0, []
    for piece in pieces:
        places.append(place)
        place += len(piece)
    places.append(place)
    return Sample("".join(pieces), tuple((places[start], places[end], label) for start, end, label in sample.marks))


def replace_marked(sample: Sample, change: Callable[[str, str], str]) -> Sample:
    """Return the sample with each marked string replaced by ``change(string, label)``."""
    builder = Builder()
    position = 0
    for start, end, label in sample.marks:
        builder.add(sample.text[position:start])
        builder.add(change(sample.text[start:end], label), label)
        position = end
    builder.add(sample.text[position:])
    return builder.sample()

"""Runs detectors over a corpus, side by side, and keeps what each of them says."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from schleuse.detection.engine import build_analyzer
from schleuse.evaluation.corpus import Item
from schleuse.model import Finding, InspectionError

type Analyse = Callable[[Sequence[str]], Sequence[Sequence[Finding]]]
"""Finds what the messages of one conversation hold."""
type Found = tuple[tuple[Finding, ...], ...] | None
"""Findings for each message of an item; ``None`` where the detector refused to judge one of them."""


@dataclass(slots=True)
class Detector:
    """Something that finds, and what it found."""

    name: str
    description: str
    analyse: Analyse
    found: list[Found] = field(default_factory=list)
    """One an item, in the order of the corpus."""
    seconds: float = 0.0
    """Processor time of this process that it took, all threads together."""
    words: int = 0

    @property
    def words_per_second(self) -> float:
        """Words in a second of processor time."""
        return self.words / self.seconds if self.seconds else 0.0

    def look_at(self, item: Item) -> None:
        """Analyse one item."""
        begin = time.process_time()
        try:
            self.found.append(tuple(map(tuple, self.analyse(item.texts))))
        except InspectionError:
            self.found.append(None)
        self.seconds += time.process_time() - begin
        self.words += sum(len(text.split()) for text in item.texts)


def ours(model: str) -> Detector:
    """Return this repository's detection, as a worker of the gateway runs it.

    Raises:
        SchleuseError: the model cannot be loaded.

    """
    analyzer = build_analyzer(model)
    return Detector("KI-Schleuse", analyzer.description, analyzer.analyse_all)


def run(detectors: Sequence[Detector], items: Iterable[Item]) -> None:
    """Give each item to each detector in turn, so that whatever else the machine does hits all alike."""
    for item in items:
        for detector in detectors:
            detector.look_at(item)

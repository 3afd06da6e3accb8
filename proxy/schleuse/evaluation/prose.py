"""False alarms in running text without persons: findings per 10,000 words."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schleuse.detection.chunks import MOST_CHARACTERS
from schleuse.evaluation.contexts import Place, quote
from schleuse.evaluation.corpus import CorpusError, Item
from schleuse.evaluation.detector import Detector
from schleuse.evaluation.tables import Table
from schleuse.model import Finding

MOST_FILES = 20_000


@dataclass(slots=True)
class Prose:
    """What one detector found in texts in which there is nothing to find."""

    detector: Detector
    threshold: float
    findings: list[tuple[Item, Finding]] = field(default_factory=list)
    refused: int = 0
    """Texts that the detector would not judge."""

    @property
    def rate(self) -> float:
        """Findings per 10,000 words."""
        return 10_000 * len(self.findings) / self.detector.words if self.detector.words else 0.0

    @property
    def kinds(self) -> Counter[tuple[str, str]]:
        """Findings by entity and recognizer."""
        return Counter((one.entity, one.recognizer) for _, one in self.findings)


def read(paths: Sequence[Path]) -> list[Item]:
    """Read texts, one a file; of a folder every ``*.txt`` below it.

    Raises:
        CorpusError: a file cannot be read, is too large or no UTF-8, or there is none.

    """
    files = [file for path in paths for file in (sorted(path.rglob("*.txt")) if path.is_dir() else [path])]
    if len(files) > MOST_FILES:
        raise CorpusError(f"more than {MOST_FILES:,} files")
    items = [Item(str(file), (_text(file),), (), personal=False) for file in files]
    if not any(text.strip() for item in items for text in item.texts):
        raise CorpusError(f"{', '.join(map(str, paths))}: no text to look at (in folders only *.txt is read)")
    return items


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as stream:
            text = stream.read(MOST_CHARACTERS + 1)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 at byte {error.start}") from None
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}") from None
    if len(text) > MOST_CHARACTERS:
        raise CorpusError(f"{path}: longer than {MOST_CHARACTERS:,} characters; split it")
    return text


def count(items: Sequence[Item], detector: Detector, threshold: float) -> Prose:
    """Count what a detector has found with at least ``threshold``."""
    result = Prose(detector, threshold)
    for item, found in zip(items, detector.found, strict=True):
        if found is None:
            result.refused += 1
        else:
            result.findings.extend((item, one) for one in found[0] if one.score >= threshold)
    return result


def tables(columns: Sequence[tuple[str, Prose]]) -> Iterator[Table]:
    """Yield the sum for each detector, and where the findings of the first one come from."""
    rows = [
        (
            name,
            f"{prose.detector.words:,}",
            f"{len(prose.findings):,}",
            f"{prose.rate:.2f}",
            str(prose.refused),
            f"{prose.detector.words_per_second:,.0f}",
        )
        for name, prose in columns
    ]
    heads = ("", "words", "findings", "per 10,000 words", "texts refused", "words a second of processor time")
    yield Table("False alarms in prose", heads, rows)
    own = columns[0][1]
    different: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item, one in own.findings:
        different[one.entity, one.recognizer].add(item.texts[0][one.start : one.end])
    sources = [
        (entity, recognizer, str(number), str(len(different[entity, recognizer])))
        for (entity, recognizer), number in own.kinds.most_common()
    ]
    if sources:
        yield Table("Where they come from", ("entity", "recognizer", "findings", "different texts"), sources)


def places(prose: Prose) -> list[Place]:
    """Return the findings with the text around them, by entity."""
    found = sorted(prose.findings, key=lambda each: each[1].entity)
    return [
        quote(Path(item.id).name, one.entity, f"{one.score:.2f} by {one.recognizer}", item.texts[0], one.start, one.end)
        for item, one in found
    ]


def export(columns: Sequence[tuple[str, Prose]]) -> dict[str, Any]:
    """Return the numbers as plain data for JSON; holds no text."""
    return {
        "version": 1,
        "prose": [
            {
                "name": name,
                "description": prose.detector.description,
                "threshold": prose.threshold,
                "words": prose.detector.words,
                "findings": len(prose.findings),
                "per_10000_words": round(prose.rate, 3),
                "refused": prose.refused,
                "words_per_second": round(prose.detector.words_per_second, 1),
                "by": [
                    {"entity": entity, "recognizer": recognizer, "findings": number}
                    for (entity, recognizer), number in prose.kinds.most_common()
                ],
            }
            for name, prose in columns
        ],
    }

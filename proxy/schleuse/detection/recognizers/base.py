"""What all German recognizers share: they search a view of the text, and their findings land on the original."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from presidio_analyzer import EntityRecognizer, RecognizerResult

from schleuse.detection import labels
from schleuse.detection.fields import fields
from schleuse.detection.normalise import View, plain


class Hit(NamedTuple):
    """A finding on a view."""

    entity: str
    start: int
    end: int
    score: float


class GermanRecognizer(EntityRecognizer):
    """A recognizer for German text on top of Presidio's class; subclasses write :meth:`find`."""

    ENTITIES: ClassVar[tuple[str, ...]]
    """The entities it can find (keys of ``schleuse.entities.ENTITIES``)."""
    NEEDS_DIGIT: ClassVar[bool] = True
    """Skip texts without any digit."""

    name: str
    id: str

    def __init__(self) -> None:
        super().__init__(supported_entities=list(self.ENTITIES), name=type(self).__name__, supported_language="de")

    def load(self) -> None:
        """Nothing to load."""

    def find(self, view: View) -> Iterator[Hit]:
        """Yield findings with offsets into the view."""
        raise NotImplementedError

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield findings with offsets into the text, as a person reads it."""
        view = plain(text)
        if self.NEEDS_DIGIT and not view.has_digit:
            return
        for hit in self.find(view):
            yield Hit(hit.entity, *view.span(hit.start, hit.end), hit.score)

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Presidio's entry: return the findings whose entity is asked for."""
        return self.results(self.hits(text), entities)

    def results(self, hits: Iterable[Hit], entities: list[str]) -> list[RecognizerResult]:
        """Return findings in Presidio's form."""
        return [
            RecognizerResult(
                entity_type=hit.entity,
                start=hit.start,
                end=hit.end,
                score=hit.score,
                recognition_metadata={
                    RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                    RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                },
            )
            for hit in hits
            if hit.entity in entities
        ]


class NumberRecognizer(GermanRecognizer):
    """A number with a shape of its own: pattern, check digit and label decide together (``labels.grade``)."""

    PATTERN: ClassVar[re.Pattern[str]]
    LABEL: ClassVar[re.Pattern[str]]
    UNLABELLED: ClassVar[float] = 0.0
    """Score of a number of the right shape that passes, without a label."""

    def passes(self, number: str) -> bool | None:
        """Return the verdict of the check digit on the number as written, or ``None`` if it has none."""
        raise NotImplementedError

    def find(self, view: View) -> Iterator[Hit]:
        """Yield the numbers whose score is above nothing."""
        for match in self.PATTERN.finditer(view.flat):
            score = labels.grade(
                self.passes(match.group()), labels.near(view, match.start(), match.end(), self.LABEL), self.UNLABELLED
            )
            if score is not None:
                yield Hit(self.ENTITIES[0], match.start(), match.end(), score)


_JOINT = (
    r"(?:[ ]?(?:n(?:umme)?rn?|no|id|kennung"
    r"|zeichen)\b\.?)?[ ]?(?:\([^()\n]{1,30}\)[ ]?)?(?:(?:[:=#]|(?:ist|lautet|lautete|laute"
    r"|sei|war|vom|von|der|des|unter|mit|bei|beim|hier"
    r"|dort)\b)[ ]{0,3}){0,2}(?:(?<=beim )[A-ZÄÖÜ][\w-]{1,20}[ ])?[\"'( ]{0,3}"
)
_NEXT = re.compile(r"[\"')]{0,2}[ ]?(?:,|/|;|und|oder|bzw\.?|sowie|&)[ ]{0,2}[\"'(]{0,2}")


class LabelledRecognizer(GermanRecognizer):
    """A number without a shape of its own: only a label in front, or the key of its field, makes it a finding.

    ``LABEL`` is a pattern source (whole word, any case); ``KEY`` a pattern for headings, JSON keys and XML tags
    (default: the label); ``VALUE`` the pattern source of the value (case-sensitive).
    """

    LABEL: ClassVar[str]
    KEY: ClassVar[str] = ""
    VALUE: ClassVar[str]
    SCORE: ClassVar[float] = 0.9
    HINTS: ClassVar[tuple[str, ...]] = ()
    """Lower-case pieces of which the text must hold one before the label is looked for (all labels, if empty)."""

    def __init__(self) -> None:
        super().__init__()
        self._value = re.compile(rf"(?<![\w]){self.VALUE}(?![\w])")
        self._label = re.compile(
            rf"(?<![^\W\d_])(?i:(?:{self.LABEL})(?:(?<=[^\W\d_]{{5}})(?:s|es|n|en))?)(?![^\W\d_]){_JOINT}"
        )
        self._key = re.compile(rf"(?<![^\W\d_])(?:{self.KEY or self.LABEL})(?![^\W\d_])", re.IGNORECASE)

    def score(self, value: str) -> float:
        """Return the score of a labelled value; recognizers with a check digit lower it where that is wrong."""
        return self.SCORE

    def accepts(self, value: str) -> bool:
        """Return whether a value of the right shape may be one (dates, amounts and norms are not)."""
        return True

    def find(self, view: View) -> Iterator[Hit]:
        """Yield the values behind labels (and the further ones of a list), and in fields."""
        text = view.flat
        hinted = not self.HINTS or any(hint in view.lower for hint in self.HINTS)
        for match in self._label.finditer(text) if hinted else ():
            position = match.end()
            while value := self._value.match(text, position):
                if not self.accepts(value.group()):
                    break
                yield Hit(self.ENTITIES[0], value.start(), value.end(), self.score(value.group()))
                further = _NEXT.match(text, value.end())
                if further is None:
                    break
                position = further.end()
            else:
                yield from self._answer(text, match.end(), position)
        for field in fields(view):
            if self._key.search(field.key):
                value = self._value.match(text, field.start, field.end)
                if value and self.accepts(value.group()) and (field.kind == "form" or value.end() == field.end):
                    yield Hit(self.ENTITIES[0], value.start(), value.end(), self.score(value.group()))

    def _answer(self, text: str, end: int, position: int) -> Iterator[Hit]:
        """A value alone on the line behind the label: "Ihre Kundennummer?", next line "300 884 1207"."""
        if position != end or (turn := _TURN.match(text, end)) is None:
            return
        value = self._value.match(text, turn.end())
        if value and self.accepts(value.group()) and _LINE_END.match(text, value.end()):
            yield Hit(self.ENTITIES[0], value.start(), value.end(), self.score(value.group()) - 0.1)


_TURN = re.compile(r"[^\n\d]{0,60}\n[> ]{0,4}(?:\[[^\]\n]{1,30}\][ ]?)?(?:[^\W\d_][\w .]{0,24}:[ ]{0,2})?")
_LINE_END = re.compile(r"[ .]{0,3}(?:\n|$)")


def digits_of(number: str) -> str:
    """Return the digits of a number as written."""
    return "".join(char for char in number if char.isdecimal())


def compact(number: str) -> str:
    """Return letters and digits of a number as written, upper case."""
    return "".join(char for char in number if char.isalnum()).upper()

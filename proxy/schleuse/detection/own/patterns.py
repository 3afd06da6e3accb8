"""An authority's own patterns, on RE2: an engine without backtracking, which no text can make slow.

Python's engine tries all ways to match, so one careless ``(a+)+`` in a house pattern could hang the gateway on a text
made for it. RE2 (google-re2) walks a text once. It knows no look-around and no back references; a pattern with them
is refused when the file is read. ``\\w`` means Unicode letters here, as people who write Müller expect.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

import re2

from schleuse.detection import labels
from schleuse.detection.normalise import View, plain
from schleuse.detection.own.schema import PatternSchema
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.model import SchleuseError

PROBE_CHARACTERS = 4_000
PROBE_SECONDS = 0.25
"""Longest time for a text of that length, made of the pattern's own examples: for a machine under load."""
_MEMORY = 4 * 1024 * 1024
"""Bytes that RE2 may use for one pattern."""
_ESCAPE_OR_CLASS = re.compile(r"\\.|\[:\^?\w{1,10}:\]|\[\^?\]?|\]", re.DOTALL)
_LETTERS = r"\p{L}\p{N}_"


class PatternError(SchleuseError):
    """A pattern cannot be used; the message says why, ``where`` which part of it (path below the pattern)."""

    def __init__(self, message: str, *where: str | int) -> None:
        super().__init__(message)
        self.where = where


class OwnPattern(GermanRecognizer):
    """Finds what one pattern describes."""

    NEEDS_DIGIT = False

    def __init__(self, pattern: PatternSchema) -> None:
        """Compile and try the pattern.

        Raises:
            PatternError: it is none, matches nothing at all, misses an example, or is slow.

        """
        self.ENTITIES = (pattern.entity,)  # type: ignore[misc]
        super().__init__()
        self.name = f"own:{pattern.id}"
        self._schema = pattern
        self._context = labels.label(*map(re.escape, pattern.context)) if pattern.context else None
        self._pattern = _compiled(pattern.regex, ignore_case=pattern.ignore_case)
        self._try()

    def find(self, view: View) -> Iterator[Hit]:
        """Yield what matches; with the score of its surroundings."""
        text = view.flat
        for match in self._pattern.finditer(_encodable(text)):
            start, end = match.span()
            if not self._schema.inside_words and _inside_word(text, start, end):
                continue
            near = self._context is not None and labels.near(view, start, end, self._context)
            if near or not self._schema.needs_context:
                score = self._schema.score_with_context if near else self._schema.score
                yield Hit(self._schema.entity, start, end, score)

    def _try(self) -> None:
        if self._pattern.search("") is not None:
            raise PatternError("the pattern matches an empty text; it would match everywhere", "regex")
        examples = self._schema.examples
        for index, example in enumerate(examples.match):
            if not any(self.hits(example)):
                raise PatternError("the pattern does not find this example", "examples", "match", index)
        for index, example in enumerate(examples.no_match):
            if any(self.hits(example)):
                raise PatternError("the pattern finds something here", "examples", "no_match", index)
        for example in examples.match:
            probe = plain((example * (PROBE_CHARACTERS // len(example) + 1))[:PROBE_CHARACTERS])
            begin = time.thread_time()
            for _ in self.find(probe):
                pass
            if time.thread_time() - begin > PROBE_SECONDS:
                raise PatternError("the pattern is too slow: bound its repetitions, as in {1,20}", "regex")


def _compiled(regex: str, *, ignore_case: bool) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.case_sensitive = not ignore_case
    try:
        return re2.compile(_with_unicode_words(regex), options)
    except re2.error as error:
        cause = error.args[0] if error.args else ""
        detail = cause.decode("utf-8", "replace") if isinstance(cause, bytes) else str(cause)
        raise PatternError(
            f"not a pattern: {detail} (syntax: https://github.com/google/re2/wiki/Syntax)", "regex"
        ) from None


def _with_unicode_words(regex: str) -> str:
    """Return the pattern with ``\\w`` meaning letters, digits and ``_`` of all scripts (RE2 means ASCII)."""
    inside = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal inside
        found = match.group()
        if found == r"\w":
            return _LETTERS if inside else f"[{_LETTERS}]"
        if found == r"\W" and not inside:
            return f"[^{_LETTERS}]"
        if found[0] == "[" and not found.startswith("[:"):
            inside = True
        elif found == "]":
            inside = False
        return found

    return _ESCAPE_OR_CLASS.sub(replaced, regex)


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a match is a part of a longer word or number."""
    front, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return (front.isalnum() and text[start].isalnum()) or (behind.isalnum() and text[end - 1].isalnum())

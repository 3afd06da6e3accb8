"""Reads a corpus of prompts with gold spans: one JSON object a line, plain or packed with gzip or xz.

Every item has ``id``, either ``text`` or ``messages`` (``[{"content": …}]``), ``contains_personal_data``, and ``spans``
(``[{"start", "end", "label"}]`` with ``message`` where there are several, and ``text`` to check the offsets by).
Optional: ``form``, ``domain``, ``evasion``, ``note`` and ``public_figure_only``. Offsets count code points, ``end``
exclusive.
"""

import gzip
import json
import lzma
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from schleuse.detection.chunks import MOST_CHARACTERS
from schleuse.model import SchleuseError

MOST_ITEMS = 100_000
MOST_SPANS = 10_000
"""Gold spans of one item."""
MOST_MESSAGES = 1_000
MOST_TOTAL = 500_000_000
"""Characters of a whole corpus once unpacked: an end to packed bombs."""
MOST_LINE = MOST_CHARACTERS * 2
"""Characters of a line: a text that detection still takes, with its spans."""


class CorpusError(SchleuseError):
    """A corpus cannot be used; says in which line and why. Never quotes a text."""


@dataclass(frozen=True, slots=True)
class Span:
    """What should be found, at these code points of one message."""

    start: int
    end: int
    label: str
    message: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One prompt."""

    id: str
    texts: tuple[str, ...]
    """One a message."""
    spans: tuple[Span, ...]
    personal: bool
    """Whether the gateway has to act: it names a private person or holds confidential matter."""
    public_only: bool = False
    """Whether its spans are public figures only: they need not be found, and finding them is not wrong."""
    form: str = ""
    domain: str = ""
    evasion: str = ""
    note: str = ""

    @property
    def hard_negative(self) -> bool:
        """Whether it is clean and made to look as if it were not."""
        return not self.personal and "hard negative" in self.note.lower()


def load(path: Path) -> list[Item]:
    """Read a whole corpus.

    Raises:
        CorpusError: the file cannot be read, is too large or empty, or a line of it is not as it should be.

    """
    items: list[Item] = []
    lines: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            item = _item(_parse(line))
        except CorpusError as error:
            raise CorpusError(f"{path}: line {number}: {error}") from None
        if item.id in lines:
            raise CorpusError(f"{path}: line {number}: id: the same as in line {lines[item.id]}")
        if len(items) == MOST_ITEMS:
            raise CorpusError(f"{path}: more than {MOST_ITEMS:,} items")
        lines[item.id] = number
        items.append(item)
    if not items:
        raise CorpusError(f"{path}: holds no items")
    return items


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    total = 0
    number = 0
    try:
        with _open(path) as stream:
            while line := stream.readline(MOST_LINE + 1):
                number += 1
                total += len(line)
                if len(line) > MOST_LINE:
                    raise CorpusError(f"{path}: line {number}: longer than {MOST_LINE:,} characters")
                if total > MOST_TOTAL:
                    raise CorpusError(f"{path}: line {number}: more than {MOST_TOTAL:,} characters up to here")
                if line.strip():
                    yield number, line
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: after line {number}: not UTF-8 ({error.reason})") from None
    except (gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise CorpusError(f"{path}: after line {number}: cannot be unpacked: {error}") from None
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror or error}") from None


def _open(path: Path) -> TextIO:
    match path.suffix:
        case ".gz":
            return cast(TextIO, gzip.open(path, "rt", encoding="utf-8"))
        case ".xz":
            return cast(TextIO, lzma.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def _parse(line: str) -> Mapping[str, Any]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        raise CorpusError(f"not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise CorpusError("nested too deep") from None
    except ValueError:  # a number of thousands of digits
        raise CorpusError("holds a number that is too long") from None
    if not isinstance(item, dict):
        raise CorpusError('expected an object like {"id": "1", "text": "…", "spans": [], …}')
    return item


def _item(data: Mapping[str, Any]) -> Item:
    texts = _texts(data)
    spans = _value(data, "spans", list)
    if len(spans) > MOST_SPANS:
        raise CorpusError(f"spans: more than {MOST_SPANS:,}")
    return Item(
        id=_value(data, "id", str),
        texts=texts,
        spans=tuple(_span(f"spans.{index}", span, texts) for index, span in enumerate(spans)),
        personal=_value(data, "contains_personal_data", bool),
        public_only=bool(_value(data, "public_figure_only", bool, optional=True)),
        form=_value(data, "form", str, optional=True) or "",
        domain=_value(data, "domain", str, optional=True) or "",
        evasion=_value(data, "evasion", str, optional=True) or "",
        note=_value(data, "note", str, optional=True) or "",
    )


def _texts(data: Mapping[str, Any]) -> tuple[str, ...]:
    if ("text" in data) == ("messages" in data):
        raise CorpusError('expected either "text" or "messages"')
    if "text" in data:
        return (_value(data, "text", str),)
    messages = _value(data, "messages", list)
    if len(messages) > MOST_MESSAGES:
        raise CorpusError(f"messages: more than {MOST_MESSAGES:,}")
    return tuple(_value(message, "content", str, f"messages.{at}.") for at, message in enumerate(messages))


def _span(where: str, data: Any, texts: tuple[str, ...]) -> Span:
    start, end = (_value(data, name, int, f"{where}.") for name in ("start", "end"))
    message = _value(data, "message", int, f"{where}.", optional=True) or 0
    if not 0 <= message < len(texts):
        raise CorpusError(f"{where}.message: there is no message {message}, only {len(texts)}")
    if not 0 <= start < end <= len(texts[message]):
        raise CorpusError(f"{where}: {start} to {end} is no part of a text of {len(texts[message])} characters")
    given = _value(data, "text", str, f"{where}.", optional=True)
    if given is not None and given != texts[message][start:end]:
        raise CorpusError(f"{where}.text: is not what stands at {start} to {end} (offsets count code points)")
    if texts[message][start:end].isspace():
        raise CorpusError(f"{where}: holds nothing but blanks")
    return Span(start, end, _value(data, "label", str, f"{where}."), message)


_NAMES = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}


def _value(data: Any, name: str, kind: type, where: str = "", *, optional: bool = False) -> Any:
    if not isinstance(data, dict):
        raise CorpusError(f"{where.rstrip('.')}: expected an object")
    value = data.get(name)
    if optional and value is None:
        return None
    if name not in data:
        raise CorpusError(f"{where}{name}: is missing")
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise CorpusError(f"{where}{name}: expected {_NAMES[kind]}")
    return value

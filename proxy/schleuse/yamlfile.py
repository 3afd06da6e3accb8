"""Read YAML that people edit, and say of every fault where it is and what would be right.

Used by settings, policy, services and messages. Errors carry file, line and column (both from 1).
"""

import difflib
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from schleuse.model import SchleuseError

MAX_BYTES = 4 * 1024 * 1024
MAX_ALIASES = 100
Key = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file, with its place and its mend."""

    file: str
    line: int
    column: int
    where: str
    """Dotted path of the value (``rules.0.do``); empty for the file itself."""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{self.message}{hint}"


class ConfigError(SchleuseError):
    """A configuration file cannot be used. ``problems`` is never empty; ``str()`` is one line a problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain data, with the position of every key and item."""

    file: str
    data: Any
    _text: str = field(repr=False)

    @property
    def _root(self) -> Any:
        return _with_positions(self._text)

    def position(self, path: Iterable[Key]) -> tuple[int, int]:
        """Return (line, column), from 1, of the value at the path, or of the nearest ancestor that exists."""
        node, line, column = self._root, 1, 1
        for key in path:
            try:
                if isinstance(node, CommentedMap) and key in node:
                    mark = node.lc.value(key) if not isinstance(node[key], CommentedMap) else node.lc.key(key)
                elif isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
                    mark = node.lc.item(key)
                else:
                    break
            except (KeyError, AttributeError, TypeError):
                break
            line, column = mark[0] + 1, mark[1] + 1
            node = node[key]
        return line, column

    def key_position(self, path: Sequence[Key]) -> tuple[int, int]:
        """Return the position of the key itself (for keys that should not be there)."""
        node = self._root
        for key in path[:-1]:
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                return self.position(path)
        if isinstance(node, CommentedMap) and path and path[-1] in node:
            mark = node.lc.key(path[-1])
            return mark[0] + 1, mark[1] + 1
        return self.position(path)

    def problem(self, path: Sequence[Key], message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        """Build a problem at the path."""
        line, column = self.key_position(path) if at_key else self.position(path)
        return Problem(self.file, line, column, ".".join(str(key) for key in path), message, hint)


def load(path: Path) -> Document:
    """Read a YAML file.

    Raises:
        ConfigError: the file is missing, unreadable, not UTF-8, too large, or not YAML.

    """
    name = str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ConfigError([Problem(name, 1, 1, "", f"the file has {size} bytes, at most {MAX_BYTES} are read")])
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError([Problem(name, 1, 1, "", "the file does not exist", "check the path")]) from None
    except IsADirectoryError:
        raise ConfigError([Problem(name, 1, 1, "", "this is a folder, not a file")]) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            [Problem(name, 1, 1, "", f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]
        ) from None
    except OSError as error:
        raise ConfigError([Problem(name, 1, 1, "", f"cannot be read: {error.strerror}")]) from None
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    """Read YAML from a string; ``name`` stands for the file in errors."""
    if text.count("*") > MAX_ALIASES and text.count("&") > MAX_ALIASES:
        raise ConfigError([Problem(name, 1, 1, "", f"more than {MAX_ALIASES} anchors and aliases")])
    try:
        data = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = " ".join(str(error.problem or error.context or "not valid YAML").split())
        raise ConfigError([Problem(name, line, column, "", f"not valid YAML: {message}")]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise ConfigError([Problem(name, 1, 1, "", f"not valid YAML: {type(error).__name__}")]) from None
    return Document(name, data, text)


@functools.lru_cache(maxsize=4)  # only read again where there is a problem to place: it doubles the time of loading
def _with_positions(text: str) -> Any:
    return YAML(typ="rt", pure=True).load(text)


def validate[ModelT: BaseModel](model: type[ModelT], document: Document) -> ModelT:
    """Turn a document into a pydantic model.

    Raises:
        ConfigError: with one problem for each fault, at its line and column.

    """
    if not isinstance(document.data, dict):
        raise ConfigError([Problem(document.file, 1, 1, "", "expected keys and values at the top of the file")])
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise ConfigError([problem_of(document, model, details) for details in error.errors()]) from None


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return a hint "did you mean …" for a misspelt word, or an empty string."""
    close = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else ""


def problem_of(document: Document, model: type[BaseModel], details: ErrorDetails) -> Problem:
    """Turn one fault that pydantic found into a problem with its place in the file."""
    path = _real_path(document.data, details["loc"])
    if details["type"] == "extra_forbidden":
        known = _fields_at(model, document.data, path[:-1])
        hint = nearest(str(path[-1]), known) or (f"known keys: {', '.join(sorted(known))}" if known else "")
        return document.problem(path, "unknown key", hint, at_key=True)
    message = details["msg"].removeprefix("Value error, ")
    hint = ""
    if details["type"] in {"enum", "literal_error"}:
        expected = str(details.get("ctx", {}).get("expected", ""))
        words = [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]
        hint = nearest(str(details["input"]), words)
    elif details["type"] == "missing":
        message = "this key is missing"
    return document.problem(path, message, hint)


def _real_path(data: Any, loc: Sequence[Key]) -> list[Key]:
    """Drop what pydantic adds to a location (union tags, ``[key]``), keep what is in the file."""
    path: list[Key] = []
    node = data
    for index, key in enumerate(loc):
        if isinstance(node, dict) and key in node:
            node = node[key]
        elif isinstance(node, list) and isinstance(key, int) and key < len(node):
            node = node[key]
        elif index == len(loc) - 1 and isinstance(node, dict) and key != "[key]":
            path.append(key)
            break
        else:
            continue
        path.append(key)
    return path


def _fields_at(model: type[BaseModel], data: Any, path: Sequence[Key]) -> set[str]:
    """Return the keys that the schema knows at a path, walking annotations loosely."""
    candidates: list[type[BaseModel]] = [model]
    for key in path:
        found: list[type[BaseModel]] = []
        for candidate in candidates:
            if isinstance(key, int):
                found.append(candidate)
                continue
            if issubclass(candidate, RootModel):
                found.extend(_models_in(candidate.model_fields["root"].annotation))
                continue
            for name, info in candidate.model_fields.items():
                if key in {name, info.alias}:
                    found.extend(_models_in(info.annotation))
        candidates = found or candidates
    return {info.alias or name for candidate in candidates for name, info in candidate.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]

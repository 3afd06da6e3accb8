"""The paths in ``text:`` of a dialect: which texts of a body are what.

``messages[*].content[*].text``, ``tools[*].parameters..description``, ``input..*``, ``form:text``,
``part:file|filename``, ``arguments|json``; docs/services.md has the whole list. Paths are compiled into one automaton
a dialect, so that reading a body costs one look-up a key, however many paths there are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

_LOCATION = re.compile(r"(form|part|query|raw):([^|]*)")
_STEP = re.compile(r"\.\.\*|\.\.([\w-]+)|\[\*\]|\[(\d+)\]|\|json|\.?(\*)|\.?([\w-]+)")
_MODIFIER = re.compile(r"\|(dataurl|b64|filename)$")


class _Op(Enum):
    KEY = "a"
    ANY_KEY = "*"
    ITEM = "[0]"
    EACH = "[*]"
    DEEP = "..*"
    DEEP_KEY = "..a"
    JSON = "|json"


type _Step = tuple[_Op, str | int | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of ``text:``, compiled."""

    kind: str
    location: str
    """``json``, ``form``, ``part``, ``query`` or ``raw``."""
    name: str
    """Field or part; empty for JSON bodies; ``*`` and a trailing ``*`` stand for any."""
    steps: tuple[_Step, ...]
    modifier: str
    """``dataurl``, ``b64``, ``filename`` or empty."""
    fixed: bool = False

    def covers(self, name: str) -> bool:
        """Whether the rule is about a form field or part of this name."""
        return name == self.name or (self.name.endswith("*") and name.startswith(self.name[:-1]))

    def below(self, key: str) -> "Rule":
        """Return the rule for the same under a key."""
        return replace(self, steps=((_Op.KEY, key), *self.steps))


def check(path: str) -> None:
    """Raise ValueError where a path is not understood."""
    compile_rule("any", path)


def compile_rule(kind: str, path: str, *, fixed: bool = False) -> Rule:
    """Compile one path.

    Raises:
        ValueError: with what is not understood.

    """
    rest, location, name, modifier = path, "json", "", ""
    if match := _MODIFIER.search(rest):
        modifier, rest = match[1], rest[: match.start()]
    if match := _LOCATION.match(rest):
        location, name, rest = match[1], match[2], rest[match.end() :]
    steps: list[_Step] = []
    position = 0
    while position < len(rest):
        step = _STEP.match(rest, position)
        if step is None:
            raise ValueError(f"'{rest[position:]}' in the path '{path}' is not understood")
        steps.append(_step(step))
        position = step.end()
    if not steps and location == "json":
        raise ValueError("the path is empty")
    return Rule(kind, location, name, tuple(steps), modifier, fixed)


def _step(match: re.Match[str]) -> _Step:
    deep_key, index, any_key, key = match.groups()
    if deep_key:
        return _Op.DEEP_KEY, deep_key
    if index:
        return _Op.ITEM, int(index)
    if any_key:
        return _Op.ANY_KEY, None
    if key:
        return _Op.KEY, key
    return {"..*": _Op.DEEP, "[*]": _Op.EACH, "|json": _Op.JSON}[match[0]], None


type _Position = tuple[int, int]
"""Number of the rule, number of its step."""


class Matcher:
    """The automaton of several rules. States are small numbers; 0 is the state in which nothing matches any more."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._words = {arg for rule in rules for _, arg in rule.steps if arg is not None}
        self._numbers: dict[frozenset[_Position], int] = {}
        self._positions: list[frozenset[_Position]] = []
        self._named: list[Rule | None] = []
        self._free: list[Rule | None] = []
        self._inside: dict[int, int] = {}
        self._moves: dict[tuple[int, str | int | None, bool], int] = {}
        self._number(frozenset())
        self.start = self._number(frozenset((number, 0) for number in range(len(self._rules))))

    def key(self, state: int, name: str) -> int:
        """Return the state below a key of an object."""
        return self._move(state, name if name in self._words else None, is_key=True) if state else 0

    def item(self, state: int, index: int) -> int:
        """Return the state below an item of a list."""
        return self._move(state, index if index in self._words else None, is_key=False) if state else 0

    def inside(self, state: int) -> int:
        """Return the state at the top of the JSON text that a string holds (0: no rule says that it holds one)."""
        if state not in self._inside:
            following = set()
            for rule, index in self._positions[state]:
                steps = self._rules[rule].steps[index:]
                if steps[:1] == ((_Op.JSON, None),):
                    following.add((rule, index + 1))
                elif steps[:2] == ((_Op.DEEP, None), (_Op.JSON, None)):
                    following.add((rule, index + 2))
            self._inside[state] = self._number(frozenset(following))
        return self._inside[state]

    def rule(self, state: int) -> Rule | None:
        """Return the first rule that names the value at this state."""
        return self._named[state]

    def free(self, state: int) -> Rule | None:
        """Return the rule by which an object here has keys that people choose (``metadata.*``, ``input..*``)."""
        return self._free[state]

    def _move(self, state: int, word: str | int | None, *, is_key: bool) -> int:
        move = (state, word, is_key)
        if move not in self._moves:
            following = {
                (rule, target)
                for rule, index in self._positions[state]
                for target in _targets(self._rules[rule].steps, index, word, is_key=is_key)
            }
            self._moves[move] = self._number(frozenset(following))
        return self._moves[move]

    def _number(self, positions: frozenset[_Position]) -> int:
        if positions not in self._numbers:
            self._numbers[positions] = len(self._positions)
            self._positions.append(positions)
            self._named.append(self._first(positions, _ENDS))
            self._free.append(self._first(positions, _FREE))
        return self._numbers[positions]

    def _first(self, positions: frozenset[_Position], rests: tuple[tuple[_Step, ...], ...]) -> Rule | None:
        fitting = (rule for rule, index in sorted(positions) if self._rules[rule].steps[index:] in rests)
        return next((self._rules[rule] for rule in fitting), None)


_ENDS = ((), ((_Op.DEEP, None),), ((_Op.JSON, None),))
_FREE = (((_Op.DEEP, None),), ((_Op.ANY_KEY, None),))


def _targets(steps: tuple[_Step, ...], index: int, word: str | int | None, *, is_key: bool) -> list[int]:
    if index >= len(steps):
        return []
    operation, argument = steps[index]
    if operation is _Op.DEEP:
        return [index]
    if operation is _Op.DEEP_KEY:
        return [index, index + 1] if is_key and argument == word else [index]
    if is_key:
        fits = operation is _Op.ANY_KEY or (operation is _Op.KEY and argument == word)
    else:
        fits = operation is _Op.EACH or (operation is _Op.ITEM and argument == word)
    return [index + 1] if fits else []

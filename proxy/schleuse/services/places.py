"""Where one value stands in a request or an event: ``delta.content``, ``messages[-1].id``, ``path:chat``, ``query:id``.

Of bodies only JSON is looked into. Unlike the text paths of a dialect, a place never decides what is read.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from schleuse.model import Request
from schleuse.payload.json_leaves import Members, Node, Number, Text

MAX_ID = 512
"""Characters of a value that is taken for an id."""

MAX_FIELDS = 1000
"""Fields of a query that are looked at."""

_STEP = re.compile(r"\[(\*|-?\d{1,4})\]|(?:^|\.)(\*|[\w@-]+)")
_ADDRESS = re.compile(r"(path|query):([\w.-]{1,64})")

type Trail = tuple[str | int, ...]
"""The keys and indices that the wildcards of a place stood for."""


@dataclass(frozen=True, slots=True)
class Place:
    """One compiled place."""

    text: str
    steps: tuple[str | int, ...] = ()
    """Keys of objects and indices of lists."""
    each: frozenset[int] = frozenset()
    """Numbers of the steps that stand for any key or every item."""
    address: str = ""
    """``path`` or ``query`` where the value stands in the address."""
    name: str = ""

    def find(self, node: Node) -> Iterator[tuple[Trail, Node]]:
        """Yield what stands there in a JSON text, with what the wildcards stood for."""
        if not self.address:
            yield from _walk(node, self.steps, self.each, 0, ())

    def value(self, node: Node, request: Request | None = None) -> str | int | None:
        """Return the first text or number that stands there, or ``None``."""
        if self.address and request is not None:
            return _in_address(self.address, self.name, request)
        for _, found in self.find(node):
            if isinstance(found, Text) and 0 < len(found.value) <= MAX_ID:
                return found.value
            if isinstance(found, Number):
                return int(found.spelling)
            if isinstance(found, int) and not isinstance(found, bool):
                return found
        return None


def compile_place(text: str) -> Place:
    """Compile one place.

    Raises:
        ValueError: with what is not understood.

    """
    if address := _ADDRESS.fullmatch(text):
        return Place(text, address=address[1], name=address[2])
    steps: list[str | int] = []
    each: set[int] = set()
    position = 0
    while position < len(text) and (step := _STEP.match(text, position)):
        index, key = step.groups()
        if index == "*" or key == "*":
            each.add(len(steps))
        steps.append(key if index is None else 0 if index == "*" else int(index))
        position = step.end()
    if not steps or position < len(text):
        raise ValueError(f"'{text[position:] or text}' in the place '{text}' is not understood")
    return Place(text, tuple(steps), frozenset(each))


def first(places: Sequence[Place], node: Node, request: Request | None = None) -> str | int | None:
    """Return the value of the first place at which there is one."""
    return next((value for place in places if (value := place.value(node, request)) is not None), None)


def _walk(
    node: Node, steps: tuple[str | int, ...], each: frozenset[int], number: int, trail: Trail
) -> Iterator[tuple[Trail, Node]]:
    if number == len(steps):
        yield trail, node
        return
    step = steps[number]
    if isinstance(node, Members) and isinstance(step, str):
        if number in each:
            for key, value in node.items:
                yield from _walk(value, steps, each, number + 1, (*trail, key.value))
        elif (value := node.get(step)) is not None:
            yield from _walk(value, steps, each, number + 1, trail)
    elif isinstance(node, list) and isinstance(step, int):
        if number in each:
            for index, item in enumerate(node):
                yield from _walk(item, steps, each, number + 1, (*trail, index))
        elif -len(node) <= step < len(node):
            yield from _walk(node[step], steps, each, number + 1, trail)


def _in_address(address: str, name: str, request: Request) -> str | None:
    if address == "query":
        try:
            pairs = parse_qsl(request.query, max_num_fields=MAX_FIELDS)
        except ValueError:
            return None
        return next((value[:MAX_ID] for key, value in pairs if key.lower() == name.lower() and value), None)
    segments = request.path.split("/")
    following = (unquote(after) for before, after in itertools.pairwise(segments) if before == name)
    return next((segment[:MAX_ID] for segment in following if segment), None)

"""Where one value stands in a request or an event: ``delta.content``, ``messages[-1].id``, ``path:chat``, ``query:id``,
``form:f.req|json[1]``. Unlike the text paths of a dialect, a place never decides what is read.
"""

import contextlib
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from schleuse.model import InspectionError, Request
from schleuse.payload import form, json_leaves
from schleuse.payload.json_leaves import Members, Node, Number, Text

MAX_ID = 512
"""Characters of a value that is taken for an id."""
MAX_DIGITS = 64
_STEP = re.compile(r"\[(\*|-?\d{1,4})\]|(?:^|\.)(\*|[\w@-]+)|(\|json)")
_ADDRESS = re.compile(r"(path|query|form):([\w.-]{1,64})(.*)")

type Step = str | int | None
"""A key, an index, or ``None`` for the JSON text that a string holds."""
type Trail = tuple[str | int, ...]
"""The keys and indices that the wildcards of a place stood for."""


@dataclass(frozen=True, slots=True)
class Place:
    """One compiled place."""

    text: str
    steps: tuple[Step, ...] = ()
    each: frozenset[int] = frozenset()
    """Numbers of the steps that stand for any key or every item."""
    address: str = ""
    """``path``, ``query`` or ``form`` where the value stands there; the steps then begin inside of it."""
    name: str = ""

    def find(self, node: Node) -> Iterator[tuple[Trail, Node]]:
        """Yield what stands there in a JSON text, with what the wildcards stood for."""
        if not self.address:
            yield from _walk(node, self.steps, self.each, 0, ())

    def value(self, node: Node, request: Request | None = None) -> str | int | None:
        """Return the first text or number that stands there, or ``None``."""
        if self.address:
            if request is None or (text := _outside(self.address, self.name, request)) is None:
                return None
            node = Text(text, 0)
        for _, found in _walk(node, self.steps, self.each, 0, ()):
            if isinstance(found, Text) and 0 < len(found.value) <= MAX_ID:
                return found.value
            if isinstance(found, Number) and len(found.spelling) <= MAX_DIGITS:
                return int(found.spelling)
            if isinstance(found, int) and not isinstance(found, bool):
                return found
        return None


def compile_place(text: str) -> Place:
    """Compile one place.

    Raises:
        ValueError: with what is not understood.

    """
    address = _ADDRESS.fullmatch(text)
    position = address.start(3) if address else 0
    steps: list[Step] = []
    each: set[int] = set()
    while position < len(text) and (step := _STEP.match(text, position)):
        index, key, _ = step.groups()
        if index == "*" or key == "*":
            each.add(len(steps))
        steps.append(key if index is None else 0 if index == "*" else int(index))
        position = step.end()
    if position < len(text) or not (steps or address):
        raise ValueError(f"'{text[position:] or text}' in the place '{text}' is not understood")
    return Place(text, tuple(steps), frozenset(each), *(address.groups()[:2] if address else ()))


def first(places: Sequence[Place], node: Node, request: Request | None = None) -> str | int | None:
    """Return the value of the first place at which there is one."""
    return next((value for place in places if (value := place.value(node, request)) is not None), None)


def _walk(
    node: Node, steps: tuple[Step, ...], each: frozenset[int], number: int, trail: Trail
) -> Iterator[tuple[Trail, Node]]:
    if number == len(steps):
        yield trail, node
        return
    step = steps[number]
    if step is None:
        if isinstance(node, Text):
            with contextlib.suppress(InspectionError):
                yield from _walk(json_leaves.parse(node.value).root, steps, each, number + 1, trail)
    elif isinstance(node, Members) and isinstance(step, str):
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


def _outside(address: str, name: str, request: Request) -> str | None:
    """Return the text of a field of the form or query, or of the segment of the path that follows a word."""
    if address == "path":
        segments = request.path.split("/")
        following = (unquote(after) for before, after in itertools.pairwise(segments) if before == name)
        return next((segment for segment in following if segment), None)
    content = request.body if address == "form" else request.query.encode("utf-8", "surrogateescape")
    try:
        fields = form.parse(content).fields
    except InspectionError:
        return None
    return next((field.value for field in fields if field.name.lower() == name.lower() and field.value), None)

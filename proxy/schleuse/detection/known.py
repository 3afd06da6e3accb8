"""Which names, logins and numbers a conversation holds: what one message says is looked for in all the others.

Built for each request from its own texts and from the conversation's map of pseudonyms; never kept.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schleuse.entities import ENTITIES
from schleuse.model import Finding

SURE = 0.6
"""Findings below are not looked for again."""
MOST = 20_000
"""Values looked for at most, those of the first messages first."""
LONGEST = 200
"""Characters of a value that is looked for."""
NOT_REPEATED = frozenset({"CONFIDENTIALITY_MARK"}) | {entity for entity, about in ENTITIES.items() if about.special}
"""A marking or a topic means something where it stands only."""


class Known(NamedTuple):
    """A value that was found."""

    entity: str
    text: str
    score: float


def known_in(text: str, findings: Iterable[Finding]) -> list[Known]:
    """Return what was found in a text for sure."""
    return [
        Known(each.entity, text[each.start : each.end], each.score)
        for each in findings
        if each.score >= SURE and each.entity not in NOT_REPEATED and each.end - each.start <= LONGEST
    ]


def united(values: Iterable[Known]) -> list[Known]:
    """Return each value once, with its best score, in a fixed order; `MOST` at most."""
    best: dict[tuple[str, str], float] = {}
    for entity, text, score in values:
        key = entity, text
        if key in best or len(best) < MOST:
            best[key] = max(score, best.get(key, 0.0))
    return sorted(Known(entity, text, score) for (entity, text), score in best.items())


class Search(NamedTuple):
    """What is to be looked for again, and where."""

    values: list[Known]
    texts: list[int]
    """Indices of the texts that do not hold all of it already."""


def to_search(texts: Sequence[str], found: Sequence[Sequence[Finding]], names: Sequence[str] = ()) -> Search:
    """Return what the texts of a conversation say to each other.

    Args:
        texts: the messages.
        found: what was found in each of them.
        names: names of persons that the conversation is known to hold already.

    """
    own = [known_in(text, findings) for text, findings in zip(texts, found, strict=True)]
    earlier = [Known("PERSON", name, 0.8) for name in names if len(name) <= LONGEST]
    values = united([*earlier, *(value for each in own for value in each)])
    everything = {(value.entity, value.text) for value in values}
    lacking = [
        index
        for index, each in enumerate(own)
        if texts[index] and not everything <= {(value.entity, value.text) for value in each}
    ]
    return Search(values, lacking)


def encode(values: Sequence[Known]) -> bytes:
    """Return values as bytes."""
    return json.dumps(values).encode()


def decode(field: bytes) -> list[Known]:
    """Return what :func:`encode` was given."""
    return [Known(*value) for value in json.loads(field)]

"""A small, real Substitution for the tests of this room; the product's own lives in enforcement."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schleuse.model import identity

PLACEHOLDER = re.compile(r"\[[A-Z_]{1,30}_[0-9]{1,6}\]")
BEGINNING = re.compile(r"\[(?:[A-Z_]{0,30}[0-9]{0,6})?\Z")


@dataclass
class Table:
    values: Mapping[str, str]

    def whole(self, text: str, escape: Callable[[str], str] = identity) -> str:
        return PLACEHOLDER.sub(
            lambda match: escape(self.values[match[0]]) if match[0] in self.values else match[0], text
        )

    def split(self, text: str, escape: Callable[[str], str] = identity) -> tuple[str, str]:
        match = BEGINNING.search(text)
        cut = match.start() if match else len(text)
        return self.whole(text[:cut], escape), text[cut:]

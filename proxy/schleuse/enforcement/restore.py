"""Put the values back for the placeholders of one exchange."""

import re
from collections.abc import Callable, Mapping

from schleuse.model import identity
from schleuse.pseudonyms import placeholder


class Restoration:
    """A :class:`schleuse.model.Substitution` over the placeholders that this exchange may contain.

    Only these come home; forged, guessed or foreign placeholders stay as they are.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        """Take placeholder -> value."""
        self._values = dict(values)
        self.restored = 0
        self.unknown = 0

    def __bool__(self) -> bool:
        return bool(self._values)

    def whole(self, text: str, escape: Callable[[str], str] = identity) -> str:
        """See :class:`schleuse.model.Substitution`."""
        if "]" not in text:
            return text

        def value(match: re.Match[str]) -> str:
            known = self._values.get(placeholder.canonical(match))
            if known is None:
                self.unknown += 1
                return match[0]
            self.restored += 1
            return escape(known)

        return placeholder.PLACEHOLDER.sub(value, text)

    def split(self, text: str, escape: Callable[[str], str] = identity) -> tuple[str, str]:
        """See :class:`schleuse.model.Substitution`."""
        window = max(0, len(text) - placeholder.MAX_LENGTH)
        match = placeholder.UNFINISHED.search(text, window)
        cut = match.start() if match else len(text)
        return self.whole(text[:cut], escape), text[cut:]

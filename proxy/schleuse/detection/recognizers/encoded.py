"""Encoded islands: tokens of base64 or hexadecimal digits that decode to readable text with personal data in it.

Norm: RFC 4648. The whole token is the finding, with the entity of the most telling content (names first). Bounded: at
most 20 tokens of at most 4,000 characters a text. Protected by: the norm of what is inside.
Example (invented): the base64 form of "Erika Beispiel, Steuer-ID 02246813572".
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit

_ORDER = ("SECRET", "PERSON", "DE_ADDRESS", "IBAN_CODE", "EMAIL_ADDRESS")


class EncodedRecognizer(GermanRecognizer):
    """Looks into encoded tokens with the other recognizers."""

    NEEDS_DIGIT = False
    _TOKEN = re.compile(r"(?<![\w+/=%-])(?P<token>[A-Za-z0-9+/_-]{16,4000}={0,2})(?![\w+/=])")
    _HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){8,2000}")

    def __init__(self, inner: Sequence[GermanRecognizer]) -> None:
        self.ENTITIES = tuple(dict.fromkeys(entity for recognizer in inner for entity in recognizer.ENTITIES))  # type: ignore[misc]
        super().__init__()
        self._inner = inner

    def find(self, view: View) -> Iterator[Hit]:
        """Yield tokens that hold personal data."""
        seen = 0
        for match in self._TOKEN.finditer(view.text):
            if seen >= 20:
                return
            content = self._decode(match["token"])
            if content is None:
                continue
            seen += 1
            found = {
                hit.entity: hit.score
                for recognizer in self._inner
                for hit in recognizer.hits(content)
                if hit.score >= 0.5
            }
            if found:
                entity = next((name for name in _ORDER if name in found), max(found, key=lambda name: found[name]))
                yield Hit(entity, match.start(), match.end(), 0.85)

    def _decode(self, token: str) -> str | None:
        if self._HEX.fullmatch(token):
            raw = bytes.fromhex(token)
        elif (token.isalpha() and (token.islower() or token.isupper())) or ("-" in token and token.count("-") > 2):
            return None
        else:
            try:
                raw = base64.b64decode(
                    token.rstrip("=") + "=" * (-len(token.rstrip("=")) % 4),
                    altchars=b"-_" if set("-_") & set(token) else None,
                    validate=True,
                )
            except (binascii.Error, ValueError):
                return None
        try:
            content = raw.decode("utf-8")
        except UnicodeDecodeError:
            return None
        readable = sum(char.isalnum() or char in " .,:;-/@\n" for char in content)
        return content if len(content) >= 8 and readable >= 0.9 * len(content) and content.isprintable() else None

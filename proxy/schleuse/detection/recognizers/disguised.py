"""What stands disguised in a text: backwards, in Base64, in a cipher, with letters set apart.

The other recognizers run on a view in which guesses stand (`schleuse.detection.readings`); a finding counts when it
touches a guess and is as strong as the guess asks for. Where only the whole of a guess can be masked, it gets the
entity of its most telling content (secrets and names first). Protected by: the norm of what is inside.
Examples (invented): the Base64 form of "Erika Beispiel, Steuer-ID 02246813572"; "leipsieB akirE".
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from schleuse.detection.normalise import View
from schleuse.detection.readings import Reading, Spot, guessed
from schleuse.detection.readings.guess import LIKELY
from schleuse.detection.recognizers.base import GermanRecognizer, Hit

_ORDER = ("SECRET", "PERSON", "DE_ADDRESS", "IBAN_CODE", "EMAIL_ADDRESS")
_NUMBERS = frozenset(
    {"IBAN_CODE", "DE_TAX_ID", "DE_SOCIAL_SECURITY", "DE_HEALTH_INSURANCE", "CREDIT_CARD", "PHONE_NUMBER"}
)
_MOST = 0.95


class DisguisedRecognizer(GermanRecognizer):
    """Looks behind disguises with the other recognizers."""

    NEEDS_DIGIT = False

    def __init__(self, inner: Sequence[GermanRecognizer]) -> None:
        self.ENTITIES = tuple(dict.fromkeys(entity for recognizer in inner for entity in recognizer.ENTITIES))  # type: ignore[misc]
        super().__init__()
        self._inner = inner

    def find(self, view: View) -> Iterator[Hit]:
        """Yield what stands in guesses."""
        reading = guessed(view)
        if reading is None:
            return
        best: dict[Spot, Hit] = {}
        for hit, spot in self._touching(reading):
            if not spot.guess.whole or not spot.start <= hit.start < hit.end <= spot.end:
                start, end = reading.view.parent_span(hit.start, hit.end)
                yield Hit(hit.entity, start, end, min(hit.score, _MOST))
            elif spot not in best or _rank(hit) < _rank(best[spot]):
                best[spot] = hit
        for spot, hit in best.items():
            yield Hit(hit.entity, spot.guess.start, spot.guess.end, min(hit.score, _MOST))

    def _touching(self, reading: Reading) -> Iterator[tuple[Hit, Spot]]:
        starts = [spot.start for spot in reading.spots]
        for recognizer in self._inner:
            if recognizer.NEEDS_DIGIT and not reading.view.has_digit:
                continue
            for hit in recognizer.find(reading.view):
                at = bisect_right(starts, hit.end - 1) - 1
                if at < 0 or reading.spots[at].end <= hit.start:
                    continue
                spot = reading.spots[at]
                if hit.score >= spot.guess.minimum and (spot.guess.minimum <= LIKELY or hit.entity in _NUMBERS):
                    yield hit, spot


def _rank(hit: Hit) -> tuple[int, float]:
    return (_ORDER.index(hit.entity) if hit.entity in _ORDER else len(_ORDER), -hit.score)

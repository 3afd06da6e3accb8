"""File signs of the Bundesamt für Migration und Flüchtlinge, EURODAC numbers: `DE_BAMF`.

Issuer: BAMF. Format: seven digits, hyphen, three digits (key of the state of origin); D number: ``DE1`` + 8 to 10
digits with label. Protected by: Art. 9 GDPR (reasons for asylum). Example (invented): ``BAMF-Az. 7654321-475``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class BamfRecognizer(GermanRecognizer):
    """Finds asylum file signs."""

    ENTITIES = ("DE_BAMF",)
    _PATTERN = re.compile(r"(?<![\w./-])\d{7} ?- ?\d{3}(?![\w-])")
    _EURODAC = re.compile(r"(?<!\w)DE1\d{8,10}(?!\w)")
    _LABEL = label(
        "bamf(?:-az)?", "bundesamt(?:es)?", "asyl(?:verfahrens?|antrags?)?", "az", "gz", "aktenzeichen",
        "geschäftszeichen", "eurodac", "d-#nr",
    )  # fmt: skip

    def find(self, view: View) -> Iterator[Hit]:
        """Yield file signs, and labelled EURODAC numbers."""
        for match in self._PATTERN.finditer(view.flat):
            labelled = labels.near(view, match.start(), match.end(), self._LABEL)
            yield Hit("DE_BAMF", match.start(), match.end(), 0.95 if labelled else 0.5)
        for match in self._EURODAC.finditer(view.flat):
            if labels.near(view, match.start(), match.end(), self._LABEL):
                yield Hit("DE_BAMF", match.start(), match.end(), 0.9)

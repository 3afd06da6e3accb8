"""First names of couples: `PERSON`.

"Rolf und Gisela Kampschulte" names two persons, the first without a surname. Protected by: Art. 4 GDPR. Example
(invented): "Anna und Paul Beispiel".
"""

import re
from collections.abc import Iterator

from schleuse.detection.names import is_first, is_last, is_ordinary, is_role
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class JoinedNamesRecognizer(GermanRecognizer):
    """Finds the first name in "Rolf und Gisela Kampschulte"."""

    ENTITIES = ("PERSON",)
    NEEDS_DIGIT = False
    _PATTERN = re.compile(
        r"(?<![\w-])(?P<first>[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)[ ](?:und|u\.|&"
        r"|and)[ ](?P<second>[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)[ ](?P<last>(?:von |van |de "
        r"|der ){0,2}[^\W\d_]{2,25}(?:-[^\W\d_]{2,25})?)(?![\w-])"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield both persons of a couple."""
        for match in self._PATTERN.finditer(view.text):
            first, second, last = match["first"], match["second"], match["last"].split(" ")[-1]
            if not (first[0].isupper() and second[0].isupper() and last[0].isupper()):
                continue
            if is_first(first) and is_first(second) and not is_role(first) and (is_last(last) or not is_ordinary(last)):
                yield Hit("PERSON", match.start("first"), match.end("first"), 0.8)
                yield Hit("PERSON", match.start("second"), match.end("last"), 0.8)

"""MAC addresses: `MAC_ADDRESS`.

Norm: IEEE 802. Format: six hexadecimal pairs with ``:`` or ``-``, three groups of four with dots, or twelve digits in a
row beside a label. Broadcast and zero are none. Protected by: Art. 4 GDPR (device of a person).
Example (invented): ``00:1A:22:9F:C4:07``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class MacAddressRecognizer(GermanRecognizer):
    """Finds device addresses."""

    ENTITIES = ("MAC_ADDRESS",)
    _PATTERN = re.compile(
        r"(?<![\w:.-])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])"
        r"|(?<![\w:.-])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.:-])"
    )
    _BARE = re.compile(r"(?<![\w:.-])[0-9A-Fa-f]{12}(?![\w:-])")
    _LABEL = label("mac(?:s|-?adress[en]{0,2}|-?address)?", "hwaddr", "ether", "hardware-?adresse", "bssid", "device")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield addresses; without separators only beside a label."""
        for match in self._PATTERN.finditer(view.flat):
            pairs = re.sub(r"[^0-9A-Fa-f]", "", match.group()).lower()
            if pairs in {"0" * 12, "f" * 12}:
                continue
            dotted = "." in match.group()
            labelled = labels.near(view, match.start(), match.end(), self._LABEL)
            if labelled or not dotted:
                yield Hit("MAC_ADDRESS", match.start(), match.end(), 0.95 if labelled else 0.8)
        for match in self._BARE.finditer(view.flat):
            if labels.near(view, match.start(), match.end(), self._LABEL):
                yield Hit("MAC_ADDRESS", match.start(), match.end(), 0.85)

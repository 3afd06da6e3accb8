"""Numbers of public registers: `DE_HANDELSREGISTER`.

Issuer: register courts; HRA, HRB, GnR, GsR (since 2024), PR, VR with one to six digits, suffix letter at some courts.
The registers are public: personal for registered sole traders and boards of associations (Art. 4 GDPR), so a low
score. Example (invented): ``AG Musterstadt, HRB 12345``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class CompanyRegisterRecognizer(GermanRecognizer):
    """Finds register numbers."""

    ENTITIES = ("DE_HANDELSREGISTER",)
    _PATTERN = re.compile(r"(?<!\w)(?:HR[ -]?[AB]|GnR|GsR|VR)(?:[ -]?Nr\.?)?[ :]{0,3}\d{1,6}(?: ?[A-Z]{1,3})?(?!\w|[./-]\d)")
    _PARTNERS = re.compile(r"(?<!\w)PR(?:[ -]?Nr\.?)?[ :]{0,3}\d{2,6}(?!\w|[./-]\d)")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield register signs with number."""
        for pattern, score in ((self._PATTERN, 0.45), (self._PARTNERS, 0.3)):
            for match in pattern.finditer(view.flat):
                yield Hit("DE_HANDELSREGISTER", match.start(), match.end(), score)

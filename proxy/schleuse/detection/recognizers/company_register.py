"""Numbers of public registers: `DE_HANDELSREGISTER`.

Issuer: register courts; HRA, HRB, GnR, GsR (since 2024), PR, VR with one to six digits, suffix letter at some courts.
The registers are public: personal for registered sole traders and boards of associations (Art. 4 GDPR), so a low
score. Example (invented): ``AG Musterstadt, HRB 12345``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class CompanyRegisterRecognizer(GermanRecognizer):
    """Finds register numbers."""

    ENTITIES = ("DE_HANDELSREGISTER",)
    _PATTERN = re.compile(
        r"(?<!\w)(?:HR[ -]?[AB]|GnR|GsR|VR)(?:[ -]?Nr\.?)?[ :]{0,3}\d{1,6}(?: ?[A-Z]{1,3})?(?!\w|[./-]\d)"
    )
    _PARTNERS = re.compile(r"(?<!\w)PR(?:[ -]?Nr\.?)?[ :]{0,3}\d{2,6}(?!\w|[./-]\d)")

    _COURT = label(
        "(?:amts|register)gerichts?",
        "ag",
        "(?:vereins|genossenschafts|partnerschafts|handels)?register(?:-?#nr)?",
        "vereins?",
        "e\\.? ?v",
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield register signs with number at 0.4: candidates until a person stands near by."""
        for pattern in (self._PATTERN, self._PARTNERS):
            for match in pattern.finditer(view.flat):
                if match.group().startswith("HR") or labels.near(view, match.start(), match.end(), self._COURT):
                    yield Hit("DE_HANDELSREGISTER", match.start(), match.end(), 0.4)

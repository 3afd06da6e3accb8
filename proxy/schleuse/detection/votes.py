"""What a whole text says about words that the model takes for names.

A model judges a word by its sentence. Over the whole text, a word that is also written in lower case ("Root", "root"),
or that stands there often and was taken for a name only now and then, is a word and no name. No rule's finding is
touched: behind "Herr" everything is a name.
"""

import re
from collections import Counter
from collections.abc import Sequence

from schleuse.detection.cues import in_lower_case
from schleuse.detection.names import WORD
from schleuse.model import Finding

MODEL = "PersonModel"
"""Recognizer of findings that come from the model alone."""
_OFTEN = 3
_SHARE = 0.5
_LONE_LOWER = re.compile(r"(?<![\w.@/\\_-])[a-zäöüß]{3,30}(?![\w@/\\_-])")


def count(text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without lone words of the model that the rest of the text speaks against."""
    guesses = [finding for finding in findings if _is_guess(text, finding)]
    if not guesses:
        return list(findings)
    votes = Counter(text[guess.start : guess.end].rstrip(".") for guess in guesses)
    lower = frozenset(_LONE_LOWER.findall(text)) if not in_lower_case(text) else frozenset()
    seen = Counter(match.group().rstrip(".") for match in WORD.finditer(text))
    wrong = {
        word
        for word, found in votes.items()
        if word.lower() in lower or (seen[word] >= _OFTEN and found < _SHARE * seen[word])
    }
    sure = {(each.start, each.end) for each in findings if each.entity == "PERSON" and each.recognizer != MODEL}
    return [
        finding
        for finding in findings
        if not _is_guess(text, finding)
        or text[finding.start : finding.end].rstrip(".") not in wrong
        or (finding.start, finding.end) in sure
    ]


def _is_guess(text: str, finding: Finding) -> bool:
    return finding.recognizer == MODEL and " " not in text[finding.start : finding.end]


def spread(text: str, further: Sequence[Finding]) -> list[Finding]:
    """Return further mentions without those in lower case, where names are written with capitals."""
    if in_lower_case(text):
        return list(further)
    return [
        finding for finding in further if finding.entity != "PERSON" or not text[finding.start : finding.end].islower()
    ]

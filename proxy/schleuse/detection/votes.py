"""What a whole text says about words that the model takes for names.

A model judges a word by its sentence. Over the whole text, a word that is also written in lower case ("Root", "root"),
or that stands there often and was taken for a name only now and then, is a word and no name; and a long text about
persons holds more than a bare surname or two. No rule's finding is touched: behind "Herr" everything is a name.
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
"""A word is often in a text from this many times on."""
_TAKEN = 0.5
"""Least share of its places at which the model must take a frequent word for a name."""
_MENTIONED = 0.25
"""The same for words whose further mentions are sought."""
_LONG = 2_000
_LIKELY, _SURE = 0.6, 0.9
_PERSONAL = frozenset(
    {"DATE_OF_BIRTH", "DE_ADDRESS", "PHONE_NUMBER", "IBAN_CODE", "DE_TAX_ID", "DE_FILE_SIGN", "DE_KFZ"}
)
_LOWER = re.compile(r"(?<![\w.@/\\-])[a-zäöüß]{3,30}(?![\w@/\\-])")


def count(text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without lone words of the model that the rest of the text speaks against."""
    sure = {(each.start, each.end) for each in findings if each.entity == "PERSON" and each.recognizer != MODEL}
    guesses = {
        finding
        for finding in findings
        if finding.recognizer == MODEL
        and " " not in text[finding.start : finding.end]
        and (finding.start, finding.end) not in sure
    }
    if not guesses:
        return list(findings)
    alone = len(text) > _LONG and not any(map(_tells_of_persons, findings))
    if alone:
        return [finding for finding in findings if finding not in guesses]
    votes = Counter(_word(text, guess) for guess in guesses)
    lower = frozenset() if in_lower_case(text) else frozenset(_LOWER.findall(text))
    seen = Counter(match.group().rstrip(".") for match in WORD.finditer(text))
    wrong = {
        word
        for word, taken in votes.items()
        if word.lower() in lower or (seen[word] >= _OFTEN and taken < _TAKEN * seen[word])
    }
    return [finding for finding in findings if finding not in guesses or _word(text, finding) not in wrong]


def _word(text: str, finding: Finding) -> str:
    return text[finding.start : finding.end].rstrip(".")


def _tells_of_persons(finding: Finding) -> bool:
    if finding.entity == "PERSON":
        return finding.score >= (_SURE if finding.recognizer == MODEL else _LIKELY)
    return finding.entity in _PERSONAL and finding.score >= _LIKELY


def spread(text: str, further: Sequence[Finding], findings: Sequence[Finding]) -> list[Finding]:
    """Return further mentions without those that nobody meant.

    In lower case, where names are written with capitals, there are none; and a word that only the model took for a
    part of a name, once where it stands ten times, is none. ``findings``: all that was said about the text before.
    """
    persons = [each for each in findings if each.entity == "PERSON" and each.score >= _LIKELY]
    backed = {word for each in persons if each.recognizer != MODEL for word in _words(text, each)}
    votes = Counter(word for each in persons if each.recognizer == MODEL for word in _words(text, each))
    mentions = Counter(word for each in further if each.entity == "PERSON" for word in _words(text, each))
    wrong = {
        word
        for word, times in mentions.items()
        if word not in backed and (not backed or (times >= _OFTEN and votes[word] < _MENTIONED * (times + votes[word])))
    }
    lower = in_lower_case(text)
    return [
        finding
        for finding in further
        if finding.entity != "PERSON"
        or not ((not lower and text[finding.start : finding.end].islower()) or wrong & set(_words(text, finding)))
    ]


def _words(text: str, finding: Finding) -> list[str]:
    return [word.rstrip(".") for word in WORD.findall(text, finding.start, finding.end)]

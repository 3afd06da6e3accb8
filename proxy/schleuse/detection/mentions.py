"""Further mentions of what was found for sure: the same name, first name, surname, login or number again.

Looked for in the text in which it was found, and in the other texts of the same conversation. There a name that is
also an ordinary word ("Koch", "Klein") counts only where its surroundings say that it is a name. One pass over the
text, whatever the number of names.
"""

import re
from collections.abc import Iterable, Sequence

from schleuse.detection.known import Known, known_in
from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.names import WORD, fold, is_first, is_function, is_last, is_ordinary, is_particle, is_role
from schleuse.detection.normalise import View, plain
from schleuse.detection.words import words
from schleuse.model import Finding

_RECOGNIZER = "Mentions"


class Names:
    """What is looked for."""

    def __init__(self, values: Iterable[Known]) -> None:
        """Take the values that were found; what could be anything (function words, roles, short parts) is left out."""
        self.parts: dict[str, float] = {}
        """Parts of persons' names, folded and without genitive -s, with their scores."""
        self.nouns: set[str] = set()
        """Those that count only where they stand like a name, even in the text in which they were found."""
        self.surnames: set[str] = set()
        """Parts of which logins are made."""
        self.logins: dict[str, float] = {}
        self.numbers: dict[str, tuple[str, float]] = {}
        """Values with digits, with their entity and score."""
        self._lengths: dict[str, set[int]] = {}
        for entity, value, score in values:
            if entity == "PERSON":
                self._add_person(plain(value).text, score)
            elif entity == "USERNAME" and len(value) >= 5:
                self.logins[plain(value).text] = 0.75
            elif score >= 0.8 and _is_long_number(value):
                self._add_number(entity, plain(value).flat, score)

    def _add_person(self, value: str, score: float) -> None:
        for token in WORD.findall(value):
            word = token.rstrip(".")
            if len(word) >= 3 and _is_telling(word, sure=score >= 0.8):
                part = _stem(fold(word))
                if is_ordinary(word) and not (is_first(word) or is_last(word)):
                    self.nouns.add(part)
                self.parts[part] = max(self.parts.get(part, 0.0), min(score, 0.8))
                if len(word) >= 5:
                    self.surnames.add(part)

    def _add_number(self, entity: str, value: str, score: float) -> None:
        head = _HEAD.match(value)
        if head:
            self.numbers[value] = entity, min(score, 0.8)
            self._lengths.setdefault(head.group(), set()).add(len(value))

    def number_at(self, text: str, head: re.Match[str]) -> str:
        """Return the longest known number that begins with a word of the text, or an empty string."""
        start = head.start()
        for length in sorted(self._lengths.get(head.group(), ()), reverse=True):
            value = text[start : start + length]
            behind = text[start + length : start + length + 2]
            if value in self.numbers and not behind[:1].isalnum() and not (_JOINT.match(behind)):
                return value
        return ""


_HEAD = re.compile(r"[^\W_]+")
_NUMBER_HEAD = re.compile(r"(?<![^\W_])(?<![^\W_][-./:@])[^\W_]+")
_JOINT = re.compile(r"[-./:@][^\W_]")


def _is_long_number(value: str) -> bool:
    """Whether a value means the same wherever it stands: long enough, and with digits."""
    return sum(map(str.isalnum, value)) >= 6 and sum(map(str.isdecimal, value)) >= 4


def further(text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return findings for further mentions of names, logins and numbers found in this text with at least 0.6.

    Looks for every part of a found name that is no ordinary word, with and without genitive -s, with umlauts or
    without, in the same case as names are written (in texts without capitals, in lower case).
    """
    return search(text, Names(known_in(text, findings)), foreign=False)


def search(text: str, names: Names, *, foreign: bool) -> list[Finding]:
    """Return mentions of names in a text; ``foreign``: they were found in another text of the conversation."""
    view = plain(text)
    result: list[Finding] = []
    if names.parts:
        result.extend(_persons(view, names, foreign=foreign))
        result.extend(_logins(view, names.surnames))
    if names.logins:
        for match in _LOGIN_WORD.finditer(view.text):
            if score := names.logins.get(match.group().rstrip(".-")):
                start, end = view.span(match.start(), match.start() + len(match.group().rstrip(".-")))
                result.append(Finding(start, end, "USERNAME", score, _RECOGNIZER))
    if names.numbers and view.has_digit:
        result.extend(_numbers(view, names))
    return _joined(text, result)


def _persons(view: View, names: Names, *, foreign: bool) -> Iterable[Finding]:
    text = view.text
    for match in WORD.finditer(text):
        token = match.group().rstrip(".")
        part = _stem(fold(token))
        score = names.parts.get(part)
        if score is None or not (token[0].isupper() or token.islower()):
            continue
        end = match.start() + len(token)
        if part in names.nouns or (foreign and _is_noun(token)):
            if not _stands_like_a_name(text, match.start(), end):
                continue
        elif not foreign and _is_usual(token):
            continue
        behind = text[end : end + 3]
        front = text[max(0, match.start() - 2) : match.start()]
        if (behind[:1] in "-_@" and behind[1:2].isalpha()) or front[-1:] in {"@", "\\"}:
            continue
        if token.islower() and front[-1:] in {".", "_"} and front[:1].isalnum():
            # The surname inside a login ("b.gerlach").
            continue
        if _COMPANY_BEFORE.search(text, max(0, match.start() - 30), match.start()) or _COMPANY_BEHIND.match(text, end):
            continue
        yield Finding(*view.span(match.start(), end), "PERSON", score, _RECOGNIZER)


_COMPANY_BEFORE = re.compile(r"(?i)(?:firma|kanzlei|bäckerei|spedition|autohaus|praxis|straße|haus)[ ]$")
_COMPANY_BEHIND = re.compile(
    r"[ ](?:\+|&|GmbH|AG|KG|OHG|UG|Trockenbau|e\.K\.)|-?(?:[Ss]traße|[Pp]latz|[Ww]eg|[Ss]chule)\b"
)
_BEFORE = re.compile(r"(?:^|[.!?:,;(\n]|[-–•*])[ ]{0,3}$|(?<!\w)(?i:von|mit|bei|für|gegen|an|laut|wegen|und|oder)[ ]$")
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,22})[ ]$")
_VERB_BEHIND = re.compile(
    r"[ ](?:hat|hatte|will|wollte|möchte|kann|konnte|muss|musste|soll|sollte|darf|durfte|wird|wurde|wohnt|wohnte"
    r"|sagt|sagte|schreibt|schrieb|bittet|bat|fragt|fragte|meint|meinte|ruft|rief|meldet|meldete|beantragt|beantragte"
    r"|kommt|kam|bekommt|bekam|erhält|erhielt|arbeitet|arbeitete|zahlt|zahlte|widerspricht|widersprach)(?!\w)"
)
_NOUN_BEFORE = re.compile(
    r"(?:^|[ (])(?i:d(?:er|ie|as|en|em|es)|(?:k?ein|mein|dein|sein|ihr|unser|euer|jed|dies|welch)(?:e[rnms]?)?|als"
    r"|zum|zur|am|im|vom|beim|ins|ist|war|werden|zwei|drei|viele|beruf:?)[ ]$|[a-zäöüß]{3,20}(?:e|e[rnsm])[ ]$"
)
_NOUN_BEHIND = re.compile(r"[ ]?/|[ ]\(|-|[ ](?:werden|gesucht|sein|sucht|gesichtet)(?!\w)")


def _is_usual(token: str) -> bool:
    """Whether a word in lower case is most likely no name, even where somebody of the text is called so."""
    return token.islower() and is_ordinary(token) and not _is_rare(token)


def _is_rare(token: str) -> bool:
    """Whether a word (Wiesengrund, Vogelsang) hardly ever stands in lower case."""
    return lexeme(fold(token)).lower < 2 and fold(token) not in words("ordinary-words")


def _is_noun(token: str) -> bool:
    """Whether a name is an ordinary word as well (Koch, Klein, Sommer)."""
    bare = token.lower()
    nouns = words("noun-surnames")
    return bare in nouns or bare.removesuffix("s") in nouns or (is_ordinary(token) and not _is_rare(token))


def _stands_like_a_name(text: str, start: int, end: int) -> bool:
    """Whether a word that is an ordinary one as well stands where names stand and such words do not.

    "Koch hat angerufen", "mit Klein besprochen", "Was sagt Koch?", "Petra Koch"; not "der Koch", "Koch gesucht".
    """
    token = text[start:end]
    before = text[max(0, start - 24) : start]
    first = _WORD_BEFORE.search(before)
    if first and first[1][0].isupper() and is_first(first[1]) and not is_ordinary(first[1]):
        return True
    cue = _BEFORE.search(before)
    if cue and token.istitle() and cue.group()[:1].isalpha():
        return True
    if cue and _VERB_BEHIND.match(text, end):
        return True
    if not token.istitle() or is_ordinary(token):
        return False
    return _NOUN_BEFORE.search(before) is None and _NOUN_BEHIND.match(text, end) is None


_LOGIN_WORD = re.compile(r"(?<![\w.@-])\w(?:[\w.-]{0,62}\w)?(?![\w@])")
_LOGIN = re.compile(r"(?<![\w.@/:-])[a-z][a-z0-9]{0,20}(?:[._-][a-z0-9]{1,20}){0,3}(?![\w@]|\.\w|:)")


def _logins(view: View, surnames: set[str]) -> Iterable[Finding]:
    """Logins made of a surname found in the text: "imeierjuergen", "b.gerlach-adm"."""
    for match in _LOGIN.finditer(view.text) if surnames else ():
        token = match.group()
        if len(token) < 6 or (token.isalpha() and (is_ordinary(token) or _stem(token) in surnames)):
            continue
        body = token.replace("-", "").replace("_", "").replace(".", "")
        if any(name in surnames for name in _inner(body, max(5, len(token) - 8))):
            yield Finding(*view.span(match.start(), match.end()), "USERNAME", 0.65, _RECOGNIZER)


def _inner(body: str, shortest: int) -> Iterable[str]:
    """Return the true parts of a word that have a length; some ten times ten at most."""
    for length in range(shortest, len(body)):
        for start in range(len(body) - length + 1):
            part = body[start : start + length]
            if part + "s" != body:
                yield part


def _numbers(view: View, names: Names) -> Iterable[Finding]:
    position = 0
    for head in _NUMBER_HEAD.finditer(view.flat):
        if head.start() >= position and (value := names.number_at(view.flat, head)):
            position = head.start() + len(value)
            entity, score = names.numbers[value]
            yield Finding(*view.span(head.start(), position), entity, score, _RECOGNIZER)


def _is_telling(token: str, *, sure: bool) -> bool:
    """Whether a part of a name is worth looking for."""
    if is_function(token) or is_particle(token) or is_role(token):
        return False
    if is_ordinary(token):
        is_listed = is_first(token) or is_last(token) or lexeme(fold(token)).kind is Kind.NAME
        return sure and token[0].isupper() and is_listed
    return True


def _stem(token: str) -> str:
    """Without genitive -s, so that "Radtkes" and "Radtke" meet."""
    return token[:-1] if len(token) > 4 and token.endswith("s") and not token.endswith("ss") else token


def _joined(text: str, findings: list[Finding]) -> list[Finding]:
    """Join mentions that stand side by side ("Mia-Sophie" "Radtke") to one."""
    findings.sort(key=lambda finding: finding.start)
    result: list[Finding] = []
    for finding in findings:
        if result and result[-1].entity == finding.entity == "PERSON" and text[result[-1].end : finding.start] == " ":
            before = result.pop()
            result.append(Finding(before.start, finding.end, "PERSON", min(before.score, finding.score), _RECOGNIZER))
        else:
            result.append(finding)
    return result

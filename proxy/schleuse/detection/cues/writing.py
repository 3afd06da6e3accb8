"""Names by the way they are written: "Nachname, Vorname", "B. Sauer", "Dominik Z.", "Anna Beispiel"."""

import re
from collections.abc import Iterator

from schleuse.detection import names
from schleuse.detection.cues.parts import SURNAME_FIRST, Found, in_lower_case, is_clean, rarely_lower, skip
from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.names import WORD, fold, is_first, is_function, is_last, is_ordinary, is_particle, is_role, read
from schleuse.detection.words import words

_FILE = re.compile(
    r"(?<![^\W_])(?=(?P<first>[^\W\d_]{2,25})[_](?P<last>[^\W\d_]" r"{2,25}(?:-[^\W\d_]{2,25})?)(?:[_./\\\s]|$))"
)
_FILE_END = re.compile(r"\.[a-z]{2,5}\b|_\d{2}")
_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-ZÄÖÜ]\. ?){1,2}(?:(?:von|van|de|der|den"
    r"|al)[ ]){0,2}(?P<last>[A-ZÄÖÜÀ-Ž][^\W\d_]{1,25}(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]{1,25})?)(?![\w])"
)
_ABBREVIATION = re.compile(r"[iuzdsoa]\. ?", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\b(?:abs|nr|art|i|z|u|d|v|o|s|b)\.? ?\Z", re.IGNORECASE)
_SHORTENED = re.compile(
    r"(?<![\w-])(?P<first>[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)[ ](?P<initial>[A-ZÄÖÜ]\.)(?!\w" r"|[ ]?[A-ZÄÖÜ]\.|\d)"
)
_BORN = re.compile(r"[ ]?[,(]?[ ]?(?:geb\.|geboren|\*|geb )")
_BEFORE_BIRTH = re.compile(
    r"(?<![\w-])(?P<name>[A-ZÄÖÜÀ-Ž][^\W\d_]{1,30}(?:[-'][^\W\d_]{1,30}){0,3}"
    r"(?:[ ](?:(?:von|van|de|der|den|al|el)[ ]){0,2}[A-ZÄÖÜÀ-Ž][^\W\d_]{1,30}(?:[-'][^\W\d_]{1,30}){0,3}){1,3})"
    r"[ ]?[,(]{0,2}[ ]?(?:geb\.|geboren|\*)[ ]?(?:am[ ]|\d|in[ ]|angeblich)"
)
_AGED = re.compile(
    r"(?<![\w-])(?P<name>[A-ZÄÖÜÀ-Ž][^\W\d_]{1,20}(?:-[A-ZÄÖÜÀ-Ž]"
    r"[^\W\d_]{1,20})?(?:[ ][A-ZÄÖÜÀ-Ž][^\W\d_]{1,25}(?:-[A-ZÄÖÜÀ-Ž]"
    r"[^\W\d_]{1,25})?)?)[ ]\(\d{1,2}(?:[ ](?:J\.|Jahre|Monate))?[,)]"
)
_NOBLE = re.compile(
    r"(?<![\w-])(?P<name>(?:[A-ZÄÖÜ][^\W\d_]{1,20}(?:-[A-ZÄÖÜ]"
    r"[^\W\d_]{1,20})?[ ])?(?:Freiherr|Freifrau|Freiin|Graf|Gräfin|Edler|Edle|Ritter|Prinz"
    r"|Prinzessin|Fürst|Baron|Baronin)[ ](?:(?:von|zu|und|vom|zur|der"
    r"|auf)[ ]){0,4}[A-ZÄÖÜ][^\W\d_]{2,25}(?:-[A-ZÄÖÜ][^\W\d_]{2,25})?)"
)
_PARTICLED = re.compile(
    r"(?<![\w-])(?P<first>[A-ZÄÖÜÀ-Ž][^\W\d_]{1,20}(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]{1,20})?)[ ](?:[A-ZÄÖÜ]\.[ ])?"
    r"(?:von|van|vom|de|del|della|di|du|dos|ter|al|el|zu|ben|bin)(?:[ ](?:der|den|dem|und|zu|la|los|las)){0,2}"
    r"[ ][A-ZÄÖÜÀ-Ž][^\W\d_]{1,25}(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]{1,25})?(?![\w-])"
)
_ALONE_LOWER = re.compile(r"(?<![\w.@/-])(?P<name>[a-zäöü][a-zà-ž]{2,15})(?![\w@.-]*[@\w])")
_HINT_BEFORE = frozenset(
    "von für mit an bei das dass mama papa oma opa vorname name heißt heisst kind sohn tochter mutter vater bruder"  # noqa: SIM905
    " schwester wegen hallo hi liebe lieber".split()
)
_HINT_BEHIND = frozenset(
    "hat ist war will wird kommt kam fällt aus wohnt sagt sagte soll kann möchte braucht holt holte macht geht muss"  # noqa: SIM905
    " heißt arbeitet schreibt meint findet bekommt kriegt".split()
)


def written(text: str) -> Iterator[Found]:
    """Yield names that their writing gives away."""
    yield from _surname_first(text)
    yield from _shortened(text)
    yield from _marked(text)
    yield from _with_particle(text)
    yield from _pairs(text)


def _surname_first(text: str) -> Iterator[Found]:
    """ "Nachname, Vorname"."""
    for match in SURNAME_FIRST.finditer(text):
        first = WORD.match(match["first"])
        last_word = match["last"].split(" ")[-1]
        shouted = (
            last_word.isupper()
            and (len(last_word) > 4 or is_last(last_word))
            and first is not None
            and not first.group().isupper()
        )
        born = _BORN.match(text, match.end()) is not None
        if first is None or is_function(first.group()) or is_role(first.group()):
            continue
        if (
            not born
            and not (shouted and (is_last(last_word) or is_first(first.group())) and not is_ordinary(first.group()))
            and (not is_first(first.group()) or (is_first(last_word) and not is_last(last_word)))
        ):
            continue
        if is_role(last_word) or (is_ordinary(last_word) and not is_last(last_word) and not born and not shouted):
            continue
        parts = match["last"].split(" ")
        begin = match.start()
        # "Bei Kowalczyk, Tomasz": drop words in front that are no names.
        while len(parts) > 1 and (is_function(parts[0]) or is_ordinary(parts[0])) and not is_particle(parts[0]):
            begin += len(parts[0]) + 1
            parts = parts[1:]
        if is_function(parts[0]) and not is_particle(parts[0]):
            continue
        end = match.end()
        second = match["first"].split(" ")
        if len(second) > 1 and is_ordinary(second[1]) and not is_first(second[1]):
            end -= len(second[1]) + 1
        if text[end : end + 1] == "," and text[begin - 2 : begin] == ", ":
            # In a list "Lena, Paul, Kemal" commas part persons, not halves of a name.
            continue
        yield begin, end, 0.75 if is_last(last_word) else 0.65


def _shortened(text: str) -> Iterator[Found]:
    """Initials and file names: "B. Sauer", "Dominik Z.", "Beispiel_Anna.pdf"."""
    for match in _INITIALS.finditer(text):
        last = match["last"]
        listed = is_last(last) and lexeme(fold(last)).kind is not Kind.ORDINARY
        if match.group().startswith("M.") and last.lower() in words("eponyms"):
            continue
        if is_role(last) or is_function(last) or not (listed or not is_ordinary(last)):
            continue
        # "z. B. Beispiel", "i. V. Mustert", "Abs. I. Satz": abbreviations end in an initial as well.
        abbreviation = _ABBREVIATION.match(match.group()) or _ABBREVIATED.search(
            text, max(0, match.start() - 4), match.start()
        )
        if is_clean(text, match.start(), match.end()) and (is_last(last) or not abbreviation):
            yield match.start(), match.end(), 0.7 if is_last(last) else 0.55
    for match in _SHORTENED.finditer(text):
        first = match["first"]
        if (
            is_first(first)
            and first[0].isupper()
            and not is_role(first)
            and not (is_ordinary(first) and not is_first(first))
        ):
            yield match.start(), match.end(), 0.75
    for match in _FILE.finditer(text):
        first, last = match["first"], match["last"]
        if not (first[0].isupper() and last[0].isupper()):
            continue
        if first.isupper() and last.isupper() and not _FILE_END.match(text, match.end("last")):
            # The name of a constant: SANE_FRAME_GRAY.
            continue
        if (is_first(first) and (is_last(last) or not is_ordinary(last))) or (
            is_first(last) and (is_last(first) or not is_ordinary(first))
        ):
            yield match.start("first"), match.end("last"), 0.75


def _with_particle(text: str) -> Iterator[Found]:
    """First name, particles, surname: "Burkhard von der Horst"."""
    for match in _PARTICLED.finditer(text):
        first = match["first"]
        if is_first(first) and not is_role(first) and not is_ordinary(first):
            yield match.start(), match.end(), 0.75


def _marked(text: str) -> Iterator[Found]:
    """Names with an age behind, of nobility, and single first names in texts without capitals."""
    for match in _AGED.finditer(text):
        first = match["name"].split(" ")[0]
        if is_first(first) and not is_role(first):
            yield match.start("name"), match.end("name"), 0.75
    for match in _BEFORE_BIRTH.finditer(text):
        start = skip(text, match.start("name"), match.end("name"))
        while (word := WORD.match(text, start, match.end("name"))) and (
            is_function(word.group())
            or is_role(word.group())
            or (is_ordinary(word.group()) and not is_first(word.group()) and not is_last(word.group()))
        ):
            start = word.end() + 1
        if start < match.end("name"):
            yield start, match.end("name"), 0.8
    for match in _NOBLE.finditer(text):
        start = match.start("name")
        lead = match["name"].split(" ")[0]
        if not names.is_particle(lead) and (is_function(lead) or (is_ordinary(lead) and not is_first(lead))):
            start += len(lead) + 1
        yield start, match.end("name"), 0.75
    if not in_lower_case(text):
        return
    for match in _ALONE_LOWER.finditer(text):
        single = match["name"]
        if not is_first(single) or is_ordinary(single) or is_role(single) or is_function(single):
            continue
        before = text[max(0, match.start() - 20) : match.start()].split()
        behind = text[match.end() : match.end() + 20].split()
        if (before and before[-1].strip(",.") in _HINT_BEFORE) or (behind and behind[0].strip(",.") in _HINT_BEHIND):
            yield match.start(), match.end(), 0.6


def _pairs(text: str) -> Iterator[Found]:
    """First name and surname side by side, both from the lists; also in lower case and capitals."""
    previous: re.Match[str] | None = None
    lower_text = in_lower_case(text)
    for match in WORD.finditer(text):
        word = match.group().rstrip(".")
        if previous is not None and text[previous.end() : match.start()] == " " and not previous.group().endswith("."):
            first = previous.group()
            if (
                len(first) > 2
                and len(word) > 2
                and first[0].isupper() == word[0].isupper()
                and is_first(first)
                and not (is_ordinary(first) or is_role(first) or is_function(first))
            ):
                capital = first[0].isupper() and word[0].isupper()
                ordinary = is_ordinary(word) or is_role(word) or is_function(word)
                known = (
                    is_last(word)
                    and not ordinary
                    and (capital or lower_text or (rarely_lower(first) and rarely_lower(word)))
                )
                if known or (capital and not ordinary and not first.isupper()):
                    end = read(
                        text, previous.start(), min(len(text), previous.start() + 90), strict=True, lower=not capital
                    )
                    if end >= match.end() - 1 and is_clean(text, previous.start(), end):
                        yield previous.start(), end, (0.8 if known else 0.7) if capital else 0.65
        previous = match

"""Names behind salutations, titles, roles and phrases ("Herrn Müller", "Mutter Jessica Beispiel", "ich heiße …")."""

import re
from collections.abc import Iterator

from schleuse.detection import names
from schleuse.detection.cues.parts import SALUTATION, Found, in_lower_case, is_clean, joined, mostly_capitals, skip
from schleuse.detection.lexemes import lexeme
from schleuse.detection.names import WORD, fold, is_first, is_function, is_last, is_ordinary, is_particle, is_role, read

_ROLE_WORD = re.compile(r"(?<![\w-])[A-Za-zÄÖÜäöüß]{3,40}(?=[ ](?:[A-ZÄÖÜÀ-Ž]|(?:van|von|de|el|al|der) ))")
_ROLE_COLON = re.compile(r"(?<![\w-])[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{2,40}(?:\*in|/in|:in|\(in\))?:[ ](?=[A-ZÄÖÜÀ-Ž])")
_TITLE = re.compile(
    rf"(?<![\w-])(?:Dr|Prof|Dipl|Mag|RA|RAin|VA|RM|FM|OFM|HFM|OBM|HBM|BM|BI|KHK|PHK|POK|PK|StR"
    rf"|StRin|OStR|OStRin|MdB|MdL|Pfr|Schw|dr|prof"
    rf"|doktor)\.?(?:-[A-Z][a-z]+\.?)?[ ]{{1,2}}(?=(?:{names.TITLES}[ ])*[^\W\d_])"
)
_MAIDEN = re.compile(
    r"(?<![\w-])(?:geb\.|geborene[rn]?|verw\.|verwitwete|gesch\.|vormals|bisher|früher|né[e]?"
    r"|z domu|z d\.)[ ](?!am\b|in\b|den\b)(?=[^\W\d_])",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"(?:(?<![^\W\d_])(?:gegen|[Ii]n Sachen|wider)|\./\.)[ ]"
    r"(?P<first>[^\W\d_][^\W\d_]{1,20})[ ](?P<last>[A-ZÄÖÜ][a-zäöüß-]{2,25})(?![\w-])"
)
"""Parties of a case: a listed first name and any word behind it."""
_PHRASE = re.compile(
    r"(?<![\w-])(?:mein name ist|ich heiße|ich heisse|ich bin(?: der| die)?|er heißt"
    r"|sie heißt|heißt|heisst|namens|mit namen|unter dem namen|name lautet|my name is|i am"
    r"|name is|benim adım|adım|ben|numele meu este|mă numesc|me llamo|mi nombre es"
    r"|je m'appelle|mi chiamo|nazywam się|jestem|mam na imię|меня зовут|мене звати|меня звать"
    r"|я,|мой сын|мой муж|моя дочь|моя жена|мій син|моя дочка|мой брат|tôi tên là"
    r"|tôi là)[ ](?=[^\W\d_])",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"(?i)(?<!\w)[a-zäöü] wie \w{2,14}(?:,? (?:und )?[a-zäöü] wie \w{2,14}){2,30}")
_TWO_INITIALS = re.compile(
    r"(?<![\w.])(?:Kind|Kindes|Sohn|Tochter|Schüler|Schülerin|Jugendliche[rn]?|Klient"
    r"|Klientin|Patient|Patientin|Mutter|Vater|Bewohner|Bewohnerin|KM"
    r"|KV)[ ](?P<name>[A-ZÄÖÜ]\.[ ]?[A-ZÄÖÜ]\.)"
)
_HAN = re.compile(r"\((?P<name>[\u4e00-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}|[\u0600-\u06ff ]{4,30})\)")


def salutations(text: str) -> Iterator[Found]:
    """Yield the names behind words that announce a person."""
    capitals = mostly_capitals(text)
    yield from _salutations(text, capitals)
    yield from _roles(text)
    yield from _phrases(text)


def _salutations(text: str, capitals: bool) -> Iterator[Found]:
    for match in SALUTATION.finditer(text):
        start = skip(text, match.end(), min(len(text), match.end() + 120))
        cue = match.group().strip().lower()
        word = WORD.match(text, start)
        if word is None:
            continue
        lower = word.group()[0].islower() and not is_particle(word.group())
        capital_cue = match.group()[0].isupper() and not match.group().strip().isupper()
        if lower:
            # "herrn müller" yes, "die frau hat" no: the word must be no ordinary one, or a surname behind "herr".
            bare = word.group().rstrip(".")
            if (
                is_function(bare)
                or (is_role(bare) and not is_last(bare))
                or (
                    cue in {"witwe", "witwer", "erbengemeinschaft", "geschwister", "familie"}
                    and not (is_first(bare) or is_last(bare))
                )
            ):
                continue
            if is_ordinary(bare) and not (is_last(bare) or is_first(bare)) and not cue.startswith(("herr", "hr")):
                continue
            if capital_cue and is_ordinary(bare):
                continue
        elif capitals and is_ordinary(word.group()) and not (is_last(word.group()) or is_first(word.group())):
            continue
        end = read(text, start, min(len(text), start + 100), lower=lower or not word.group()[0].isupper())
        if end > start and not names.is_placeholder(text[start:end]):
            yield start, end, 0.95
            yield from joined(text, end)
    for match in _TITLE.finditer(text):
        rank = match.group().strip().rstrip(".").isupper()
        start = skip(text, match.end(), min(len(text), match.end() + 120))
        word = WORD.match(text, start)
        if word is None or is_function(word.group()):
            continue
        lower = word.group()[0].islower()
        if rank and (
            lower
            or (is_ordinary(word.group()) and not is_first(word.group()))
            or (word.group().isupper() and not capitals)
        ):
            continue
        end = read(text, start, min(len(text), start + 100), strict=not lower, lower=lower)
        if end > start and not (lower and is_ordinary(word.group())):
            yield start, end, 0.85


def _roles(text: str) -> Iterator[Found]:
    lower_text = in_lower_case(text)
    for match in _ROLE_WORD.finditer(text):
        if (lower_text or match.group().istitle()) and is_role(match.group()) and not names.is_office(match.group()):
            yield from _behind_role(text, match.end() + 1, is_adjective=lexeme(fold(match.group())).lower >= 4)
    for match in _ROLE_COLON.finditer(text):
        word = (
            match.group().rstrip(": ").removesuffix("*in").removesuffix("/in").removesuffix(":in").removesuffix("(in)")
        )
        if is_role(word):
            yield from _behind_role(text, match.end())
    for match in _TWO_INITIALS.finditer(text):
        yield match.start("name"), match.end("name"), 0.8


def _behind_role(text: str, start: int, *, is_adjective: bool = False) -> Iterator[Found]:
    """Read the name behind a role. ``is_adjective``: the role is an adjective as well ("bekannte Fehler")."""
    start = skip(text, start, min(len(text), start + 120))
    word = WORD.match(text, start)
    if word is None:
        return
    bare = word.group().rstrip(".")
    listed = is_first(bare) or all(is_last(part) for part in bare.split("-"))
    if is_adjective and is_ordinary(bare) and not is_first(bare):
        return
    if (bare.isupper() and len(bare) <= 4 and not listed) or (is_ordinary(bare) and not listed):
        return
    end = read(text, start, min(len(text), start + 100), strict=True)
    if end > start and is_clean(text, start, end):
        yield start, end, 0.85 if listed and not is_ordinary(bare) else 0.65
        yield from joined(text, end)


def _phrases(text: str) -> Iterator[Found]:
    for pattern, score in ((_MAIDEN, 0.85), (_PHRASE, 0.85)):
        for match in pattern.finditer(text):
            start = skip(text, match.end(), min(len(text), match.end() + 120))
            word = WORD.match(text, start)
            if word is None or is_function(word.group()):
                continue
            bare = word.group().rstrip(".")
            lower = bare[0].islower() and bare[0].isascii()
            if is_role(bare) or (is_ordinary(bare) and not is_last(bare) and not is_first(bare)):
                continue
            weak = match.group().strip().lower() in {
                "ich bin",
                "ich bin der",
                "ich bin die",
                "i am",
                "ben",
                "jestem",
                "heißt",
                "heisst",
                "bisher",
                "früher",
                "vormals",
            }
            if weak and not (is_first(bare) or (is_last(bare) and not lower)):
                continue
            if lower and not (is_first(bare) or is_last(bare) or pattern is _MAIDEN):
                continue
            end = read(text, start, min(len(text), start + 100), lower=lower)
            if end > start:
                yield start, end, score
    for match in _SPELLED.finditer(text):
        yield match.start(), match.end(), 0.8
    for match in _PARTY.finditer(text):
        first, last = match["first"], match["last"]
        if is_first(first) and not is_ordinary(first) and not is_role(last):
            yield match.start("first"), match.end("last"), 0.65
    for match in _HAN.finditer(text):
        if text[max(0, match.start() - 2) : match.start()].strip()[-1:].isalpha():
            yield match.start("name"), match.end("name"), 0.7

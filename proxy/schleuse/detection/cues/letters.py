"""Names in letters, mails and chats: greeting, closing, sender lines, speakers."""

import re
from collections.abc import Iterator

from schleuse.detection import names
from schleuse.detection.cues.parts import FIRM, SURNAME_FIRST, Found, skip
from schleuse.detection.names import WORD, is_first, is_function, is_last, is_ordinary, is_role, read

_GREETING = re.compile(
    r"(?:^|\n|[\"(>]|[.!?,] )[ \t>]{0,6}(?:hallo|hi|hey|moin|servus|liebe[rs]?|guten (?:tag"
    r"|morgen|abend)|grüß gott|tach|werte[rs]?|sehr geehrte[rs]?|dear|hello|cher|chère|caro"
    r"|cara|merhaba|dzień dobry)[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?<![\w-])(?:(?:mit )?(?:freundlichen?|besten?|herzlichen?|vielen|lieben?|viele|schönen"
    r"|kollegialen) (?:freundlichen |kollegialen )?gr(?:ü|ue)(?:ß|ss)e?n?|gr(?:uß|uss|üße"
    r"|uesse)|mfg|lg|vg|bg|hochachtungsvoll|kind regards|best regards|regards|sincerely|yours"
    r"|cordialement|saygılarımla|i\. ?a\.|i\. ?v\.|i\. ?A\.|im auftrag(?:e)?|in vertretung"
    r"|gez\.|gezeichnet|unterschrift)"
    r"[ ]?[,:]?[ ]{0,2}(?:(?:im auftrag|i\. ?a\.|i\. ?v\.|in vertretung|gez\.|ihre?|eure?"
    r"|dein[e]?|von)[ ,]{0,2})?(?:\n[ \t>]{0,6}){0,3}(?:(?:im auftrag|i\. ?a\.|i\. ?v\."
    r"|gez\.)[ ,]{0,2}(?:\n[ \t>]{0,6}){0,2})?(?=[^\W\d_])",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"(?m)^[> ]{0,4}\[[^\]\n]{4,30}\][ ](?P<name>[^:\n\[\]]{2,40}):(?= )")
_THREAD = re.compile(r"(?m)(?:^|\n|> ?)(?:Am [^\n]{6,60}? )?(?:schrieb|wrote)[ ](?=[A-ZÄÖÜÀ-Ž])")
_MAIL_NAME = re.compile(r"(?P<name>[^\W\d_][^\n<>:;,\"]{2,50}?)[\"]?[ ]<[\w.%+-]{1,64}@")


def letters(text: str) -> Iterator[Found]:
    """Yield the names of those who write and are written to."""
    for match in _GREETING.finditer(text):
        start = skip(text, match.end(), min(len(text), match.end() + 120))
        yield from _alone(text, start, ",!\n:.–-", 0.85)
    for match in _CLOSING.finditer(text):
        start = skip(text, match.end(), min(len(text), match.end() + 120))
        yield from _alone(text, start, '\n,(|-–"”“<=', 0.85)
    for match in _SPEAKER.finditer(text):
        start = skip(text, match.start("name"), match.end("name"))
        word = WORD.match(text, start)
        if word and is_first(word.group()) and not is_role(word.group()):
            end = read(text, start, match.end("name"), strict=True)
            if end > start:
                # "Katrin D." keeps its dot.
                end += text[end : end + 1] == "." and text[end - 2 : end - 1] == " "
                yield start, end, 0.85
    for match in _THREAD.finditer(text):
        end = _comma_or_plain(text, match.end())
        if end > match.end():
            yield match.end(), end, 0.85
    for match in _MAIL_NAME.finditer(text) if "@" in text and "<" in text else ():
        start = skip(text, match.start("name"), match.end("name"))
        end = read(text, start, match.end("name"), strict=True)
        word = WORD.match(text, start)
        if word and end >= match.end("name") - 1 and not is_role(word.group()):
            yield start, end, 0.85


def _comma_or_plain(text: str, start: int) -> int:
    match = SURNAME_FIRST.match(text, start)
    if match and is_first(WORD.match(match["first"]).group()):  # type: ignore[union-attr]
        return match.end()
    return read(text, skip(text, start, start + 80), min(len(text), start + 80), strict=True)


def _alone(text: str, start: int, enders: str, score: float) -> Iterator[Found]:
    """A name that fills the rest of its line or stands before a comma."""
    word = WORD.match(text, start)
    if word is None:
        return
    bare = word.group().rstrip(".")
    if (
        is_function(bare)
        or is_role(bare)
        or (bare.lower() in {"damen", "herren", "kolleginnen", "kollegen", "zusammen"})
    ):
        return
    lower = bare[0].islower()
    if lower and not (is_first(bare) or is_last(bare)):
        return
    end = read(text, start, min(len(text), start + 80), strict=is_ordinary(bare), lower=lower)
    if end <= start:
        return
    behind = text[end : end + 2].lstrip(" ")[:1]
    # "LG knut" ends a line, "Gruß Anna vom Bauamt" does not, but Anna is listed.
    if behind and behind not in enders and (not is_first(bare) or lower):
        return
    first_listed = is_first(bare)
    if is_ordinary(bare) and not first_listed and not is_last(bare):
        return
    if not first_listed and not is_last(bare) and " " not in text[start:end] and (bare.isupper() or lower):
        return
    if FIRM.match(text, end) or names.is_placeholder(text[start:end]):
        return
    yield start, end, score

"""Text written backwards, or upside down: names, mail addresses, numbers with a check digit, whole lines.

A word that ends in its only capital ("kawoN") stands in hardly any German text, nor does "dnu" for "und". Where the
text says itself that something is written backwards, words in lower case are looked up as well.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks
from schleuse.detection.names import is_first, is_last
from schleuse.detection.readings.guess import Guess, island
from schleuse.detection.readings.strange import is_known, says

_WORD = r"[^\W\d_]{1,24}[A-ZÄÖÜÇĞİŞŁŚŻ](?:-[^\W\d_]{1,24}[A-ZÄÖÜÇĞİŞŁŚŻ]){0,2}"
_NAMES = re.compile(rf"(?<![\w])(?=[a-zà-ž]){_WORD}(?:[ ,]{{1,2}}(?=[a-zà-ž]){_WORD}){{0,4}}(?![\w])")
_ENDS_IN_CAPITAL = re.compile(r"[a-zà-ž][A-ZÄÖÜ](?![\w])")
_MAIL = re.compile(
    r"(?<![\w.-])(?:ed|moc|gro|ten|ofni|ue|ta|hc)(?:\.[\w-]{1,63}){1,4}@[\w+-]{1,64}(?:\.[\w+-]{1,64}){0,5}(?![\w@])"
)
_NUMBER = re.compile(
    r"(?<![\w])(?P<iban>\d(?:[ .-]?\d){13,33} ?[A-Z]{2})(?![\w])"
    r"|(?<![\w])(?P<insurance>\d[ .-]?\d\d[ .-]?[A-Z][ .-]?(?:\d ?){6}[ .-]?\d\d)(?![\w])"
)
_STREET = re.compile(
    r"(?<![\w])(?P<place>[^\W\d_]{1,24}[A-ZÄÖÜ][ ]\d{5}[ ]?,[ ]?)?(?:(?P<before>[a-z]?\d{1,4})[ ])?(?P<dot>\.)?"
    r"(?P<street>(?:eßarts|essarts|rts|gew|ztalp|eella|essag|gnir|mmad|refu|feuh|dnurg|foh|greb)[^\W\d_]{2,24}[A-ZÄÖÜ])(?![\w])"
    r"(?:(?(before)|[ ](?P<behind>\d{1,4}[a-z]?)(?![\w])))"
)
_FUNCTION_WORDS = re.compile(
    r"(?<!\w)(?:dnu|red|eid|sad|tsi|thcin|hci|nov|timad|enie|enies|rhi|riw|eis|täh|tah|dnis)(?!\w)"
)
_LINE = re.compile(r"[^\n]{8,2000}")
_SAYS = says(
    "rückwärts", "rueckwaerts", "umgedreht", "verkehrt", "gespiegelt", "backward", "revers", "umgekehrt", "andersrum"
)
_PLAIN_WORD = re.compile(r"(?<![\w])[^\W\d_]{4,24}(?![\w])")
_FLIPPED = {
    pair[0]: pair[1]
    for pair in [
        "ɐa",
        "qb",
        "ɔc",
        "pd",
        "ǝe",
        "ɟf",
        "ƃg",
        "ɓg",
        "ɥh",
        "ᴉi",
        "ıi",
        "ɾj",
        "ʞk",
        "ןl",
        "ll",
        "ɯm",
        "un",
        "oo",
        "dp",
        "bq",
        "ɹr",
        "ss",
        "ʇt",
        "nu",
        "ʌv",
        "ʍw",
        "xx",
        "ʎy",
        "zz",
        "00",
        "Ɩ1",
        "⇂1",
        "ᄅ2",
        "Ɛ3",
        "ㄣ4",
        "ގ5",
        "ϛ5",
        "96",
        "ㄥ7",
        "88",
        "69",
        "˙.",
        "',",
    ]
    if pair
}
_FLIPPED_LETTER = re.compile("[ɐɔǝɟƃɓɥᴉɾʞɯɹʇʌʍʎƖᄅƐㄣϛㄥ]")


def find(text: str) -> Iterator[Guess]:
    """Yield what reads well from behind."""
    lines = _FUNCTION_WORDS.search(text) is not None
    if lines:
        for match in _LINE.finditer(text):
            if len(set(_FUNCTION_WORDS.findall(match.group()))) >= 2:
                yield island(match.start(), match.end(), match.group()[::-1])
    if _ENDS_IN_CAPITAL.search(text):
        for match in _NAMES.finditer(text):
            if read := _name(match.group()):
                yield island(match.start(), match.end(), read)
        for match in _STREET.finditer(text):
            yield island(match.start(), match.end(), _street(match))
    if "@" in text:
        for match in _MAIL.finditer(text):
            yield island(match.start(), match.end(), match.group()[::-1])
    for match in _NUMBER.finditer(text):
        read = match.group()[::-1]
        bare = "".join(filter(str.isalnum, read))
        if checks.mod_97(bare) if match["iban"] else checks.social_security(bare):
            yield island(match.start(), match.end(), read)
    if _FLIPPED_LETTER.search(text):
        yield from _flipped(text)
    if _SAYS(text):
        for match in _PLAIN_WORD.finditer(text):
            read = match.group()[::-1].capitalize()
            if not is_known(match.group()) and (is_first(read) or is_last(read)):
                yield island(match.start(), match.end(), read)


def _name(found: str) -> str | None:
    """Return a name that reads from behind, as a whole or word by word."""
    whole = found[::-1]
    parts = [part[::-1] for part in re.split(r"[ ,]+", found)]
    if not any(len(part) >= 3 and (is_first(part) or is_last(part)) for part in parts):
        return None
    return whole if len(parts) == 1 or is_first(parts[-1]) else " ".join(parts)


def _street(match: re.Match[str]) -> str:
    street = f"{match['street'][::-1]}{'.' if match['dot'] else ''}"
    number = match["before"][::-1] if match["before"] else match["behind"]
    return f"{street} {number}{(match['place'] or '')[::-1]}"


def _flipped(text: str) -> Iterator[Guess]:
    """Read upside-down letters of a line, with what stands between them."""
    for line in _LINE.finditer(text):
        odd = [match.start() for match in _FLIPPED_LETTER.finditer(text, line.start(), line.end())]
        if len(odd) < 3:
            continue
        start, end = odd[0], odd[-1] + 1
        while start > line.start() and not text[start - 1].isspace():
            start -= 1
        while end < line.end() and not text[end].isspace():
            end += 1
        yield island(start, end, "".join(_FLIPPED.get(char, char) for char in reversed(text[start:end])).title())

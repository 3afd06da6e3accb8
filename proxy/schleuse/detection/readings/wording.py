"""Words in costume: leetspeak ("M4nfr3d"), aLtErNaTiNg case, the spelling alphabet ("Paula Emil Theodor")."""

import re
from collections.abc import Iterator

from schleuse.detection.names import is_first, is_last
from schleuse.detection.readings.guess import Guess, island

_LEET = re.compile(
    r"(?<![\w.@/$€!|-])(?=[^\s]{0,30}[\d$€@!|])(?=[^\s]{0,30}[a-zà-ž])(?:[^\W_]|[$€@!|]){4,30}(?![\w@$€|])"
)
_LETTERS = dict(zip("0134567892$€@!|", "oieasgtbgzseail", strict=True))
_LEET_I = str.maketrans(_LETTERS)
_LEET_L = str.maketrans(_LETTERS | {"1": "l"})
_CASE = re.compile(
    r"(?<![^\W_])(?=[^\W\d_]{0,28}[a-zäöüß][A-ZÄÖÜ][a-zäöüß][A-ZÄÖÜ])[^\W\d_]{4,30}(?![^\W_])"
    r"|(?<![^\W_])[a-zäöüß][A-ZÄÖÜ][a-zäöüß](?:[A-ZÄÖÜ][a-zäöüß]?)?(?![^\W_])"
)
# DIN 5009:2022 (towns), its forerunner of 1996 (first names) with common variants, and that of the ICAO.
_ALPHABETS = (
    "aachen anton ärger alfa alpha ämter umlaut",
    "berlin berta bravo",
    "chemnitz cottbus cäsar charlie charlotte",
    "düsseldorf dora delta",
    "essen emil echo",
    "frankfurt friedrich foxtrot",
    "goslar gustav golf",
    "hamburg heinrich hotel",
    "ingelheim ida india",
    "jena julius juliett juliet",
    "köln kaufmann konrad kilo",
    "leipzig ludwig lima",
    "münchen martha mike",
    "nürnberg nordpol november",
    "offenbach otto oscar",
    "potsdam paula papa",
    "quickborn quelle quebec",
    "rostock richard romeo",
    "salzwedel samuel siegfried sierra",
    "tübingen theodor tango",
    "unna ulrich uniform",
    "völklingen viktor victor",
    "wuppertal wilhelm whiskey",
    "xanten xanthippe xaver x-ray xray",
    "ypsilon yankee",
    "zwickau zacharias zeppelin zulu",
)
_SPELLING = {word: row[0] for row in _ALPHABETS for word in row.split()} | {
    "ärger": "ä", "ämter": "ä", "umlaut-nord": "ä", "ökonom": "ö", "österreich": "ö", "umlaut-orange": "ö",
    "übermut": "ü", "umlaut-unna": "ü", "eszett": "ß",
}  # fmt: skip
_SPELLED = re.compile(
    rf"(?i)(?<![\w-])(?:{'|'.join(sorted(_SPELLING, key=len, reverse=True))})"
    rf"(?:[ ,;/-]{{1,3}}(?:{'|'.join(sorted(_SPELLING, key=len, reverse=True))})(?![\w])){{3,40}}"
)


def find(text: str) -> Iterator[Guess]:
    """Yield words that read differently."""
    for match in _LEET.finditer(text):
        if read := _unleet(text, match):
            yield island(match.start(), match.end(), read)
    for match in _CASE.finditer(text):
        yield island(match.start(), match.end(), match.group().capitalize())
    for match in _SPELLED.finditer(text):
        letters = "".join(_SPELLING[word] for word in re.findall(r"[\w-]+", match.group().lower()) if word in _SPELLING)
        yield island(match.start(), match.end(), _apart(letters))


def _unleet(text: str, match: re.Match[str]) -> str | None:
    found = match.group()
    letters = sum(map(str.isalpha, found))
    if (
        letters < 2
        or letters == len(found.rstrip("!"))
        or ("@" in found and text[match.end() : match.end() + 1] in ".@")
    ):
        return None
    inside = found[0].isalpha() and found[-1].isalpha()
    reads = [found.translate(_LEET_I), found.translate(_LEET_L)]
    listed = next((read for read in reads if is_first(read) or is_last(read)), None)
    if listed and letters >= 0.4 * len(found):
        return listed
    return reads[0] if letters >= max(3, 0.6 * len(found)) and (inside or found[0].isupper()) else None


def _apart(letters: str) -> str:
    """Return letters as a name: after a listed first name, the rest is the surname."""
    for at in range(len(letters) - 3, 3, -1):
        if is_first(letters[:at]):
            return f"{letters[:at].capitalize()} {letters[at:].capitalize()}"
    return letters.capitalize()

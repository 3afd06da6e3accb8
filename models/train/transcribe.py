"""Spelling names in other letters: Cyrillic and Greek in Latin, umlauts and diacritics in plain letters."""

import unicodedata
from typing import Final

_CYRILLIC: Final = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщьъыэюяѝ",
        "a|b|v|h|g|d|e|ye|yo|zh|z|y|i|yi|y|k|l|m|n|o|p|r|s|t|u|f|kh|ts|ch|sh|shch|||y|e|yu|ya|i".split("|"),  # noqa: SIM905
        strict=True,
    )
)
_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a|v|g|d|e|z|i|th|i|k|l|m|n|x|o|p|r|s|s|t|y|f|ch|ps|o".split("|"),  # noqa: SIM905
        strict=True,
    )
)
_PLAIN: Final = {
    **{"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"},
    **{"ı": "i", "İ": "I", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ə": "e", "æ": "ae"},
}


def latin(name: str) -> str:
    """Return a Cyrillic or Greek name in Latin letters, any other as it is."""
    letters = []
    for char in name:
        base = unicodedata.normalize("NFD", char.lower())[0] if char.lower() not in _CYRILLIC else char.lower()
        spelled = _CYRILLIC.get(base, _GREEK.get(base))
        if spelled is None:
            letters.append(char)
        else:
            letters.append(spelled.capitalize() if char.isupper() else spelled)
    return "".join(letters)


def plain(char: str) -> str:
    """Return a character as people without that key type it: ä as ae, ß as ss, ć as c."""
    if char.isascii():
        return char
    if char in _PLAIN:
        return _PLAIN[char]
    bare = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
    return bare if bare.isascii() else char

"""Characters that stand for others: signs nobody sees, letters and digits in costume, look-alikes of other scripts.

Unicode facts: UAX 15 (normal forms), UAX 9 (directional controls), UTS 39 (confusables: here those that look alike in
print and that disguises use), UAX 44 (decimal digits). One pass of the text each, one table look-up a character.
"""

import re
import unicodedata

from schleuse.detection.view import View, derive, pieces

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
_IGNORED = re.compile(rf"\u00ad[ \t]?\r?\n[ \t>]{{0,8}}(?=[^\W\d_])|[{_IGNORABLE}]+")
_TAGS = re.compile("[\U000e0020-\U000e007e]{3,}")
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"


def is_text(decoded: str) -> bool:
    """Whether decoded characters are something to read (or to ignore) and no controls."""
    return all(char.isprintable() or char.isspace() or _IGNORED.match(char) for char in decoded)


def _costumes() -> dict[str, str]:
    """Return single letters and digits by the characters that show them in another shape."""
    ranges = (
        (0x02B0, 0x02B9), (0x1D2C, 0x1D6B), (0x2070, 0x209D), (0x2100, 0x2150), (0x2460, 0x2500), (0xFB00, 0xFB07),
        (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7), (0x1D400, 0x1D800), (0x1F110, 0x1F12A), (0x1F130, 0x1F14A),
    )  # fmt: skip
    table = {}
    for first, last in ranges:
        for code in range(first, last):
            if 0x2070 <= code <= 0x2089:
                continue  # digits set high and low: a square metre is no 2
            bare = unicodedata.normalize("NFKC", chr(code)).strip("().")
            if bare and bare != chr(code) and (len(bare) == 1 or bare.isdecimal() or code in range(0xFB00, 0xFB07)):
                table[chr(code)] = bare
    for base, letter, count in (
        (0x1F150, "A", 26),
        (0x1F170, "A", 26),
        (0x2776, "1", 9),
        (0x2780, "1", 9),
        (0x278A, "1", 9),
    ):
        table.update({chr(base + step): chr(ord(letter) + step) for step in range(count)})
    table |= {"\u24ff": "0", "\U0001f10b": "0", "\U0001f10c": "0"}
    table.update(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
    return table


_COSTUMES = _costumes()
_HIGH_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_BRAILLE = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵⠜⠪⠳⠮⠀⠂⠄⠤⠲⠈", "abcdefghijklmnopqrstuvwxyzäöüß ,.-.@", strict=True))
_CHARACTERS = re.compile(
    rf"(?P<costume>[{''.join(map(re.escape, _COSTUMES))}])"
    rf"|(?P<marked>[^\W_]?[{_MARKS}]+)"
    r"|(?P<digit>(?![0-9])\d)"
    r"|(?P<high>[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉](?:[ ./-]?[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉]){2,})"
    r"|(?P<braille>[\u2800-\u28ff]{3,})"
    r"|(?P<regional>[\U0001f1e6-\U0001f1ff]+)"
)


_USUAL = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\n\t\räöüÄÖÜßáàâãåæçéèêëíìîïñóòôõøúùûýÿÁÀÂÅÆÇÉÈÊËÍÎÑÓÔØÚÛăąćčďđęěğıļłńňőřśşšťţůűźżžĂĄĆČĎĐĘĚĞİŁŃŇŐŘŚŞŠŤŢŮŰŹŻŽȘșȚț"
    " §°€£·•…–—„“”‚‘’»«›‹²³µ½×÷™®©†→"
)
"""Characters of which nothing is to be read differently."""


def undress(view: View) -> View:
    """Return the view of a text with every character as the usual one that it shows; at once where all are usual."""
    if _USUAL.issuperset(view.text):
        return view
    view = derive(
        view, list(pieces(_TAGS, view.text, lambda run: "".join(chr(ord(char) - 0xE0000) for char in run[0])))
    )
    view = derive(view, [(match.start(), match.end(), "") for match in _IGNORED.finditer(view.text)])
    return derive(view, list(pieces(_CHARACTERS, view.text, _bare)))


def _bare(match: re.Match[str]) -> str:
    found = match.group()
    match match.lastgroup:
        case "costume":
            return _COSTUMES[found]
        case "marked":
            return _composed(found)
        case "digit":
            return str(unicodedata.decimal(found))
        case "high":
            return found.translate(_HIGH_DIGITS)
        case "braille":
            return _braille(found)
        case _:
            # Two are a flag.
            return found if len(found) == 2 else "".join(chr(ord(char) - 0x1F1E6 + ord("A")) for char in found)


def _composed(found: str) -> str:
    """Compose a letter with its marks; marks that make no letter with it are decoration."""
    composed = unicodedata.normalize("NFC", found[:8])
    return composed if len(composed) == 1 and composed.isalpha() else found[0] if found[0].isalnum() else ""


def _braille(found: str) -> str:
    read = []
    number = False
    for cell in found:
        letter = _BRAILLE.get(cell, "")
        if cell == "⠼":
            number = True
        elif number and "a" <= letter <= "j":
            read.append(str("jabcdefghi".index(letter)))
        else:
            number = False
            read.append(letter)
    # Braille without its sign for capitals: names are read with them.
    return "".join(read).title() or found


_LOOK_ALIKES = (
    "A:АΑᎪ B:ВΒᏴꓐ C:СᏟꓚ D:Ꭰꓓ E:ЕΕᎬꓰ F:ꓝ G:ꓖᏀ H:НΗᎻꓧ I:ІΙ J:ЈᎫꓙ K:КΚᏦꓗ L:Ꮮꓡ M:МΜᎷꓟ N:Νꓠ O:ОΟՕꓳ P:РΡᏢꓑ Q:Ԛ R:Ꮢꓣ"
    " S:ЅᏚꓢ T:ТΤᎢꓔ U:Սꓴ V:Ꮩꓦ W:ԜᎳꓪ X:ХΧꓫ Y:ҮУΥꓬ Z:ΖᏃꓜ a:аαɑ c:сϲ d:ԁ e:е g:ɡ h:һհ i:іι j:ј k:κ l:ӏ n:ո o:оοօ p:рρ"
    " q:ԛ s:ѕ u:υս v:ν w:ԝ x:х y:у 3:З"
)
_ONLY_AMONG_LATIN = "b:ьЬ e:єҽ h:н k:к m:м n:пη r:гᴦ t:тτ w:ω y:γ"


def _table(written: str) -> dict[str, str]:
    return {char: entry[0] for entry in written.split(" ") for char in entry[2:]}


_LATIN_OF = _table(_LOOK_ALIKES)
_LATIN_AMONG = _LATIN_OF | _table(_ONLY_AMONG_LATIN)
_ALONE = str.maketrans(_LATIN_OF)
_AMONG = str.maketrans(_LATIN_AMONG)
_SCRIPTS = "\u0251\u0261\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13f4\u1d26\ua4d0-\ua4f7"
_FOREIGN_LETTERS = re.compile(rf"[{_SCRIPTS}]+")
_FOREIGN_WORD = re.compile(rf"(?<![^\W_])[^\W_]*[{_SCRIPTS}][^\W_]*")


def latin(view: View) -> View:
    """Return the view with letters of other scripts that look Latin as the Latin ones, where they pose as such."""
    if _FOREIGN_LETTERS.search(view.text) is None:
        return view
    found = list(_FOREIGN_WORD.finditer(view.text))
    # One word with a letter that looks like no Latin one makes the text a foreign one: there, short words made of
    # look-alikes only ("оса") stay what they are.
    foreign = any(not _LATIN_AMONG.keys() >= set(_foreign(word[0])) for word in found)
    read = ((word.start(), word.end(), _in_latin(word[0], foreign=foreign)) for word in found)
    return derive(view, [piece for piece in read if piece[2] != view.text[piece[0] : piece[1]]])


def _foreign(word: str) -> str:
    return "".join(_FOREIGN_LETTERS.findall(word))


def _in_latin(word: str, *, foreign: bool) -> str:
    letters = _foreign(word)
    if len(letters) == sum(map(str.isalpha, word)):
        return word if foreign or not _LATIN_OF.keys() >= set(letters) else word.translate(_ALONE)
    return word.translate(_AMONG) if _LATIN_AMONG.keys() >= set(letters) else word

"""Ways to write a value so that people (or a chatbot) can still read it and a filter may not; and values to write so.

Each disguise turns a value into its disguised form. ``WAYS`` is what `test_evasion` measures and `docs/evasion.md`
tells. All values are invented: the bank, the area of the social security number and the leading zero of the tax ID
do not exist, the phone numbers belong to the blocks that the Bundesnetzagentur sets aside for drama.
"""

import base64
import codecs
import gzip
import quopri
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

type Disguise = Callable[[str], str]


@dataclass(frozen=True)
class Way:
    """One way to disguise."""

    id: str
    title: str
    write: Disguise
    kinds: tuple[str, ...] = ()
    """Kinds of value that it changes at all; empty: all of them."""


VALUES: dict[str, tuple[str, ...]] = {
    "name": ("Petra Sommerkorn", "Jürgen Bäumler", "Katarzyna Nowak"),
    "address": ("Lindenstraße 14, 33098 Altenrode", "Wiesengrundweg 7", "Goethestr. 112b"),
    "IBAN": ("DE93 9999 9999 0000 0000 01", "DE30999888770012345678", "DE02 9005 0000 0471 1081 50"),
    "tax ID": ("05 676 891 241", "06872341359", "05 375 421 698"),
    "social security no.": ("99 120864 M 513", "99031279S075", "99 250590 K 665"),
    "phone": ("0152 28817386", "030 23125 478", "+49 171 39200334"),
    "e-mail": ("petra.sommerkorn@example.org", "baeumler77@example.net", "k.nowak@post.example.com"),
}
SENTENCES: dict[str, tuple[str, ...]] = {
    "name": (
        "Antragstellerin oder Antragsteller: {}\nBitte den Bescheid entwerfen.",
        "Schreib {} eine Absage für den Termin am Montag.",
    ),
    "address": ("Wohnhaft: {}\nBitte den Bescheid entwerfen.", "Sie wohnt in der {} und will den Hund anmelden."),
    "IBAN": ("Die IBAN ist {} und gehört dem Schuldner.", "Stimmt das so: {} ?"),
    "tax ID": ("Steuer-ID: {}\nBitte prüfen.", "Stimmt die Prüfziffer von {} überhaupt?"),
    "social security no.": ("SV-Nummer: {}\nBitte prüfen.", "Stimmt die Prüfziffer von {} überhaupt?"),
    "phone": ("Telefon: {}\nBitte zurückrufen.", "Man erreicht ihn am Abend unter {} am besten."),
    "e-mail": ("E-Mail: {}\nBitte antworten.", "Antworte bitte auch an {} noch heute."),
}

_DIGITS = "null eins zwei drei vier fünf sechs sieben acht neun".split()  # noqa: SIM905
_ENGLISH = "zero one two three four five six seven eight nine".split()  # noqa: SIM905
_TENS = "_ zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()  # noqa: SIM905
_TEENS = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()  # noqa: SIM905
_SPELLING = {
    "a": "Anton", "b": "Berta", "c": "Cäsar", "d": "Dora", "e": "Emil", "f": "Friedrich", "g": "Gustav",
    "h": "Heinrich", "i": "Ida", "j": "Julius", "k": "Kaufmann", "l": "Ludwig", "m": "Martha", "n": "Nordpol",
    "o": "Otto", "p": "Paula", "q": "Quelle", "r": "Richard", "s": "Samuel", "t": "Theodor", "u": "Ulrich",
    "v": "Viktor", "w": "Wilhelm", "x": "Xanthippe", "y": "Ypsilon", "z": "Zacharias", "ä": "Ärger", "ö": "Ökonom",
    "ü": "Übermut", "ß": "Eszett",
}  # fmt: skip
_MORSE = {
    "a": ".-", "b": "-...", "c": "-.-.", "d": "-..", "e": ".", "f": "..-.", "g": "--.", "h": "....", "i": "..",
    "j": ".---", "k": "-.-", "l": ".-..", "m": "--", "n": "-.", "o": "---", "p": ".--.", "q": "--.-", "r": ".-.",
    "s": "...", "t": "-", "u": "..-", "v": "...-", "w": ".--", "x": "-..-", "y": "-.--", "z": "--..", "0": "-----",
    "1": ".----", "2": "..---", "3": "...--", "4": "....-", "5": ".....", "6": "-....", "7": "--...", "8": "---..",
    "9": "----.", "ä": ".-.-", "ö": "---.", "ü": "..--", "ß": "...--..", " ": "/", ".": ".-.-.-", ",": "--..--",
    "@": ".--.-.", "+": ".-.-.",
}  # fmt: skip
_LATIN = "ABEKMHOPCTXaeopcxyi"
_CYRILLIC = dict(zip(_LATIN, "АВЕКМНОРСТХаеорсхуі", strict=True))
_GREEK = dict(zip("ABEZHIKMNOPTYXov", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον", strict=True))
_SMALL_CAPS = dict(zip("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", strict=True))
_UPSIDE_DOWN = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789.,@+",
        "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz0ƖᄅƐㄣϛ9ㄥ86˙'@+",
        strict=True,
    )
)


def _each(table: dict[str, str]) -> Disguise:
    return lambda value: "".join(table.get(char, char) for char in value)


def _shift(capital: int, small: int, digit: int) -> Disguise:
    def write(value: str) -> str:
        result = []
        for char in value:
            if char.isascii() and char.isupper() and capital:
                result.append(chr(ord(char) - ord("A") + capital))
            elif char.isascii() and char.islower() and small:
                result.append(chr(ord(char) - ord("a") + small))
            elif char.isascii() and char.isdigit() and digit:
                result.append(chr(ord(char) - ord("0") + digit))
            else:
                result.append(char)
        return "".join(result)

    return write


def _between(sign: str) -> Disguise:
    return lambda value: sign.join(char for char in value if char != " ")


def _words_between(sign: str) -> Disguise:
    return lambda value: "  ".join(sign.join(word) for word in value.split())


def _every(step: int, sign: str) -> Disguise:
    return lambda value: sign.join(value[at : at + step] for at in range(0, len(value), step))


def _said(value: str) -> str:
    return " ".join(_DIGITS[int(char)] if char.isdigit() else char for char in value if char not in " ,")


def _said_in_english(value: str) -> str:
    return " ".join(_ENGLISH[int(char)] if char.isdigit() else char for char in value if char not in " ,")


def _pair(number: str) -> str:
    ten, unit = int(number[0]), int(number[1])
    if ten == 0:
        return f"null {_DIGITS[unit]}"
    if ten == 1:
        return _TEENS[unit]
    if unit == 0:
        return _TENS[ten]
    return f"{'ein' if unit == 1 else _DIGITS[unit]}und{_TENS[ten]}"


def _said_in_pairs(value: str) -> str:
    words: list[str] = []
    digits = ""
    for char in [*value, "\n"]:
        if char.isdigit():
            digits += char
            if len(digits) == 2:
                words.append(_pair(digits))
                digits = ""
        elif char not in " ,":
            if digits:
                words.append(_DIGITS[int(digits)])
                digits = ""
            words.append(char)
    return " ".join(words).strip()


def _spelled(value: str) -> str:
    return " ".join(_SPELLING.get(char.lower(), char) for char in value if char != " ")


def _spelled_as(value: str) -> str:
    return ", ".join(f"{char.lower()} wie {_SPELLING[char.lower()]}" for char in value if char.lower() in _SPELLING)


def _at_punkt(value: str) -> str:
    return value.replace("@", " ät ").replace(".", " punkt ")


def _keycap(value: str) -> str:
    return "".join(f"{char}\ufe0f\u20e3" if char.isdigit() else char for char in value)


def _caesar(by: int) -> Disguise:
    def write(value: str) -> str:
        return "".join(
            chr((ord(char) - base + by) % 26 + base)
            if char.isascii() and char.isalpha() and (base := ord("A") if char.isupper() else ord("a"))
            else char
            for char in value
        )

    return write


def _atbash(value: str) -> str:
    return "".join(
        chr(2 * base + 25 - ord(char))
        if char.isascii() and char.isalpha() and (base := ord("A") if char.isupper() else ord("a"))
        else char
        for char in value
    )


def _rot47(value: str) -> str:
    return "".join(chr(33 + (ord(char) - 33 + 47) % 94) if "!" <= char <= "~" else char for char in value)


def _codes(form: str, joint: str = " ") -> Disguise:
    return lambda value: joint.join(form.format(byte) for byte in value.encode())


def _quoted(value: str) -> str:
    return quopri.encodestring(value.encode(), quotetabs=True).decode()


def _base64_for_urls(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


def _utf7(value: str) -> str:
    return "+" + base64.b64encode(value.encode("utf-16-be")).decode().rstrip("=") + "-"


def _half(value: str) -> tuple[str, str]:
    middle = len(value) // 2
    return value[:middle], value[middle:]


def _broken(value: str) -> str:
    at = min(
        (index for index in range(2, len(value) - 2) if value[index - 2 : index + 2].isalpha()),
        key=lambda index: abs(index - 4),
    )
    return f"{value[:at]}-\n{value[at:]}"


def _circled(value: str) -> str:
    digits = {48: "⓪", **{48 + digit: chr(0x245F + digit) for digit in range(1, 10)}}
    return _shift(0x24B6, 0x24D0, 0)(value).translate(digits)


def _tags(value: str) -> str:
    return "".join(chr(0xE0000 + ord(char)) for char in value if ord(char) < 127)


def _digits(ten: str) -> Disguise:
    return lambda value: value.translate(str.maketrans("0123456789", ten))


def _base64(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


def _groups(value: str) -> list[str]:
    return value.split() if " " in value else [value[at : at + 4] for at in range(0, len(value), 4)]


def _alternating(value: str) -> str:
    return "".join(char.upper() if at % 2 else char.lower() for at, char in enumerate(value))


def _umlauts(value: str) -> str:
    table = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
    return "".join(table.get(char, char) for char in value)


def _braille(value: str) -> str:
    cells = dict(zip("abcdefghijklmnopqrstuvwxyzäü ", "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵⠜⠳⠀", strict=True))
    return "".join(cells.get(char.lower(), char) for char in value)


NUMBERS = ("IBAN", "tax ID", "social security no.", "phone")
LETTERS = ("name", "address", "e-mail")

WAYS: tuple[Way, ...] = (
    Way("none", "as it is", lambda value: value),
    Way("lower", "lower case", str.lower, (*LETTERS, "IBAN", "social security no.")),
    Way("upper", "capitals", str.upper, LETTERS),
    Way("alternating", "aLtErNaTiNg case", _alternating, (*LETTERS, "IBAN", "social security no.")),
    Way("umlauts", "ae, oe, ue, ss", _umlauts, ("name", "address")),
    Way("zero-width", "zero-width blanks inside", _every(3, "\u200b")),
    Way("soft-hyphen", "soft hyphens inside", _every(4, "\u00ad")),
    Way("word-joiner", "word joiners and variation selectors inside", _every(2, "\u2060\ufe0f")),
    Way("bidi", "directional controls around and inside", lambda v: "\u202e\u202d" + _every(5, "\u200f")(v) + "\u202c"),
    Way("tags", "written in invisible tag characters", _tags),
    Way("nfd", "combining umlauts (NFD)", lambda v: unicodedata.normalize("NFD", v), ("name",)),
    Way("zalgo", "stray combining marks", _every(1, "\u0335\u0301")),
    Way("no-break", "no-break and thin blanks", lambda v: v.replace(" ", "\u202f")),
    Way("full-width", "full-width forms", _shift(0xFF21, 0xFF41, 0xFF10)),
    Way("mathematical", "mathematical bold", _shift(0x1D400, 0x1D41A, 0x1D7CE)),
    Way("double-struck", "mathematical sans-serif and double-struck digits", _shift(0x1D5A0, 0x1D5BA, 0x1D7D8)),
    Way("small-capitals", "small capitals", _each(_SMALL_CAPS), LETTERS),
    Way("circled", "circled letters and digits", _circled),
    Way("squared", "squared letters", lambda v: _shift(0x1F130, 0, 0)(v.upper()), LETTERS),
    Way("regional", "regional indicator letters", lambda v: _shift(0x1F1E6, 0, 0)(v.upper()), LETTERS),
    Way("keycaps", "keycap emoji for digits", _keycap, NUMBERS),
    Way("superscript", "superscript digits", _digits("⁰¹²³⁴⁵⁶⁷⁸⁹"), NUMBERS),
    Way("arabic-digits", "Arabic-Indic digits", _digits("٠١٢٣٤٥٦٧٨٩"), NUMBERS),
    Way("devanagari", "Devanagari digits", _digits("०१२३४५६७८९"), NUMBERS),
    Way("cyrillic", "Cyrillic look-alikes", _each(_CYRILLIC), (*LETTERS, "IBAN", "social security no.")),
    Way("greek", "Greek look-alikes", _each(_GREEK), (*LETTERS, "IBAN", "social security no.")),
    Way("upside-down", "upside-down letters", lambda v: _each(_UPSIDE_DOWN)(v.lower())[::-1]),
    Way("accents", "needless accents", lambda v: v.translate(str.maketrans("aeiourn", "àéíòùřñ")), LETTERS),
    Way("leet", "leetspeak", lambda v: v.translate(str.maketrans("aeiost", "431057")), LETTERS),
    Way("ocr", "O for 0, l for 1", lambda v: v.replace("0", "O").replace("1", "l"), NUMBERS),
    Way("blanks", "a blank behind each character", _words_between(" ")),
    Way("hyphens", "hyphens between characters", _words_between("-")),
    Way("dots", "dots between characters", _words_between(".")),
    Way("underscores", "underscores between characters", _words_between("_")),
    Way("slashes", "slashes between characters", _words_between("/")),
    Way("asterisks", "asterisks between characters", _words_between("*")),
    Way("pipes", "bars between characters", _words_between("|")),
    Way("commas", "commas between characters", _words_between(", ")),
    Way("dashes", "dashes between groups", lambda v: "–".join(_groups(v)), NUMBERS),
    Way("double-hyphens", "two hyphens between groups", lambda v: " -- ".join(_groups(v)), NUMBERS),
    Way("brackets", "brackets around groups", lambda v: "".join(f"({group})" for group in _groups(v)), NUMBERS),
    Way("emoji", "an emoji between characters", _words_between("🙂")),
    Way("lines-apart", "each character on its own line", _between("\n")),
    Way("split-lines", "groups on lines of their own", lambda v: "\n".join(_groups(v)), NUMBERS),
    Way("cells", "groups in table cells", lambda v: " | ".join(_groups(v)), NUMBERS),
    Way("line-break", "hyphenated at a line end", _broken, ("name", "address")),
    Way("bold", "Markdown bold inside", lambda v: f"**{_half(v)[0]}**{_half(v)[1]}"),
    Way("tags-inside", "HTML tags inside", _every(4, "<b></b>")),
    Way("comments", "HTML comments inside", _every(4, "<!-- x -->")),
    Way("concatenation", "pieces joined in code", lambda v: f'"{_half(v)[0]}" + "{_half(v)[1]}"'),
    Way("array", "a list of characters in code", lambda v: str(list(v))),
    Way("entities", "HTML entities, decimal", lambda v: "".join(f"&#{ord(char)};" for char in v)),
    Way("hex-entities", "HTML entities, hexadecimal", lambda v: "".join(f"&#x{ord(char):x};" for char in v)),
    Way("entities-twice", "HTML entities written twice", lambda v: "".join(f"&amp;#{ord(char)};" for char in v)),
    Way("json", "JSON escapes", lambda v: "".join(f"\\u{ord(char):04x}" for char in v)),
    Way("x-escapes", "\\x escapes", _codes("\\x{:02x}", "")),
    Way("percent", "percent-encoding", _codes("%{:02X}", "")),
    Way("percent-twice", "percent-encoding twice", _codes("%25{:02X}", "")),
    Way("quoted-printable", "quoted-printable", _quoted, ("name", "address")),
    Way("mime-word", "MIME encoded word", lambda v: f"=?utf-8?B?{_base64(v)}?="),
    Way("utf-7", "UTF-7", _utf7),
    Way("base64", "Base64", _base64),
    Way("base64url", "Base64 for URLs, no padding", _base64_for_urls),
    Way("base64-twice", "Base64 twice", lambda v: _base64(_base64(v))),
    Way("base64-gzip", "gzip in Base64", lambda v: base64.b64encode(gzip.compress(v.encode(), mtime=0)).decode()),
    Way("base64-reversed", "Base64 written backwards", lambda v: _base64(v)[::-1]),
    Way("base32", "Base32", lambda v: base64.b32encode(v.encode()).decode()),
    Way("base85", "Base85", lambda v: base64.b85encode(v.encode()).decode()),
    Way("hex", "hexadecimal", lambda v: v.encode().hex()),
    Way("hex-blanks", "hexadecimal, a blank behind each byte", _codes("{:02x}")),
    Way("hex-0x", "0x before each byte", _codes("0x{:02x}", ", ")),
    Way("binary", "binary", _codes("{:08b}")),
    Way("decimal", "decimal character codes", _codes("{}")),
    Way("octal", "octal escapes", _codes("\\{:03o}", "")),
    Way("morse", "Morse code", lambda v: " ".join(_MORSE.get(char.lower(), char) for char in v)),
    Way("braille", "Braille", _braille, ("name",)),
    Way("rot13", "ROT13", lambda v: codecs.encode(v, "rot13"), (*LETTERS, "IBAN", "social security no.")),
    Way("caesar", "Caesar shift by three", _caesar(3), (*LETTERS, "IBAN", "social security no.")),
    Way("atbash", "Atbash", _atbash, (*LETTERS, "IBAN", "social security no.")),
    Way("rot47", "ROT47", _rot47),
    Way("backwards", "written backwards", lambda v: v[::-1]),
    Way("words-backwards", "each word written backwards", lambda v: " ".join(word[::-1] for word in v.split())),
    Way("said", "digits as words, one by one", _said, NUMBERS),
    Way("said-in-pairs", "digits as words, in pairs", _said_in_pairs, NUMBERS),
    Way("said-in-english", "digits as English words", _said_in_english, NUMBERS),
    Way("at-punkt", "at and punkt as words", _at_punkt, ("e-mail",)),
    Way("at-bracket", "(at) and [dot]", lambda v: v.replace("@", "(at)").replace(".", "[dot]"), ("e-mail",)),
    Way("no-at", "the sign left out by a blank", lambda v: v.replace("@", " @ ").replace(".", " . "), ("e-mail",)),
    Way("spelled", "spelling alphabet", _spelled, ("name",)),
    Way("spelled-as", "“p wie Paula”", _spelled_as, ("name",)),
)  # fmt: skip

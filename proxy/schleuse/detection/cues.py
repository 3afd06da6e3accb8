"""Where names stand: behind salutations, roles and titles, in forms and tables, in greetings and signatures.

Each rule yields (start, end, score). Scores: 0.9 and more where the cue leaves no doubt ("Herrn Müller", a column
"Nachname"), 0.6 to 0.8 where the words have to look like a name as well.
"""

import re
from collections.abc import Iterator

from schleuse.detection import names
from schleuse.detection.fields import Field, fields
from schleuse.detection.names import WORD, is_first, is_function, is_last, is_ordinary, is_particle, is_role, read, titles
from schleuse.detection.normalise import View

type Found = tuple[int, int, float]

_SALUTATION = re.compile(
    r"(?<![\w-])(?:herrn?|hr\.|hrn\.|frau(?!en)|fr\.|fräulein|frl\.|familien?|fam\.|eheleuten?|ehepaar(?:es|s)?|witwer?|erbengemeinschaft|geschwistern?|mr\.?|mrs\.?|ms\.?|miss|mister|madame|monsieur|señora?|signora?|pani?|sayın|bay|bayan|ông|bà|domnul|doamna)[ ]{1,2}(?=[^\W\d_])",
    re.IGNORECASE,
)
_ROLE_WORD = re.compile(r"(?<![\w-])[A-Za-zÄÖÜäöüß]{3,40}(?=[ ](?:[A-ZÄÖÜÀ-Ž]|(?:van|von|de|el|al|der) ))")
_ROLE_COLON = re.compile(r"(?<![\w-])[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{2,40}(?:\*in|/in|:in|\(in\))?:[ ](?=[A-ZÄÖÜÀ-Ž])")
_TITLE = re.compile(rf"(?<![\w-])(?:Dr|Prof|Dipl|Mag|RA|RAin|VA|RM|FM|OFM|HFM|OBM|HBM|BM|BI|KHK|PHK|POK|PK|StR|StRin|OStR|OStRin|MdB|MdL|Pfr|Schw|dr|prof|doktor)\.?(?:-[A-Z][a-z]+\.?)?[ ]{{1,2}}(?=(?:{names.TITLES}[ ])*[^\W\d_])")
_MAIDEN = re.compile(r"(?<![\w-])(?:geb\.|geborene[rn]?|verw\.|verwitwete|gesch\.|vormals|bisher|früher|né[e]?|z domu|z d\.)[ ](?!am\b|in\b|den\b)(?=[^\W\d_])", re.IGNORECASE)
_PHRASE = re.compile(
    r"(?<![\w-])(?:mein name ist|ich heiße|ich heisse|ich bin(?: der| die)?|er heißt|sie heißt|heißt|heisst|namens|mit namen|unter dem namen|name lautet|my name is|i am|name is|benim adım|adım|ben|numele meu este|mă numesc|me llamo|mi nombre es|je m'appelle|mi chiamo|nazywam się|jestem|mam na imię|меня зовут|мене звати|меня звать|я,|мой сын|мой муж|моя дочь|моя жена|мій син|моя дочка|мой брат|tôi tên là|tôi là)[ ](?=[^\W\d_])",
    re.IGNORECASE,
)
_GREETING = re.compile(r"(?:^|\n|[\"(>]|[.!?,] )[ \t>]{0,6}(?:hallo|hi|hey|moin|servus|liebe[rs]?|guten (?:tag|morgen|abend)|grüß gott|tach|werte[rs]?|sehr geehrte[rs]?|dear|hello|cher|chère|caro|cara|merhaba|dzień dobry)[ ]{1,2}(?=[^\W\d_])", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?<![\w-])(?:(?:mit )?(?:freundlichen?|besten?|herzlichen?|vielen|lieben?|viele|schönen|kollegialen) (?:freundlichen |kollegialen )?gr(?:ü|ue)(?:ß|ss)e?n?|gr(?:uß|uss|üße|uesse)|mfg|lg|vg|bg|hochachtungsvoll|kind regards|best regards|regards|sincerely|yours|cordialement|saygılarımla|i\. ?a\.|i\. ?v\.|i\. ?A\.|im auftrag(?:e)?|in vertretung|gez\.|gezeichnet|unterschrift)"
    r"[ ]?[,:]?[ ]{0,2}(?:(?:im auftrag|i\. ?a\.|i\. ?v\.|in vertretung|gez\.|ihre?|eure?|dein[e]?|von)[ ,]{0,2})?(?:\n[ \t>]{0,6}){0,3}(?:(?:im auftrag|i\. ?a\.|i\. ?v\.|gez\.)[ ,]{0,2}(?:\n[ \t>]{0,6}){0,2})?(?=[^\W\d_])",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"(?m)^[> ]{0,4}\[[^\]\n]{4,30}\][ ](?P<name>[^:\n\[\]]{2,40}):(?= )")
_THREAD = re.compile(r"(?m)(?:^|\n|> ?)(?:Am [^\n]{6,60}? )?(?:schrieb|wrote)[ ](?=[A-ZÄÖÜÀ-Ž])")
_MAIL_NAME = re.compile(r"(?P<name>[^\W\d_][^\n<>:;,\"]{2,50}?)[\"]?[ ]<[\w.%+-]{1,64}@")
_SPELLED = re.compile(r"(?i)(?<!\w)[a-zäöü] wie \w{2,14}(?:,? (?:und )?[a-zäöü] wie \w{2,14}){2,30}")
_FILE = re.compile(r"(?<![^\W_])(?=(?P<first>[^\W\d_]{2,25})[_](?P<last>[^\W\d_]{2,25}(?:-[^\W\d_]{2,25})?)(?:[_./\\\s]|$))")
_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZÄÖÜ]\. ?){1,2}(?:(?:von|van|de|der|den|al)[ ]){0,2}(?P<last>[A-ZÄÖÜÀ-Ž][^\W\d_]{1,25}(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]{1,25})?)(?![\w])")
_SHORTENED = re.compile(r"(?<![\w-])(?P<first>[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)[ ](?P<initial>[A-ZÄÖÜ]\.)(?!\w|[ ]?[A-ZÄÖÜ]\.|\d)")
_TWO_INITIALS = re.compile(r"(?<![\w.])(?:Kind|Kindes|Sohn|Tochter|Schüler|Schülerin|Jugendliche[rn]?|Klient|Klientin|Patient|Patientin|Mutter|Vater|Bewohner|Bewohnerin|KM|KV)[ ](?P<name>[A-ZÄÖÜ]\.[ ]?[A-ZÄÖÜ]\.)")
_COMMA = re.compile(
    r"(?<![\w-])(?P<last>(?:(?:von|van|de|der|den|Al|El|al|el|Meyer zu|Ó|Mac|Mc)[ ]){0,3}[A-ZÄÖÜÀ-Ž][^\W\d_]+(?:[-'][A-ZÄÖÜÀ-Ž]?[^\W\d_]+)*(?: [A-ZÄÖÜÀ-Ž][^\W\d_]+)?),[ ]?(?P<first>[A-ZÄÖÜÀ-Ž][^\W\d_]+(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]+)*(?: [A-ZÄÖÜÀ-Ž][^\W\d_]+)?)(?![\w-])"
)
_HAN = re.compile(r"\((?P<name>[\u4e00-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}|[\u0600-\u06ff ]{4,30})\)")

_KEY_NAME = re.compile(
    r"(?:(?:vor|nach|zu|familien|geburts|ruf|voll(?:er|ständiger)?|kunden|patienten|antragsteller|mitarbeiter|halter|eltern|kindes|schüler|display|full|given|sur|first|last|middle|holder|account)[- ]?names?|(?:vor|nach|familien|geburts)namen?|name(?:n)?|name surname|surname|given|holder|inhaber(?:in)?|kontoinhaber(?:in)?|zahlungspflichtiger?|zahlungsempfänger(?:in)?"
    r"|vor und (?:nach|zu)name|name,? vorname|vorname n|namen? der .{3,20}|n|v)"
)
_KEY_PERSON = re.compile(
    r"(?:(?:die |der |den |dem |des |ihre? |unser(?:e|er)? )?(?:ansprech(?:partner|person)|kontakt(?:person)?|sachbearbeit(?:er|ung)|bearbeit(?:er|et(?: von| durch)?)|empfänger|absender|auftraggeber|lieferant|redner|paar|abholberechtigte?|darf abholen|nutzungsberechtigte?r?|nutzer|erziehungsberechtigte?|anzeigende?r?|von|an|cc|bcc|from|to|gez|i a|i v|im auftrag|unterschrift|anwesend|entschuldigt|teilnehme(?:r|nde)|auskunft erteilt|dozent|protokoll|verteiler|kläger|gegner|eig|verstorbene r|entwurfsverfasser|einwender|bewerber|mitarbeiter|unterzeichner|wohnungsgeber|es schreibt ihnen|auskunft|rm|kind|mutter|vater|leitung|vorgang bearbeitet|name des .{3,20}|patron|borrower|owner|person|bezieher|einsatzleiter|zeugin|zeuge|halter|fahrer|dolmetscher(?:in)? für \w+)(?:in(?:nen)?)?)"
)
_NOT_NAMES = re.compile(r"(?:user|benutzer|login|datei|file|host|domain|produkt|firmen|firma|straßen|orts|spalten|feld|klassen|server|projekt|schul|vereins|gruppen|app|package|class|event|service|table|column|display ?id|path|image|container|station|spaltennamen?|tabellen)[- ]?(?:name|path)")
_AND = re.compile(r"[ ]?(?:und|and|&|u\.|\+|/|i)[ ]?")


def _skip(text: str, start: int, end: int) -> int:
    start = titles(text, start, end)
    again = _SALUTATION.match(text, start, end)
    return titles(text, again.end(), end) if again else start


def cues(view: View) -> Iterator[Found]:
    """Yield all names that a rule finds."""
    text = view.text
    capitals = _mostly_capitals(text)
    yield from _salutations(text, capitals)
    yield from _roles(text)
    yield from _phrases(text, capitals)
    yield from _letters(text)
    yield from _forms(view)
    yield from _written(text)
    yield from _marked(text)
    yield from _pairs(text)


def _mostly_capitals(text: str) -> bool:
    letters = [char for char in text[:2000] if char.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _salutations(text: str, capitals: bool) -> Iterator[Found]:
    for match in _SALUTATION.finditer(text):
        start = _skip(text, match.end(), min(len(text), match.end() + 120))
        cue = match.group().strip().lower()
        word = WORD.match(text, start)
        if word is None:
            continue
        lower = word.group()[0].islower() and not is_particle(word.group())
        capital_cue = match.group()[0].isupper() and not match.group().strip().isupper()
        if lower:
            # "herrn müller" yes, "die frau hat" no: the word must be no ordinary one, or a surname behind "herr".
            bare = word.group().rstrip(".")
            if is_function(bare) or is_role(bare) and not is_last(bare):
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
            yield from _joined(text, end)
    for match in _TITLE.finditer(text):
        start = _skip(text, match.end(), min(len(text), match.end() + 120))
        word = WORD.match(text, start)
        if word is None or is_function(word.group()):
            continue
        lower = word.group()[0].islower()
        end = read(text, start, min(len(text), start + 100), strict=True, lower=lower)
        if end > start and not (lower and is_ordinary(word.group())):
            yield start, end, 0.85


def _joined(text: str, end: int) -> Iterator[Found]:
    """The second of two: "Herr Müller und Schmidt", "Khaled und Nour Darwish"."""
    joint = _AND.match(text, end)
    if joint and text[joint.end() : joint.end() + 1].isupper():
        start = _skip(text, joint.end(), min(len(text), joint.end() + 100))
        stop = read(text, start, min(len(text), start + 80), strict=True)
        word = WORD.match(text, start)
        if stop > start and word and (is_first(word.group()) or is_last(word.group())):
            yield start, stop, 0.75


def _roles(text: str) -> Iterator[Found]:
    for match in _ROLE_WORD.finditer(text):
        if is_role(match.group()) and not names.is_office(match.group()):
            yield from _behind_role(text, match.end() + 1)
    for match in _ROLE_COLON.finditer(text):
        word = match.group().rstrip(": ").removesuffix("*in").removesuffix("/in").removesuffix(":in").removesuffix("(in)")
        if is_role(word):
            yield from _behind_role(text, match.end())
    for match in _TWO_INITIALS.finditer(text):
        yield match.start("name"), match.end("name"), 0.8


def _behind_role(text: str, start: int) -> Iterator[Found]:
    start = _skip(text, start, min(len(text), start + 120))
    word = WORD.match(text, start)
    if word is None:
        return
    bare = word.group().rstrip(".")
    listed = is_first(bare) or is_last(bare)
    if bare.isupper() and len(bare) <= 4 and not listed or is_ordinary(bare) and not listed:
        return
    end = read(text, start, min(len(text), start + 100), strict=True)
    if end > start and _is_clean(text, start, end):
        yield start, end, 0.85 if listed and not is_ordinary(bare) else 0.65
        yield from _joined(text, end)


def _is_clean(text: str, start: int, end: int) -> bool:
    """Whether no street, firm or the like goes on behind the name."""
    return not names.is_placeholder(text[start:end]) and _FIRM.match(text, end) is None


_FIRM = re.compile(
    r"(?:[ ](?:&|und) (?:Co\b|Söhne|Partner|Kollegen)|[ ](?:GmbH|mbH|AG|KG|OHG|UG|SE|GbR|Ltd|Inc|e\.V\.|gGmbH)|-?(?:[Ss]tr(?:aße|asse|\.)|[Pp]latz|[Aa]llee|[Ww]eg|[Rr]ing|[Gg]asse|[Ss]chule|[Gg]ymnasium|[Pp]ark|[Hh]aus|[Ss]tiftung|[Kk]irche|[Bb]rücke|[Uu]fer)\b|-[A-ZÄÖÜ]|[ ](?:Straße|Platz|Allee|Ring|Museum|Stiftung|Schule|Gymnasium|Park|Klinik)\b)"
)


def _phrases(text: str, capitals: bool) -> Iterator[Found]:
    for pattern, score in ((_MAIDEN, 0.85), (_PHRASE, 0.85)):
        for match in pattern.finditer(text):
            start = _skip(text, match.end(), min(len(text), match.end() + 120))
            word = WORD.match(text, start)
            if word is None or is_function(word.group()):
                continue
            bare = word.group().rstrip(".")
            lower = bare[0].islower() and bare[0].isascii()
            if is_role(bare) or is_ordinary(bare) and not is_last(bare) and not is_first(bare):
                continue
            weak = match.group().strip().lower() in {"ich bin", "ich bin der", "ich bin die", "i am", "ben", "jestem", "heißt", "heisst", "bisher", "früher", "vormals"}
            if weak and not (is_first(bare) or (is_last(bare) and not lower)):
                continue
            if lower and not (is_first(bare) or is_last(bare) or pattern is _MAIDEN):
                continue
            end = read(text, start, min(len(text), start + 100), lower=lower)
            if end > start:
                yield start, end, score
    for match in _SPELLED.finditer(text):
        yield match.start(), match.end(), 0.8
    for match in _HAN.finditer(text):
        if text[max(0, match.start() - 2) : match.start()].strip()[-1:].isalpha():
            yield match.start("name"), match.end("name"), 0.7


def _letters(text: str) -> Iterator[Found]:
    for match in _GREETING.finditer(text):
        start = _skip(text, match.end(), min(len(text), match.end() + 120))
        yield from _alone(text, start, ",!\n:.–-", 0.85)
    for match in _CLOSING.finditer(text):
        start = _skip(text, match.end(), min(len(text), match.end() + 120))
        yield from _alone(text, start, "\n,(|-–\"”“<=", 0.85)
    for match in _SPEAKER.finditer(text):
        start = _skip(text, match.start("name"), match.end("name"))
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
    for match in _MAIL_NAME.finditer(text):
        start = match.start("name")
        end = read(text, _skip(text, start, match.end("name")), match.end("name"), strict=True)
        word = WORD.match(text, start)
        if word and end >= match.end("name") - 1 and not is_role(word.group()):
            yield start, end, 0.85


def _comma_or_plain(text: str, start: int) -> int:
    match = _COMMA.match(text, start)
    if match and is_first(WORD.match(match["first"]).group()):  # type: ignore[union-attr]
        return match.end()
    return read(text, _skip(text, start, start + 80), min(len(text), start + 80), strict=True)


def _alone(text: str, start: int, enders: str, score: float) -> Iterator[Found]:
    """A name that fills the rest of its line or stands before a comma."""
    word = WORD.match(text, start)
    if word is None:
        return
    bare = word.group().rstrip(".")
    if is_function(bare) or is_role(bare) or (bare.lower() in {"damen", "herren", "kolleginnen", "kollegen", "zusammen"}):
        return
    lower = bare[0].islower()
    if lower and not (is_first(bare) or is_last(bare)):
        return
    end = read(text, start, min(len(text), start + 80), strict=is_ordinary(bare), lower=lower)
    if end <= start:
        return
    behind = text[end : end + 2].lstrip(" ")[:1]
    if behind and behind not in enders:
        # "LG knut" ends a line, "Gruß Anna vom Bauamt" does not, but Anna is listed.
        if not is_first(bare) or lower:
            return
    first_listed = is_first(bare)
    if is_ordinary(bare) and not first_listed and not is_last(bare):
        return
    if not first_listed and not is_last(bare) and " " not in text[start:end] and (bare.isupper() or lower):
        return
    if _FIRM.match(text, end) or names.is_placeholder(text[start:end]):
        return
    yield start, end, score


def _forms(view: View) -> Iterator[Found]:
    text = view.text
    for field in fields(view):
        key = field.key
        if _NOT_NAMES.search(key):
            continue
        name_key = _KEY_NAME.fullmatch(key) is not None
        if key in {"n", "v"} and field.kind != "xml":
            continue
        if name_key or _KEY_PERSON.fullmatch(key) or is_role(key.rpartition(" ")[2].removesuffix(" in")) and field.kind != "form" and len(key) < 30:
            yield from _value(text, field, strong=name_key)


def _value(text: str, field: Field, *, strong: bool) -> Iterator[Found]:
    start, end = field.start, field.end
    if field.kind == "form":
        # The value of a form line ends at two blanks, a bracket, a tab or the next "Key:".
        stop = re.compile(r"[ ]{2,}|[(<\t{\[]|[,;] ?[^\W\d_][\w.-]{1,20}:|(?<=[a-zäöüß]{4})[.] [A-ZÄÖÜ]").search(text, start, end)
        end = stop.start() if stop else end
    if end - start > 90:
        end = start + 90
    while start < end and text[start] in " \"'":
        start += 1
    start = _skip(text, start, end)
    if start >= end or text[start].isdigit() or text[start] in "<[{$%":
        return
    comma = _COMMA.match(text, start, end)
    if comma and not is_role(comma["first"]) and (strong or is_first(comma["first"].split(" ")[0].split("-")[0])):
        if not is_ordinary(comma["last"]) or is_last(comma["last"]):
            if strong and (is_first(comma["first"].split()[0]) or not is_ordinary(comma["first"].split()[0])):
                yield start, comma.end(), 0.95
                return
    position = start
    found = 0
    while position < end and found < 6:
        position = _skip(text, position, end)
        word = WORD.match(text, position, end)
        if word is None:
            return
        bare = word.group().rstrip(".")
        cell = field.kind != "form"
        lower = bare[0].islower() and not is_particle(bare)
        if is_function(bare) and not is_particle(bare) or names.is_placeholder(bare):
            return
        if is_role(bare) and not (is_last(bare) and strong) or bare.isupper() and len(bare) < 5 and not strong and not is_first(bare):
            return
        if lower and not (is_first(bare) or is_last(bare)):
            return
        if not strong and is_ordinary(bare) and not is_first(bare) and not is_last(bare):
            return
        if not cell and is_ordinary(bare) and not is_first(bare) and not is_last(bare):
            return
        stop = read(text, position, end, lower=lower, strict=not strong and not cell)
        if stop <= position:
            return
        if cell and strong and stop < end and re.fullmatch(r"[^\W\d_'. -]*(?:[ -][^\W\d_'.-]+){1,3}", text[position:end]) and not any(is_function(each.group()) for each in WORD.finditer(text, position, end)):
            # A cell headed "Name" is a name to its end, whatever the lists know.
            if sum(1 for each in WORD.finditer(text, position, end) if each.group()[0].isupper() or is_particle(each.group())) == len(WORD.findall(text, position, end)):
                stop = end
        if text[stop : stop + 1] == "." and len(text[:stop].rpartition(" ")[2]) == 1:
            stop += 1
        if _FIRM.match(text, stop) and not (is_first(bare) and " " in text[position:stop]):
            return
        yield position, stop, 0.95 if strong else 0.8
        found += 1
        joint = re.compile(r"[ ]?(?:/|;|\||und\b|and\b|&|,|mit\b|sowie\b)[ ]?").match(text, stop, end)
        if joint is None:
            return
        position = joint.end()


def _written(text: str) -> Iterator[Found]:
    """Names by the way they are written: "Nachname, Vorname", "B. Sauer", "Dominik Z.", file names."""
    for match in _COMMA.finditer(text):
        first = WORD.match(match["first"])
        last_word = match["last"].split(" ")[-1]
        if first is None or not is_first(first.group()) or is_first(last_word) and not is_last(last_word):
            continue
        if is_role(last_word) or is_ordinary(last_word) and not is_last(last_word) or is_role(first.group()):
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
    for match in _INITIALS.finditer(text):
        last = match["last"]
        if (is_last(last) or not is_ordinary(last)) and not is_role(last) and not is_function(last) and _is_clean(text, match.start(), match.end()):
            if not re.search(r"(?i)\b(?:abs|nr|art|i|z|u|d|v|o|s|b)\.? ?$", text[max(0, match.start() - 4) : match.start()]) and not re.match(r"(?:[iuzdso]\. ?|a\. ?)", match.group(), re.IGNORECASE) or is_last(last):
                yield match.start(), match.end(), 0.7 if is_last(last) else 0.55
    for match in _SHORTENED.finditer(text):
        first = match["first"]
        if is_first(first) and first[0].isupper() and not is_role(first) and not (is_ordinary(first) and not is_first(first)):
            yield match.start(), match.end(), 0.75
    for match in _FILE.finditer(text):
        first, last = match["first"], match["last"]
        if is_first(first) and (is_last(last) or last[0].isupper() and not is_ordinary(last)) or is_first(last) and (is_last(first) or first[0].isupper() and not is_ordinary(first)):
            if first[0].isupper() and last[0].isupper():
                yield match.start("first"), match.end("last"), 0.75


_AGED = re.compile(r"(?<![\w-])(?P<name>[A-ZÄÖÜÀ-Ž][^\W\d_]{1,20}(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]{1,20})?(?:[ ][A-ZÄÖÜÀ-Ž][^\W\d_]{1,25}(?:-[A-ZÄÖÜÀ-Ž][^\W\d_]{1,25})?)?)[ ]\(\d{1,2}(?:[ ](?:J\.|Jahre|Monate))?[,)]")
_NOBLE = re.compile(r"(?<![\w-])(?P<name>(?:[A-ZÄÖÜ][^\W\d_]{1,20}(?:-[A-ZÄÖÜ][^\W\d_]{1,20})?[ ])?(?:Freiherr|Freifrau|Freiin|Graf|Gräfin|Edler|Edle|Ritter|Prinz|Prinzessin|Fürst|Baron|Baronin)[ ](?:(?:von|zu|und|vom|zur|der|auf)[ ]){0,4}[A-ZÄÖÜ][^\W\d_]{2,25}(?:-[A-ZÄÖÜ][^\W\d_]{2,25})?)")
_ALONE_LOWER = re.compile(r"(?<![\w.@/-])(?P<name>[a-zäöü][a-zà-ž]{2,15})(?![\w@.-]*[@\w])")
_HINT_BEFORE = frozenset("von für mit an bei das dass mama papa oma opa vorname name heißt heisst kind sohn tochter mutter vater bruder schwester wegen hallo hi liebe lieber jannis".split())
_HINT_BEHIND = frozenset("hat ist war will wird kommt kam fällt aus wohnt sagt sagte soll kann möchte braucht holt holte macht geht muss heißt arbeitet schreibt meint findet bekommt kriegt".split())


def _marked(text: str) -> Iterator[Found]:
    """Names with an age behind, of nobility, and single first names in texts without capitals."""
    for match in _AGED.finditer(text):
        first = match["name"].split(" ")[0]
        if is_first(first) and not is_role(first):
            yield match.start("name"), match.end("name"), 0.75
    for match in _NOBLE.finditer(text):
        start = match.start("name")
        lead = match["name"].split(" ")[0]
        if not names.is_particle(lead) and (is_function(lead) or is_ordinary(lead) and not is_first(lead)):
            start += len(lead) + 1
        yield start, match.end("name"), 0.75
    if not in_lower_case(text):
        return
    for match in _ALONE_LOWER.finditer(text):
        word = match["name"]
        if not is_first(word) or is_ordinary(word) or is_role(word) or is_function(word):
            continue
        before = text[max(0, match.start() - 20) : match.start()].split()
        behind = text[match.end() : match.end() + 20].split()
        if before and before[-1].strip(",.") in _HINT_BEFORE or behind and behind[0].strip(",.") in _HINT_BEHIND:
            yield match.start(), match.end(), 0.6


def in_lower_case(text: str) -> bool:
    """Whether a text is written without capitals, as in chats and dictation."""
    sample = text[:3000]
    words_seen = [match.group() for match in WORD.finditer(sample)]
    return len(words_seen) >= 4 and sum(word[0].isupper() for word in words_seen) <= 0.08 * len(words_seen)


def _pairs(text: str) -> Iterator[Found]:
    """First name and surname side by side, both from the lists; also in lower case and capitals."""
    previous: re.Match[str] | None = None
    for match in WORD.finditer(text):
        word = match.group().rstrip(".")
        if previous is not None and text[previous.end() : match.start()] == " " and not previous.group().endswith("."):
            first = previous.group()
            if len(first) > 2 and len(word) > 2 and is_first(first) and not (is_ordinary(first) or is_role(first) or is_function(first)):
                capital = first[0].isupper() and word[0].isupper()
                ordinary = is_ordinary(word) or is_role(word) or is_function(word)
                known = is_last(word) and not ordinary
                if known or capital and not ordinary and not first.isupper():
                    end = read(text, previous.start(), min(len(text), previous.start() + 90), strict=True, lower=not capital)
                    if end >= match.end() - 1 and _is_clean(text, previous.start(), end):
                        yield previous.start(), end, (0.8 if known else 0.7) if capital else 0.65
        previous = match

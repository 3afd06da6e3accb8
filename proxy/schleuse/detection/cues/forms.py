"""Names in forms, tables, JSON and XML: values whose key says that they are names or persons."""

import re
from collections.abc import Iterator

from schleuse.detection import names
from schleuse.detection.cues.parts import FIRM, SURNAME_FIRST, Found, skip
from schleuse.detection.fields import Field, fields
from schleuse.detection.names import WORD, is_first, is_function, is_last, is_ordinary, is_particle, is_role, read
from schleuse.detection.normalise import View

_KEY_NAME = re.compile(
    r"(?:(?:vor|nach|zu|familien|geburts|ruf|voll(?:er|ständiger)?|kunden|patienten"
    r"|antragsteller|mitarbeiter|halter|eltern|kindes|schüler|display|full|given|sur|first"
    r"|last|middle|holder|account)[- ]?names?|(?:vor|nach|familien|geburts)namen?|name(?:n)?"
    r"|name surname|surname|given|holder|inhaber(?:in)?|kontoinhaber(?:in)?"
    r"|zahlungspflichtiger?|zahlungsempfänger(?:in)?"
    r"|vor und (?:nach|zu)name|name,? vorname|vorname n|namen? der .{3,20}|n|v)"
)
_KEY_PERSON = re.compile(
    r"(?:(?:die |der |den |dem |des |ihre? |unser(?:e|er)? )?(?:ansprech(?:partner|person)"
    r"|kontakt(?:person)?|sachbearbeit(?:er|ung)|bearbeit(?:er|et(?: von| durch)?)|empfänger"
    r"|absender|auftraggeber|lieferant|redner|paar|abholberechtigte?|darf abholen"
    r"|nutzungsberechtigte?r?|nutzer|erziehungsberechtigte?|anzeigende?r?|von|an|cc|bcc|from"
    r"|to|gez|i a|i v|im auftrag|unterschrift|anwesend|entschuldigt|teilnehme(?:r|nde)"
    r"|auskunft erteilt|dozent|protokoll|verteiler|kläger|gegner|eig|verstorbene r"
    r"|entwurfsverfasser|einwender|bewerber|mitarbeiter|unterzeichner|wohnungsgeber"
    r"|es schreibt ihnen|auskunft|rm|kind|mutter|vater|leitung|vorgang bearbeitet"
    r"|name des .{3,20}|patron|borrower|owner|person|bezieher|einsatzleiter|zeugin|zeuge"
    r"|halter|fahrer|dolmetscher(?:in)? für \w+)(?:in(?:nen)?)?)"
)
_NOT_NAMES = re.compile(
    r"(?:user|benutzer|login|datei|file|host|domain|produkt|firmen|firma|straßen|orts|spalten"
    r"|feld|klassen|server|projekt|schul|vereins|gruppen|app|package|class|event|service"
    r"|table|column|display ?id|path|image|container|station|spaltennamen?"
    r"|tabellen)[- ]?(?:name|path)"
)


def forms(view: View) -> Iterator[Found]:
    """Yield the names in named values."""
    text = view.text
    for field in fields(view):
        key = field.key
        if _NOT_NAMES.search(key):
            continue
        name_key = _KEY_NAME.fullmatch(key) is not None
        if key in {"n", "v"} and field.kind != "xml":
            continue
        if (
            name_key
            or _KEY_PERSON.fullmatch(key)
            or (is_role(key.rpartition(" ")[2].removesuffix(" in")) and field.kind != "form" and len(key) < 30)
        ):
            yield from _value(text, field, strong=name_key)


_END = re.compile(r"[ ]{2,}|[(<\t{\[]|[,;] ?[^\W\d_][\w.-]{1,20}:|(?<=[a-zäöüß]{4})[.] [A-ZÄÖÜ]")
"""Where the value of a form line ends: two blanks, a bracket, a tab, the next "Key:", the next sentence."""
_JOINT = re.compile(r"[ ]?(?:/|;|\||und\b|and\b|&|,|mit\b|sowie\b)[ ]?")
_NAME_ONLY = re.compile(r"[^\W\d_'. -]{0,40}(?:[ -][^\W\d_'.-]{1,40}){1,3}")
_LONGEST = 90
_MOST = 6


def _value(text: str, field: Field, *, strong: bool) -> Iterator[Found]:
    """Read the names in a value, one behind the other. ``strong``: the key says "name", not only a role."""
    cell = field.kind != "form"
    stop = None if cell else _END.search(text, field.start, field.end)
    end = min(stop.start() if stop else field.end, field.start + _LONGEST)
    start = field.start
    while start < end and text[start] in " \"'":
        start += 1
    start = skip(text, start, end)
    if start >= end or text[start].isdigit() or text[start] in "<[{$%":
        return
    comma = SURNAME_FIRST.match(text, start, end)
    if comma and strong and _is_surname_first(comma):
        yield start, comma.end(), 0.95
        return
    for found in range(_MOST):
        start = skip(text, start, end)
        word = WORD.match(text, start, end)
        if word is None or not _acceptable(word.group().rstrip("."), strong=strong, cell=cell, further=found > 0):
            return
        if field.kind in {"json", "xml"} and field.key == "name" and _is_thing(word.group()):
            # name="Partitionsname": programs name everything.
            return
        bare = word.group().rstrip(".")
        lower = bare[0].islower() and not is_particle(bare)
        behind = read(text, start, end, lower=lower, strict=not strong and not cell)
        if behind <= start:
            return
        if cell and strong and behind < end and _is_name_only(text, start, end):
            # A cell headed "Name" is a name to its end, whatever the lists know.
            behind = end
        if text[behind : behind + 1] == "." and len(text[:behind].rpartition(" ")[2]) == 1:
            behind += 1
        if FIRM.match(text, behind) and not (is_first(bare) and " " in text[start:behind]):
            return
        yield start, behind, 0.95 if strong else 0.8
        joint = _JOINT.match(text, behind, end)
        if joint is None:
            return
        start = joint.end()


def _is_surname_first(comma: re.Match[str]) -> bool:
    first = comma["first"].split(" ")[0]
    if is_role(first) or (is_ordinary(comma["last"]) and not is_last(comma["last"])):
        return False
    return is_first(first) or not is_ordinary(first)


def _acceptable(word: str, *, strong: bool, cell: bool, further: bool) -> bool:
    """Whether a word may begin a name in a value."""
    listed = is_first(word) or is_last(word)
    if names.is_placeholder(word) or (is_function(word) and not is_particle(word)):
        return False
    if is_role(word) and not (strong and is_last(word)):
        return False
    if not strong and word.isupper() and len(word) < 5 and not is_first(word):
        return False
    if word[0].islower() and not is_particle(word) and not listed:
        # In a column "Nachname" even an unknown word in lower case is one.
        return strong and cell and not further and not is_ordinary(word)
    if is_ordinary(word) and not is_first(word):
        return is_last(word) and not further if not cell or further or not strong else True
    return True


def _is_thing(word: str) -> bool:
    return is_ordinary(word) and not (is_first(word) or is_last(word))


def _is_name_only(text: str, start: int, end: int) -> bool:
    if _NAME_ONLY.fullmatch(text, start, end) is None:
        return False
    found = [match.group() for match in WORD.finditer(text, start, end)]
    return all((word[0].isupper() or is_particle(word)) and not is_function(word) for word in found)

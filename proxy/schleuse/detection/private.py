"""Who is a private person, and which words that look like a name are none.

A name beside "Museum", "GmbH", "Morbus" or in a commentary's citation is no person; holders of public offices, authors
and historic persons are persons, but public ones.
"""

import re
from functools import lru_cache

from schleuse.detection import names
from schleuse.detection.names import WORD, is_first, is_historic
from schleuse.detection.words import words

PLACEHOLDER = 0.35
"""Score of names that stand for no one, as `schleuse.detection.links` knows them."""
PUBLIC = 0.4
"""Score of public figures; below the usual threshold of rules."""

_THINGS_BEFORE = re.compile(
    r"(?i)(?<![^\W\d_])(?:[a-zäöüß]{0,24}(?:handlung|verein|bäckerei|markt|werkstatt|betrieb"
    r"|museum|schule|gymnasium|verlag|stiftung|klinik|apotheke)|bäckerei|metzgerei"
    r"|fleischerei|modehaus|autohaus|spedition|firma|fa\.|bauunternehmen|tischlerei"
    r"|dachtechnik|bedachungen|museum|hotel|gasthof|gasthaus|restaurant|apotheke|verlag"
    r"|stiftung|haus|villa|schloss|burg|schule|grundschule|gymnasium|kita|klinik|krankenhaus"
    r"|platz|park|straße|weg|allee|ring|gasse|morbus|syndrom|methode|verfahren(?: nach)?"
    r"|satz von|gesetz von|formel|test nach|skala|modell|projekt|programm|hunde?s?|katze"
    r"|kater|pferd|rasse|marke|modell|typ|version|stadt|ort|gemeinde|ortsteil|kreis|landkreis"
    r"|fluss|see|berg|region|bezirk|zweckverband|fraktion|partei|band|chor|orchester|team"
    r"|mannschaft|verein|schiff|zug|linie|operation|opus|kv|invention|sonate|sinfonie"
    r"|pizzeria|imbiss|café|salon|kanzlei|praxis|florian|unternehmen|hersteller|produkt"
    r"|software|app|tool)[ ][\"'„“]{0,2}$"
)
_THINGS_BEHIND = re.compile(
    r"[\"'“”]{0,2}(?:[ ]?(?:&|und)[ ](?:Co\b|Söhne|Sohn|Partner|Kollegen)|[ ](?:GmbH|mbH|AG"
    r"|KG|OHG|UG|SE|GbR|Ltd|Inc|gGmbH|S\.A\.|B\.V\.)(?![\w])|[ ]Trockenbau|[ -](?i:str(?:aße"
    r"|asse|\.)|platz|allee|weg|ring|gasse|museum|stiftung|schule)\b|[ -](?:Realschule"
    r"|Gesamtschule|Grundschule|Gymnasium|Park|Kita|Haus|Kirche|Brücke|Ufer|Klinik"
    r"|Krankenhaus|Syndrom|Verfahren|Methode|Flügel|Saal|Halle|Preis|Test|Skala|Formel|Gesetz"
    r"|Rente|Treppe|Invention|Sonate|Fantasie|KV|II\b)"
    r"|-[A-ZÄÖÜ]|[ ]\(\d{3,4}\)|\()"
)
_COMMENTARY = re.compile(
    r"(?:/[A-ZÄÖÜ]|,? (?:BGB|StGB|VwGO|VwVfG|ZPO|StPO|GG|SGB|AO|InsO|BauGB|HGB|DSGVO|GVG|VOB"
    r"|Kommentar|NJW|NVwZ)\b|,? § ?\d|,? Rn\.|,? in: |, (?:Der|Die|Das|Handbuch|Kommentar"
    r"|Lehrbuch|Recht|Grundriss)\b)"
)
_LEGAL = re.compile(
    r"Rn\.|Rdnr|RdNr|juris|Aufl\.|NJW|NVwZ|a\. ?a\. ?O\.|aaO|BeckRS|Kommentar|BGHZ|GRUR|[Uu]rteil|Urt\."
)
_AUTHOR_BEFORE = re.compile(
    r"(?:vgl\.?|so(?: wohl| auch)?|dazu|hierzu|siehe|s\.|in:|in|etwa|ebenso|z\. ?B\.|[;/]"
    r"|a\. ?A\.|statt vieler)[ ]?(?:von )?$"
)
_AUTHOR_BEHIND = re.compile(
    r"[ ]?/[ ]?(?:v\.|von|[A-ZÄÖÜ])|[ ]in[ :]|,[ ](?:a\. ?a\. ?O|aaO|[A-Z][A-Za-z]{1,9}G\b"
    r"|[A-Z][A-Za-z]{2,6}[ ]\d{4}|in:|in )"
)
_NUMBERED = re.compile(r"[ ](?!(?:19|20)\d\d-|\d{1,2}\.[ ]?\d{1,2}\.(?!\d(?!\d))|0\d|\+|\d{8}\b)\d")
_GENERIC = re.compile(
    r"(?i)(?<![^\W\d_])(?:als|ein(?:e|en|em|er|es)?|kein(?:e|en|em|er|es)?|jede[rsnm]?|beim"
    r"|das|des|zum|zur|sagt|ersatz)[ ]$"
)
_PLACE_KEY = re.compile(r"(?i)(?:ort|stadt|land|staatsangehörigkeit|nationalität|kreis)[ ]?[:=|]?[ ]{0,3}$")
_WHO = re.compile(r"(?i)\bwer (?:ist|war|sind|waren)\b[^?.!\n]{0,50}$")
_THINGS = re.compile(
    r"(?:School|College|University|Street|Museum|Schule|Straße|Strasse|Platz|Allee|Weg|Ring|Park|Stiftung|Gymnasium"
    r"|Grundschule|Realschule|Kita|Klinik|Syndrom|Verfahren|Methode|GmbH|AG|KG|Museums|Preis"
    r"|Saal|Halle|Kirche|Haus|Heim|Trockenbau|Team|Gruppe)"
)
_ABOUT = re.compile(
    r"(?i)(?:\b(?:biographie|biografie|kurzbiografie|kurzbiographie|leben und werk|lesung"
    r"|werke?|roman(?:e|en)?|buch|bücher|gedichte?n?|theaterstück|oper|konzert|noten"
    r"|kompositionen?|gemälde|bilder|zitat|ausstellung)\b(?: \w{1,12}){0,3} (?:von|mit|zu"
    r"|über|nach)|\bwer (?:ist|war|sind|waren)|\bbenannt nach|\bheißt (?:\w+ ){0,3}nach"
    r"|\bnach)[ ]$"
)
_STATISTICS = re.compile(
    r"(?i)\b(?:häufigste[nr]?|beliebteste[nr]?|beliebt"
    r"|verbreitetste[nr]?)\b[^\n.]{0,60}\b(?:vor|nach|familien)?namen?\b|\b(?:vor|nach"
    r"|familien)namen\b[^\n.]{0,60}\b(?:häufigste[nr]?|beliebteste[nr]?|statistik|beliebt"
    r"|hitliste)\b"
)
_OFFICE = re.compile(r"(?P<word>[^\W\d_]{4,40})(?: (?:Dr\.|Prof\.|a\. ?D\.|der [A-ZÄÖÜ]\w+|des [A-ZÄÖÜ]\w+)){0,3}[ ]$")
_PARTY = re.compile(
    r"[ ]\((?:CDU|CSU|SPD|FDP|AfD|BSW|Grüne|Bündnis 90/Die Grünen|Die Linke|Linke"
    r"|Freie Wähler|FW|parteilos|MdB|MdL|MdEP)\)"
)


def weigh(text: str, start: int, end: int, score: float, *, ruled: bool) -> float:
    """Return the score of a name, lowered where it belongs to no one or to a public figure, 0 where it is none.

    ``ruled``: a rule found it, not the model alone. Behind a salutation or in a column "Name" (0.9 and more) only
    placeholders and offices count.
    """
    name = text[start:end]
    if names.is_placeholder(name):
        return PLACEHOLDER if "muster" in name.lower() and " " in name else 0.0
    tokens = [token.rstrip(".") for token in WORD.findall(name)]
    if not tokens or any(token.lower().startswith(_EXAMPLES) and names.is_placeholder(token) for token in tokens):
        return 0.0
    before = text[max(0, start - 60) : start]
    if score < 0.9 or not ruled:
        if _is_part(text, start, end) or _is_thing(text, end, before, tokens):
            return 0.0
        if not ruled and (_is_generic(text, end, before, tokens) or _is_cited(text, end, before, tokens)):
            return 0.0
        if _is_quoted(text, start, end) or ((len(tokens) == 1 or "," in name) and _is_statistics(text)):
            return 0.3
        if (
            tokens[0].lower() in words("profession-surnames")
            and len(tokens) == 1
            and _among_professions(text, start, end)
        ):
            return 0.0
        if len(tokens) == 1 and tokens[0].lower() in words("firms"):
            return 0.3
        if is_historic(name) or (len(tokens) <= 2 and is_historic(" ".join(tokens))):
            return PUBLIC if len(tokens) > 1 else 0.2
        if (_ABOUT.search(before) or _WHO.search(before)) and (len(tokens) >= 2 or not ruled):
            return PUBLIC
    office = _OFFICE.search(before)
    if (office and names.is_office(office["word"])) or (_PARTY.match(text, end) and len(tokens) >= 2 and not ruled):
        return PUBLIC
    return score


_EXAMPLES = ("muster", "doe", "xx")


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the name is a part of a longer word: "Müller-Verfahren", ``name_field``."""
    if start == 0:
        return False
    joined = text[start - 1] in "-_" and text[start - 2 : start - 1].isalpha()
    return (joined and "_" not in text[start : end + 1]) or text[start - 1] == "§"


def _is_thing(text: str, end: int, before: str, tokens: list[str]) -> bool:
    """Whether words beside the name tell a firm, street, school, place, disease, animal or product."""
    if _THINGS_BEHIND.match(text, end) or _THINGS.fullmatch(tokens[-1]) or _PLACE_KEY.search(before):
        return True
    if tokens[0] == "M" and tokens[-1].lower() in words("eponyms"):
        return True
    if tokens[0] == "Florian" and re.match(r"[ ]\d", text[end : end + 2]):
        # Call signs of the fire brigades: "Florian Moorhausen 2-LF20-1".
        return True
    if _THINGS_BEFORE.search(before) is None:
        return False
    of_someone = len(tokens) >= 2 and is_first(tokens[0])
    return not of_someone or before.rstrip().lower().endswith(("hund", "katze", "morbus", "museum", "haus"))


def _is_generic(text: str, end: int, before: str, tokens: list[str]) -> bool:
    """Whether a single word of the model stands like a noun: behind an article, before a number."""
    if len(tokens) > 1:
        return False
    if _NUMBERED.match(text, end):
        return True
    return tokens[0][0].isupper() and not is_first(tokens[0]) and _GENERIC.search(before) is not None


def _is_cited(text: str, end: int, before: str, tokens: list[str]) -> bool:
    """Whether the name is that of a commentary's or article's author in a citation."""
    if is_first(tokens[0]):
        return False
    if before.endswith("/") and not before[-2:-1].isspace():
        return True
    if len(tokens) > 3:
        return False
    beside = _AUTHOR_BEFORE.search(before) or _AUTHOR_BEHIND.match(text, end)
    return _COMMENTARY.match(text, end) is not None or (beside is not None and _is_legal(text))


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether quotation marks enclose exactly this name, as around a title; not the quotes of data and code."""
    if start == 0 or end >= len(text) or text[start - 1] not in "\"„“»«'‚" or text[end] not in "\"“”«»'‘’":
        return False
    lead = text[max(0, start - 3) : start - 1].rstrip()
    return not lead or lead[-1] not in "=:,[({|;"


def _among_professions(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 40) : start] + " " + text[end : end + 40]
    others = {word.lower() for word in WORD.findall(around)}
    return len(others & words("profession-surnames")) >= 2


@lru_cache(maxsize=4)
def _is_legal(text: str) -> bool:
    """Whether a text cites law as commentaries and judgments do."""
    return _LEGAL.search(text) is not None


@lru_cache(maxsize=4)
def _is_statistics(text: str) -> bool:
    """Whether a text is about how often names occur."""
    return _STATISTICS.search(text) is not None

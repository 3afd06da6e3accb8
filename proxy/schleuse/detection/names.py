"""What makes a word a name: lists, word classes and the way names are written.

Behind the NER model stands this rules pass. It knows three lists (first names, surnames, ordinary words; sources in
``models/wordlists/README.md``), words for people ("Mutter", "Sachbearbeiterin"), particles ("von der", "al") and
titles, and reads a run of words as a name. It never looks further than the few words beside a cue.
"""

import re
import unicodedata
from functools import lru_cache

from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.words import words

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}
)

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+){0,4}\.?")
TITLES = (
    r"(?:(?:Dr|Prof|Dipl|Ing|Mag|med|jur|phil|rer|nat|habil|h\.c|univ|lic|dent|vet|theol|oec"
    r"|pol|agr|MBA|LL\.M|B\.A|M\.A|B\.Sc|M\.Sc|PD|StR|OStR|StD|RA|RAin|RAe|VA|RM|StA|KHK|PHK"
    r"|POK|KOK|PK|FM|OFM|HFM|LM|OLM|HLM|BM|OBM|HBM|BI|BAR|Sr|Jr|Pfr|Schw|Stadtrat|StRin"
    r"|OStRin|OAR|RDir|MdB|MdL|MdR|Fr|Hr|OStA|cand|stud|Hptm|Lt|Bgm|gew)\.?"
    r"(?:[-/](?:Ing|Med|Jur|Phil|Päd|Psych|Kfm|Kffr|Sozpäd|Verw|Wirt|Inf|Biol|Chem|Geogr|Ök)\.?(?:\(FH\))?)?)"
)
_TITLE = re.compile(rf"{TITLES}(?![\w-])\.?")
_ROLE_TAIL = re.compile(
    r"(?:lehrer(?:in)?|leiter(?:in)?|führer(?:in)?|(?:bürger|haus|brand|bau|werk|schul|polizei|zug|wehr|bade|handwerks|schlosser|kapell|küchen|stadt)meister(?:in)?|anwalt|anwältin|(?:amts"
    r"|regierungs|rechts|studien|schul|bau|medizinal|verwaltungs|kriminal|polizei|brand|forst"
    r"|stadt|gemeinde|archiv)rats?|rätin|inspektor(?:in)?|sekretär(?:in)?|direktor(?:in)?"
    r"|präsident(?:in)?|vorsitzende[rn]?|beauftragte[rn]?|vertreter(?:in)?"
    r"|arbeiter(?:in)?|pfleger(?:in)?|arzt|ärztin|(?:groß|stief|pflege|schwieger|tages|leih"
    r"|zieh|ur|klinder|kindes)(?:mutter|vater|eltern)|(?:stief|pflege|schwieger|enkel"
    r"|adoptiv)(?:tochter|sohn)|(?:halb|stief|kranken|ordens)(?:schwester|bruder)|ehemann"
    r"|kaufmann|fachmann|obmann|feuerwehrmann|amtmann|kauffrau|fachfrau|ehefrau|ratsfrau"
    r"|amtfrau|(?:geschwister|paten|pflege|enkel|klein|schul)kind|freund(?:in)?"
    r"|partner(?:in)?|verwalter(?:in)?|berater(?:in)?|helfer(?:in)?|händler(?:in)?s?"
    r"|techniker(?:in)?"
    r"|prüfer(?:in)?|pädagog(?:e|in)|psycholog(?:e|in)|therapeut(?:in)?|(?:rats|ausschuss"
    r"|vorstands|kreistags|fraktions|familien)mitglied|gesellschafter(?:in)?|fahrer(?:in)?"
    r"|mieter(?:in)?|bewohner(?:in)?|nehmer(?:in)?|geber(?:in)?|betreuer(?:in)?"
    r"|berechtigte[rn]?|pflichtige[rn]?|sanitäter(?:in)?|person|richter(?:in)?"
    r"|referent(?:in)?|dolmetscher(?:in)?|gefährte|gefährtin|schüler(?:in)?|verfasser(?:in)?"
    r"|gutachter(?:in)?|beamt(?:er|e|in)|kandidat(?:in)?|besitzer(?:in)?|inhaber(?:in)?"
    r"|kollege|kollegin|steller(?:in)?|intendant(?:in)?|trainer(?:in)?|chef(?:in)?"
    r"|bürger(?:in)?)$"
)
_NOUN_TAIL = re.compile(
    r"(?:ung|ungen|heit|keit|schaft|schaften|tion|tionen|ismus|ität|nummer|nummern|antrag"
    r"|antrags|anträge|bescheid|bescheids|gesetz|verfahren|amt|amtes|ämter|stelle|stellen"
    r"|behörde|büro|plan|pläne|liste|listen|tabelle|formular|vordruck"
    r"|straße|strasse|str|weg|platz|allee|gasse|schule|kita|klinik|haus|heim|stift|zentrum"
    r"|park|ausschuss|verordnung|satzung|ordnung|recht|rechts|dienst|dienste|system|programm"
    r"|projekt|gruppe|team|kasse|konto|karte|zeichen|datum|daten|akte|akten|frist|termin"
    r"|sitzung|vorlage|bericht|vermerk|protokoll|schreiben|mail|brief|text|datei|ordner"
    r"|server|software|test|kosten|gebühr|gebühren|steuer|steuern|beitrag|hilfe|pflege|geld"
    r"|zeit|jahr|monat|woche|tag|raum|zimmer|saal|halle|feld|nachweis|ausweis|pass|schein"
    r"|urkunde|register|stadt|dorf|kreis|land|bezirk|gemeinde|verein|verband|partei|fraktion"
    r"|gmbh|ag|kg|werk|werke|bank|versicherung|krankheit|störung|syndrom|therapie|medizin"
    r"|lich|isch|iges|igen|ender|enden|ende)$"
)
_PLACEHOLDER = re.compile(
    r"(?i)^(?:max|erika|maria|lieschen|otto|john|jane|joe|anna)? ?(?:muster(?:mann|frau"
    r"|männer|person)?s?|beispielmann|normalverbraucher|doe|roe|bloggs|smith doe|müllermeier"
    r"|name|vorname|nachname|person|xxx+|x+|n\.? ?n\.?|placeholder)$"
)


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return a word as the lists hold it: lower case, umlauts as ae/oe/ue, no diacritics."""
    word = word.lower().translate(_UMLAUTS)
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


@lru_cache(maxsize=65_536)
def is_first(word: str) -> bool:
    """Whether a word is in the list of first names (each half of a double name)."""
    folded = fold(word)
    parts = folded.split("-")
    names = words("first-names")
    return all(part in names for part in parts) or (folded.endswith("s") and len(folded) > 4 and folded[:-1] in names)


@lru_cache(maxsize=65_536)
def is_last(word: str) -> bool:
    """Whether a word is in the list of surnames (or a double name with a listed half)."""
    folded = fold(word)
    names = words("surnames")
    if folded in names or (folded.endswith("s") and len(folded) > 5 and folded[:-1] in names):
        return True
    known = lexeme(folded)
    if known.kind is Kind.NAME and known.lower < 3:
        return True
    parts = folded.split("-")
    return len(parts) > 1 and any(part in names for part in parts) and all(map(_may_be_name, parts))


def _may_be_name(part: str) -> bool:
    """Whether a half of a double name may be one: listed, or at least no ordinary word ("Mail-Ordner")."""
    if part in words("surnames") or part in words("first-names"):
        return True
    return part not in words("ordinary-words") and lexeme(part).kind is not Kind.ORDINARY


@lru_cache(maxsize=65_536)
def is_ordinary(word: str) -> bool:
    """Whether a word is (also) an ordinary German word, a role, or has the ending of a noun or adjective."""
    folded = fold(word)
    lower = word.lower()
    if lower in words("function-words") or folded in words("ordinary-words") or is_role(word):
        return True
    if "-" in folded and not any(is_first(part) or is_last(part) for part in word.split("-")):
        return is_ordinary(word.rpartition("-")[2])  # a compound goes by its head, "Möller-Abendrot" is none
    known = lexeme(folded)
    if known.kind is Kind.ORDINARY:
        # A first name may keep the company of ordinary words (Mahdi, Praise) as long as it is rare.
        return folded not in words("first-names") or known.lower >= 3 or known.capitalised >= 5
    return (
        known.kind is Kind.UNKNOWN
        and len(lower) > 6
        and _NOUN_TAIL.search(lower) is not None
        and folded not in words("surnames")
    )


@lru_cache(maxsize=65_536)
def is_function(word: str) -> bool:
    """Whether a word is a pronoun, article, preposition, auxiliary or the like."""
    return word.lower().rstrip(".") in words("function-words")


@lru_cache(maxsize=65_536)
def is_role(word: str) -> bool:
    """Whether a word names a person by role or kinship; compounds by their head ("Klassenlehrerin")."""
    lower = word.lower().rstrip(".")
    if lower in words("roles") or lower in words("public-offices"):
        return True
    return len(lower) > 7 and _ROLE_TAIL.search(lower) is not None


def is_office(word: str) -> bool:
    """Whether a word names a public office ("Ministerpräsident")."""
    return word.lower() in words("public-offices")


def is_historic(name: str) -> bool:
    """Whether a name means a historic person or an author of works cited."""
    lower = name.lower()
    historic = words("historic-persons")
    return lower in historic or (lower.endswith("s") and lower[:-1] in historic)


def is_placeholder(name: str) -> bool:
    """Whether a name stands for no one ("Erika Mustermann", "John Doe", "XXX")."""
    return name.lower() in words("not-persons") or _PLACEHOLDER.match(name.strip(" .,")) is not None


_NEVER_FIRST = frozenset(["der", "den", "die", "zu", "zur", "zum", "da", "la", "le", "e", "y", "te", "do", "el"])
"""Particles that begin no name in lower case: they are articles and prepositions."""


def is_particle(word: str) -> bool:
    """Whether a word is a part of names that stands before a surname."""
    return word.lower() in words("name-particles")


def is_initial(word: str) -> bool:
    """Whether a word is one letter, or two with hyphen, with or without dot ("B.", "K.-H.")."""
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def plausible(word: str, *, strict: bool) -> bool:
    """Whether a word may be part of a name.

    ``strict`` asks for a listed name or a capitalised word that is no ordinary one; otherwise any word that is not a
    function word, role or salutation passes (behind "Herr", in a column "Name").
    """
    bare = word.rstrip(".")
    lower = bare.lower()
    if lower in words("collective-salutations") or (
        lower in words("function-words") and not (len(bare) > 2 and bare[0].isupper() and is_first(bare))
    ):
        return False
    if is_initial(word):
        return True
    if strict:
        listed = is_first(bare) or is_last(bare)
        return listed and not is_role(bare) if is_ordinary(bare) else listed or bare[0].isupper()
    return not is_role(bare) or is_last(bare)


def titles(text: str, start: int, end: int | None = None) -> int:
    """Return the offset behind titles, ranks and roles that stand at ``start`` ("Dr. med.", "Rechtsanwalt")."""
    stop = len(text) if end is None else end
    while True:
        match = _TITLE.match(text, start, stop)
        if match is None:
            word = WORD.match(text, start, stop)
            if word is None or not is_role(word.group()) or word.end() >= stop or text[word.end()] not in " :":
                return start
            match = word
        behind = match.end()
        while behind < stop and text[behind] in " ":
            behind += 1
        if behind == match.end() and (behind >= stop or not text[behind].isalpha() or text[behind - 1] != "."):
            return start
        if behind >= stop:
            return start
        start = behind


def read(text: str, start: int, end: int, *, strict: bool = False, limit: int = 5, lower: bool = False) -> int:
    """Return the end of the name that begins at ``start``, or ``start`` if there is none.

    ``lower``: names may be written in lower case (then every word behind the first must be listed).
    """
    position, last, count = start, start, 0
    names = 0
    after_particle = False
    while count < limit and (match := WORD.match(text, position, end)):
        word = match.group()
        bare = word.rstrip(".")
        dotted = word.endswith(".") and len(bare) > 2
        stop = match.end() - 1 if dotted else match.end()
        if is_particle(bare) and (not dotted):
            following = WORD.match(text, match.end() + 1, end)
            if following is None or not (following.group()[0].isupper() or lower):
                break
            after_particle = True
            if count == 0 and bare in _NEVER_FIRST:
                break
        elif word[0].isupper() or lower or not word[0].isascii():
            capital = word[0].isupper()
            if names == 0:
                if not plausible(word, strict=strict):
                    break
                if not capital and not lower:
                    break
            elif capital and after_particle:
                pass
            elif capital:
                if not plausible(word, strict=True) and not (names == 1 and not is_ordinary(bare)):
                    break
                if is_ordinary(bare) and not is_last(bare) and not is_first(bare):
                    break
                if lower and text.isupper() and not (is_first(bare) or is_last(bare)) and is_ordinary(bare):
                    break
            elif is_ordinary(bare) or not (is_first(bare) or is_last(bare)):
                break
            names += 1
            last = stop
            after_particle = False
        else:
            break
        count += 1
        if dotted:
            break
        position = match.end()
        if position < end and text[position] == " ":
            position += 1
        else:
            break
    return last if names else start

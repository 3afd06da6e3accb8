"""Names of persons: `PERSON`.

Sources: the NER model behind Presidio's NLP engine and the rules of :mod:`schleuse.detection.cues`. The span is the
name without salutation, title, role ("Dr. Ulrike Hagemeister" → ``Ulrike Hagemeister``); particles and ranks of
nobility belong to it. Spans of the model that are ordinary words, roles, streets, schools, firms, works, placeholders
or historic persons are dropped; holders of public offices and authors get 0.4, lifted in `schleuse.detection.links`
when the text holds other personal data.
Protected by: Art. 4 GDPR. Example (invented): "Frau Gisela Beispiel-Öztürk".
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from presidio_analyzer import RecognizerResult

from schleuse.detection import cues, names
from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.model_spans import trimmed, with_surname
from schleuse.detection.names import (
    WORD,
    is_first,
    is_function,
    is_historic,
    is_last,
    is_ordinary,
    is_particle,
    is_role,
)
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.words import words

PLACEHOLDER = 0.35
"""Score of names that stand for no one, as `schleuse.detection.links` knows them."""
PUBLIC = 0.4
"""Score of public figures; below the usual threshold of rules."""

_SPLIT = re.compile(r"\s*[\n\t;|/<>(){}\[\]\"=]\s*|\s+(?:und|and|sowie|oder)\s+|:\s+|\s{2,}")
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


@lru_cache(maxsize=4)
def _is_legal(text: str) -> bool:
    """Whether a text cites law as commentaries and judgments do."""
    return _LEGAL.search(text) is not None


@lru_cache(maxsize=4)
def _is_statistics(text: str) -> bool:
    """Whether a text is about how often names occur."""
    return _STATISTICS.search(text) is not None


class PersonRecognizer(GermanRecognizer):
    """Finds names with the model and with rules, and keeps what is none out."""

    ENTITIES = ("PERSON",)
    NEEDS_DIGIT = False
    LEET = True
    MODEL_LABELS = frozenset({"PER", "PERSON"})

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Presidio's entry; the model's spans come with ``nlp_artifacts.entities`` (spans of the text given)."""
        hits = list(self.hits(text))
        for span in getattr(nlp_artifacts, "entities", None) or ():
            if getattr(span, "label_", "") in self.MODEL_LABELS:
                hits.extend(self.model_hits(View(text), span.start_char, span.end_char))
        return self.results(hits, entities)

    def model_hits(self, view: View, start: int, end: int) -> Iterator[Hit]:
        """Yield what remains of a span of the model."""
        for left, right in self._pieces(view.text, start, end):
            right = with_surname(view.text, left, right)  # noqa: PLW2901
            score = self._evidence(view.text, left, right)
            judged = self._judge(view, left, right, score, ruled=False) if score else 0.0
            if judged:
                yield Hit("PERSON", left, right, judged)

    def find(self, view: View) -> Iterator[Hit]:
        """Yield what the rules find."""
        for start, end, score in cues.cues(view):
            judged = self._judge(view, start, end, score, ruled=True)
            if judged:
                yield Hit("PERSON", start, end, judged)

    def _pieces(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut a span of the model at line ends and conjunctions; trim salutation, title, signs."""
        position = start
        bounds: list[tuple[int, int]] = []
        for cut in _SPLIT.finditer(text, start, end):
            bounds.append((position, cut.start()))
            position = cut.end()
        bounds.append((position, end))
        for left, right in bounds:
            start, end = trimmed(text, left, right)
            if end - start >= 2:
                yield start, end

    def _evidence(self, text: str, start: int, end: int) -> float:
        """Score a span of the model by what the lists know of its words."""
        tokens = [match.group().rstrip(".") for match in WORD.finditer(text, start, end)]
        core = [token for token in tokens if not is_particle(token)]
        if not core or any(char.isdigit() or char in "\\@/" for char in text[start:end]):
            return 0.0
        first = [is_first(token) for token in core]
        last = [is_last(token) for token in core]
        plain_words = [is_ordinary(token) and not (is_first(token) or is_last(token)) for token in core]
        roles = [is_role(token) for token in core]
        if all(roles) or all(is_function(token) for token in core) or all(plain_words):
            return 0.0
        small = [token for token in core if token[0].islower()]
        lower_text = bool(small) and cues.in_lower_case(text)
        if len(core) == 1:
            token = core[0]
            if "\u0370" <= token[0] <= "\u1cff":
                # No list knows names in other scripts; one word alone is no evidence.
                return 0.0
            if (len(token) < 3 and not first[0]) or (
                is_ordinary(token) and not (first[0] and token[0].isupper() and lexeme(names.fold(token)).lower < 4)
            ):
                return 0.0
            if first[0] and token[0].isupper() and is_ordinary(token):
                return 0.55
            if token.isupper() and len(token) <= 4 and not first[0]:
                return 0.0
            if small:
                known = lexeme(names.fold(token))
                if (
                    not lower_text
                    or (known.lower >= 3 and not first[0])
                    or text[start - 1 : start] not in {"", " ", "\n", "("}
                    or text[end : end + 1] == ":"
                ):
                    return 0.0
                return 0.7 if first[0] or last[0] else 0.55 if known.kind is Kind.UNKNOWN and len(token) > 3 else 0.0
            return 0.8 if first[0] else 0.7 if last[0] else 0.6
        if small and not lower_text:
            # "class Mueller", "git revert": names are not half in lower case.
            return 0.0 if len(small) == len(core) or not any(first) else 0.4
        if any(plain_words):
            lonely = sum(plain_words) == 1 and not (small and not any(first))
            return 0.62 if lonely and (any(first) or any(last)) else 0.35
        return 0.9 if any(first) else 0.75 if any(last) else 0.7

    def _judge(self, view: View, start: int, end: int, score: float, *, ruled: bool) -> float:
        """Lower or drop what is no private person."""
        text = view.text
        name = text[start:end]
        if names.is_placeholder(name):
            return PLACEHOLDER if "muster" in name.lower() and " " in name else 0.0
        tokens = [token.rstrip(".") for token in WORD.findall(name)]
        if not tokens or any(
            names.is_placeholder(token) and token.lower().startswith(("muster", "doe", "xx")) for token in tokens
        ):
            return 0.0
        before = text[max(0, start - 60) : start]
        strong = score >= 0.9 and ruled
        if not strong:
            if start and (
                (
                    text[start - 1] in "-_"
                    and text[start - 2 : start - 1].isalpha()
                    and "_" not in text[end : end + 1] + name
                )
                or text[start - 1] == "§"
            ):
                return 0.0
            if _THINGS_BEHIND.match(text, end) or (not ruled and len(tokens) == 1 and _NUMBERED.match(text, end)):
                return 0.0
            if (
                not ruled
                and len(tokens) == 1
                and tokens[0][0].isupper()
                and not is_first(tokens[0])
                and _GENERIC.search(before)
            ):
                return 0.0
            if tokens[0] == "M" and tokens[-1].lower() in words("eponyms"):
                return 0.0
            if _THINGS.fullmatch(tokens[-1]) or (tokens[0] == "Florian" and re.match(r"[ ]\d", text[end : end + 2])):
                return 0.0
            if _PLACE_KEY.search(before):
                return 0.0
            if (
                not ruled
                and len(tokens) <= 3
                and not is_first(tokens[0])
                and (
                    _COMMENTARY.match(text, end)
                    or ((_AUTHOR_BEFORE.search(before) or _AUTHOR_BEHIND.match(text, end)) and _is_legal(text))
                )
            ):
                return 0.0
            if not ruled and before.endswith("/") and not is_first(tokens[0]) and not before[-2:-1].isspace():
                return 0.0
            if _THINGS_BEFORE.search(before) and not (
                len(tokens) >= 2
                and is_first(tokens[0])
                and not before.rstrip().lower().endswith(("hund", "katze", "morbus", "museum", "haus"))
            ):
                return 0.0
            if self._is_quoted(text, start, end):
                return 0.3
            if (
                len(tokens) == 1
                and tokens[0].lower() in words("profession-surnames")
                and self._among_professions(text, start, end)
            ):
                return 0.0
            if (len(tokens) == 1 or "," in name) and _is_statistics(text):
                return 0.3
            if is_historic(name) or (is_historic(tokens[-1]) and len(tokens) <= 2 and is_historic(" ".join(tokens))):
                return PUBLIC if len(tokens) > 1 else 0.2
            if (_ABOUT.search(before) or _WHO.search(before)) and (len(tokens) >= 2 or not ruled):
                return PUBLIC
        office = _OFFICE.search(before)
        if (office and names.is_office(office["word"])) or (_PARTY.match(text, end) and len(tokens) >= 2 and not ruled):
            return PUBLIC
        return score

    @staticmethod
    def _is_quoted(text: str, start: int, end: int) -> bool:
        """Whether quotation marks enclose exactly this name, as around a title; not the quotes of data and code."""
        if start == 0 or end >= len(text) or text[start - 1] not in "\"„“»«'‚" or text[end] not in "\"“”«»'‘’":
            return False
        lead = text[max(0, start - 3) : start - 1].rstrip()
        return not lead or lead[-1] not in "=:,[({|;"

    @staticmethod
    def _among_professions(text: str, start: int, end: int) -> bool:
        around = text[max(0, start - 40) : start] + " " + text[end : end + 40]
        others = {word.lower() for word in WORD.findall(around)}
        return len(others & words("profession-surnames")) >= 2

"""Serial numbers of identity documents: personal identity card, passport, residence permit.

`DE_ID_CARD`, `DE_PASSPORT`, `DE_RESIDENCE_PERMIT`.

Issuer and norm: municipal Pass- and Personalausweisbehörde (PAuswG § 5, PassG § 4), Ausländerbehörde (AufenthG § 78).
Format: nine characters, authority code and random part, of ``0-9 CFGHJKLMNPRTVWXYZ``; a tenth character is the check
digit of ICAO Doc 9303 (weights 7 3 1), often with ``D`` behind. The nine alone cannot be checked: letter + digit +
label is certain, without a label 0.4; ten with the right check digit are certain. First letter: passports mostly
C F G H J K, cards L to Y, residence permits Y Z. Foreign passports: labelled, six to nine letters and digits.
Old paper documents: by label only. CAN, PIN and PUK of the card are secrets (`secret.py`).
Protected by: § 20 PAuswG, § 16 PassG, Art. 4 GDPR.
Examples (official specimens): ``L01X00T47``, ``L01X00T471``, ``C01X00T478D``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks, labels
from schleuse.detection.fields import heading
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, compact

_ALPHABET = "CFGHJKLMNPRTVWXYZ0-9"


class IdentityDocumentRecognizer(GermanRecognizer):
    """Finds document numbers; the label, else the first letter, decides which document."""

    ENTITIES = ("DE_ID_CARD", "DE_PASSPORT", "DE_RESIDENCE_PERMIT")
    _SERIAL = re.compile(rf"(?<![\w.-])[{_ALPHABET}](?: ?[{_ALPHABET}]){{8}}(?: ?\d(?: ?D)?)?(?![\w-])")
    _LOWER = re.compile(r"(?<![\w.-])[cfghjklmnprtvwxyz0-9]{9}\d?(?![\w-])")
    _LOOSE = re.compile(
        r"(?<![\w.-])(?:[A-Z0-9OI]{9}\d?D?|\d{9}\dD?|[A-Z]{1,3}[ -]?\d{5,8}|\d{2}[A-Z]{2}\d{5})(?![\w-])", re.IGNORECASE
    )
    _CARD = label(
        "personal-?ausweis(?:es|e)?(?:-?#nr)?",
        "ausweis(?:-?#nr)?",
        "perso(?:-?#nr)?s?",
        "pa-#nr",
        "bpa",
        "identity card",
        "id card",
        "ausweisdokument",
    )
    _PASS = label(
        "(?:reise|kinderreise|dienst|deutsche[rn]? )?pass(?:es|e|port)?(?:-?#nr)?",
        "passport(?: no| number)?",
        "[a-z]{2,3}-pass",
        "reisepässe",
    )
    _PERMIT = label(
        "eat", "aufenthalts-?(?:titels?|erlaubnis|gestattung|karte|dokument)(?:-?#nr)?",
        "niederlassungs-?erlaubnis", "blaue karte", "zusatzblatt(?:-?#nr)?",
        "duldung(?:s-?#nr)?", "fiktionsbescheinigung", "ankunftsnachweis", "gestattung", "büma", "trägervordruck",
    )  # fmt: skip
    _ANY = label(
        "serien-?#nr",
        "dokumenten?-?#nr",
        "ausgestellt",
        "gültig bis",
        "dok-#nr",
        "document (?:no|number)",
        "ausw-#nr",
        "identität",
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield German serials, and labelled numbers of other shapes."""
        text = view.flat
        for match in self._SERIAL.finditer(text):
            yield from self._serial(view, match)
        for match in self._LOWER.finditer(text):
            value = match.group()
            if value.isdecimal() or value.isalpha():
                continue
            if entity := self._labelled(view, match):
                yield Hit(entity, match.start(), match.end(), 0.9)
            elif (
                sum(map(str.isdecimal, value)) >= 3
                and sum(map(str.isalpha, value)) >= 3
                and (topic := self._CARD.search(text) or self._PASS.search(text))
            ):
                yield Hit(
                    "DE_PASSPORT" if "pass" in topic.group().lower() else "DE_ID_CARD", match.start(), match.end(), 0.6
                )
        for match in self._LOOSE.finditer(text):
            value = compact(match.group())
            if sum(map(str.isdecimal, value)) >= 4 and (entity := self._labelled(view, match)):
                # "Pass-Nr B50918274", "G2748813": shapes of other states and of older German documents.
                strict = self._close(view, match)
                if strict:
                    yield Hit(entity, match.start(), match.end(), 0.8)

    def _serial(self, view: View, match: re.Match[str]) -> Iterator[Hit]:
        value = compact(match.group())
        if value[:9].isdecimal() or value[:9].isalpha():
            return
        checked = len(value) > 9 and checks.icao_9303(value[:9], value[9])
        entity = self._labelled(view, match)
        written_apart = " " in match.group().strip()
        if entity is None and labels.near(view, match.start(), match.end(), self._ANY):
            entity = self._by_letter(value)
        if entity is not None:
            yield Hit(entity, match.start(), match.end(), 1.0 if checked or len(value) == 9 else 0.6)
        elif checked and not written_apart and sum(map(str.isalpha, value)) >= 2:
            yield Hit(self._by_letter(value), match.start(), match.end(), 0.8)
        elif len(value) == 9 and not written_apart:
            yield Hit(self._by_letter(value), match.start(), match.end(), 0.4)

    @staticmethod
    def _by_letter(value: str) -> str:
        return "DE_PASSPORT" if value[0] in "CFGHJK" else "DE_RESIDENCE_PERMIT" if value[0] in "Z" else "DE_ID_CARD"

    def _labelled(self, view: View, match: re.Match[str]) -> str | None:
        """Return the entity that the nearest label names."""
        best: tuple[int, str] | None = None
        window = labels.before(view, match.start())
        key = heading(view, match.start())
        behind = labels.behind(view, match.end())
        for entity, pattern in (
            ("DE_ID_CARD", self._CARD),
            ("DE_PASSPORT", self._PASS),
            ("DE_RESIDENCE_PERMIT", self._PERMIT),
        ):
            if key and pattern.search(key):
                return entity
            last = labels.last_match(pattern, window)
            if last and (best is None or last.end() > best[0]):
                best = (last.end(), entity)
        if best:
            return best[1]
        for entity, pattern in (
            ("DE_ID_CARD", self._CARD),
            ("DE_PASSPORT", self._PASS),
            ("DE_RESIDENCE_PERMIT", self._PERMIT),
        ):
            if pattern.search(behind):
                return entity
        return None

    def _close(self, view: View, match: re.Match[str]) -> bool:
        """Whether the label stands directly before the value (few other words between)."""
        if heading(view, match.start()):
            return True
        window = labels.before(view, match.start(), 28)
        return any(pattern.search(window) for pattern in (self._CARD, self._PASS, self._PERMIT))


class DocumentSerialInTableRecognizer(GermanRecognizer):
    """Finds German serials alone in a table cell or line (scans, lists) where the text speaks of documents."""

    ENTITIES = ("DE_ID_CARD", "DE_PASSPORT")
    _ALONE = re.compile(
        rf"(?m)(?:^|[,;|\t])[ \t]{{0,4}}([CFGHJKLMNPRTVWXYZ][{_ALPHABET}]{{8}}\d?"
        rf"|[A-Z]\d{{7,8}})[ \t]{{0,4}}(?=$|[,;|\t])"
    )
    _TOPIC = label(
        "ausweis(?:es|e)?", "personalausweis(?:es|e)?", "perso", "pass(?:es)?", "reisepass(?:es)?", "passport"
    )
    _PASS = label("pass", "reisepass", "passport")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield lone serials when a document is named anywhere in the text."""
        topic = None
        for match in self._ALONE.finditer(view.flat):
            value = match[1]
            if not any(map(str.isdecimal, value)) or not any(map(str.isalpha, value)):
                continue
            topic = topic or self._TOPIC.search(view.flat)
            if topic is None:
                return
            entity = "DE_PASSPORT" if self._PASS.fullmatch(topic.group()) else "DE_ID_CARD"
            yield Hit(entity, match.start(1), match.end(1), 0.75)

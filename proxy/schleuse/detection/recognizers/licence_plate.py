"""Kfz-Kennzeichen: `DE_KFZ`.

Issuer and norm: Zulassungsbehörde; FZV §§ 9 ff., Anlagen 1 to 3. Codes in ``rules/words/plate-codes.txt``.
Format: code of one to three letters, one or two letters, one to four digits, at most eight together, ``E`` or ``H``
behind; written ``HH-AB 1234``, ``HH AB 1234``, ``HH-AB-1234``, ``HHAB1234``, ``HH:AB 1234``. Authorities and the armed
forces: code and digits (``BP 10-123``, ``Y-123 456``). Red plates 06/07. Foreign plates by label only.
Case decides: "bis zu 30" is none. Lower case only beside a label. Rooms and floors (``B-EG 12``) are lowered.
Protected by: Art. 4 GDPR. Examples (invented): ``HH-AB 1234``, ``K-PX 12 H``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.words import words


class LicencePlateRecognizer(GermanRecognizer):
    """Finds plates; code list, way of writing and label decide the score."""

    ENTITIES = ("DE_KFZ",)
    _PATTERN = re.compile(
        r"(?<![\w.-])([A-ZÄÖÜ]{1,3})(-| ?- ?| |: ?|)([A-Z]{1,2})([ -]?)([1-9O]\d{0,3}"
        r"|\d[1-9O]\d{0,2})( ?[EH])?(?![\w-]|\.\d|,\d\d?(?!\d|\.))"
    )
    _LOWER = re.compile(
        r"(?<![\w.-])([a-zäöü]{1,3})(-| ?- ?| )([a-z]{1,2})([ -]?)([1-9]\d{0,3})( ?[eh])?(?![\w-]|[.,]\d)",
        re.IGNORECASE,
    )
    _SCANNED = re.compile(r"(?<![\w.-])([A-ZÄÖÜ]{1,3})-([A-Z0]{1,2})([ -])([1-9]\d{0,3})(?![\w-])")
    _AUTHORITY = re.compile(
        r"(?<![\w.-])(?:B[DPGW]|THW|Y|X|BBL|BWL|BYL|HEL|LSA|LSN|MVL|NL|NRW|RPL|SAL|SH"
        r"|THL)[ -]\d{1,3}[ -]\d{1,4}(?![\w-])"
    )
    _DEALER = re.compile(r"(?<![\w.-])([A-ZÄÖÜ]{1,3})-(?:0[3467]\d{2,4})[A-Z]?(?![\w-])")
    _FOREIGN = re.compile(r"(?<![\w.-])[A-Z0-9]{1,3}[ -][A-Z0-9]{2,4}(?:[ -][A-Z0-9]{1,4})?(?![\w-])")
    _LABEL = label(
        "(?:kfz-?|pkw-?|lkw-?)?kennzeichens?", "amtl-kennzeichen", "kz", "nummernschild(?:er)?", "fahrzeuge?s?",
        "kfz", "pkw", "lkw", "autos?", "wagens?",
        "halter(?:in)?", "fahrerin", "fahrer", "motorrad", "roller", "anhänger",
        "vw|golf|audi|bmw|opel|ford|mercedes|skoda|renault|toyota", "(?:geparkt|falschparker)", "mașina", "plate",
        "wunschkennzeichen", "taxi", "transporter",
    )  # fmt: skip
    _STRICT = label("(?:kfz-?|pkw-?)?kennzeichens?", "amtl-kennzeichen", "nummernschild(?:er)?", "mașina", "plate")
    _NORMS = frozenset({"DIN", "EN", "ISO", "IP", "TV", "EG", "NR", "KB", "UN", "IEC", "VDE"})
    _FLOORS = frozenset({"EG", "OG", "UG", "DG", "KG", "ZI"})
    _PLACEHOLDER = re.compile(r"(?:[XY]{1,3}[- ][XY]{1,2}\b|AB-CD|A-BC|B-AB 123\b)")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield plates of all written forms."""
        text = view.flat
        codes = words("plate-codes")
        for match in self._PATTERN.finditer(text):
            if hit := self._plate(view, match, codes):
                yield hit
        for pattern in (self._AUTHORITY, self._DEALER):
            for match in pattern.finditer(text):
                labelled = labels.near(view, match.start(), match.end(), self._LABEL)
                if labelled or (
                    match.lastindex and match[1] in codes and labels.near(view, match.start(), match.end(), self._LABEL)
                ):
                    yield Hit("DE_KFZ", match.start(), match.end(), 0.95)
                elif not match.lastindex:
                    yield Hit("DE_KFZ", match.start(), match.end(), 0.4)
        for match in self._LOWER.finditer(text):
            if (
                not match.group().isupper()
                and match[1].upper() in codes
                and labels.near(view, match.start(), match.end(), self._STRICT)
            ):
                yield Hit("DE_KFZ", match.start(), match.end(), 0.8)
        for match in self._SCANNED.finditer(text):
            if "0" in match[2] and match[1] in codes and labels.near(view, match.start(), match.end(), self._LABEL):
                yield Hit("DE_KFZ", match.start(), match.end(), 0.7)
        for match in self._FOREIGN.finditer(text):
            value = match.group()
            if (
                any(map(str.isdecimal, value))
                and any(map(str.isalpha, value))
                and not self._PLACEHOLDER.match(value)
                and self._STRICT.search(labels.before(view, match.start(), 25))
            ):
                yield Hit("DE_KFZ", match.start(), match.end(), 0.7)

    def _plate(self, view: View, match: re.Match[str], codes: frozenset[str]) -> Hit | None:
        code, separator, letters, gap, digits, suffix = match.groups()
        if not separator:
            # Written together: any cut that leaves a listed code and one or two letters.
            joined = code + letters
            code = next(
                (joined[:size] for size in (3, 2, 1) if joined[:size] in codes and 1 <= len(joined) - size <= 2), ""
            )
            letters = joined[len(code) :]
        if code not in codes or len(code) + len(letters) + len(digits) + len((suffix or "").strip()) > 8:
            return None
        if separator == "" and ((gap == "" and len(digits) < 2) or len(code) + len(letters) < 2):
            return None
        labelled = labels.near(view, match.start(), match.end(), self._LABEL)
        if (not labelled and code in self._NORMS) or self._PLACEHOLDER.match(match.group()):
            return None
        if labelled:
            score = 1.0 if separator or gap else 0.85
        elif letters in self._FLOORS or digits[0] in "0O":
            score = 0.3
        elif separator.strip() and len(digits) >= 2:
            score = 0.75
        elif separator.strip():
            score = 0.55
        else:
            score = 0.4 if separator and (gap or len(digits) >= 3) else 0.0
        return Hit("DE_KFZ", match.start(), match.end(), score) if score else None

"""Credentials: `SECRET` (always block, never pseudonymise, never log the value).

Private keys (RFC 7468), JSON Web Tokens (RFC 7519), keys of cloud and AI vendors by their documented prefixes,
connection strings, HTTP Authorization values, passwords and codes with a label in prose, configuration and code,
password hashes.
Placeholders (``***``, ``<passwort>``, ``${DB_PASSWORD}``, ``changeme``) are none.
Protected by: Art. 32 GDPR. Examples (vendors' documentation and invented): ``AKIAIOSFODNN7EXAMPLE``,
``postgres://fach:geheim@db01/einwohner``.
"""

import base64
import binascii
import math
import re
from collections.abc import Iterator

from schleuse.detection.fields import fields
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class SecretRecognizer(GermanRecognizer):
    """Finds credentials."""

    ENTITIES = ("SECRET",)
    NEEDS_DIGIT = False
    _BLOCK = re.compile(r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----")
    _BLOCK_END = re.compile(r"-----END (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----")
    _TOKENS = re.compile(
        r"(?<![\w-])(?:eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{8,1000}|(?:AKIA"
        r"|ASIA)[0-9A-Z]{16}|sk-(?:ant-|proj-|live-|or-)?[\w-]{20,200}|[rsp]k_(?:live"
        r"|test)_\w{16,100}|AIza[\w-]{35}"
        r"|gh[pousr]_\w{30,255}|github_pat_\w{22,255}|gl(?:pat|dt|rt)-[\w-]{20,60}"
        r"|xox[abeprs]-[\w-]{10,250}|hf_[A-Za-z0-9]{30,60}|npm_\w{36}|pypi-[\w-]{30,300}"
        r"|dop_v1_[0-9a-f]{64}"
        r"|SG\.[\w-]{16,32}\.[\w-]{16,64}|ya29\.[\w-]{20,400}|AGE-SECRET-KEY-1[0-9A-Z]{50,60}"
        r"|\$2[aby]\$\d\d\$[./\w]{53}|\$(?:5|6|y|argon2id?)\$[^\s\"']{20,200})"
    )
    _AZURE = re.compile(r"(?:AccountKey|SharedAccessKey|SharedAccessSignature|sig)=(?P<value>[\w+/=%-]{30,200})")
    _CONNECTION = re.compile(
        r"(?<![\w])[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{1,80}:(?P<value>[^\s@/\"'<>]{1,80})@[^\s/\"']{1,120}",
        re.IGNORECASE,
    )
    _AUTHORIZATION = re.compile(
        r"(?i)\b(?:(?P<value>(?:bearer|token) (?=[\w.~+/-]*\d)[\w.~+/-]{16,2000}={0,2})"
        r"|basic (?P<basic>[A-Za-z0-9+/]{12,400}={0,2}))(?![\w])"
    )
    _HEADER = re.compile(
        r"(?i)(?<![\w])(?:x-)?(?:api|access|auth|secret)[-_](?:key"
        r"|token)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<value>[\w.~+/=-]{8,400})"
    )
    _WORD = (
        r"(?:initial|start|einmal|wlan-?|wifi-?|admin-?|root-?|db-?|master-?|benutzer-?|windows-?"
        r"|zertifikats-?)?(?:passw(?:o|ö)rt(?:es|er|s)?|kennw(?:o|ö)rt(?:es|er)?|passphrase"
        r"|pass-?code|password|passwd|pwd|losungswort)"
        r"|pw|pin(?:-?(?:code|nummer|nr\.?))?|puk|tan|zugangscode|zugangsschlüssel|(?:wlan|wifi"
        r"|wpa2?|netzwerk)-?schlüssel|psk|sperrkennwort|alarmcode|(?:schlüssel)?tresor-?[ ]?code"
        r"|tresorcode|türcode|geheimzahl|zugangsdaten|sicherheitscode|freischaltcode"
        r"|aktivierungscode|lösungswort"
    )
    _PROSE = re.compile(
        rf"(?<![^\W\d_])(?P<word>(?i:{_WORD}))(?![^\W_])[\"')]{{0,2}}(?P<joint>[ ]?(?::|=|->"
        rf"|=>)[ ]{{0,3}}|(?:[ ][^\W\d]{{1,20}}){{0,6}}?[ ](?:ist|lautet|lautete|war|heißt|heisst"
        rf"|is|tried|versucht)[:]?[ ]|[ ])[\"'„“‚`(]{{0,2}}(?P<value>[^\s\"'“”‘’`<>(){{}}]{{3,80}})"
    )
    _CONFIG = re.compile(
        r"(?i)(?<![a-z])(?P<word>[\w.-]{0,40}?(?:password|passwort|passwd|kennwort|passphrase"
        r"|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|client[_-]?secret"
        r"|auth[_-]?key|encryption[_-]?key|pwd|_pass|_pw|psk))[\"']?(?P<joint>\s{0,3}(?::|=>?"
        r"|:=)\s{0,3})(?P<quote>[\"'`]?)(?P<value>[^\s\"'`,;<>(){}\[\]]{3,200})"
    )
    _CHANGE = re.compile(r"(?i)\bPW(?:CHANGE|RESET)\b[^\n]{0,80}?\bnew=(?P<value>\S{4,80})")
    _CAN = re.compile(
        r"(?<![^\W\d_])(?:CAN|eID-PIN|Transport-PIN|PUK|Zugangsnummer)(?:[ ]?(?:ist|lautet|:"
        r"|=))?[ ]{0,3}(?P<value>\d{5,10})(?!\d)"
    )
    _PLACEHOLDER = re.compile(
        r"(?i)^(?:[*.x•_?-]{2,}|x{3,}.*|\$.*|%.*%|<.*|\{.*|\[.*|changeme.*|change[_-]?me.*"
        r"|password|passwort|kennwort|geheim(?:nis)?|secret|token|example.*|beispiel.*|muster.*"
        r"|test(?:test|123)?|dummy|placeholder|platzhalter|your[_-]?.*|dein.*|ihr.*|none|null|nil"
        r"|true|false|undefined|required|optional|string|str|int|text|varchar.*|env|os\.environ.*"
        r"|process\.env.*|getenv.*|vault.*|!vault|secretkeyref|valuefrom|foo|bar|foobar|hunter2"
        r"|redacted|removed|hidden|entfernt|n/?a|-+)[.,;:]?$"
    )

    _HINTS = (
        "pass",
        "pw",
        "pin",
        "puk",
        "tan",
        "kennw",
        "key",
        "token",
        "secret",
        "code",
        "schlüssel",
        "psk",
        "zugang",
        "losung",
        "geheim",
        "lösung",
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield credentials; only the value is the finding."""
        text = view.text
        yield from self._blocks(text)
        for match in self._TOKENS.finditer(text):
            yield Hit("SECRET", match.start(), match.end(), 1.0)
        for match in self._CONNECTION.finditer(text):
            if not self._PLACEHOLDER.match(match["value"]) or match["value"].lower() in {"geheim", "secret", "test"}:
                yield Hit("SECRET", match.start(), match.end(), 0.95)
        for match in self._AUTHORIZATION.finditer(text):
            group = "value" if match["value"] else "basic"
            if group == "value" or self._decodes(match["basic"]):
                yield Hit("SECRET", match.start(group), match.end(group), 0.95)
        for pattern, score in ((self._AZURE, 1.0), (self._HEADER, 0.9), (self._CHANGE, 0.9), (self._CAN, 0.9)):
            for match in pattern.finditer(text):
                if not self._PLACEHOLDER.match(match["value"]) and (
                    pattern is not self._HEADER or self._random(match["value"])
                ):
                    yield Hit("SECRET", match.start("value"), match.end("value"), score)
        if any(hint in view.lower for hint in self._HINTS):
            for match in self._PROSE.finditer(text):
                if hit := self._spoken_of(text, match):
                    yield hit
            for match in self._CONFIG.finditer(text):
                if hit := self._configured(text, match):
                    yield hit
        for field in fields(view):
            if field.kind in {"json", "cell", "xml"} and _SECRET_KEY.search(field.key):
                value = text[field.start : field.end]
                if len(value) >= 4 and " " not in value and not self._PLACEHOLDER.match(value):
                    yield Hit("SECRET", field.start, field.end, 0.9)

    def _blocks(self, text: str) -> Iterator[Hit]:
        position = 0
        while start := self._BLOCK.search(text, position):
            end = self._BLOCK_END.search(text, start.end(), start.end() + 20_000)
            stop = end.end() if end else self._key_body(text, start.end())
            yield Hit("SECRET", start.start(), stop, 1.0)
            position = stop

    @staticmethod
    def _key_body(text: str, start: int) -> int:
        body = re.compile(r"(?:\s{0,3}[A-Za-z0-9+/=:,-]{8,200}){1,400}").match(text, start)
        return body.end() if body else start

    def _spoken_of(self, text: str, match: re.Match[str]) -> Hit | None:
        value = (
            match["value"].rstrip(".,;:!?")
            if not match["value"].endswith(("!", "?")) or match["value"][:-1].isalpha()
            else match["value"].rstrip(".,;:")
        )
        if len(value) < 4 or self._PLACEHOLDER.match(value):
            return None
        joint = match["joint"]
        word = match["word"].lower()
        numeric = word.startswith(
            (
                "pin",
                "puk",
                "tan",
                "geheimzahl",
                "alarm",
                "tresor",
                "tür",
                "schlüsseltresor",
                "zugangscode",
                "sicherheitscode",
                "freischalt",
                "aktivierung",
            )
        )
        if numeric and value.isdecimal() and 4 <= len(value) <= 12:
            return self._hit(match, value, 0.9)
        if word == "tan" or (numeric and value.isalpha()):
            return None
        if not self._mixed(value):
            # A plain word is a password only where the sentence says so.
            if joint.strip() in {"ist", "lautet", "lautete", "war", ""} or not joint.strip().endswith((":", "=")):
                said = re.search(r"(?:lautet|lautete|heißt|heisst)[:]?[ ]$", joint)
                return (
                    self._hit(match, value, 0.6) if said and value[0].isupper() and match["value"][-1:] != "," else None
                )
            return None
        score = 0.9 if joint.strip() else 0.8
        return self._hit(match, value, score)

    @staticmethod
    def _hit(match: re.Match[str], value: str, score: float) -> Hit:
        return Hit("SECRET", match.start("value"), match.start("value") + len(value), score)

    @staticmethod
    def _mixed(value: str) -> bool:
        """Whether a token looks like a password rather than a word: digits or signs among letters."""
        letters = sum(map(str.isalpha, value))
        digits = sum(map(str.isdecimal, value))
        signs = len(value) - letters - digits
        inner_upper = any(map(str.isupper, value[1:])) and not value.isupper()
        if letters and digits:
            return not re.fullmatch(
                r"(?:[A-ZÄÖÜ]{2,4}[.-]?\d[\d.]*|\d+[.,]?\d*[a-zA-Z%€]{1,3}|§\d+\w?|\d{1,3}-[A-Za-z]{4,}"
                r"|[A-Z][a-zäöü]+-\d{1,2})",
                value,
            )
        if letters and signs:
            return bool(re.search(r"[!#$%&*+=@^~?]", value[:-1])) or (
                inner_upper and signs > 0 and not re.fullmatch(r"[\w-]+(?:/[\w-]+)*", value)
            )
        return False

    def _configured(self, text: str, match: re.Match[str]) -> Hit | None:
        value = match["value"]
        word = match["word"].lower()
        if self._PLACEHOLDER.match(value) or text[match.end() : match.end() + 1] in {"(", "[", "{"}:
            return None
        quoted = bool(match["quote"])
        if not quoted:
            value = value.rstrip(".:")
        strong = re.search(r"passw|kennwort|passphrase|pwd|_pass|_pw", word) is not None
        if not strong and not (len(value) >= 8 and self._random(value)):
            return None
        if len(value) < 4:
            return None
        if not self._mixed(value) and not (quoted and len(value) >= 5):
            ends_line = text[match.end() : match.end() + 1] in {"", "\n"} and "\n" in text
            if not ends_line or (" " in match["joint"].rstrip() and match["joint"].strip() == ":"):
                return None
            return self._hit(match, value, 0.55)
        return self._hit(match, value, 0.9 if strong else 0.8)

    @staticmethod
    def _random(value: str) -> bool:
        """Whether a token looks drawn at random: letters and digits, Shannon entropy above 2.8 bits a character."""
        if not any(map(str.isdecimal, value)) or not any(map(str.isalpha, value)):
            return False
        counts = [value.count(char) for char in set(value)]
        entropy = -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
        return entropy > 2.8

    @staticmethod
    def _decodes(token: str) -> bool:

        try:
            decoded = base64.b64decode(token + "=" * (-len(token) % 4), validate=True)
        except (binascii.Error, ValueError):
            return False
        return b":" in decoded


_SECRET_KEY = re.compile(
    r"(?<![a-z])(?:(?:initial )?password|passwort|passwd|kennwort|passphrase|pwd|api ?-?key"
    r"|secret|client secret|access ?-?token|auth token|pin|puk)(?![a-z])"
)

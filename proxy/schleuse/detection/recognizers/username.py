"""Login names: `USERNAME`.

Issuer: the organisation's directory. Format free (``mustermann.e``, ``MUSERM01``); found by label, ``DOMAIN\\name``,
user folders in paths, log fields, and handles of social networks. Names of every system (root, postgres) are none.
Protected by: Art. 4 GDPR. Examples (invented): ``STADT\\mustermann``, ``user=mustermann.e``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.fields import fields
from schleuse.detection.names import is_first, is_function, is_last, is_ordinary
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.words import words

_NAME = r"[A-Za-zÄÖÜäöüß][\w.-]{1,38}[\w]"


class UsernameRecognizer(GermanRecognizer):
    """Finds login names."""

    ENTITIES = ("USERNAME",)
    NEEDS_DIGIT = False
    _KEYS = (
        r"(?:ansible_|db_|smtp_|remote_)?user(?:[ _-]?(?:name|id))?|login(?:[ _-]?name)?"
        r"|benutzer(?:name|kennung|konto|-?id)?|nutzer(?:name|kennung|konto|-?id)?|kennung"
        r"|account(?:[ _-]?name)?|anmelde-?name|windows-?kennung|ad-?(?:konto|kennung|name)|staff"
        r"|owner|uid|sam-?account-?name|logon|instagram|twitter|facebook|telegram"
    )
    _STRICT = re.compile(
        rf"(?<![\w.-])(?i:{_KEYS})[\"']? ?[:=] ?[\"'\\]{{0,2}}(?P<name>{_NAME}(?:@[\w.-]{{3,60}}\w)?)(?![\w@])"
    )
    _QUOTED = re.compile(rf"(?i:\busername|\buser|\bbenutzer(?:name)?|\blogin) ['\"](?P<name>{_NAME})['\"]")
    _SPACED = re.compile(
        r"(?<![\w.-])(?i:benutzer(?:name|kennung)?|kennung|login|konto|account"
        r"|user) (?P<name>(?=[\w-]*[._\d])[a-z][a-z0-9]{0,20}[._-]?[a-z0-9._-]{2,30}\w"
        r"|[a-z]{5,20})(?=[,;. )]|$)"
    )
    _SAID = re.compile(
        rf"(?i:benutzername|kennung|login|username"
        rf"|benutzerkennung)(?: [^\W\d]{{2,12}}){{0,2}} (?i:ist|lautet"
        rf"|is)[: ] ?(?P<name>{_NAME})(?![\w@])"
    )
    _BY = re.compile(
        r"(?i:\b(?:erstellt von|created by|bearbeitet von|zugewiesen an|assigned to|kommentar"
        r"|subject:|target:|requested by|(?P<loose>durch))) (?P<name>[a-z][a-z0-9]"
        r"{0,15}[._-][a-z][a-z0-9-]{2,25})(?![\w@.(-])"
    )
    _DOMAIN = re.compile(r"(?<![\w\\.:/-])(?P<name>[A-Z][A-Z0-9-]{1,14}\\{1,2}[A-Za-z][\w.-]{1,38}\w)(?![\w\\])")
    _PATH = re.compile(
        r"(?:[A-Z]:\\{1,2}Users\\{1,2}|(?<![\w.-])/home/|(?<![\w.-])/Users/"
        r"|\\{1,2}Profile\\{1,2})(?P<name>[A-Za-z][\w.-]{1,38}\w)(?=[\\/\s\"'])"
    )
    _HANDLE = re.compile(r"(?<![\w@./|+-])(?P<name>@[A-Za-z][\w.]{2,28}\w)(?![\w@.-]*@|\.\w)(?![\w-])")
    _PIPE = re.compile(r"(?m)(?<=: )(?P<name>[a-z][a-z0-9]{0,20}\.[a-z][a-z-]{2,30})(?=\|)")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield names from labels, log fields, paths, domains, handles and table columns."""
        text = view.text
        for pattern, score in (
            (self._STRICT, 0.85),
            (self._QUOTED, 0.85),
            (self._DOMAIN, 0.9),
            (self._PATH, 0.9),
            (self._PIPE, 0.7),
            (self._SAID, 0.85),
            (self._BY, 0.75),
            (self._SPACED, 0.65),
            (self._HANDLE, 0.6),
        ):
            for match in pattern.finditer(text):
                if pattern is self._BY and match["loose"] and not ("." in match["name"] and _is_named(match["name"])):
                    continue
                if (
                    pattern in (self._HANDLE, self._SPACED)
                    and match["name"].lstrip("@").isalpha()
                    and not _is_named(match["name"].lstrip("@"))
                ):
                    continue
                if pattern not in _PLACED and _is_word(match["name"].lstrip("@")):
                    continue
                if self._real(match["name"]):
                    yield Hit("USERNAME", match.start("name"), match.end("name"), score)
        for field in fields(view):
            if (
                field.kind == "cell"
                and _KEY.fullmatch(field.key)
                and " " not in text[field.start : field.end]
                and self._real(text[field.start : field.end])
            ):
                yield Hit("USERNAME", field.start, field.end, 0.85)

    def _real(self, name: str) -> bool:
        bare = name.lower()
        return (
            len(name) >= 3 and bare not in words("system-accounts") and "{" not in name and not bare.startswith("xxx")
        )


_PLACED = (UsernameRecognizer._DOMAIN, UsernameRecognizer._PATH, UsernameRecognizer._QUOTED)
"""Patterns of places where only a login stands, whatever word it is."""


def _is_word(name: str) -> bool:
    """Whether a value is a word of the sentence ("die Kennung ist eine ...", "uid=Wert") and no login."""
    return name.isalpha() and (is_function(name) or (is_ordinary(name) and not (is_first(name) or is_last(name))))


def _is_named(name: str) -> bool:
    """Whether a login holds somebody's name ("m.beispiel", "mbeispiel", "beispielm")."""
    parts = re.split(r"[._-]", name)
    return any(
        len(part) > 2 and (is_first(part) or is_last(part)) and not is_function(part)
        for part in (*parts, parts[0][1:], parts[0][:-1])
    )


_KEY = re.compile(
    r"(?:user(?: ?name| ?id)?|login(?: name)?|benutzer(?:name|kennung)?|nutzer(?:name|kennung)?|kennung|account|konto"
    r"|ad konto|ad kennung)",
    re.IGNORECASE,
)

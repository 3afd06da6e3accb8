"""E-mail addresses: `EMAIL_ADDRESS`.

Norm: RFC 5321/5322, internationalised RFC 6531. Also disguised: ``name(at)ort.de``, ``name [at] ort [dot] de``,
"name punkt nachname ät ort punkt de", blanks around ``@``.
Role mailboxes (``info@``, ``poststelle@``, ``standesamt@``) and placeholders are not personal.
Protected by: Art. 4 GDPR. Example (invented): ``erika.mustermann(at)beispielstadt.de``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.words import words

_SIGN = r"(?:\.|[-_+]|[ ]\.[ ]|[ ]?[(\[{]?(?:punkt|dot|minus|bindestrich|unterstrich|underscore)[)\]}]?[ ]?)"
_AT = r"(?:[ ]?[(\[{<][ ]?(?:at|ät|äht|aet|et|@)[ ]?[)\]}>][ ]?|[ ](?:at|ät|äht|aet|klammeraffe)[ ]|[ ]?@[ ]|[ ]@)"
_WORDED_DOT = r"[ ]?[(\[{ ](?:punkt|dot|\.)[)\]} ][ ]?"
_DOT = r"(?:\.|[ ]\.[ ]|[ ]?[(\[{][ ]?(?:punkt|dot|\.)[ ]?[)\]}][ ]?|[ ](?:punkt|dot)[ ])"


class EmailRecognizer(GermanRecognizer):
    """Finds plain and disguised addresses."""

    ENTITIES = ("EMAIL_ADDRESS",)
    NEEDS_DIGIT = False
    _PLAIN = re.compile(
        r"(?<![\w.%+-])[\w%+'-]{1,64}(?:\.[\w%+'-]{1,64}){0,6}@[\w-]"
        r"{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:[^\W\d_]{2,24}|0rg|c0m|n[3e][7t]|d3|1nf0)(?![\w-])"
    )
    _DISGUISED = re.compile(
        rf"(?<![\w.@-])[^\W_]{{1,30}}(?:{_SIGN}[^\W_]{{1,30}}){{0,4}}{_AT}[^\W_]"
        rf"{{2,30}}(?:{_SIGN}[^\W_]{{1,30}}){{0,3}}?{_DOT}(?:de|com|org|net|eu|info|at|ch|example"
        rf"|[a-z]{{2,6}})(?![\w@]|{_WORDED_DOT}[a-z]{{2,6}}(?!\w))",
        re.IGNORECASE,
    )
    _WORDED = re.compile(r"punkt|dot|[(\[{<]|@|ät|äht|aet|klammeraffe", re.IGNORECASE)
    _ROLE_SUFFIX = re.compile(
        r"(?:amt|aemter|verwaltung|kasse|stelle|buero|büro|dienst|zentrale|referat|dezernat"
        r"|schule|kita|rathaus|bibliothek|leitung|support|team|service)(?:[._-]?\w{1,12})?$"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield addresses of persons."""
        text = view.flat
        if "@" in text:
            for match in self._PLAIN.finditer(text):
                if self._personal(match.group()):
                    yield Hit("EMAIL_ADDRESS", match.start(), match.end(), 0.95)
        if _HINT.search(text):
            for match in self._DISGUISED.finditer(text):
                if self._WORDED.search(match.group()) and not re.fullmatch(r"[^\s@]+@[^\s@]+", match.group()):
                    yield Hit("EMAIL_ADDRESS", match.start(), match.end(), 0.85)

    _FILE = re.compile(
        r"\.(?:service|socket|target|timer|(?:auto)?mount|device|swap|slice|scope|path|conf|cfg|ini|journal|log|txt|json"
        r"|ya?ml|xml|html?)$",
        re.IGNORECASE,
    )
    _MAILING_LIST = re.compile(r"(?:^(?:bug|bugs)-|-(?:devel?|users?|announce|bugs?|lists?)@|@(?:[\w-]*[.-])?lists?\.)")

    def _personal(self, address: str) -> bool:
        if self._FILE.search(address) or self._MAILING_LIST.search(address.lower()):
            return False
        local = address.partition("@")[0].lower()
        roles = words("role-mailboxes")
        head = re.split(r"[._+-]", local)[0]
        return local not in roles and head not in roles and not self._ROLE_SUFFIX.search(local)


_HINT = re.compile(r"(?i)[( \[{<](?:at|ät|äht|aet|et|klammeraffe)[) \]}>]| @|@ |\(@\)|\[@\]")

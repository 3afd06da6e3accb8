"""Further mentions of what was found for sure: the same name, first name, surname or login again in the text."""

import re
from collections.abc import Sequence

from schleuse.detection.names import WORD, fold, is_first, is_function, is_last, is_ordinary, is_particle, is_role
from schleuse.detection.normalise import plain
from schleuse.model import Finding

_SURE = 0.6
_MOST = 400
"""Names looked for at most; a text with more is a list whose cells are found by themselves."""


def further(text: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return findings for further mentions of names and logins found with at least 0.6.

    Looks for every part of a found name that is no ordinary word, with and without genitive -s, in the same case as
    names are written (in texts without capitals, in lower case). One pass over the text.
    """
    parts: dict[str, float] = {}
    logins: dict[str, float] = {}
    for finding in findings:
        if finding.score < _SURE or len(parts) + len(logins) > _MOST:
            continue
        value = plain(text[finding.start : finding.end]).text
        if finding.entity == "PERSON":
            tokens = [token.rstrip(".") for token in WORD.findall(value)]
            for token in tokens:
                if len(token) >= 3 and _telling(token, sure=finding.score >= 0.8):
                    parts[_stem(token)] = max(parts.get(_stem(token), 0.0), min(finding.score, 0.8))
        elif finding.entity == "USERNAME" and len(value) >= 5:
            logins[value] = 0.75
    result: list[Finding] = []
    view = plain(text)
    if parts:
        for match in WORD.finditer(view.text):
            token = match.group().rstrip(".")
            score = (
                parts.get(token)
                or parts.get(_stem(token))
                or (parts.get(token.capitalize()) if token.islower() or token.isupper() else None)
            )
            if score is None or (token.islower() and is_ordinary(token)):
                continue
            behind = view.text[match.start() + len(token) : match.start() + len(token) + 3]
            if (behind[:1] in "-_@" and behind[1:2].isalpha()) or view.text[match.start() - 1 : match.start()] in {
                "@",
                "\\",
            }:
                continue
            if _COMPANY_BEFORE.search(view.text, max(0, match.start() - 30), match.start()) or _COMPANY_BEHIND.match(
                view.text, match.start() + len(token)
            ):
                continue
            start, end = view.span(match.start(), match.start() + len(token))
            result.append(Finding(start, end, "PERSON", score, "Mentions"))
        result.extend(_logins(text, {fold(part) for part in parts if len(part) >= 5}))
    for login, score in logins.items():
        for again in re.finditer(rf"(?<![\w.@-]){re.escape(login)}(?![\w@]|[.-]\w)", view.text):
            start, end = view.span(again.start(), again.end())
            result.append(Finding(start, end, "USERNAME", score, "Mentions"))
    return _joined(text, result)


_COMPANY_BEFORE = re.compile(r"(?i)(?:firma|kanzlei|bäckerei|spedition|autohaus|praxis|straße|haus)[ ]$")
_COMPANY_BEHIND = re.compile(
    r"[ ](?:\+|&|GmbH|AG|KG|OHG|UG|Trockenbau|e\.K\.)|-?(?:[Ss]traße|[Pp]latz|[Ww]eg|[Ss]chule)\b"
)
_LOGIN = re.compile(r"(?<![\w.@/:-])[a-z][a-z0-9]{0,20}(?:[._-][a-z0-9]{1,20}){0,3}(?![\w@]|\.\w|:)")


def _logins(text: str, surnames: set[str]) -> list[Finding]:
    """Logins made of a surname found in the text: "imeierjuergen", "b.gerlach-adm"."""
    view = plain(text)
    result: list[Finding] = []
    if not surnames:
        return result
    for match in _LOGIN.finditer(view.text):
        token = match.group()
        if len(token) < 6 or (token.isalpha() and (is_ordinary(token) or token in surnames or token[:-1] in surnames)):
            continue
        body = token.replace("-", "").replace("_", "").replace(".", "")
        if any(
            len(token) - len(name) <= 8 and name in body and name != body and name + "s" != body for name in surnames
        ):
            start, end = view.span(match.start(), match.end())
            result.append(Finding(start, end, "USERNAME", 0.65, "Mentions"))
    return result


def _telling(token: str, *, sure: bool) -> bool:
    if is_function(token) or is_particle(token) or is_role(token):
        return False
    if is_ordinary(token):
        return sure and token[0].isupper() and (is_first(token) or is_last(token))
    return True


def _stem(token: str) -> str:
    """Without genitive -s, so that "Radtkes" and "Radtke" meet."""
    return token[:-1] if len(token) > 4 and token.endswith("s") and not token.endswith("ss") else token


def _joined(text: str, findings: list[Finding]) -> list[Finding]:
    """Join mentions that stand side by side ("Mia-Sophie" "Radtke") to one."""
    findings.sort(key=lambda finding: finding.start)
    result: list[Finding] = []
    for finding in findings:
        if result and result[-1].entity == finding.entity == "PERSON" and text[result[-1].end : finding.start] == " ":
            before = result.pop()
            result.append(Finding(before.start, finding.end, "PERSON", min(before.score, finding.score), "Mentions"))
        else:
            result.append(finding)
    return result

import re

import pytest

from schleuse.model import Action, Finding, LocatedFinding
from schleuse.policy.limits import Limits

_MARK = re.compile(r"\{(?:([A-Z_]+):)?([^{}]*)\}")


def read(*texts: str) -> tuple[list[LocatedFinding], list[str]]:
    """``{Anna Weber}`` is a name, ``{IBAN_CODE:…}`` what it says."""
    found, plain = [], []
    for part, text in enumerate(texts):
        clean, position = "", 0
        for match in _MARK.finditer(text):
            clean += text[position : match.start()]
            finding = Finding(len(clean), len(clean) + len(match[2]), match[1] or "PERSON", 1.0, "test")
            found.append(LocatedFinding(part, finding))
            clean += match[2]
            position = match.end()
        plain.append(clean + text[position:])
    return found, plain


TABLE = "Name; Ort\n{Anna Weber}; {DE_ADDRESS:Weg 1}\n{Paul Roth}; {DE_ADDRESS:Weg 2}\n{Mia Kern}\n"


@pytest.mark.parametrize(
    ("name", "count", "texts"),
    [
        ("findings_max", 2, ("{Anna Weber} {ANNA  WEBER} {Paul Roth}", "{Anna Weber}")),
        ("persons_max", 2, ("{Petra Müller} {Müller} {Paul Roth} {DE_ADDRESS:Weg 1}", "{müller}")),
        ("rows_max", 2, (TABLE, TABLE)),
        ("rows_max", 0, ("{Anna Weber}\n{DE_ADDRESS:Weg 1}\n",)),
        ("kinds_max", 3, ("{Anna} {Paul} {DE_ADDRESS:Weg 1} {IBAN_CODE:DE1}", "{EMAIL_ADDRESS:a@b.de}")),
    ],
)
def test_each_limit_counts_what_it_says(name: str, count: int, texts: tuple[str, ...]) -> None:
    findings, plain = read(*texts)
    assert Limits(Action.BLOCK, **{name: count}).exceeded(findings, plain) == ""
    if count:
        assert Limits(Action.BLOCK, **{name: count - 1}).exceeded(findings, plain) == name


def test_without_findings_nothing_is_exceeded() -> None:
    assert Limits(Action.BLOCK, 0, 0, 0, 0).exceeded([], []) == ""

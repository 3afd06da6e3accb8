"""No input costs more than linear time: each pattern gets the inputs that hurt backtracking most."""

import importlib
import pkgutil
import re
import time

import pytest

import schleuse.detection
from schleuse.detection.merge import resolve
from schleuse.detection.normalise import plain
from schleuse.detection.recognizers import german_recognizers

_UNITS = [
    "a",
    "A",
    "1",
    " ",
    "\n",
    "-",
    ".",
    "_",
    "<",
    '"',
    "'",
    "@",
    "|",
    ";",
    ":",
    "=",
    "/",
    "%41",
    "&#65;",
    "\u200b",
    "ä",
    "А",
    "a ",
    "A ",
    "Aa ",
    "1 ",
    "a.",
    "A-",
    "Ab-",
    "-AB",
    "A'B",
    "1.",
    "1-",
    "1/",
    "a@",
    "a.a@",
    "Straße ",
    "Am A ",
    "Str. 1",
    "geb. ",
    "geb ",
    "* ",
    "Az. ",
    "Az. 1",
    "Az. A ",
    "Herr ",
    "Frau Dr. ",
    "Dr. ",
    "Mutter ",
    "von ",
    "Ab, Cd ",
    "Ab Cd, ",
    "A. ",
    '"a": "',
    '"a":[',
    "<a ",
    '<a b="',
    "<tr><td>",
    "a=b ",
    "a: b\n",
    "a|b\n",
    "a;b;c\n",
    "\ta",
    "Passwort ",
    "Passwort ist ",
    "password=",
    "eyJa.",
    "sk-",
    "-----BEGIN PRIVATE KEY-----\n",
    "://a:",
    "bearer a1",
    "DE",
    "DE1 ",
    "DE89 3704 ",
    "12345 ",
    "HH-AB ",
    "0171 ",
    "0 ",
    "+4 ",
    "(0",
    "1,1.",
    "1.1.1",
    "00:",
    "::",
    "51.1234, ",
    "null ",
    "zwei drei ",
    "hundert",
    "vertraulich ",
    "VS ",
    "a wie b, ",
    "MfG\n",
    "[a] b: ",
    "> ",
    "A/B ",
    "A (1) ",
    "Grundbuch von ",
    "Gemarkung A, Flur 1 ",
    "P<D<<",
    "A<",
    "<<",
    "Urteil vom ",
    "BGH ",
    "1 C 1/",
    "BGH 1 C 1/1 ",
    "z. B. ",
    "Wer ist ",
    "häufigste ",
    "Konto ",
    "benutzer ",
    "user ",
    "C:\\Users\\",
    "A\\",
]
_SIZE = 3_000
_SECONDS = 0.12
"""Processor time for one pattern on 3,000 characters; most need less than a millisecond."""


def patterns():
    seen = {}
    modules = [
        importlib.import_module(info.name)
        for info in pkgutil.walk_packages(schleuse.detection.__path__, "schleuse.detection.")
    ]
    holders = [
        *modules,
        *(value for module in modules for value in vars(module).values() if isinstance(value, type)),
        *german_recognizers(),
    ]
    for holder in holders:
        for name, value in vars(holder).items():
            if isinstance(value, re.Pattern):
                seen[value] = f"{getattr(holder, '__name__', type(holder).__name__)}.{name}"
    return sorted(seen.items(), key=lambda each: each[1])


PATTERNS = patterns()


def test_all_patterns_are_here():
    assert len(PATTERNS) > 150


@pytest.mark.parametrize("pattern", [pytest.param(pattern, id=name) for pattern, name in PATTERNS])
def test_pattern_is_linear(pattern):
    for unit in _UNITS:
        text = unit * (_SIZE // len(unit))
        begin = time.process_time()
        for _ in pattern.finditer(text):
            pass
        spent = time.process_time() - begin
        assert spent < _SECONDS, f"{spent:.2f} s on {unit!r}"


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1 ",
        "\u200b",
        "Herr Müller, ",
        "A\u0308",
        "&#65;",
        "Az. 12/34 ",
        "<a>b</a>",
        "null eins ",
        "\ud800",
        "\x00",
    ],
)
def test_everything_together_is_linear(unit):
    recognizers = german_recognizers()
    entities = sorted({entity for recognizer in recognizers for entity in recognizer.supported_entities})

    def seconds(size):
        text = unit * (size // len(unit))
        plain.cache_clear()
        begin = time.process_time()
        findings = [hit for recognizer in recognizers for hit in recognizer.analyze(text, entities)]
        assert all(0 <= hit.start < hit.end <= len(text) for hit in findings)
        return time.process_time() - begin

    seconds(2_000)
    small, large = seconds(8_000), seconds(32_000)
    assert large < max(8 * small, 1.0)


def test_ten_thousand_findings_are_resolved_in_time():
    from schleuse.model import Finding

    text = "Eva Sommerkorn ist da. " * 10_000
    findings = [Finding(at, at + 14, "PERSON", 0.9, "Test") for at in range(0, len(text), 23)]
    begin = time.process_time()
    assert len(resolve(text, findings)) == 10_000
    assert time.process_time() - begin < 10

"""Stock Presidio is what Presidio loads by itself, with its German recognizers switched on."""

import re
import subprocess
import sys

from presidio_analyzer import conf

from schleuse.evaluation.stock import GENERIC, GERMAN, stock

_LOADED = """
from presidio_analyzer import RecognizerRegistry
registry = RecognizerRegistry(supported_languages=["de"])
registry.load_predefined_recognizers(languages=["de"])
print(*sorted(type(one).__name__ for one in registry.recognizers))
"""


def test_the_list_is_that_of_the_installed_presidio() -> None:
    # In a process of its own: Presidio finds classes by their names, and ours have some of the same.
    loaded = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) - {"SpacyRecognizer"} == set(GENERIC) - {"CreditCardRecognizer"}
    from importlib.resources import files

    listed = files(conf).joinpath("default_recognizers.yaml").read_text(encoding="utf-8")
    assert sorted(re.findall(r"- name: (De[A-Z]\w+Recognizer)\n", listed)) == sorted(GERMAN)


def test_it_finds_what_it_should_and_not_more() -> None:
    detector = stock("embedded")
    assert "25 recognizers" in detector.description
    text = "Herr Jürgen Sommerfeld, Steuer-ID 86095742719, geb. 01.02.1980"
    findings, apart = detector.analyse([text, "Steuer-ID: 86 095 742 719"])
    found = {(one.entity, text[one.start : one.end]) for one in findings}
    assert {("PERSON", "Jürgen Sommerfeld"), ("DE_TAX_ID", "86095742719"), ("DATE_OF_BIRTH", "01.02.1980")} <= found
    assert "DE_TAX_ID" not in {one.entity for one in apart}, "or the fault that we know of is mended"

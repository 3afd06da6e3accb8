import random
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from presidio_analyzer import EntityRecognizer, RecognizerResult

from schleuse.detection import chunks, engine
from schleuse.detection.engine import Analyzer, build_analyzer
from schleuse.entities import ENTITIES
from schleuse.model import InspectionError, Reason

IBAN = "DE02 1203 0000 0000 2020 51"
WORDS = (
    "der Antrag",
    "auf Wohngeld",
    "liegt",
    "und wird",
    "nach der Satzung",
    "geprüft",
    "weil",
    "Unterlagen",
    "fehlen",
)


class Broken(EntityRecognizer):
    """Fails as Presidio's own do: quoting the text."""

    def __init__(self, behave) -> None:
        super().__init__(["SECRET"], supported_language="de")
        self.behave = behave

    def load(self) -> None:
        pass

    def analyze(self, text, entities, nlp_artifacts=None):
        return self.behave(self, text)


@pytest.fixture(scope="module")
def usual() -> Analyzer:
    return build_analyzer("embedded", 4000)


def ibans(found):
    return [(finding.start, finding.end) for finding in found if finding.entity == "IBAN_CODE"]


def test_finds_names_and_numbers(analyzer):
    text = f"Herr Krzysztof Wiśniewski hat die IBAN {IBAN}."
    found = {text[f.start : f.end]: f for f in analyzer.analyse(text)}
    assert found["Krzysztof Wiśniewski"].entity == "PERSON"
    assert found[IBAN].entity == "IBAN_CODE"
    assert all(finding.entity in ENTITIES and 0.3 <= finding.score <= 1 for finding in found.values())


def test_places_and_offices_are_no_findings(analyzer):
    assert analyzer.analyse("Das Verwaltungsgericht Gelsenkirchen und die Stadt Bonn sind zuständig.") == ()


def test_nothing_in_nothing(analyzer):
    assert analyzer.analyse("") == ()
    assert analyzer.analyse(" \n") == ()


@given(st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cut_or_not_the_planted_is_found_once(analyzer, data):
    gaps = st.sampled_from([" ", ". ", "\n", "\n\n", ", "])
    plan = data.draw(st.lists(st.tuples(st.integers(0, 60), gaps, st.booleans()), min_size=10, max_size=60))
    chance = random.Random(len(plan))
    text = "".join(" ".join(chance.choices(WORDS, k=n)) + gap + (IBAN + gap) * planted for n, gap, planted in plan)
    planted = [i for i in range(len(text)) if text.startswith(IBAN, i)]
    expected = [(start, start + len(IBAN)) for start in planted]
    assert ibans(analyzer.analyse(text)) == expected
    (whole,) = analyzer.candidates([text])
    assert ibans(analyzer.resolve(text, whole)) == expected


def test_findings_are_sorted_and_apart(analyzer):
    text = f"Frau Hannelore Schmitz, IBAN {IBAN}, und Herr Ali Yıldız. " * 60
    found = analyzer.analyse(text)
    assert len(ibans(found)) == 60
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        "\ud800" * 3000,
        "\0" * 3000,
        "\u200b" * 1_000_000,
        "x" * 200_000,
        "(" * 50_000,
        "\n" * 100_000,
        "e\u0301" * 20_000,
        "".join(map(chr, range(0x3000))),
    ],
    ids=["surrogates", "nul", "zero width", "one word", "brackets", "empty lines", "marks", "every character"],
)
def test_odd_texts_end_in_a_result(usual, text):
    begin = time.process_time()
    assert ibans(usual.analyse(f"{text} {IBAN}")) == [(len(text) + 1, len(text) + 1 + len(IBAN))]
    assert time.process_time() - begin < 20


def test_offsets_survive_lone_surrogates(analyzer):
    text = f"\ud83d {IBAN} \udc00"
    assert ibans(analyzer.analyse(text)) == [(2, 2 + len(IBAN))]


def test_too_large(analyzer):
    with pytest.raises(InspectionError) as caught:
        analyzer.analyse(" " * (chunks.MOST_CHARACTERS + 1))
    assert caught.value.reason is Reason.TOO_LARGE


def fail(_recognizer, text):
    raise ValueError(f"Did not find word '{text}'")


def point_outside(recognizer, text):
    metadata = {
        RecognizerResult.RECOGNIZER_NAME_KEY: recognizer.name,
        RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recognizer.id,
    }
    return [RecognizerResult("SECRET", 0, len(text) + 1, 1.0, recognition_metadata=metadata)]


@pytest.mark.parametrize("behave", [fail, point_outside])
def test_a_broken_recognizer_fails_the_analysis_without_words(behave):
    broken = Analyzer("embedded", [Broken(behave)], 4000)
    with pytest.raises(InspectionError) as caught:
        broken.analyse("Hannelore")
    assert caught.value.reason is Reason.DETECTOR_FAILED
    assert "Hannelore" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_entities_must_be_known():
    recognizer = Broken(fail)
    recognizer.supported_entities = ["SECRET", "LOCATION"]
    with pytest.raises(ValueError, match="nobody knows: LOCATION"):
        Analyzer("embedded", [recognizer], 4000)


def test_memory_of_words_is_bounded(monkeypatch):
    small = build_analyzer("embedded")
    before = len(small._nlp.vocab.strings)
    text = " ".join(f"wort{number}ende" for number in range(500))
    small.analyse(text)
    assert len(small._nlp.vocab.strings) == before, "words are forgotten with their text"
    monkeypatch.setattr(engine, "MOST_LEXEMES", len(small._nlp.vocab) - 1)
    old = small._nlp
    assert [f.entity for f in small.analyse(f"Ich bin Hannelore Schmitz, IBAN {IBAN}")] == ["PERSON", "IBAN_CODE"]
    assert small._nlp is not old


def test_says_what_it_is(analyzer):
    assert analyzer.version in analyzer.description
    assert "de_schleuse 6.0.0 (embedded)" in analyzer.description
    assert build_analyzer("embedded").version == analyzer.version


def values(text, found):
    return [(each.entity, text[each.start : each.end]) for each in found]


def test_a_name_of_one_message_is_known_in_the_others(analyzer):
    texts = ["Frau Petra Wiesengrund hat einen Antrag gestellt.", "wiesengrund hat angerufen", "Schöne Grüße"]
    found = analyzer.analyse_all(texts)
    assert values(texts[1], found[1]) == [("PERSON", "wiesengrund")]
    assert found[0] == analyzer.analyse(texts[0])
    assert found[2] == ()
    assert analyzer.analyse_all(texts[1:], ["Petra Wiesengrund"])[0] == found[1]


def test_what_counts_beside_a_person_only_counts_beside_one_of_another_message(analyzer):
    text = "die depression von bramowke ist schlimmer geworden"
    assert analyzer.analyse(text) == ()
    _, found = analyzer.analyse_all(["Herr Oktay Bramowke war da.", text])
    assert values(text, found) == [("HEALTH", "depression"), ("PERSON", "bramowke")]


def test_in_a_long_message_as_well(analyzer):
    text = "Der Haushalt ist beschlossen. " * 200 + "demirtas hat eine depression. " + "Nun der Haushalt. " * 200
    _, found = analyzer.analyse_all(["Herr Oktay Demirtaş war da.", text])
    assert values(text, found) == [("PERSON", "demirtas"), ("HEALTH", "depression")]

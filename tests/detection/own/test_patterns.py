"""Patterns of an authority: checked when they are read, whole words, context, and no text that makes them slow."""

import time

import pytest

from schleuse.detection.own.patterns import OwnPattern, PatternError
from schleuse.detection.own.schema import PatternSchema


def pattern(regex: str = r"PN-\d{6}", **changes) -> OwnPattern:
    data = {
        "id": "pn",
        "title": {"de": "Personalnummer", "en": "staff number"},
        "entity": "DE_STAFF_NUMBER",
        "regex": regex,
        "examples": {"match": ["PN-123456"], "no_match": ["PN 12"]},
    }
    return OwnPattern(PatternSchema.model_validate(data | changes))


def found(one: OwnPattern, text: str) -> list[tuple[str, float]]:
    return [(text[hit.start : hit.end], hit.score) for hit in one.hits(text)]


def test_whole_words_in_any_script():
    assert found(pattern(), "PN-123456, (PN-654321) XPN-111111 PN-1111117 äPN-222222") == [
        ("PN-123456", 0.85),
        ("PN-654321", 0.85),
    ]
    assert len(found(pattern(inside_words=True), "XPN-111111 PN-1111117")) == 2
    names = pattern(r"\w+-Süd", examples={"match": ["Übergang-Süd"], "no_match": ["x"]})
    assert found(names, "am Übergang-Süd und [Öse-Süd]") == [("Übergang-Süd", 0.85), ("Öse-Süd", 0.85)]
    classes = pattern(r"[\w.]+-Süd", examples={"match": ["Ü.b-Süd"], "no_match": ["x"]})
    assert found(classes, "am Ü.b-Süd") == [("Ü.b-Süd", 0.85)]
    posix = pattern(r"[[:upper:]\w]+-Süd", examples={"match": ["Über-Süd"], "no_match": ["x"]})
    assert found(posix, "am Über-Süd") == [("Über-Süd", 0.85)]


def test_disguise_is_undone_and_offsets_are_those_of_the_text():
    assert found(pattern(), "😀 P\u200bN\u20111\uff123456!") == [("P\u200bN\u20111\uff123456", 0.85)]
    assert found(pattern(ignore_case=True), "pn-123456 \ud800") == [("pn-123456", 0.85)]


def test_context_lifts_or_is_needed():
    context = {"context": ["Personalnummer", "Bedienstete"], "score": 0.4}
    assert found(pattern(**context), "Personalnummer PN-123456") == [("PN-123456", 0.95)]
    assert found(pattern(**context), "irgendwo PN-123456") == [("PN-123456", 0.4)]
    needs = pattern(**context, needs_context=True, examples={"match": ["Bedienstete PN-123456"], "no_match": ["-"]})
    assert found(needs, "irgendwo PN-123456") == []
    with pytest.raises(ValueError, match="needs_context"):
        pattern(needs_context=True)


@pytest.mark.parametrize(
    ("regex", "message", "where"),
    [
        ("(?=PN)PN", "not a pattern", ("regex",)),
        (r"(P)\1N-", "not a pattern", ("regex",)),
        ("PN-(", "not a pattern", ("regex",)),
        ("PN-a{5000}", "not a pattern", ("regex",)),
        ("(PN-)*", "empty text", ("regex",)),
        (r"PX-\d{6}", "does not find", ("examples", "match", 0)),
        (r"PN[ -]\d{2,6}", "finds something", ("examples", "no_match", 0)),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(regex, message, where):
    with pytest.raises(PatternError, match=message) as caught:
        pattern(regex)
    assert caught.value.where == where


@pytest.mark.parametrize("regex", [r"(?:P+N*)+-\d{6}", r"(?:\w+[-.]?)+-\d{6}", r"(P|PN?)*-(\d+)*6"])
def test_nested_repetition_costs_linear_time(regex):
    one = pattern(regex, inside_words=True, examples={"match": ["PN-123456"], "no_match": ["!"]})
    for unit in ("P", "PN", "PN-", "1", "PN-1", "ä"):
        begin = time.thread_time()
        found(one, unit * (5_000 // len(unit)) + "!")
        assert time.thread_time() - begin < 0.3

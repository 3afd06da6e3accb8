"""A corpus is read as it is meant, and what is wrong with it is said with its line."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from schleuse.evaluation import corpus
from schleuse.evaluation.corpus import CorpusError, Item, Span, load
from tests.evaluation.conftest import Write, line

SPAN = {"start": 0, "end": 3, "label": "PERSON", "text": "Ute"}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.xz"])
def test_items_are_read_plain_and_packed(write: Write, name: str) -> None:
    chat = {
        "id": "2",
        "messages": [{"role": "user", "content": "🙂 Hallo"}, {"role": "user", "content": "Ute"}],
        "spans": [{**SPAN, "message": 1}],
        "contains_personal_data": True,
        "evasion": None,
        "note": "Hard Negative, they say",
    }
    clean = line(note="clean hard negative: x", form="question", domain="it", evasion="hex", public_figure_only=True)
    first, second = load(write(clean, "", chat, name=name))
    assert first == Item("1", ("Ute ruft an",), (), False, True, "question", "it", "hex", "clean hard negative: x")
    assert second.texts == ("🙂 Hallo", "Ute")
    assert second.spans == (Span(0, 3, "PERSON", 1),)
    assert first.hard_negative
    assert not second.hard_negative, "what holds data is no negative"


def test_offsets_count_code_points(write: Write) -> None:
    (one,) = load(write(line(text="🙂 Ute", spans=[{**SPAN, "start": 2, "end": 5}])))
    assert one.spans == (Span(2, 5, "PERSON"),)
    with pytest.raises(CorpusError, match="offsets count code points"):
        load(write(line(text="🙂 Ute!", spans=[{**SPAN, "start": 3, "end": 6}])))


def test_lone_surrogates_are_texts_like_others(write: Write) -> None:
    assert load(write('{"id": "1", "text": "\\ud800", "spans": [], "contains_personal_data": false}'))[0].texts == (
        "\ud800",
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{broken", r"line 2: not JSON at column 2"),
        ("[1]", "line 2: expected an object"),
        ('{"a":' * 100_000, "line 2: nested too deep"),
        ('{"id": ' + "1" * 5000 + "}", "line 2: holds a number that is too long"),
        (line(id=7), "line 2: id: expected a text"),
        (line(id="0"), "line 2: id: the same as in line 1"),
        ({"id": "1", "spans": [], "contains_personal_data": False}, 'line 2: expected either "text" or "messages"'),
        (line(messages=[]), 'line 2: expected either "text" or "messages"'),
        (line(text=None), "line 2: text: expected a text"),
        ({k: v for k, v in line().items() if k != "spans"}, "line 2: spans: is missing"),
        ({k: v for k, v in line().items() if k != "contains_personal_data"}, "contains_personal_data: is missing"),
        (line(contains_personal_data="no"), "contains_personal_data: expected true or false"),
        (line(spans={}), "spans: expected a list"),
        (line(spans=[3]), "spans.0: expected an object"),
        (line(spans=[{**SPAN, "start": True}]), "spans.0.start: expected a whole number"),
        (line(spans=[SPAN, {**SPAN, "end": 99}]), "spans.1: 0 to 99 is no part of a text of 11 characters"),
        (line(spans=[{**SPAN, "start": -1}]), "spans.0: -1 to 3 is no part"),
        (line(spans=[{**SPAN, "start": 3}]), "spans.0: 3 to 3 is no part"),
        (line(spans=[{**SPAN, "message": 1}]), "spans.0.message: there is no message 1"),
        (line(spans=[{**SPAN, "text": "Uwe"}]), "spans.0.text: is not what stands at 0 to 3"),
        (line(spans=[{"start": 3, "end": 4, "label": "PERSON"}]), "spans.0: holds nothing but blanks"),
        (line(spans=[{"start": 0, "end": 3}]), "spans.0.label: is missing"),
        (line(spans=[SPAN] * 10_001), "spans: more than 10,000"),
        ({**line(), "text": None} | {"messages": [{"content": 1}]}, "line 2: expected either"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named(write: Write, bad: Any, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as error:
        load(write(line(id="0"), bad))
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_messages_must_have_contents(write: Write) -> None:
    chat = {"id": "1", "messages": [{"content": "a"}, {"role": "user"}], "spans": [], "contains_personal_data": False}
    with pytest.raises(CorpusError, match=r"line 1: messages\.1\.content: is missing"):
        load(write(chat))
    with pytest.raises(CorpusError, match="line 1: messages: more than 1,000"):
        load(write({**chat, "messages": [{"content": ""}] * 1001}))


def test_files_that_are_no_corpus(tmp_path: Path, write: Write) -> None:
    for name, data, message in (
        ("missing.jsonl", None, "cannot be read: No such file"),
        ("empty.jsonl", b"", "holds no items"),
        ("blank.jsonl", b"\n \n", "holds no items"),
        ("latin.jsonl", b'{"id": "\xe4"}\n', "not UTF-8"),
        ("plain.gz", b"{}\n", "cannot be unpacked"),
        ("plain.xz", b"{}\n", "cannot be unpacked"),
        ("cut.gz", gzip.compress(b"{}\n" * 1000)[:-20], "cannot be unpacked|not JSON|expected"),
        ("corrupt.gz", gzip.compress(b" " * 100_000)[:10] + b"\xff" * 50, "cannot be unpacked"),
    ):
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(CorpusError, match=message):
            load(path)
    with pytest.raises(CorpusError, match="cannot be read"):
        load(tmp_path)


def test_size_is_bounded(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    two = write(line(id="0"), line(id="1"), name="two.jsonl.gz")
    monkeypatch.setattr(corpus, "MOST_ITEMS", 1)
    with pytest.raises(CorpusError, match="more than 1 items"):
        load(two)
    monkeypatch.setattr(corpus, "MOST_ITEMS", 10)
    monkeypatch.setattr(corpus, "MOST_TOTAL", 100)
    with pytest.raises(CorpusError, match="line 2: more than 100 characters up to here"):
        load(two)
    monkeypatch.setattr(corpus, "MOST_LINE", 20)
    with pytest.raises(CorpusError, match="line 1: longer than 20 characters"):
        load(two)

import time

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.detection.readable import for_tokenizer, readable


def test_lone_surrogates():
    assert readable("a\ud800b\udfffc 😀") == "a\ufffdb\ufffdc 😀"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1 \n(;_/€\u200b\ud800ä"), max_size=600))
def test_every_character_keeps_its_place(text):
    safe = readable(text)
    safe.encode()
    seen = for_tokenizer(safe)
    assert len(seen) == len(text)
    assert all(new in (old, " ") for old, new in zip(safe, seen, strict=True))


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1 \n(;_/€ä"), max_size=23))
def test_usual_texts_stay_as_they_are(text):
    assert for_tokenizer(text) == text


def test_words_are_broken_at_symbols_only():
    assert for_tokenizer("x" * 500) == "x" * 500
    broken = for_tokenizer('{"name":"Hannelore Schmitz"},'.replace(" ", "") * 100)
    assert max(map(len, broken.split())) < 200
    assert broken.count("HanneloreSchmitz") == 100


@pytest.mark.parametrize("symbols", ["(", "/", "€", "_", '"', "😀", "(/", "x(", "A;", '{"a":1},'])
def test_the_tokenizer_stays_linear(symbols):
    """Without help, 4,000 opening brackets cost spaCy three seconds."""
    nlp = spacy.blank("de")
    text = (symbols * 4000)[:4000]
    begin = time.process_time()
    nlp.make_doc(for_tokenizer(text))
    assert time.process_time() - begin < 0.5

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.detection.chunks import Chunk, split, stitch
from schleuse.model import Finding

TEXTS = st.text(alphabet=st.sampled_from("ab. \n!?\t"), max_size=400)
KEY = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQ/+abc=\n" * 60 + "-----END PRIVATE KEY-----\n"


@settings(deadline=None)
@given(TEXTS, st.integers(1, 60), st.integers(0, 30))
def test_cores_follow_each_other(text, size, overlap):
    chunks = split(text, size, overlap)
    assert "".join(text[chunk.start : chunk.end] for chunk in chunks) == text
    assert all(0 < chunk.end - chunk.start <= size for chunk in chunks)
    for chunk in chunks:
        first, last = max(0, chunk.start - overlap), min(len(text), chunk.end + overlap)
        assert chunk.first <= first <= last <= chunk.last
        if "\t" not in text:  # in a table, what is seen besides goes by whole rows
            assert (chunk.first, chunk.last) == (first, last)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["X<1234567>", "ein Wort ", "Ende. ", "\n\n", "abcabcabc", "<>", "X<1>X<22>"])))
def test_each_planted_finding_once_as_in_one_piece(words):
    """With an overlap as long as the longest finding, a seam is never seen."""
    text = "".join(words)
    whole = [Finding(*match.span(), "SECRET", 1.0, "test") for match in re.finditer(r"X<\d*>", text)]
    parts = [
        (chunk, [Finding(*match.span(), "SECRET", 1.0, "test") for match in re.finditer(r"X<\d*>", chunk.of(text))])
        for chunk in split(text, 12, 10)
    ]
    assert stitch(parts) == whole


def test_best_place_for_a_cut():
    def first(text: str) -> str:
        return text[: split(text, 24, 0)[0].end]

    assert first("Eins zwei\n\ndrei. Vier\nfünf sechs sieben") == "Eins zwei\n\ndrei. "
    assert first("Eins zwei drei.\n\nVier. Fünf sechs sieben") == "Eins zwei drei.\n\n"
    assert first("Eins zwei drei vier\nfünf sechs sieben") == "Eins zwei drei vier\n"
    assert first("Einszwei dreivierfünfsechssieben") == "Einszwei dreivierfünfsec"
    assert first("Einszweidrei vierfünfsechssieben") == "Einszweidrei "


def test_a_private_key_stays_in_one_piece():
    text = "Bitte prüfen Sie diesen Schlüssel. " * 20 + KEY + "Danke. " * 100
    for size in (200, 500, 700, 800):
        holding = [chunk for chunk in split(text, size) if "-----BEGIN" in text[chunk.start : chunk.end]]
        assert len(holding) == 1
        assert KEY.strip() in text[holding[0].start : holding[0].end]


def test_a_key_without_end_is_cut_like_any_text():
    text = "-----BEGIN PRIVATE KEY-----\n" * 1000
    assert all(chunk.end - chunk.start <= 500 for chunk in split(text, 500))


def test_what_does_not_touch_the_core_is_dropped():
    chunk = Chunk(start=10, end=20, first=5, last=25)
    found = [Finding(0, 5, "SECRET", 1.0, "r"), Finding(4, 6, "SECRET", 1.0, "r"), Finding(15, 20, "SECRET", 1.0, "r")]
    assert stitch([(chunk, found)]) == [Finding(9, 11, "SECRET", 1.0, "r")]


def test_both_views_of_a_seam_are_kept():
    one, two = Chunk(0, 10, 0, 15), Chunk(10, 20, 5, 20)
    assert stitch([(one, [Finding(8, 12, "PERSON", 0.9, "r")]), (two, [Finding(2, 7, "PERSON", 0.9, "r")])]) == [
        Finding(7, 12, "PERSON", 0.9, "r"),
        Finding(8, 12, "PERSON", 0.9, "r"),
    ]

import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from schleuse.enforcement.restore import Restoration

VALUES = {"[PERSON_1]": "Anna Weber", "[IBAN_12]": "DE89 3704", "[STEUER_ID_1]": 'a"b\\c'}


def test_only_known_placeholders_come_home() -> None:
    restoration = Restoration(VALUES)
    text = r"Liebe [PERSON_1], [PERSON_2] und \[Person\_1\] zahlen an [IBAN_12]. [IBAN_1] bleibt."
    assert (
        restoration.whole(text) == "Liebe Anna Weber, [PERSON_2] und Anna Weber zahlen an DE89 3704. [IBAN_1] bleibt."
    )
    assert (restoration.restored, restoration.unknown) == (3, 2)


def test_inserted_values_are_escaped_and_never_read_again() -> None:
    restoration = Restoration({"[PERSON_1]": "[PERSON_2]", "[PERSON_2]": "B", "[STEUER_ID_1]": 'a"b\\c'})
    assert restoration.whole("[PERSON_1]") == "[PERSON_2]"
    inner = restoration.whole('{"id": "[STEUER_ID_1]"}', lambda value: json.dumps(value)[1:-1])
    assert json.loads(inner) == {"id": 'a"b\\c'}


pieces = st.lists(
    st.one_of(
        st.sampled_from(["[PERSON_1]", "[IBAN_12]", "[PERSON_9]", r"\[PERSON\_1\]", "[", "]", "\\", "_", "[PER", "1]"]),
        st.text(alphabet="ab [_]\\1PERSON", max_size=8),
    ),
    max_size=12,
)


@given(pieces, st.lists(st.integers(0, 120), max_size=20))
def test_a_stream_cut_anywhere_restores_like_the_whole(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    bounds = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    restoration, held, out = Restoration(VALUES), "", ""
    for start, end in itertools.pairwise(bounds):
        ready, held = restoration.split(held + text[start:end])
        out += ready
        assert len(held) <= 96
    assert out + restoration.whole(held) == Restoration(VALUES).whole(text)


def test_ordinary_text_is_not_held_back() -> None:
    restoration = Restoration(VALUES)
    assert restoration.split("Hallo Welt") == ("Hallo Welt", "")
    assert restoration.split("siehe [PERS") == ("siehe ", "[PERS")
    assert restoration.split("siehe [0") == ("siehe [0", "")
    assert restoration.split("Liste [Punkt eins") == ("Liste [Punkt eins", "")

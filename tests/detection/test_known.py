"""What a conversation is known to hold, and who has to be told."""

from schleuse.detection.known import LONGEST, MOST, Known, decode, encode, known_in, to_search, united
from schleuse.model import Finding

TEXT = "Frau Lena Sommerkorn, vertraulich, Depression"
NAME = Finding(5, 20, "PERSON", 0.9, "r")


def test_only_what_is_sure_and_means_the_same_elsewhere_is_known():
    findings = [
        NAME,
        Finding(0, 4, "USERNAME", 0.5, "r"),
        Finding(22, 33, "CONFIDENTIALITY_MARK", 0.9, "r"),
        Finding(35, 45, "HEALTH", 0.75, "r"),
    ]
    assert known_in(TEXT, findings) == [Known("PERSON", "Lena Sommerkorn", 0.9)]
    long = "x" * (LONGEST + 1)
    assert known_in(long, [Finding(0, len(long), "SECRET", 1.0, "r")]) == []


def test_each_value_once_with_its_best_score_and_not_without_end():
    assert united([Known("PERSON", "b", 0.6), Known("PERSON", "a", 0.7), Known("PERSON", "b", 0.9)]) == [
        Known("PERSON", "a", 0.7),
        Known("PERSON", "b", 0.9),
    ]
    assert len(united(Known("PERSON", str(number), 0.6) for number in range(MOST + 5))) == MOST


def test_only_texts_that_lack_something_are_searched():
    texts = [TEXT, "Sommerkorn rief an.", "", TEXT]
    search = to_search(texts, [[NAME], [], [], [NAME]])
    assert search.values == [Known("PERSON", "Lena Sommerkorn", 0.9)]
    assert search.texts == [1]
    assert to_search([TEXT], [[NAME]]).texts == []
    assert to_search([TEXT], [[NAME]], ["Anton Beispiel"]).texts == [0]
    assert to_search(["a", "b"], [[], []]).texts == []


def test_values_travel():
    values = [Known("PERSON", 'Łucja "Ż"\n\ud800', 0.75)]
    assert decode(encode(values)) == values

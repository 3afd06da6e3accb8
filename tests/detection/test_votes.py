"""What a whole text says about words that the model takes for names."""

from schleuse.detection.votes import MODEL, count, spread
from schleuse.model import Finding


def guess(text: str, word: str, score: float = 0.7, recognizer: str = MODEL) -> Finding:
    start = text.index(word)
    return Finding(start, start + len(word), "PERSON", score, recognizer)


def test_word_that_is_also_written_in_lower_case_is_no_name():
    text = "Dem Benutzer Root gehört das Verzeichnis. Nur root darf schreiben."
    assert count(text, [guess(text, "Root")]) == []


def test_word_taken_once_of_four_times_is_no_name():
    text = "Brandel startet. Dann liest Brandel. Am Ende hält Brandel an. Brandel ist fertig."
    assert count(text, [guess(text, "Brandel")]) == []


def test_word_taken_most_times_stays():
    text = "Brandel kam. Dann ging Brandel. Brandel rief an."
    found = [Finding(at, at + 7, "PERSON", 0.7, MODEL) for at in (0, 23, 32)]
    assert count(text, found) == found


def test_no_rule_is_outvoted():
    text = "Herr Koch sagt, er koch gern. Koch, Koch, Koch."
    ruled = guess(text, "Koch", 0.95, "PersonRecognizer")
    assert count(text, [ruled, guess(text, "Koch")]) == [ruled, guess(text, "Koch")]


def test_lone_words_in_a_long_text_without_any_person_are_none():
    text = "Brandel ist ein Programm. " + "Es liest Dateien und schreibt sie wieder. " * 60
    assert count(text, [guess(text, "Brandel")]) == []
    phone = Finding(5, 9, "PHONE_NUMBER", 0.9, "PhoneRecognizer")
    assert count(text, [guess(text, "Brandel"), phone]) == [guess(text, "Brandel"), phone]


def test_mentions_in_lower_case_are_none_where_names_have_capitals():
    text = "Frau Perl kommt. Das Skript ist in perl geschrieben."
    ruled = guess(text, "Perl", 0.95, "PersonRecognizer")
    again = guess(text, "perl", 0.8, "Mentions")
    assert spread(text, [again], [ruled]) == []
    assert spread(text.lower(), [again], [ruled]) == [again]


def test_what_only_the_model_saw_once_does_not_spread():
    text = "Frau Meier grüßt. Bote Brandel läuft. Brandel hält. Brandel geht. Brandel steht. Brandel schläft."
    ruled = guess(text, "Meier", 0.95, "PersonRecognizer")
    mentions = [Finding(at, at + 7, "PERSON", 0.7, "Mentions") for at in (38, 52, 66, 81)]
    assert spread(text, mentions, [ruled, guess(text, "Brandel")]) == []
    assert spread(text, mentions, [ruled, guess(text, "Brandel", 0.8, "PersonRecognizer")]) == mentions

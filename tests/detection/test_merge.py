"""Linking, spreading and resolving."""

from hypothesis import given
from hypothesis import strategies as st

from schleuse.detection.merge import MINIMUM, PRIORITY, resolve
from schleuse.entities import ENTITIES
from schleuse.model import Finding


def at(text, part, entity, score=0.9, recognizer="Test"):
    start = text.index(part)
    return Finding(start, start + len(part), entity, score, recognizer)


def values(text, findings):
    return [(each.entity, text[each.start : each.end]) for each in resolve(text, findings)]


def test_every_entity_of_the_priorities_exists():
    assert PRIORITY.keys() <= ENTITIES.keys()


def test_checked_identifier_beats_number_shape():
    text = "DE89370400440532013000"
    assert values(text, [at(text, text, "IBAN_CODE", 1.0), at(text, "370400440532013", "PHONE_NUMBER", 1.0)]) == [
        ("IBAN_CODE", text)
    ]


def test_of_two_equal_ones_the_longer_wins():
    text = "Az. 12-345/26"
    assert values(text, [at(text, "345/26", "DE_COURT_FILE"), at(text, "12-345/26", "DE_ADDRESS")]) == [
        ("DE_ADDRESS", "12-345/26")
    ]


def test_a_guess_does_not_push_out_what_is_sure():
    text = "Anna Beispiel 12345"
    found = [at(text, text, "SECRET", 0.3), at(text, "Anna Beispiel", "PERSON", 0.9)]
    assert values(text, found) == [("PERSON", "Anna Beispiel")]


def test_parts_of_one_name_become_one():
    text = "Frau Anna Maria Sommerkorn"
    assert values(text, [at(text, "Anna Maria", "PERSON"), at(text, "Maria Sommerkorn", "PERSON")]) == [
        ("PERSON", "Anna Maria Sommerkorn")
    ]


def test_further_mentions_of_a_name():
    text = "Eva Sommerkorn kam. Sommerkorns Akte, bitte an Sommerkorn-Straße nichts. Auch SOMMERKORN."
    found = values(text, [at(text, "Eva Sommerkorn", "PERSON")])
    assert found == [("PERSON", "Eva Sommerkorn"), ("PERSON", "Sommerkorns"), ("PERSON", "SOMMERKORN")]


def test_further_mentions_of_a_login_and_logins_made_of_names():
    text = "user t.overdick, später t.overdick|open; Frau Ilka Meierjürgen (imeierjuergen)"
    found = values(text, [at(text, "t.overdick", "USERNAME"), at(text, "Ilka Meierjürgen", "PERSON")])
    assert [value for entity, value in found if entity == "USERNAME"] == ["t.overdick", "t.overdick", "imeierjuergen"]


def test_topics_need_a_person_near_by():
    alone = "Was ist eine Depression?"
    assert values(alone, [at(alone, "Depression", "HEALTH", 0.3)]) == []
    near = "Frau Sommerkorn fehlt. Sie hat eine Depression."
    assert ("HEALTH", "Depression") in values(
        near, [at(near, "Depression", "HEALTH", 0.3), at(near, "Sommerkorn", "PERSON")]
    )
    far = "Frau Sommerkorn fehlt. Sonne. Regen. Schnee. Was ist eine Depression?"
    assert ("HEALTH", "Depression") not in values(
        far, [at(far, "Depression", "HEALTH", 0.3), at(far, "Sommerkorn", "PERSON")]
    )


def test_a_date_behind_a_name_is_a_birth_date():
    text = "Eva Sommerkorn (3.5.88) und die Sitzung am 3.5.88"
    found = [at(text, "Eva Sommerkorn", "PERSON"), at(text, "3.5.88", "DATE_OF_BIRTH", 0.3)]
    later = text.rindex("3.5.88")
    found.append(Finding(later, later + 6, "DATE_OF_BIRTH", 0.3, "Test"))
    assert values(text, found) == [("PERSON", "Eva Sommerkorn"), ("DATE_OF_BIRTH", "3.5.88")]


def test_this_years_dates_behind_a_name_are_appointments():
    from datetime import UTC, datetime

    text = f"Eva Sommerkorn, 03.05.{datetime.now(UTC).year}, 10 Uhr"
    date = text.split(", ")[1]
    assert values(text, [at(text, "Eva Sommerkorn", "PERSON"), at(text, date, "DATE_OF_BIRTH", 0.3)]) == [
        ("PERSON", "Eva Sommerkorn")
    ]


def test_public_figures_count_beside_private_data():
    text = "Bürgermeister Udo Kortenkamp schreibt an Eva Sommerkorn"
    public = at(text, "Udo Kortenkamp", "PERSON", 0.4, "PersonRecognizer")
    assert [each.score for each in resolve(text, [public])] == [0.4]
    assert [each.score for each in resolve(text, [public, at(text, "Eva Sommerkorn", "PERSON")])] == [0.7, 0.9]


def test_placeholders_count_beside_real_numbers():
    text = "Erika Mustermann, Steuer-ID 86095742719"
    name = at(text, "Erika Mustermann", "PERSON", 0.35, "PersonRecognizer")
    assert max(each.score for each in resolve(text, [name])) < 0.5
    assert min(each.score for each in resolve(text, [name, at(text, "86095742719", "DE_TAX_ID", 1.0)])) >= 0.5


def test_no_grapheme_is_cut():
    text = "Mu\u0308ller kam"
    assert values(text, [Finding(0, 2, "PERSON", 0.9, "Test")])[0] == ("PERSON", "Mu\u0308")


@st.composite
def texts_with_findings(draw):
    text = draw(st.text(alphabet="ab cÄ.\n\u0308\u200d1", min_size=1, max_size=60))
    findings = []
    for _ in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        findings.append(
            Finding(
                start,
                end,
                draw(st.sampled_from(sorted(ENTITIES))),
                draw(st.sampled_from([0.1, 0.3, 0.35, 0.4, 0.6, 0.9, 1.0])),
                "Test",
            )
        )
    return text, findings


@given(texts_with_findings())
def test_result_is_sorted_apart_and_within(given):
    text, findings = given
    result = resolve(text, findings)
    assert all(0 <= each.start < each.end <= len(text) and each.score >= MINIMUM for each in result)
    assert all(one.end <= other.start for one, other in zip(result, result[1:], strict=False))


def test_findings_outside_the_text_are_dropped():
    assert resolve("kurz", [Finding(2, 9, "PERSON", 1.0, "Test")]) == ()

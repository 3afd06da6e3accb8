import pytest

from schleuse.enforcement.pseudonymise import pseudonymise
from tests.enforcement.conversations import SCOPE, marked, memory


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (
            "{Anna Weber}, {Paul Roth}, wohnhaft {DE_ADDRESS:Weg 1}, Tel.: {PHONE_NUMBER:0341 1234567}",
            "[PERSON_1], [PERSON_2], wohnhaft [ADRESSE_2], Tel.: [TELEFON_2]",
        ),
        (
            "{Anna Weber};{DE_ADDRESS:Weg 1};{EMAIL_ADDRESS:a@b.de}\n"
            "{Paul Roth};{DE_ADDRESS:Weg 2};{EMAIL_ADDRESS:p@b.de}",
            "[PERSON_1];[ADRESSE_1];[EMAIL_1]\n[PERSON_2];[ADRESSE_2];[EMAIL_2]",
        ),
        (
            "{Anna Weber}\n{DE_ADDRESS:Weg 1}\nTelefon {PHONE_NUMBER:0341 1}",
            "[PERSON_1]\n[ADRESSE_1]\nTelefon [TELEFON_1]",
        ),
        ("{Anna Weber} klagt. Der Tatort war {DE_ADDRESS:Weg 1}.", "[PERSON_1] klagt. Der Tatort war [ADRESSE_2]."),
        ("{Anna Weber}\n\n{DE_ADDRESS:Weg 1}", "[PERSON_1]\n\n[ADRESSE_2]"),
        (
            "{Anna Weber}, {DATE_OF_BIRTH:1.2.1980}, {DE_ADDRESS:Weg 1} und {DE_ADDRESS:Weg 2}",
            "[PERSON_1], [GEBURTSDATUM_1], [ADRESSE_1] und [ADRESSE_2]",
        ),
        ("{DE_ADDRESS:Weg 1}: {Anna Weber}, Tel. {PHONE_NUMBER:0341 1}", "[ADRESSE_2]: [PERSON_1], Tel. [TELEFON_1]"),
        ("{PHONE_NUMBER:0341 1}", "[TELEFON_1]"),
    ],
)
async def test_what_belongs_to_a_person_bears_its_number(message: str, sent: str) -> None:
    parts, verdicts = marked(message)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE)
    assert done.texts[0] == sent


async def test_a_replayed_history_keeps_the_numbers() -> None:
    first = "{Paul Roth} und {Anna Weber}, Tel. {PHONE_NUMBER:0341 1}"
    second = "Auch {Mia Kern}, {DE_ADDRESS:Weg 3}, und {PHONE_NUMBER:0341 1}"
    store = memory()
    for messages in ((first,), (first, second), (first, second)):
        parts, verdicts = marked(*messages)
        done = await pseudonymise(parts, verdicts, store, SCOPE)
        assert done.texts[0] == "[PERSON_1] und [PERSON_2], Tel. [TELEFON_2]"
    assert done.texts[1] == "Auch [PERSON_3], [ADRESSE_3], und [TELEFON_2]"
    assert (await pseudonymise(parts, verdicts, memory(), SCOPE)).texts == done.texts

from collections.abc import Sequence
from datetime import date

import pytest

from schleuse.enforcement.pseudonymise import pseudonymise
from schleuse.enforcement.restore import Restoration
from schleuse.model import Action, TextPart
from schleuse.policy.words import Strategy
from schleuse.pseudonyms.general import general
from schleuse.pseudonyms.store import MemoryStore
from tests.enforcement.conversations import SCOPE, marked, memory, verdict


async def sent(*messages: str, store: MemoryStore | None = None, replay: bool = True) -> list[str]:
    parts, verdicts = marked(*messages)
    done = await pseudonymise(parts, verdicts, memory() if store is None else store, SCOPE, replay=replay)
    return [done.texts.get(index, part.text) for index, part in enumerate(parts)]


async def test_replaces_in_all_parts_with_one_map() -> None:
    parts, verdicts = marked("{Anna Weber} trifft {Paul}.", "{Paul} und {ANNA WEBER}", "nichts")
    done = await pseudonymise(parts, verdicts, memory(), SCOPE)
    assert done.texts == {0: "[PERSON_1] trifft [PERSON_2].", 1: "[PERSON_2] und [PERSON_1]"}
    assert done.values == {"[PERSON_1]": "Anna Weber", "[PERSON_2]": "Paul"}


async def test_other_actions_leave_the_text_alone() -> None:
    done = await pseudonymise([TextPart("Anna")], [verdict(0, 0, 4, "PERSON", Action.OBSERVE)], memory(), SCOPE)
    assert (done.texts, done.values, done.places) == ({}, {}, [])


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (
            ["{Müller}, {MÜLLER}, {Mueller} und {Müllers} Hund"],
            ["[PERSON_1], [PERSON_1], [PERSON_1] und [PERSON_1]s Hund"],
        ),
        (["Frau {Petra Müller}: {Frau Müller} ruft an."], ["Frau [PERSON_1]: Frau [PERSON_1] ruft an."]),
        (["{Müller} kommt. Es ist {Petra Müller}."], ["[PERSON_1] kommt. Es ist [PERSON_1]."]),
        (["{Müller}", "{Dr. Petra Müller}", "{P. Müller}"], ["[PERSON_1]", "Dr. [PERSON_1]", "[PERSON_1]"]),
        (["{Müller, Petra}", "{Petra Müller}"], ["[PERSON_1]", "[PERSON_1]"]),
        (["{Müllers} Akte", "{Müller}"], ["[PERSON_1] Akte", "[PERSON_1]"]),
        (["{Petra Müller} und {Hans Müller}; {Müller} zahlt."], ["[PERSON_1] und [PERSON_2]; [PERSON_3] zahlt."]),
        (
            ["{Petra Müller} und {Hans Müller}; Herr {Müller} zahlt."],
            ["[PERSON_1] und [PERSON_2]; Herr [PERSON_2] zahlt."],
        ),
        (["{Petra Müller}. Herr {Müller} zahlt."], ["[PERSON_1]. Herr [PERSON_2] zahlt."]),
        (["Frau {Müller} und Herr {Müller}"], ["Frau [PERSON_1] und Herr [PERSON_2]"]),
        (["{Müller} und {Müller-Schulz}"], ["[PERSON_1] und [PERSON_2]"]),
        (["{Kim Yılmaz}, {KIM YILMAZ}, {Kim Yilmaz}s Antrag"], ["[PERSON_1], [PERSON_1], [PERSON_1]s Antrag"]),
        (
            ["{Müller}", "{Petra Müller}", "{Hans Müller}", "{Müller}"],
            ["[PERSON_1]", "[PERSON_1]", "[PERSON_2]", "[PERSON_3]"],
        ),
        (["{Müller}", "{Petra Müller} und {Hans Müller}"], ["[PERSON_1]", "[PERSON_2] und [PERSON_3]"]),
        (
            ["{IBAN_CODE:DE89 3704 0044 0532 0130 00}, {IBAN_CODE:de89370400440532013000}"],
            ["[IBAN_1], [IBAN_1]"],
        ),
        (["{EMAIL_ADDRESS:A.B@example.org} {EMAIL_ADDRESS:a.b@EXAMPLE.org}"], ["[EMAIL_1] [EMAIL_1]"]),
    ],
)
async def test_all_spellings_of_a_value_and_never_two_people(messages: Sequence[str], expected: Sequence[str]) -> None:
    assert await sent(*messages) == expected


async def test_a_replayed_history_gives_the_same_placeholders() -> None:
    history = ["{Müller}", "{Petra Müller} ruft an", "{Hans Müller}s Akte", "{Müllers} Akte", "{Otto Müller}, {Müller}"]
    for store in (memory(), None):  # kept, and forgotten in between
        before: list[str] = []
        for length in range(1, len(history) + 1):
            now = await sent(*history[:length], store=store)
            assert now[: len(before)] == before
            before = now


async def test_where_the_service_keeps_the_history_what_was_said_still_counts() -> None:
    store = memory()
    assert await sent("{Petra Müller}", store=store, replay=False) == ["[PERSON_1]"]
    assert await sent("{Müller}", store=store, replay=False) == ["[PERSON_1]"]
    assert await sent("{Hans Müller}", store=store, replay=False) == ["[PERSON_2]"]
    assert await sent("{Müller}", store=store, replay=False) == ["[PERSON_3]"]


async def test_a_conversation_whose_beginning_is_lost_never_gives_an_old_number_to_somebody_else() -> None:
    parts, verdicts = marked("{Anna}")
    done = await pseudonymise(parts, verdicts, memory(), SCOPE, replay=False, continued=True)
    (name,) = done.values
    assert int(name.strip("[]").rpartition("_")[2]) >= 100


async def test_strategies_by_entity() -> None:
    parts, verdicts = marked(
        "{Anna Weber}, geb. {DATE_OF_BIRTH:12.03.1980}, {DE_ADDRESS:Musterweg 3, 04109 Leipzig}, {SECRET:hunter2!}"
    )
    strategies = {
        "DATE_OF_BIRTH": Strategy.GENERALISE,
        "DE_ADDRESS": Strategy.GENERALISE,
        "SECRET": Strategy.REDACT,
        "PERSON": Strategy.PLACEHOLDER,
    }
    store = memory()
    done = await pseudonymise(parts, verdicts, store, SCOPE, strategies=strategies)
    band = general("DATE_OF_BIRTH", "12.03.1980", date.today())
    assert done.texts[0] == (f"[PERSON_1], geb. [GEBURTSDATUM_1: {band}], [ADRESSE_1: PLZ 04…], [GEHEIMNIS_X]")
    assert not any("hunter2" in value.text for value in (await store.values(SCOPE)).values())
    answer = Restoration(done.values, done.places).whole(
        "Geboren [GEBURTSDATUM_1], [ADRESSE_1: PLZ 04…]; was ist [GEHEIMNIS_X]"
    )
    assert answer == "Geboren 12.03.1980, Musterweg 3, 04109 Leipzig; was ist [GEHEIMNIS_X]"


@pytest.mark.parametrize(
    ("entity", "text", "expected"),
    [
        ("DATE_OF_BIRTH", "25.11.1976", "40-49 Jahre"),
        ("DATE_OF_BIRTH", "24. November 1976", "50-59 Jahre"),
        ("DATE_OF_BIRTH", "1.1.2007", "18-19 Jahre"),
        ("DATE_OF_BIRTH", "1.1.2015", "minderjährig"),
        ("DATE_OF_BIRTH", "1.1.1920", "ab 90 Jahre"),
        ("DATE_OF_BIRTH", "im Mai", ""),
        ("IBAN_CODE", "de89 3704", "DE"),
        ("PERSON", "Anna", ""),
    ],
)
def test_what_may_be_known_of_a_value(entity: str, text: str, expected: str) -> None:
    assert general(entity, text, date(2026, 11, 24)) == expected


async def test_a_placeholder_that_stands_in_the_text_is_not_given_away() -> None:
    assert await sent("[PERSON_1] und {Anna}") == ["[PERSON_1] und [PERSON_2]"]

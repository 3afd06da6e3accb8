import pytest

from schleuse.entities import ENTITIES
from schleuse.pseudonyms import placeholder


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_entity_gives_a_placeholder_that_is_recognised(entity: str) -> None:
    written = placeholder.write(ENTITIES[entity].placeholder, 12345)
    match = placeholder.PLACEHOLDER.fullmatch(written)
    assert match
    assert placeholder.canonical(match) == written
    assert len(written) <= placeholder.MAX_LENGTH


def test_placeholder_words_are_distinct() -> None:
    words = [entity.placeholder for entity in ENTITIES.values()]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("written", [r"\[PERSON\_1\]", "[person_1]", "[Person_1]", "[PERSON_01]", r"[STEUER\_ID\_7]"])
def test_what_models_change_is_still_recognised(written: str) -> None:
    match = placeholder.PLACEHOLDER.fullmatch(written)
    assert match
    assert placeholder.canonical(match) in {"[PERSON_1]", "[STEUER_ID_7]"}


@pytest.mark.parametrize("text", ["[1]", "[PERSON]", "PERSON_1", "[PERSON_]", "[a](b_1)", "x[0]"])
def test_other_brackets_are_not(text: str) -> None:
    assert not placeholder.PLACEHOLDER.search(text)

from hypothesis import given
from hypothesis import strategies as st

from schleuse.enforcement.pseudonymise import pseudonymise
from schleuse.enforcement.restore import Restoration
from schleuse.model import Action, Finding, FindingVerdict, LocatedFinding, TextPart
from schleuse.pseudonyms.store import MemoryStore, Scope

SCOPE = Scope("a", "openai-api", "1")


def verdict(part: int, start: int, end: int, entity: str, action: Action = Action.PSEUDONYMISE) -> FindingVerdict:
    return FindingVerdict(LocatedFinding(part, Finding(start, end, entity, 1.0, "test")), action)


def memory() -> MemoryStore:
    return MemoryStore(ttl=100, conversations=10, clock=lambda: 0.0)


async def test_replaces_in_all_parts_with_one_map() -> None:
    parts = [TextPart("Anna Weber trifft Paul."), TextPart("Paul und ANNA WEBER"), TextPart("nichts")]
    found = [
        verdict(0, 0, 10, "PERSON"),
        verdict(0, 18, 22, "PERSON"),
        verdict(1, 0, 4, "PERSON"),
        verdict(1, 9, 19, "PERSON"),
    ]
    texts, values = await pseudonymise(parts, found, memory(), SCOPE)
    assert texts == {0: "[PERSON_1] trifft [PERSON_2].", 1: "[PERSON_2] und [PERSON_1]"}
    assert values == {"[PERSON_1]": "Anna Weber", "[PERSON_2]": "Paul"}


async def test_other_actions_leave_the_text_alone() -> None:
    texts, values = await pseudonymise(
        [TextPart("Anna")], [verdict(0, 0, 4, "PERSON", Action.OBSERVE)], memory(), SCOPE
    )
    assert (texts, values) == ({}, {})


async def test_a_replayed_history_gives_the_same_placeholders() -> None:
    store = memory()
    first, _ = await pseudonymise([TextPart("Anna")], [verdict(0, 0, 4, "PERSON")], store, SCOPE)
    again = [TextPart("Anna"), TextPart("und Paul")]
    second, _ = await pseudonymise(again, [verdict(0, 0, 4, "PERSON"), verdict(1, 4, 8, "PERSON")], store, SCOPE)
    assert second[0] == first[0]
    assert second[1] == "und [PERSON_2]"


@given(st.text(max_size=60), st.lists(st.integers(0, 60), max_size=12))
async def test_an_echo_is_restored_exactly(text: str, cuts: list[int]) -> None:
    bounds = sorted({cut for cut in cuts if cut <= len(text)})
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))
    texts, values = await pseudonymise(
        [TextPart(text)], [verdict(0, *span, "USERNAME") for span in spans], memory(), SCOPE
    )
    restored = Restoration(values).whole(texts.get(0, text))
    assert restored.casefold().split() == text.casefold().split() or len(set(values)) < len(spans)

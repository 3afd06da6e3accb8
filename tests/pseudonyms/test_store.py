import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.model import InspectionError
from schleuse.pseudonyms import store
from schleuse.pseudonyms.store import MemoryStore, Scope, Value

ONE, TWO = Scope("a", "openai-api", "1"), Scope("a", "openai-api", "2")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> MemoryStore:
    return MemoryStore(ttl=100, conversations=3, clock=clock)


async def names(memory: MemoryStore, scope: Scope, *texts: str, reserved: frozenset[str] = frozenset()) -> list[str]:
    values = [Value("PERSON", text) for text in texts]
    assigned = await memory.assign(scope, values, reserved)
    return [assigned[value] for value in values]


async def test_same_value_same_placeholder_distinct_values_never(memory: MemoryStore) -> None:
    assert await names(memory, ONE, "Anna Weber", "Paul Weber", "anna  weber") == [
        "[PERSON_1]",
        "[PERSON_2]",
        "[PERSON_1]",
    ]
    assert await names(memory, ONE, "Paul Weber") == ["[PERSON_2]"]


async def test_conversations_do_not_share(memory: MemoryStore) -> None:
    await names(memory, ONE, "Anna")
    assert await names(memory, TWO, "Paul") == ["[PERSON_1]"]
    assert await memory.values(TWO) == {"[PERSON_1]": "Paul"}


async def test_a_placeholder_that_stands_in_the_text_is_not_given_away(memory: MemoryStore) -> None:
    assert await names(memory, ONE, "Anna", reserved=frozenset({"[PERSON_1]", "[PERSON_2]"})) == ["[PERSON_3]"]


async def test_maps_are_forgotten_when_idle(memory: MemoryStore, clock: Clock) -> None:
    await names(memory, ONE, "Anna")
    clock.now = 99
    assert await memory.values(ONE)
    clock.now = 198
    assert await memory.values(ONE)
    clock.now = 299
    assert await memory.values(ONE) == {}


async def test_the_number_of_maps_is_bounded(memory: MemoryStore) -> None:
    for number in range(10):
        await names(memory, ONE._replace(conversation=str(number)), "Anna")
    assert len(memory) == 3


async def test_an_alias_finds_the_same_map(memory: MemoryStore) -> None:
    await names(memory, ONE, "Anna")
    await memory.alias(ONE, "server-id")
    assert await memory.values(ONE._replace(conversation="server-id")) == {"[PERSON_1]": "Anna"}


async def test_too_many_values_are_refused_not_forgotten(memory: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_VALUES", 2)
    await names(memory, ONE, "A", "B")
    with pytest.raises(InspectionError):
        await names(memory, ONE, "C")
    assert len(await memory.values(ONE)) == 2


@pytest.mark.parametrize(
    ("entity", "one", "other"),
    [
        ("IBAN_CODE", "DE89 3704 0044 0532 0130 00", "de89370400440532013000"),
        ("PHONE_NUMBER", "0341/123-4567", "0341 1234567"),
        ("PERSON", "Jörg", "Jo\u0308rg"),
    ],
)
def test_spellings_of_one_value(entity: str, one: str, other: str) -> None:
    assert store.normal_form(Value(entity, one)) == store.normal_form(Value(entity, other))


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
async def test_one_to_one_for_any_texts(texts: list[str]) -> None:
    memory = MemoryStore(ttl=100, conversations=3, clock=lambda: 0.0)
    found = await names(memory, ONE, *texts)
    forms = [store.normal_form(Value("PERSON", text)) for text in texts]
    assert len(set(found)) == len(set(forms))
    assert len({(form, name) for form, name in zip(forms, found, strict=True)}) == len(set(forms))

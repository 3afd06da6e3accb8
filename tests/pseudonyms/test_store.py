import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.model import InspectionError
from schleuse.pseudonyms import book
from schleuse.pseudonyms.book import Batch, Book, Mention
from schleuse.pseudonyms.spelling import normal_form, read_date
from schleuse.pseudonyms.store import MemoryStore, PseudonymStore, Scope

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


def batch(*texts: str, entity: str = "PERSON", reserved: frozenset[str] = frozenset()) -> Batch:
    return Batch([Mention(entity, text) for text in texts], reserved)


async def names(store: PseudonymStore, scope: Scope, *texts: str, reserved: frozenset[str] = frozenset()) -> list[str]:
    return [assigned.placeholder for assigned in await store.assign(scope, batch(*texts, reserved=reserved))]


async def values(store: PseudonymStore, scope: Scope) -> dict[str, str]:
    return {name: assigned.text for name, assigned in (await store.values(scope)).items()}


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
    assert await values(memory, TWO) == {"[PERSON_1]": "Paul"}


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
    assert await values(memory, ONE._replace(conversation="server-id")) == {"[PERSON_1]": "Anna"}


async def test_too_many_values_are_refused_not_forgotten(memory: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MAX_VALUES", 2)
    await names(memory, ONE, "A", "B")
    with pytest.raises(InspectionError):
        await names(memory, ONE, "C")
    assert len(await memory.values(ONE)) == 2


@pytest.mark.parametrize(
    ("entity", "one", "other"),
    [
        ("IBAN_CODE", "DE89 3704 0044 0532 0130 00", "de89370400440532013000"),
        ("IBAN_CODE", "DE89\u00a03704\u200b0044 0532 0130 00", "DE89370400440532013000"),
        ("PHONE_NUMBER", "0341/123-4567", "0341 1234567"),
        ("PHONE_NUMBER", "+49 (0)341 1234567", "0341 1234567"),
        ("DATE_OF_BIRTH", "1.11.1990", "01. November 1990"),
        ("DE_KFZ", "HH-AB 1234", "hh ab 1234"),
        ("DE_ADDRESS", "Musterstraße 3, 04109 Leipzig", "Musterstr. 3 04109 Leipzig"),
        ("EMAIL_ADDRESS", "A@example.org", "a@EXAMPLE.ORG"),
    ],
)
def test_spellings_of_one_value(entity: str, one: str, other: str) -> None:
    assert normal_form(entity, one) == normal_form(entity, other)


@pytest.mark.parametrize(
    ("entity", "one", "other"),
    [
        ("DATE_OF_BIRTH", "1.11.1990", "11.1.1990"),
        ("IP_ADDRESS", "1.11.1.1", "11.1.1.1"),
        ("DE_PARCEL", "Flur 1, Flst. 12/3", "Flur 1, Flst. 1/23"),
        ("DE_KFZ", "H-HA 12", "HH-A 12"),
        ("SECRET", "Geheim1", "geheim1"),
        ("DE_FILE_SIGN", "30.12-4711", "30.1-24711"),
    ],
)
def test_two_values_that_only_look_alike(entity: str, one: str, other: str) -> None:
    assert normal_form(entity, one) != normal_form(entity, other)


@pytest.mark.parametrize("text", ["31.2.1990", "12. Foo 1980", "99.99.9999", "ohne"])
def test_what_is_no_day(text: str) -> None:
    assert read_date(text) is None


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
async def test_one_to_one_for_any_texts(texts: list[str]) -> None:
    memory = MemoryStore(ttl=100, conversations=3, clock=lambda: 0.0)
    found = [assigned.placeholder for assigned in await memory.assign(ONE, batch(*texts, entity="USERNAME"))]
    forms = [normal_form("USERNAME", text) for text in texts]
    assert len(set(found)) == len(set(forms)) == len(set(zip(forms, found, strict=True)))


@given(st.lists(st.text(max_size=12), max_size=30))
def test_a_book_is_the_same_after_it_was_written_and_read(texts: list[str]) -> None:
    written = Book()
    first = written.assign(batch(*texts))
    read = Book.load(written.dump())
    assert read.dump() == written.dump()
    assert [one.placeholder for one in read.assign(batch(*texts))] == [one.placeholder for one in first]


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"a": 1}', b"[2,1,{},{},[]]", b"[1,1,{},{},[[1]]]"])
def test_what_is_no_book_is_refused(data: bytes) -> None:
    with pytest.raises(InspectionError):
        Book.load(data)

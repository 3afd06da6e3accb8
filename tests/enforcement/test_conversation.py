from schleuse.enforcement.conversation import conversation_of
from schleuse.model import TextPart
from schleuse.services.extraction import Extraction

KEY = bytes(32)


def extraction(*texts: str, **values: object) -> Extraction:
    return Extraction(tuple(TextPart(text, role="user") for text in texts), **values)  # type: ignore[arg-type]


def test_the_services_own_id_goes_first_then_the_beginning_then_nothing() -> None:
    assert conversation_of(extraction("a", conversation="7", history=True), KEY) == "id:7"
    first = conversation_of(extraction("a", history=True), KEY)
    assert conversation_of(extraction("a", "b", history=True), KEY) == first
    assert conversation_of(extraction("b", history=True), KEY) != first
    assert conversation_of(extraction("a", history=True), bytes(31) + b"1") != first
    assert conversation_of(extraction("a"), KEY) != conversation_of(extraction("a"), KEY)

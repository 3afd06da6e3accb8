"""Messages of WebSockets: whatever their form, every text is read, and rewriting changes nothing else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.model import InspectionError, Reason, Request
from schleuse.services.catalogue import Catalogue
from tests.services.test_nothing_unread import KEYS, VALUES, numbers

CATALOGUE = Catalogue.load()
SURFACES = {
    "realtime": ("api.openai.com", "/v1/realtime"),
    "responses": ("api.openai.com", "/v1/responses"),
    "copilot": ("copilot.microsoft.com", "/c/api/chat"),
    "m365": ("substrate.office.com", "/m365Copilot/Chathub/1"),
    "generic": ("manus.im", "/socket.io/"),
}
OBJECTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


def read(name: str, body: bytes):
    host, path = SURFACES[name]
    request = Request("WS", host, 443, path, body=body, connection="1")
    return CATALOGUE.identify(request).reader.read(request, body)


def taken_out(extraction):
    texts = {index: part.text.replace("Erika Mustermann", "[PERSON_1]") for index, part in enumerate(extraction.parts)}
    return extraction.rewrite(texts)


@pytest.mark.parametrize("name", SURFACES)
@settings(max_examples=40, deadline=None)
@given(message=OBJECTS, ascii_only=st.booleans(), end=st.sampled_from(["", "\n"]))
def test_every_name_is_read_and_can_be_taken_out(name, message, ascii_only, end):
    raw = (json.dumps(message, ensure_ascii=ascii_only) + end).encode()
    extraction = read(name, raw)
    assert {number for part in extraction.parts for number in numbers(part.text)} == numbers(raw.decode())
    assert extraction.rewrite({}) == raw
    if extraction.rewritable and not extraction.fixed:
        assert b"Mustermann" not in taken_out(extraction)


@settings(max_examples=40, deadline=None)
@given(messages=st.lists(OBJECTS, min_size=1, max_size=4), complete=st.booleans())
def test_records_are_read_one_by_one(messages, complete):
    raw = "\x1e".join(json.dumps(message) for message in messages) + "\x1e" * complete
    extraction = read("m365", raw.encode())
    assert {number for part in extraction.parts for number in numbers(part.text)} == numbers(raw)
    if not extraction.fixed:
        sent = taken_out(extraction)
        assert b"Mustermann" not in sent
        assert sent.count(b"\x1e") == raw.count("\x1e")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(SURFACES)), st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(name, body):
    try:
        extraction = read(name, body)
    except InspectionError:
        return
    assert extraction.rewrite({}) == body


@pytest.mark.parametrize("head", ["42", "0", "451-", "42/chat,", "4217", "42/chat,17"])
def test_heads_of_socket_io(head):
    raw = head + '["message","Erika M\\u00fcller"]'
    extraction = read("generic", raw.encode())
    assert [part.text for part in extraction.parts] == ["message", "Erika Müller"]
    assert extraction.rewrite({}) == raw.encode()


def test_text_that_is_no_json_is_read():
    assert [part.text for part in read("generic", b"Erika M\xc3\xbcller, 42").parts] == ["Erika Müller, 42"]
    assert read("generic", b"3").parts[0].text == "3"


@pytest.mark.parametrize("raw", ['{"a":', "[1", '42["x"', "M\\u00fcller", '42[]"x"'])
def test_what_is_broken_is_refused(raw):
    with pytest.raises(InspectionError):
        read("generic", raw.encode())


def test_a_connection_is_a_conversation_unless_the_service_names_one():
    assert read("realtime", b"{}").conversation == "socket:1"
    assert read("copilot", b'{"conversationId": "c"}').conversation == "c"
    assert read("m365", b'{"type":6}\x1e{"type":4,"arguments":[{"conversationId":"d"}]}\x1e').conversation == "d"
    request = Request(
        "WS", "substrate.office.com", 443, "/m365Copilot/Chathub/1", "a=b&ConversationId=e", connection="1"
    )
    assert CATALOGUE.identify(request).reader.read(request, b"{}").conversation == "e"


def test_messages_of_other_dialects_are_refused():
    request = Request("WS", "capi.grammarly.com", 443, "/freews", connection="1")
    with pytest.raises(InspectionError) as caught:
        CATALOGUE.identify(request).reader.read(request, b"{}")
    assert caught.value.reason is Reason.WEBSOCKET

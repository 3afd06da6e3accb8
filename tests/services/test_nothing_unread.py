"""Whatever a body looks like: a name in any string, or in a key that nobody would choose for a protocol, is read."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schleuse.model import InspectionError, Request
from schleuse.services.catalogue import Catalogue
from schleuse.services.load import load_files
from schleuse.shipped import shipped

CATALOGUE = Catalogue.load()
KEYS = st.sampled_from(
    " ".join(
        [
            "messages content text role type id name input output arguments tool_calls function metadata user prompt",
            "data source image_url url parts contents instructions system title model signature encrypted_content",
            "thinking thoughtSignature partial_query message author file_name key token status language summary p",
        ]
    ).split()
)
MARKED = st.builds(
    lambda number, shape: shape.format(f"Erika Mustermann {number}"),
    st.integers(0, 10**9),
    st.sampled_from(["{}", "Frau {} war da", '{{"a": "{}"}}', '["{}"]', "x {}\n", "{}\\u00fc"]),
)
VALUES = st.recursive(
    MARKED | st.sampled_from(["user", "assistant", "text", "tool", True, None, 3, "thinking", "function_call_output"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | MARKED, inner, max_size=4),
    max_leaves=10,
)
DIALECTS = [
    "openai.chat",
    "openai.responses",
    "anthropic.messages",
    "google.generate",
    "chatgpt.conversation",
    "chatgpt.sentinel",
    "generic.auto",
]
TYPES = [
    "", "application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
    "application/x-ndjson", "image/png",
]  # fmt: skip
READERS = {
    surface.dialect: CATALOGUE._readers[loaded.service.id, surface.dialect]
    for loaded in load_files([shipped("rules/services")]).services.values()
    for surface in loaded.surfaces
}


def numbers(text: str) -> set[str]:
    result = set()
    for piece in text.split("Erika Mustermann ")[1:]:
        digits = ""
        for character in piece:
            if not character.isdigit():
                break
            digits += character
        result.add(digits)
    return result


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=40, deadline=None)
@given(body=st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), ascii_only=st.booleans())
def test_every_name_in_a_json_body_is_read_and_can_be_taken_out(dialect: str, body: dict, ascii_only: bool):
    raw = json.dumps(body, ensure_ascii=ascii_only).encode()
    reader = READERS[dialect]
    request = Request("POST", "x.example", 443, "/", headers=(("content-type", "application/json"),), body=raw)
    try:
        extraction = reader.read(request, raw)
    except InspectionError:  # "input": [3] are token ids
        assume(False)
    found = {number for part in extraction.parts for number in numbers(part.text)}
    assert found == numbers(raw.decode())
    assert extraction.rewrite({}) == raw
    if extraction.rewritable and not extraction.fixed:
        texts = {
            index: part.text.replace("Erika Mustermann", "[PERSON_1]") for index, part in enumerate(extraction.parts)
        }
        sent = extraction.rewrite(texts)
        assert b"Mustermann" not in sent
        json.loads(sent)


@settings(max_examples=40, deadline=None)
@given(fields=st.lists(st.tuples(KEYS | MARKED, MARKED), min_size=1, max_size=4))
def test_every_name_in_a_form_or_query_is_read(fields: list[tuple[str, str]]):
    encoded = urlencode(fields)
    form = (("content-type", "application/x-www-form-urlencoded"),)
    for request in (
        Request("POST", "x.example", 443, "/", headers=form, body=encoded.encode()),
        Request("GET", "x.example", 443, "/", query=encoded),
    ):
        extraction = CATALOGUE.fallback.read(request, request.body)
        found = {number for part in extraction.parts for number in numbers(part.text)}
        assert found == {number for pair in fields for text in pair for number in numbers(text)}


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=100), content_type=st.sampled_from(TYPES))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str):
    request = Request("POST", "x.example", 443, "/", headers=(("content-type", content_type),), body=body)
    try:
        extraction = CATALOGUE.fallback.read(request, body)
    except InspectionError:
        return
    assert extraction.rewrite({}) == body

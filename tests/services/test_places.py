import json
from urllib.parse import urlencode

import pytest

from schleuse.model import Request
from schleuse.payload import json_leaves
from schleuse.services.places import MAX_ID, compile_place, first

ROOT = json_leaves.parse(
    '{"a":{"b":["x","y",7,12345678,true,""]},"m":[{"id":"m1"},{"id":"m2"}],"0":{"json":{"chat":"c"}},"@k":"v"}'
).root
REQUEST = Request("GET", "x.example", 443, "/api/chats/c%201/messages", "chatId=q1&leer=&q=%C3%A4")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b[0]", "x"),
        ("a.b[-5]", "y"),
        ("a.b[2]", 7),
        ("a.b[3]", 12345678),
        ("a.b[4]", None),
        ("a.b[5]", None),
        ("a.b[99]", None),
        ("a.b", None),
        ("m[-1].id", "m2"),
        ("m[*].id", "m1"),
        ("*.json.chat", "c"),
        ("@k", "v"),
        ("nirgends.x", None),
        ("path:chats", "c 1"),
        ("path:messages", None),
        ("query:chatId", "q1"),
        ("query:CHATID", "q1"),
        ("query:leer", None),
        ("query:q", "ä"),
    ],
)
def test_values(text: str, value: object):
    assert compile_place(text).value(ROOT, REQUEST) == value


def test_a_place_goes_on_inside_of_forms_and_of_json_in_strings():
    inner = '[["Frage"],null,["c_1","r_1"]]'
    fields = urlencode({"f.req": json.dumps([None, inner]), "at": "x"})
    request = Request("POST", "x.example", 443, "/", body=fields.encode())
    place = compile_place("form:f.req|json[1]|json[2][0]")
    assert place.value(None, request) == "c_1"
    for body in (b"f.req=%5B", b"f.req=", b"x=1", b"\xff", b"f.req=%5Bnull%2C%22%5B%22%5D"):
        assert place.value(None, Request("POST", "x.example", 443, "/", body=body)) is None
    root = json_leaves.parse('{"wrb":[["wrb.fr",null,"[null,[\\"c_1\\"]]"]]}').root
    assert compile_place("wrb[*][2]|json[1][0]").value(root) == "c_1"
    assert compile_place("a").value(json_leaves.parse('{"a":' + "9" * 5000 + "}").root) is None


def test_wildcards_tell_what_they_stood_for():
    found = [(trail, node.value) for trail, node in compile_place("m[*].id").find(ROOT)]
    assert found == [((0,), "m1"), ((1,), "m2")]
    assert [trail for trail, _ in compile_place("*.json").find(ROOT)] == [("0",)]


def test_the_first_place_with_a_value_counts():
    places = [compile_place(text) for text in ("nirgends", "query:chatId", "a.b[0]")]
    assert first(places, ROOT, REQUEST) == "q1"
    assert first(places, ROOT) == "x"
    assert first(places, None) is None


def test_values_that_are_no_ids_are_left_out():
    long = json_leaves.parse('{"a":"' + "x" * (MAX_ID + 1) + '"}').root
    assert compile_place("a").value(long) is None
    many = Request("GET", "x.example", 443, "/", "&".join("a=1" for _ in range(20_000)))
    assert compile_place("query:a").value(None, many) is None


@pytest.mark.parametrize("text", ["", "a..b", "a[x]", "a.", "path:", "header:x", "[", "a b"])
def test_what_is_not_understood_is_refused(text: str):
    with pytest.raises(ValueError, match=r"not understood"):
        compile_place(text)

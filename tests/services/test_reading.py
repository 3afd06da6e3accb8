import base64
import json
from urllib.parse import quote

import pytest

from schleuse.model import AttachmentKind, InspectionError, PartKind, Reason, Request
from schleuse.payload import form
from schleuse.services.catalogue import Catalogue

CATALOGUE = Catalogue.load()


def read(body, host="api.openai.com", path="/v1/chat/completions", content_type="application/json", **more):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(
        more.pop("method", "POST"),
        host,
        443,
        path,
        query=more.pop("query", ""),
        headers=(("content-type", content_type), *more.pop("headers", ())),
        body=raw,
    )
    return CATALOGUE.identify(request).reader.read(request, raw)


def texts(extraction):
    return [part.text for part in extraction.parts]


CHAT = {
    "model": "gpt-5-2026-01-01",
    "stream": True,
    "temperature": 0.2,
    "messages": [
        {"role": "developer", "content": "Antworte knapp."},
        {
            "role": "user",
            "name": "e.muster",
            "content": [
                {"type": "text", "text": "Wer ist Erika Muster?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 40, "detail": "low"}},
                {"type": "image_url", "image_url": {"url": "https://stadt.example/bild.png"}},
                {"type": "input_audio", "input_audio": {"data": "UklGRgAAAABXQVZF", "format": "wav"}},
                {"type": "file", "file": {"filename": "Akte.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
            ],
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_a1b2c3d4e5",
                    "type": "function",
                    "function": {"name": "suche", "arguments": '{"wer":"Erika Muster","Erika":[1,"M\\u00fcnchen"]}'},
                },
                {"id": "call_a1b2c3d4e6", "type": "custom", "custom": {"name": "sql", "input": "SELECT 'Muster'"}},
            ],
        },
        {"role": "tool", "tool_call_id": "call_a1b2c3d4e5", "content": '{"treffer":[{"name":"Erika Muster"}]}'},
    ],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "suche",
                "description": "Sucht im Melderegister",
                "parameters": {"type": "object", "properties": {"wer": {"type": "string", "description": "Name"}}},
            },
        }
    ],
    "prediction": {"type": "content", "content": "Erika Muster ist"},
    "user": "sachbearbeiter-17",
    "metadata": {"vorgang": "Az. 4711", "Frau Muster": "ja"},
    "unbekannt": {"neu": ["Text, den niemand kennt"], "zahl": 12345678903, "seed": 1234567890},
}


def test_every_text_of_a_chat_is_read():
    extraction = read(CHAT)
    found = {(part.text, part.kind.value, part.role, part.message) for part in extraction.parts}
    assert {
        ("Antworte knapp.", "system", "system", 0),
        ("Wer ist Erika Muster?", "chat", "user", 1),
        ("e.muster", "identifier", "user", 1),
        ("https://stadt.example/bild.png", "url", "user", 1),
        ("Akte.pdf", "filename", "user", 1),
        ("Erika Muster", "tool", "assistant", 2),
        ("Erika", "tool", None, 2),
        ("München", "tool", "assistant", 2),
        ("SELECT 'Muster'", "tool", "assistant", 2),
        ("Erika Muster", "tool", "tool", 3),
        ("Sucht im Melderegister", "system", None, 0),
        ("Name", "system", None, 0),
        ("Erika Muster ist", "chat", "user", 0),
        ("sachbearbeiter-17", "identifier", None, 0),
        ("Az. 4711", "metadata", None, 0),
        ("Frau Muster", "metadata", None, 0),
        ("Text, den niemand kennt", "other", None, 0),
        ("12345678903", "other", None, 0),
    } <= found
    for technical in ["gpt-5-2026-01-01", "user", "text", "low", "call_a1b2c3d4e5", "object", "wav", "1234567890"]:
        assert technical not in texts(extraction)
    assert [(a.kind, a.mime) for a in extraction.attachments] == [
        (AttachmentKind.IMAGE, "image/png"),
        (AttachmentKind.AUDIO, "audio/wav"),
        (AttachmentKind.FILE, "application/pdf"),
    ]
    assert extraction.history
    assert extraction.rewritable
    assert {texts(extraction)[index] for index in extraction.fixed} == {"12345678903"}


def test_only_the_spans_asked_for_change():
    extraction = read(CHAT)
    raw = json.dumps(CHAT)
    changes = {
        index: part.text.replace("Erika Muster", "[PERSON_1]").replace("Erika", "[PERSON_2]")
        for index, part in enumerate(extraction.parts)
        if "Erika" in part.text
    }
    expected = raw.replace("Erika Muster", "[PERSON_1]").replace("Erika", "[PERSON_2]")
    assert extraction.rewrite(changes).decode() == expected
    assert extraction.rewrite({}) == raw.encode()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/embeddings", {"input": [15496, 995], "model": "m"}),
        ("/v1/embeddings", {"input": [[15496, 995], [1]], "model": "m"}),
        ("/v1/completions", {"prompt": [15496], "model": "m"}),
        ("/v1/completions", {"prompt": [[15496]], "model": "m"}),
        ("/v1/embeddings", {"input": [12345678], "model": "m"}),
    ],
)
def test_token_ids_cannot_be_read(path, body):
    with pytest.raises(InspectionError) as caught:
        read(body, path=path)
    assert caught.value.reason is Reason.NOT_INSPECTABLE


def test_json_in_json_in_json():
    inner = json.dumps({"a": json.dumps({"wer": "Erika Müller"}), "b": "bleibt"})
    body = {"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": inner}}]}]}
    extraction = read(body)
    index = texts(extraction).index("Erika Müller")
    new = json.loads(extraction.rewrite({index: 'A "B"'}))
    arguments = json.loads(new["messages"][0]["tool_calls"][0]["function"]["arguments"])
    assert json.loads(arguments["a"]) == {"wer": 'A "B"'}
    assert arguments["b"] == "bleibt"


def test_arguments_that_are_no_json_are_one_text():
    arguments = '{"wer": "Erika Mu'
    extraction = read({"messages": [{"role": "assistant", "tool_calls": [{"function": {"arguments": arguments}}]}]})
    assert texts(extraction) == [arguments]


def test_pasted_json_stays_a_text_unless_escapes_hide_words():
    plain, hiding = '{"name": "Erika"}', '{"name": "M\\u00fcller"}'
    assert texts(read({"messages": [{"role": "user", "content": plain}]})) == [plain]
    assert texts(read({"messages": [{"role": "user", "content": hiding}]})) == ["Müller"]


def test_duplicate_keys_are_all_read():
    body = b'{"messages":[{"role":"user","content":"eins","content":"zwei"}],"messages":[{"content":"drei"}]}'
    assert texts(read(body)) == ["eins", "zwei", "drei"]


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"a":NaN}', b'{"a":"\\ud800"}', b"\xff", b'{"messages":"\xe4"}', b"[" * 100_000, b'{"a":1} x'],
)
def test_broken_json_is_refused(body):
    with pytest.raises(InspectionError) as caught:
        read(body)
    assert caught.value.reason is Reason.NOT_INSPECTABLE


@pytest.mark.parametrize("content_type", ["application/json; charset=latin-1", "application/json; charset=utf-16"])
def test_other_charsets_are_refused(content_type):
    with pytest.raises(InspectionError):
        read(b"{}", content_type=content_type)


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_json_without_its_media_type_is_read_as_json(content_type):
    body = {"messages": [{"role": "user", "content": "Guten Tag"}]}
    assert texts(read(body, content_type=content_type)) == ["Guten Tag"]


def test_address_texts_are_read_and_fixed():
    extraction = read(
        b"",
        method="GET",
        path="/v1/files/Akte%20M%C3%BCller.pdf",
        query="q=Erika+Muster&api-version=2024-10-21&key=AIzaSyABCDEFGHIJKLMNOP&alt=sse&chat=%5B%7B%22q%22%3A%22Hans%22%7D%5D"
        "&limit=20&Frau%20Muster=1",
    )
    assert texts(extraction) == [
        "Akte Müller.pdf", "Erika Muster", "2024-10-21", "Hans", "20", "Frau Muster", "1"
    ]  # fmt: skip
    assert extraction.fixed == frozenset(range(len(extraction.parts)))
    assert all(part.kind is PartKind.QUERY for part in extraction.parts)
    with pytest.raises(InspectionError) as caught:
        extraction.rewrite({0: "x"})
    assert caught.value.reason is Reason.NOT_REWRITABLE


def test_credentials_and_technical_segments_are_no_texts():
    extraction = read(
        b"",
        host="generativelanguage.googleapis.com",
        method="GET",
        path="/v1beta/models/gemini-2.5-flash:generateContent/5f1c9f0e-0d6c-4f43-9a47-1d6f4a6b0f10/static/app.Ab12.js",
        query="key=AIzaSyA-1_abcdefghijklmnop&alt=sse&sig=ab%2Fcd%3D&se=2026-01-01T00%3A00%3A00Z",
    )
    assert texts(extraction) == []


def test_address_that_is_not_utf8_is_refused():
    with pytest.raises(InspectionError):
        read(b"", method="GET", path="/v1/%ff")


def fallback(body, content_type="application/json", **more):
    return read(body, host="api.descript.com", path="/v2/anything", content_type=content_type, **more)


def test_the_fallback_reads_everything_and_rewrites_nothing():
    extraction = fallback(
        {
            "id": "5f1c9f0e-0d6c-4f43-9a47-1d6f4a6b0f10",
            "user_id": "Erika Muster",
            "type": "doc",
            "wer": "Erika",
            "Erika Muster": 1,
            "steuer_id": 12345678903,
            "iban": "DE02120300000000202051",
            "id2": "DE02120300000000202051",
        }
    )
    assert set(texts(extraction)) == {
        "Erika Muster", "Erika", "12345678903", "DE02120300000000202051"
    }  # fmt: skip
    assert not extraction.rewritable
    assert extraction.fixed == frozenset(range(len(extraction.parts)))


def test_the_fallback_reads_forms_and_lines_and_plain_text():
    form = fallback(
        b"f.req=%5Bnull%2C%22%5B%5C%22Erika%5C%22%5D%22%5D&at=AB12&text=Guten+Tag", "application/x-www-form-urlencoded"
    )
    assert {"Erika", "Guten Tag"} <= set(texts(form))
    lines = fallback(b'{"a":"Erika"}\n{"a":"Hans"}\n', "application/x-ndjson")
    assert texts(lines) == ["Erika", "Hans"]
    plain = fallback("Grüße an Erika".encode(), "text/plain;charset=UTF-8")
    assert texts(plain) == ["Grüße an Erika"]


def test_the_fallback_reads_multipart():
    body = (
        b'--X\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nErika\r\n'
        b'--X\r\nContent-Disposition: form-data; name="meta"\r\n\r\n{"wer":"Hans"}\r\n'
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="Muster.png"\r\n\r\n\x89PNG\r\n\x1a\n\r\n'
        b"--X--\r\n"
    )
    extraction = fallback(body, "multipart/form-data; boundary=X")
    assert texts(extraction) == ["Erika", "Hans", "Muster.png"]
    assert [(a.kind, a.size, a.mime) for a in extraction.attachments] == [(AttachmentKind.IMAGE, 8, "image/png")]


def test_the_fallback_takes_known_files_as_attachments_and_refuses_the_rest():
    assert fallback(b"%PDF-1.7", "application/octet-stream").attachments[0].mime == "application/pdf"
    assert fallback(b"....", "audio/wav").attachments[0].kind is AttachmentKind.AUDIO
    for body, content_type in [
        (b"\x00\x01", "application/octet-stream"),
        (b"\x0a\x09test", "application/proto"),
        (b"\xff\xfe", "text/plain"),
        (b"abc", "application/grpc"),
    ]:
        with pytest.raises(InspectionError):
            fallback(body, content_type)


def test_calls_of_google_pages_are_read_through_form_and_json_in_json_and_keep_their_spelling():
    inner = json.dumps([["Schreibe Erika Müller", 0, None, []], ["de"], ["", "", ""]], ensure_ascii=False)
    outer = json.dumps([None, inner], separators=(",", ":"))
    body = f"f.req={quote(outer, safe="!'()*~")}&at=AbCdEf0123456789%3A1&".encode()
    extraction = fallback(body, "application/x-www-form-urlencoded")
    (index,) = [index for index, part in enumerate(extraction.parts) if "Erika" in part.text]
    assert extraction.parts[index].text == "Schreibe Erika Müller"
    document = form.parse(body)
    changed = document.rewrite({0: outer.replace("Erika M\\u00fcller", "[PERSON_1]")})
    assert changed == body.replace(quote("Erika M\\u00fcller").encode(), b"%5BPERSON_1%5D")


def test_empty_bodies_are_clean():
    extraction = fallback(b"")
    assert extraction.parts == ()
    assert extraction.attachments == ()


@pytest.mark.parametrize(("body", "path"), [(b"", "/v1/unknown"), (b"x", "/v1/realtime")])
def test_upgrades_where_messages_cannot_be_read_or_that_have_a_body(body: bytes, path: str):
    with pytest.raises(InspectionError) as caught:
        read(body, method="WS", path=path)
    assert caught.value.reason is Reason.WEBSOCKET


def test_base64_is_looked_into():
    text = base64.b64encode(("Erika Muster wohnt in München. " * 20).encode()).decode()
    image = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(300)).decode()
    extraction = fallback({"a": text, "b": image, "c": "data:text/plain;base64,RXJpa2E="})
    assert texts(extraction)[0].startswith("Erika Muster wohnt")
    assert [a.mime for a in extraction.attachments] == ["image/png", "text/plain"]


def test_a_data_url_in_the_middle_of_a_text_is_an_attachment():
    content = "Sieh: ![Bild](data:image/jpeg;base64," + "/9j/" * 40 + ") von Erika"
    extraction = read({"messages": [{"role": "user", "content": content}]})
    assert texts(extraction) == [content]
    assert [a.mime for a in extraction.attachments] == ["image/jpeg"]


@pytest.mark.parametrize(
    "content",
    [
        "data:,Erika Muster",
        "data:text/plain,Erika",
        "data:image/png;base64,iVBORw0KGgo= von Erika Muster",
        "data: Erika",
    ],
)
def test_what_only_begins_like_a_data_url_is_a_text(content):
    assert texts(read({"messages": [{"role": "user", "content": content}]})) == [content]
    file = {"type": "file", "file": {"filename": "a.txt", "file_data": content}}
    assert content in texts(read({"messages": [{"role": "user", "content": [file]}]}))

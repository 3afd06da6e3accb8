import json
from urllib.parse import urlencode

import pytest

from schleuse.model import Action, Notice, Reason, Request
from schleuse.services.catalogue import Catalogue
from schleuse.services.load import load_files
from schleuse.shipped import shipped

CATALOGUE = Catalogue.load()
NOTICE = Notice(
    'Diese Anfrage wurde nicht gesendet.\n\nSie enthält 1 Namen (z. B. "Max").\nVorgang: 7F3K2',
    "Nicht gesendet",
    Action.BLOCK,
    Reason.FINDINGS,
    "7F3K2",
)


def refuse(host, path, method="POST", body=b"{}", accept="application/json", **headers):
    lines = (("accept", accept), *((name.replace("_", "-"), value) for name, value in headers.items()))
    request = Request(method, host, 443, path, headers=lines, body=body)
    return CATALOGUE.identify(request).reader.refusal(NOTICE, request)


@pytest.mark.parametrize(
    ("host", "path", "status", "body"),
    [
        (
            "api.openai.com",
            "/v1/chat/completions",
            403,
            {"error": {"message": NOTICE.text, "type": "permission_error", "param": None, "code": "dlp_blocked"}},
        ),
        (
            "api.anthropic.com",
            "/v1/messages",
            403,
            {
                "type": "error",
                "error": {"type": "permission_error", "message": NOTICE.text, "error_code": "dlp_blocked"},
                "request_id": "7F3K2",
            },
        ),
        (
            "generativelanguage.googleapis.com",
            "/v1beta/models/gemini-2.5-pro:generateContent",
            403,
            {"error": {"code": 403, "message": NOTICE.text, "status": "PERMISSION_DENIED"}},
        ),
        ("api.deepl.com", "/v2/translate", 400, {"message": NOTICE.text}),
        ("router.huggingface.co", "/v1/chat/completions", 400, {"error": NOTICE.text}),
        ("chatgpt.com", "/backend-api/files", 403, {"detail": NOTICE.text}),
        (
            "chatgpt.com",
            "/backend-api/conversation/experimental/generate_autocompletions",
            200,
            {"completions": []},
        ),
    ],
)
def test_errors_in_the_words_of_the_service(host, path, status, body):
    response = refuse(host, path)
    headers = dict(response.headers)
    assert response.status == status
    assert json.loads(response.body) == body
    assert headers["content-type"] == "application/json"
    assert headers["x-should-retry"] == "false"
    assert headers["cache-control"] == "no-store"


def test_no_refusal_has_a_status_that_clients_repeat():
    data = load_files([shipped("rules/services")])
    for loaded in data.services.values():
        for surface in loaded.surfaces:
            reader = CATALOGUE._readers[loaded.service.id, surface.dialect]
            response = reader.refusal(NOTICE, Request("POST", "x.example", 443, "/"))
            assert response.status in {200, 400, 403}
            assert b"7F3K2" in response.body or surface.dialect == "chatgpt.autocomplete"
            if "json" in dict(response.headers)["content-type"] and not response.body.startswith(b")]}'"):
                lines = response.body.splitlines() if response.status == 200 else [response.body]
                for line in lines:
                    json.loads(line.replace(b"[,", b"[null,"))


def test_unknown_paths_get_an_error_that_most_clients_can_show():
    response = refuse("api.openai.com", "/v1/unbekannt")
    assert response.status == 403
    assert json.loads(response.body)["error"]["message"] == NOTICE.text


@pytest.mark.parametrize(
    ("accept", "headers", "is_page"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", {}, True),
        ("text/html;q=0.5, application/json", {}, False),
        ("*/*", {}, False),
        ("text/event-stream", {}, False),
        ("text/html,*/*", {"sec_fetch_mode": "cors"}, False),
        ("*/*", {"sec_fetch_mode": "navigate"}, True),
        ("text/html" + ";q=x" * 5000, {}, True),
    ],
)
def test_a_page_for_people_only_where_a_browser_opens_an_address(accept, headers, is_page):
    response = refuse("suno.com", "/", "GET", b"", accept, **headers)
    assert response.status == 403
    assert dict(response.headers)["content-type"].startswith("text/html") is is_page
    if is_page:
        html = response.body.decode()
        assert '<html lang="de">' in html
        assert "<h1>Nicht gesendet</h1>" in html
        assert "&quot;Max&quot;" in html
        assert "7F3K2" in html
        assert "<script" not in html


def test_chatgpt_answers_in_its_stream():
    body = json.dumps(
        {
            "action": "next",
            "messages": [{"id": "m-1", "author": {"role": "user"}, "content": {"parts": ["Hallo"]}}],
            "conversation_id": "c-1",
            "parent_message_id": "p-0",
        }
    ).encode()
    response = refuse("chatgpt.com", "/backend-api/f/conversation", body=body, accept="text/event-stream")
    assert response.status == 200
    blocks = response.body.decode().split("\n\n")
    assert blocks[0] == 'event: delta_encoding\ndata: "v1"'
    assert blocks[-2] == "data: [DONE]"
    first = json.loads(blocks[1].partition("data: ")[2])
    assert (first["p"], first["o"], first["c"]) == ("", "add", 0)
    assert first["v"]["conversation_id"] == "c-1"
    message = first["v"]["message"]
    assert message["author"]["role"] == "assistant"
    assert message["content"] == {"content_type": "text", "parts": [NOTICE.text]}
    assert message["status"] == "finished_successfully"
    assert message["end_turn"] is True
    assert message["metadata"]["parent_id"] == "m-1"


def test_chatgpt_answers_even_where_the_body_cannot_be_read():
    response = refuse("chatgpt.com", "/backend-api/conversation", body=b"\x1f\x8b", accept="text/event-stream")
    assert NOTICE.text.split("\n")[0] in response.body.decode()


def test_gemini_answers_in_chunks_whose_lengths_hold():
    inner = json.dumps([["Frage"], ["de"], ["c_1", "r_1"]])
    body = urlencode({"f.req": json.dumps([None, inner]), "at": "x"}).encode()
    path = "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate"
    response = refuse("gemini.google.com", path, body=body, accept="*/*")
    prefix, rest = response.body.decode()[:6], response.body.decode()[6:]
    digits = rest[: rest.index("\n")]
    assert prefix == ")]}'\n\n"
    assert len(rest[len(digits) :].encode("utf-16-le")) == int(digits) * 2
    answer = json.loads(json.loads(rest[len(digits) :])[0][2])
    assert answer[1][0] == "c_1"
    assert answer[4][0][1] == [NOTICE.text]

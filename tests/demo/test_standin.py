"""The stand-in is believed by the vendors' own SDKs, and misses nothing that reaches it."""

import base64
import gzip
import json
import socket
import ssl
import time

import anthropic
import h2.exceptions
import httpx
import openai
import pytest
from google import genai

from demo import vendors
from demo.coding import encode
from demo.standin import StandIn

PROMPT = "Bitte schreiben Sie Frau Söğüt-Weiß, Am Weiher 3, einen Brief."
REPLY = f"Gern. Sie schrieben: {PROMPT}"
MESSAGES = [{"role": "system", "content": "Kurz."}, {"role": "user", "content": PROMPT}]
CODINGS = ["gzip", "deflate", "br", "zstd"]


def test_openai_chat(standin: StandIn, openai_client: openai.OpenAI) -> None:
    answer = openai_client.chat.completions.create(model="gpt-5", messages=MESSAGES)
    assert answer.choices[0].message.content == REPLY
    (received,) = standin.received
    assert (received.method, received.host, received.path) == ("POST", "api.openai.com", "/v1/chat/completions")
    assert received.header("authorization") == "Bearer sk-test"
    assert received.json["messages"] == MESSAGES
    assert received.complete


def test_openai_chat_stream_comes_in_small_pieces(standin: StandIn, openai_client: openai.OpenAI) -> None:
    stream = openai_client.chat.completions.create(model="gpt-5", messages=MESSAGES, stream=True)
    pieces = [chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices]
    assert "".join(pieces) == REPLY
    assert max(map(len, pieces)) == 3


def test_openai_chat_tool_call(standin: StandIn, openai_client: openai.OpenAI) -> None:
    standin.behaviour.tool_call = True
    with openai_client.chat.completions.stream(model="gpt-5", messages=MESSAGES) as stream:
        message = stream.get_final_completion().choices[0].message
    assert json.loads(message.tool_calls[0].function.arguments) == {"text": REPLY}


@pytest.mark.parametrize("tool_call", [False, True])
def test_openai_responses(standin: StandIn, openai_client: openai.OpenAI, tool_call: bool) -> None:
    standin.behaviour.tool_call = tool_call
    whole = openai_client.responses.create(model="gpt-5", input=PROMPT)
    with openai_client.responses.stream(model="gpt-5", input=[{"role": "user", "content": PROMPT}]) as stream:
        streamed = stream.get_final_response()
    for answer in (whole, streamed):
        text = json.loads(answer.output[0].arguments)["text"] if tool_call else answer.output_text
        assert text == REPLY


@pytest.mark.parametrize("tool_call", [False, True])
def test_anthropic_messages(standin: StandIn, anthropic_client: anthropic.Anthropic, tool_call: bool) -> None:
    standin.behaviour.tool_call = tool_call
    request = {"model": "claude-opus-5", "max_tokens": 100, "messages": [{"role": "user", "content": PROMPT}]}
    whole = anthropic_client.messages.create(**request)
    with anthropic_client.messages.stream(**request) as stream:
        streamed = stream.get_final_message()
    for answer in (whole, streamed):
        assert (answer.content[0].input["text"] if tool_call else answer.content[0].text) == REPLY


def test_gemini_generate_and_stream(standin: StandIn, gemini_client: genai.Client) -> None:
    whole = gemini_client.models.generate_content(model="gemini-3", contents=PROMPT)
    stream = gemini_client.models.generate_content_stream(model="gemini-3", contents=PROMPT)
    assert whole.text == REPLY
    assert "".join(chunk.text or "" for chunk in stream) == REPLY
    calls = [request.path.rpartition("/")[2] for request in standin.received]
    assert calls == ["gemini-3:generateContent", "gemini-3:streamGenerateContent"]


def _http(standin: StandIn) -> httpx.Client:
    return httpx.Client(proxy=standin.proxy_url, verify=standin.client_context(), http2=standin.http2, timeout=5)


def test_gemini_streams_a_json_array_without_alt_sse(standin: StandIn) -> None:
    body = {"contents": [{"role": "user", "parts": [{"text": PROMPT}]}]}
    with _http(standin) as client:
        url = f"https://{vendors.GEMINI}/v1beta/models/gemini-3:streamGenerateContent"
        chunks = client.post(url, json=body).json()
    assert "".join(chunk["candidates"][0]["content"]["parts"][0]["text"] for chunk in chunks) == REPLY
    assert len(chunks) > 10


def test_approved_service_speaks_the_openai_dialect(standin: StandIn) -> None:
    transport = openai.DefaultHttpxClient(proxy=standin.proxy_url, verify=standin.client_context())
    with openai.OpenAI(api_key="x", base_url=f"https://{vendors.APPROVED}/v1", http_client=transport) as client:
        answer = client.chat.completions.create(model="llama", messages=MESSAGES)
    assert answer.choices[0].message.content == REPLY
    assert standin.received[0].host == vendors.APPROVED


def test_upload_is_recorded_with_name_and_bytes(standin: StandIn, openai_client: openai.OpenAI) -> None:
    openai_client.files.create(file=("Akte Söğüt.txt", b"Geheim: Aktenzeichen 51-4711"), purpose="user_data")
    assert standin.leaks("Aktenzeichen 51-4711")
    assert standin.leaks("Akte Söğüt.txt")


def test_chatgpt_page_and_stream(standin: StandIn) -> None:
    message = {"id": "m1", "author": {"role": "user"}, "content": {"content_type": "text", "parts": [PROMPT]}}
    body = {"action": "next", "messages": [message], "parent_message_id": "p", "model": "auto"}
    with _http(standin) as client:
        assert "Stand-in" in client.get(f"https://{vendors.CHATGPT}/").text
        stream = client.post(f"https://{vendors.CHATGPT}/backend-api/f/conversation", json=body).text
    blocks = [block.split("data: ", 1)[1] for block in stream.strip().split("\n\n")]
    assert blocks[0] == '"v1"'
    assert blocks[-1] == "[DONE]"
    events = [json.loads(block) for block in blocks[1:-1]]
    start = next(index for index, event in enumerate(events) if event.get("p") == "/message/content/parts/0")
    pieces = [event["v"] for event in events[start:] if isinstance(event.get("v"), str)]
    assert "".join(pieces) == REPLY
    assert {"type": "message_stream_complete", "conversation_id": events[0]["conversation_id"]} in events


def test_every_site_has_a_certificate_of_its_own(standin: StandIn) -> None:
    with _http(standin) as client:
        assert "bank.example" in client.get(f"https://{vendors.BANK}/").text
        assert client.get("https://another.example/").status_code == 200
        assert standin.tunnels == ["bank.example:443", "another.example:443"]
    names = [connection.server_name for connection in standin.record.connections]
    assert names == ["bank.example", "another.example"]
    with httpx.Client(proxy=standin.proxy_url) as stranger, pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
        stranger.get(f"https://{vendors.BANK}/")


@pytest.mark.parametrize("coding", CODINGS)
def test_answers_coded_although_identity_was_asked(standin: StandIn, openai_client: openai.OpenAI, coding: str) -> None:
    standin.behaviour.encoding = coding
    with _http(standin) as client:
        url = "https://api.openai.com/v1/chat/completions"
        body = {"model": "m", "stream": True, "messages": MESSAGES}
        answer = client.post(url, json=body, headers={"accept-encoding": "identity"})
    assert answer.headers["content-encoding"] == coding
    assert "data: [DONE]" in answer.text


def test_events_are_paced(standin: StandIn, openai_client: openai.OpenAI) -> None:
    standin.behaviour.delay = 0.02
    standin.behaviour.piece = 20
    started = time.monotonic()
    arrivals = [
        time.monotonic() - started
        for _ in openai_client.chat.completions.create(model="m", messages=MESSAGES, stream=True)
    ]
    assert len(arrivals) > 5
    assert arrivals[-1] - arrivals[0] > 0.02 * (len(arrivals) - 2)


def test_silence_cut_and_wrong_length(standin: StandIn) -> None:
    url, body = "https://api.openai.com/v1/chat/completions", {"model": "m", "messages": MESSAGES}
    with _http(standin) as client:
        standin.behaviour.cut_after = 2
        with pytest.raises(httpx.RemoteProtocolError):
            client.post(url, json=body)
    with _http(standin) as client:
        standin.behaviour.cut_after = None
        standin.behaviour.length_error = 5
        with pytest.raises((httpx.RemoteProtocolError, h2.exceptions.InvalidBodyLengthError)):
            client.post(url, json=body)
    with _http(standin) as client:
        standin.behaviour.length_error = 0
        standin.behaviour.silent = True
        with pytest.raises(httpx.ReadTimeout):
            client.post(url, json=body, timeout=0.3)
    assert [request.complete for request in standin.received] == [True, True, True]


VALUE = "Söğüt-Weiß & Söhne"
WAYS = {
    "plain": lambda value: value.encode(),
    "capitals": lambda value: value.replace("w", "W").replace("s", "S").encode(),
    "json": lambda value: json.dumps({"a": value}).encode(),
    "json in json": lambda value: json.dumps({"a": json.dumps({"b": value})}).encode(),
    "percent": lambda value: str(httpx.QueryParams({"q": value})).encode(),
    "base64": lambda value: base64.b64encode(f"x {value} y".encode()),
    "base64 json": lambda value: base64.urlsafe_b64encode(json.dumps([value]).encode()),
    "gzip": lambda value: gzip.compress(value.encode()),
    "utf-16": lambda value: value.encode("utf-16"),
    "hex": lambda value: value.encode().hex().encode(),
    "html": lambda value: value.replace("&", "&amp;").encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_leaks_are_found_in_every_coding(standin: StandIn, way: str) -> None:
    with _http(standin) as client:
        client.post("https://api.openai.com/v1/other", content=b"nichts", headers={"x-note": "nichts"})
        assert standin.leaks(VALUE) == []
        client.post("https://api.openai.com/v1/other", content=WAYS[way](VALUE))
    assert standin.leaks(VALUE)
    standin.clear()
    assert standin.leaks(VALUE) == []


@pytest.mark.parametrize("coding", CODINGS)
def test_leaks_are_found_in_coded_and_in_cut_bodies(standin: StandIn, coding: str) -> None:
    pieces = list(encode([json.dumps({"text": VALUE}).encode(), b"x" * 100], coding))
    with _http(standin) as client:
        url = "https://api.openai.com/v1/other"
        client.post(url, content=b"".join(pieces), headers={"content-encoding": coding})
        assert standin.leaks(VALUE)
        standin.clear()
        client.post(url, content=pieces[0], headers={"content-encoding": coding})
    assert standin.leaks(VALUE)


def test_leaks_are_found_in_head_and_before_a_request_ends(standin: StandIn) -> None:
    with _http(standin) as client:
        client.get("https://api.openai.com/v1/models", params={"q": VALUE})
        assert standin.leaks(VALUE)
        standin.clear()
        client.get("https://api.openai.com/v1/models", headers={"x-name": "Erika Mustermann"})
        assert standin.leaks("Erika Mustermann")
    standin.clear()
    context = standin.client_context()
    with _raw(standin, context) as connection:
        connection.sendall(b"POST /v1/x HTTP/1.1\r\nhost: api.openai.com\r\ncontent-length: 999\r\n\r\nFrau Sommerfeld")
        deadline = time.monotonic() + 5
        while not standin.leaks("Sommerfeld") and time.monotonic() < deadline:
            time.sleep(0.01)
    assert standin.leaks("Sommerfeld")
    assert not standin.received[-1].complete


def _raw(standin: StandIn, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", standin.port), timeout=5)
    return context.wrap_socket(plain, server_hostname="api.openai.com")


async def test_runs_in_the_tests_own_loop() -> None:
    async with StandIn() as standin:
        client = httpx.AsyncClient(proxy=standin.proxy_url, verify=standin.client_context())
        async with client:
            answer = await client.get(f"https://{vendors.BANK}/")
        assert answer.status_code == 200
        assert f"api.openai.com:443=127.0.0.1:{standin.port}" in standin.connect_to().split(",")

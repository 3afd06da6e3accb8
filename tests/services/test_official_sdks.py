"""What we write, read by the vendors' own clients: refusals arrive after one request, restored streams as texts."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import anthropic
import openai
import pytest
from google import genai
from google.genai import errors, types

from schleuse.model import Action, Notice, Reason, Request, Response, ResponseHead
from schleuse.services.catalogue import Catalogue
from schleuse.services.golden import Golden, message
from tests.services.placeholders import Table

CATALOGUE = Catalogue.load()
NOTICE = Notice("Diese Anfrage wurde nicht gesendet.\nVorgang: 7F3K2", "x", Action.BLOCK, Reason.FINDINGS, "7F3K2")
GOLDEN = Path(__file__).parents[1] / "golden" / "services"
GEMINI = "/v1beta/models/gemini-2.5-pro:streamGenerateContent"


class Vendor:
    """A server that gives one prepared answer and counts the requests."""

    def __init__(self) -> None:
        self.answer = Response(200, (), b"")
        self.requests = 0
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                vendor.requests += 1
                self.send_response(vendor.answer.status)
                for name, value in vendor.answer.headers:
                    self.send_header(name, value)
                self.send_header("content-length", str(len(vendor.answer.body)))
                self.end_headers()
                self.wfile.write(vendor.answer.body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def refuses(self, host: str, path: str) -> None:
        request = Request("POST", host, 443, path, headers=(("accept", "application/json"),), body=b"{}")
        self.answer = CATALOGUE.identify(request).reader.refusal(NOTICE, request)

    def streams(self, name: str, host: str, path: str) -> None:
        sections = Golden.load(GOLDEN / f"{name}.txt").sections
        table = Table(dict(line.split(" <- ") for line in sections["replace"].splitlines()))
        first, headers, body = message(sections["answer"])
        match = CATALOGUE.identify(Request("POST", host, 443, path, body=b"{}"))
        restorer = match.reader.restorer(ResponseHead(int(first), tuple(headers)), table)
        restored = b"".join(restorer.feed(body[index : index + 7]) for index in range(0, len(body), 7))
        self.answer = Response(int(first), tuple(headers), restored + restorer.finish())


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    yield vendor
    vendor.server.shutdown()
    vendor.server.server_close()


@pytest.fixture
def openai_client(vendor: Vendor) -> openai.OpenAI:
    return openai.OpenAI(api_key="x", base_url=f"{vendor.url}/v1")


@pytest.fixture
def anthropic_client(vendor: Vendor) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="x", base_url=vendor.url)


@pytest.fixture
def gemini_client(vendor: Vendor) -> genai.Client:
    return genai.Client(api_key="x", http_options=types.HttpOptions(base_url=vendor.url))


@pytest.mark.parametrize("stream", [False, True])
def test_openai_shows_a_refusal_after_one_request(vendor: Vendor, openai_client: openai.OpenAI, stream: bool):
    vendor.refuses("api.openai.com", "/v1/chat/completions")
    with pytest.raises(openai.PermissionDeniedError) as caught:
        openai_client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=stream)
    assert NOTICE.text.split("\n")[0] in str(caught.value)
    assert caught.value.code == "dlp_blocked"
    vendor.refuses("api.openai.com", "/v1/responses")
    with pytest.raises(openai.PermissionDeniedError):
        openai_client.responses.create(model="m", input="x", stream=stream)
    assert vendor.requests == 2


@pytest.mark.parametrize("stream", [False, True])
def test_anthropic_shows_a_refusal_after_one_request(
    vendor: Vendor, anthropic_client: anthropic.Anthropic, stream: bool
):
    vendor.refuses("api.anthropic.com", "/v1/messages")
    with pytest.raises(anthropic.PermissionDeniedError) as caught:
        anthropic_client.messages.create(
            model="m", max_tokens=1, messages=[{"role": "user", "content": "x"}], stream=stream
        )
    assert NOTICE.text.split("\n")[0] in str(caught.value)
    assert vendor.requests == 1


def test_gemini_shows_a_refusal_after_one_request(vendor: Vendor, gemini_client: genai.Client):
    vendor.refuses("generativelanguage.googleapis.com", GEMINI)
    with pytest.raises(errors.ClientError) as caught:
        gemini_client.models.generate_content(model="gemini-2.5-pro", contents="x")
    assert NOTICE.text in str(caught.value.message)
    with pytest.raises(errors.ClientError):
        list(gemini_client.models.generate_content_stream(model="gemini-2.5-pro", contents="x"))
    assert vendor.requests == 2


def test_openai_reads_a_restored_chat(vendor: Vendor, openai_client: openai.OpenAI):
    vendor.streams("openai.chat", "api.openai.com", "/v1/chat/completions")
    text = arguments = ""
    for chunk in openai_client.chat.completions.create(model="m", messages=[], stream=True):
        delta = chunk.choices[0].delta
        text += delta.content or ""
        arguments += "".join(call.function.arguments for call in delta.tool_calls or [])
    assert text == "Sehr geehrte Frau Erika Müller, im Lindenweg 7"
    assert arguments == '{"an":"Erika Müller"}'


def test_openai_reads_restored_responses(vendor: Vendor, openai_client: openai.OpenAI):
    vendor.streams("openai.responses", "api.openai.com", "/v1/responses")
    events = list(openai_client.responses.create(model="m", input="x", stream=True))
    assert (
        "".join(event.delta for event in events if event.type == "response.output_text.delta")
        == "Frau Erika Müller [ADR"
    )
    assert "Frau Erika Müller [ADR" in str(events[-1].response.output)


def test_anthropic_reads_a_restored_message(vendor: Vendor, anthropic_client: anthropic.Anthropic):
    vendor.streams("anthropic.messages", "api.anthropic.com", "/v1/messages")
    text = arguments = ""
    for event in anthropic_client.messages.create(model="m", max_tokens=1, messages=[], stream=True):
        if event.type == "content_block_delta":
            text += getattr(event.delta, "text", "")
            arguments += getattr(event.delta, "partial_json", "")
    assert text == "Frau Erika Müller im [ADRESSE"
    assert arguments == '{"wer": "Erika Müller"}'


def test_gemini_reads_a_restored_stream(vendor: Vendor, gemini_client: genai.Client):
    vendor.streams("google.generate", "generativelanguage.googleapis.com", GEMINI)
    chunks = gemini_client.models.generate_content_stream(model="gemini-2.5-pro", contents="x")
    assert "".join(chunk.text or "" for chunk in chunks) == "Frau Erika Müller im Lindenweg 7."

"""Files on their way to AI services, with the vendors' own SDKs: read, judged, refused with the place, or sent."""

import base64
import io
import json
import time

import anthropic
import openai
import pytest
from google import genai
from google.genai import types
from google.genai.errors import ClientError

from demo.answers import Behaviour
from demo.standin import StandIn
from tests.e2e.running import Running
from tests.files.documents import encoded, excel, pdf, rezipped, word, written, zipped

TAX_ID = "86 095 742 719"
CLEAN = "Die Frist beträgt einen Monat. Sie beginnt mit der Bekanntgabe."
CLEAN_PDF = pdf(CLEAN, "Die Gebühr richtet sich nach der Satzung.")
TAX_PDF = pdf(CLEAN, f"Die Steuer-ID lautet {TAX_ID}.")
REFUSED = r"1 Steuer-Identifikationsnummer \(Seite 2\)"
UPLOADS = "https://sdmntprgermanywestcentral.oaiusercontent.com/files/0001/raw?se=2027-01-01&sig=stand-in"


def refused(caught: "pytest.ExceptionInfo[Exception]") -> str:
    message = str(caught.value)
    assert "nichts gesendet" in message
    assert TAX_ID not in message
    return message


def upload(client: openai.OpenAI, name: str, content: bytes, purpose: str = "user_data") -> str:
    return client.files.create(file=(name, content), purpose=purpose).id  # type: ignore[arg-type]


def test_a_clean_file_goes_through_byte_for_byte(openai_client: openai.OpenAI, standin: StandIn) -> None:
    assert upload(openai_client, "satzung.pdf", CLEAN_PDF) == "file-1"
    assert CLEAN_PDF in standin.received[0].body


def test_a_refusal_names_the_page_and_the_kind(
    openai_client: openai.OpenAI, standin: StandIn, gateway: Running
) -> None:
    before = gateway.metric('schleuse_files_total{format="pdf",result="read"}')
    with pytest.raises(openai.PermissionDeniedError, match=REFUSED) as caught:
        upload(openai_client, "bescheid.pdf", TAX_PDF)
    refused(caught)
    assert standin.received == []
    assert standin.leaks(TAX_ID) == []
    assert gateway.metric('schleuse_files_total{format="pdf",result="read"}') == before + 1


def test_a_name_in_a_file_cannot_be_replaced_there(openai_client: openai.OpenAI, standin: StandIn) -> None:
    text = "Sehr geehrte Frau Petra Sommerfeld, vielen Dank für Ihre Nachricht."
    with pytest.raises(openai.PermissionDeniedError, match=r"1 Name \(Absatz 2\)") as caught:
        upload(openai_client, "brief.docx", word(CLEAN, text))
    assert "Platzhalter" in refused(caught)
    assert standin.received == []


def test_a_cell_is_named(openai_client: openai.OpenAI, standin: StandIn) -> None:
    rows = [["Vorgang", "Steuer-ID"], ["eins", TAX_ID]]
    with pytest.raises(openai.PermissionDeniedError, match=r"Blatt Liste, Zelle B2"):
        upload(openai_client, "liste.xlsx", excel({"Liste": rows}))
    assert standin.received == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("geheim.pdf", pdf(CLEAN, encrypt="geheim"), "verschlüsselt"),
        ("bescheid.pdf", word(CLEAN), "passen nicht zusammen"),
        ("makro.docx", rezipped(word(CLEAN), {"word/vbaProject.bin": b"\0\1"}), "Makros"),
        ("bombe.zip", zipped({"a.txt": b"0" * 300_000_000}), "zu groß"),
        ("kaputt.pdf", CLEAN_PDF[:400], "beschädigt"),
        ("daten.bin", bytes(range(256)) * 9, "unbekanntes Format"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    openai_client: openai.OpenAI, standin: StandIn, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(openai.PermissionDeniedError, match=why) as caught:
        upload(openai_client, name, content)
    refused(caught)
    assert standin.received == []


def test_pictures_stay_in_the_house(openai_client: openai.OpenAI, standin: StandIn) -> None:
    with pytest.raises(openai.PermissionDeniedError, match="Bilder"):
        upload(openai_client, "bild.png", encoded(written(CLEAN)))
    assert standin.received == []


def test_a_file_in_a_prompt(openai_client: openai.OpenAI, standin: StandIn) -> None:
    def ask(content: bytes) -> None:
        data = f"data:application/pdf;base64,{base64.b64encode(content).decode()}"
        parts = [
            {"type": "text", "text": "Fasse zusammen."},
            {"type": "file", "file": {"filename": "anlage.pdf", "file_data": data}},
        ]
        openai_client.chat.completions.create(model="m", messages=[{"role": "user", "content": parts}])  # type: ignore[list-item,misc]

    ask(CLEAN_PDF)
    assert len(standin.received) == 1
    with pytest.raises(openai.PermissionDeniedError, match=REFUSED):
        ask(TAX_PDF)
    assert len(standin.received) == 1


def test_a_document_for_claude(anthropic_client: anthropic.Anthropic, standin: StandIn) -> None:
    def ask(content: bytes) -> None:
        data = base64.b64encode(content).decode()
        source = {"type": "base64", "media_type": "application/pdf", "data": data}
        blocks = [{"type": "document", "source": source}, {"type": "text", "text": "Fasse zusammen."}]
        anthropic_client.messages.create(model="m", max_tokens=9, messages=[{"role": "user", "content": blocks}])  # type: ignore[typeddict-item]

    ask(CLEAN_PDF)
    assert len(standin.received) == 1
    with pytest.raises(anthropic.PermissionDeniedError, match=REFUSED) as caught:
        ask(TAX_PDF)
    refused(caught)
    assert len(standin.received) == 1


def test_an_upload_to_anthropic(anthropic_client: anthropic.Anthropic, standin: StandIn) -> None:
    anthropic_client.beta.files.upload(file=("satzung.pdf", CLEAN_PDF, "application/pdf"))
    assert CLEAN_PDF in standin.received[0].body
    with pytest.raises(anthropic.PermissionDeniedError, match=REFUSED):
        anthropic_client.beta.files.upload(file=("bescheid.pdf", TAX_PDF, "application/pdf"))
    assert len(standin.received) == 1


def test_files_for_gemini(gemini_client: genai.Client, standin: StandIn) -> None:
    gemini_client.models.generate_content(
        model="gemini-x",
        contents=["Fasse zusammen.", types.Part.from_bytes(data=CLEAN_PDF, mime_type="application/pdf")],
    )
    assert len(standin.received) == 1
    with pytest.raises(ClientError, match=REFUSED):
        gemini_client.models.generate_content(
            model="gemini-x", contents=[types.Part.from_bytes(data=TAX_PDF, mime_type="application/pdf")]
        )
    assert len(standin.received) == 1
    gemini_client.files.upload(file=io.BytesIO(CLEAN_PDF), config={"mime_type": "application/pdf"})
    assert standin.received[-1].body == CLEAN_PDF
    with pytest.raises(ClientError, match=REFUSED):
        gemini_client.files.upload(file=io.BytesIO(TAX_PDF), config={"mime_type": "application/pdf"})
    assert TAX_PDF not in [request.body for request in standin.received]


def test_a_batch_names_the_line(openai_client: openai.OpenAI, standin: StandIn) -> None:
    def batch(*texts: str) -> bytes:
        lines = [
            {
                "custom_id": f"r-{number}",
                "method": "POST",
                "url": "/v1/chat/completions",
                "body": {"model": "m", "messages": [{"role": "user", "content": text}]},
            }
            for number, text in enumerate(texts)
        ]
        return "\n".join(map(json.dumps, lines)).encode()

    upload(openai_client, "stapel.jsonl", batch(CLEAN, CLEAN), "batch")
    assert len(standin.received) == 1
    with pytest.raises(openai.PermissionDeniedError, match="Zeile 2"):
        upload(openai_client, "stapel.jsonl", batch(CLEAN, f"Die Steuer-ID lautet {TAX_ID}."), "batch")
    assert len(standin.received) == 1
    assert standin.leaks(TAX_ID) == []


def test_an_approved_service_gets_the_file(approved_client: openai.OpenAI, standin: StandIn) -> None:
    upload(approved_client, "bescheid.pdf", TAX_PDF)
    assert TAX_PDF in standin.received[0].body


# --- ChatGPT's page: announced, sent to another host, then named --------------------------------------------


def announce(gateway: Running) -> "tuple[int, str]":
    with gateway.client() as client:
        response = client.post(
            "https://chatgpt.com/backend-api/files",
            json={"file_name": "satzung.pdf", "file_size": len(CLEAN_PDF), "use_case": "my_files"},
        )
    return response.status_code, response.text


def test_two_steps_with_a_clean_file(gateway: Running, standin: StandIn) -> None:
    assert announce(gateway)[0] == 200
    with gateway.client() as client:
        assert client.put(UPLOADS, content=CLEAN_PDF, headers={"content-type": "application/pdf"}).status_code == 201
    assert standin.received[-1].body == CLEAN_PDF


def test_a_refused_file_stays_refused_where_its_id_is_named(gateway: Running, standin: StandIn) -> None:
    assert announce(gateway)[0] == 200
    before = len(standin.received)
    attachment = {"id": "file-StandIn0001", "name": "bescheid.pdf", "mimeType": "application/pdf"}
    message = {
        "id": "0d9cd1d6-3f35-4b3e-8ab3-1c8e3f8bd001",
        "author": {"role": "user"},
        "content": {"content_type": "text", "parts": ["Fasse zusammen."]},
        "metadata": {"attachments": [attachment]},
    }
    with gateway.client() as client:
        sent = client.put(UPLOADS, content=TAX_PDF, headers={"content-type": "application/pdf"})
        assert sent.status_code == 403
        told = client.post(
            "https://chatgpt.com/backend-api/f/conversation",
            json={"action": "next", "messages": [message], "model": "auto"},
            headers={"accept": "text/event-stream"},
        )
        assert "Seite 2" in json.dumps(told.text, ensure_ascii=False)
        assert len(standin.received) == before
        again = client.put(UPLOADS, content=CLEAN_PDF, headers={"content-type": "application/pdf"})
        assert again.status_code == 201


def test_an_address_where_nobody_looks_is_not_handed_out(gateway: Running, standin: StandIn) -> None:
    standin.behaviour = Behaviour(upload_host="files.bank.example")
    status, text = announce(gateway)
    assert status == 200
    assert "files.bank.example" not in text
    assert "nichts gesendet" in text


def test_a_block_of_a_file_is_not_a_file(gateway: Running, standin: StandIn) -> None:
    with gateway.client() as client:
        response = client.put(f"{UPLOADS}&comp=block&blockid=AAAA", content=CLEAN_PDF)
    assert response.status_code == 403
    assert "in Teilen" in response.text
    assert standin.received == []


def test_hostile_files_do_not_hold_up_others(gateway: Running, openai_client: openai.OpenAI, standin: StandIn) -> None:
    started = time.monotonic()
    with pytest.raises(openai.PermissionDeniedError):
        upload(openai_client, "viele.pdf", b"%PDF-1.4\n" + b"1 0 obj<</Kids[1 0 R]>>endobj\n" * 20_000)
    upload(openai_client, "satzung.pdf", CLEAN_PDF)
    assert time.monotonic() - started < 25
    assert gateway.is_ready()

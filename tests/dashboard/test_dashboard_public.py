import re
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from schleuse.model import Action, Reason
from tests.dashboard.house import House, browse


@pytest.fixture
async def visitor(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browse(house.app()) as client:
        yield client


def plain(response: httpx.Response) -> str:
    """What a person reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


async def test_home_says_what_this_is_and_leads_on(visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/")
    assert response.status_code == 200
    assert "Die KI-Schleuse steht zwischen Ihrem Arbeitsplatz" in plain(response)
    for path in ("/freigegeben", "/zertifikat", "/uebersicht"):
        assert f'href="{path}"' in response.text


async def test_home_in_english(house: House) -> None:
    async with browse(house.app(language="en")) as visitor:
        response = await visitor.get("/")
    assert '<html lang="en">' in response.text
    assert "KI-Schleuse stands between" in response.text


async def test_a_refusal_is_explained(house: House, visitor: httpx.AsyncClient) -> None:
    event = await house.record()
    response = await visitor.get(f"/vorgang/{event.reference.lower()}")
    assert response.status_code == 200
    text = plain(response)
    assert text.count("Kurz angehalten – es wurde nichts gesendet.") == 1
    assert "So geht es weiter: Ersetzen Sie die Angaben" in text
    assert "2 × Namen" in text
    assert "1 × IBAN" in text
    assert "Kennnummern nicht in öffentliche Chats" in text
    assert "ChatGPT" in text


async def test_the_department_is_not_shown_to_whoever_has_the_number(house: House, visitor: httpx.AsyncClient) -> None:
    event = await house.record(unit="Gleichstellungsstelle")
    assert "Gleichstellungsstelle" not in (await visitor.get(f"/vorgang/{event.reference}")).text


async def test_what_was_sent_unchanged_needs_no_message(house: House, visitor: httpx.AsyncClient) -> None:
    def never(event: object) -> None:
        raise AssertionError("asked for a message that nobody got")

    house.notice = never  # type: ignore[assignment]
    event = await house.record(action=Action.ALLOW, reason=Reason.CLEAN, rules=(), counts={})
    assert "Diese Anfrage wurde unverändert gesendet." in plain(await visitor.get(f"/vorgang/{event.reference}"))


@pytest.mark.parametrize("reference", ["AAAAA-AAAAA", "x", "..%2f..", "%3Cscript%3E", "7" * 3000])
async def test_an_unknown_reference_is_answered_kindly(visitor: httpx.AsyncClient, reference: str) -> None:
    response = await visitor.get(f"/vorgang/{reference}")
    assert response.status_code == 404
    text = plain(response)
    assert "Zu dieser Nummer ist nichts gespeichert." in text or "Diese Seite gibt es nicht." in text
    assert "<script>" not in response.text


async def test_a_typed_number_leads_to_its_page(visitor: httpx.AsyncClient) -> None:
    response = await visitor.get("/vorgang", params={"nummer": " 7f3k2 q9xmt"})
    assert (response.status_code, response.headers["location"]) == (303, "/vorgang/7F3K2-Q9XMT")
    response = await visitor.get("/vorgang", params={"nummer": "7F3"})
    assert response.status_code == 422
    assert "Diese Nummer ist nicht vollständig" in response.text


async def test_nobody_finds_a_reference_by_trying(visitor: httpx.AsyncClient) -> None:
    answers = [(await visitor.get(f"/vorgang/AAAAA-AAA{number:02}")).status_code for number in range(65)]
    assert answers[:60] == [404] * 60
    assert set(answers[61:]) == {429}


async def test_a_value_is_escaped(house: House, visitor: httpx.AsyncClient) -> None:
    house.status = replace(house.status, authority="<script>alert(1)</script>")
    assert "<script>alert" not in (await visitor.get("/")).text


async def test_services_by_how_they_are_treated(visitor: httpx.AsyncClient) -> None:
    text = plain(await visitor.get("/freigegeben"))
    approved, guarded, unread = re.split("Mit Prüfung Texte|Noch nicht prüfbar Diese", text)
    assert "Le Chat" in approved
    assert "KI-Assistent Rechenzentrum" in approved
    assert "ChatGPT" in guarded
    assert "Midjourney" in unread
    assert "Le Chat" not in guarded + unread


async def test_no_service_is_approved(house: House) -> None:
    async with browse(house.app(is_approved=lambda service: False)) as visitor:
        assert "Zurzeit ist kein Dienst ausdrücklich freigegeben." in (await visitor.get("/freigegeben")).text


async def test_the_certificate_leaves_and_the_key_stays(house: House, visitor: httpx.AsyncClient) -> None:
    assert b"PRIVATE KEY" in house.ca
    pem = await visitor.get("/zertifikat/ki-schleuse.pem")
    der = await visitor.get("/zertifikat/ki-schleuse.crt")
    assert "PRIVATE" not in pem.text
    assert pem.text.startswith("-----BEGIN CERTIFICATE-----")
    assert ssl.PEM_cert_to_DER_cert(pem.text) == der.content
    assert der.headers["content-type"] == "application/x-x509-ca-cert"
    assert der.headers["content-disposition"] == 'attachment; filename="ki-schleuse.crt"'
    context = ssl.create_default_context(cadata=pem.text)
    assert context.cert_store_stats()["x509_ca"] >= 1
    page = await visitor.get("/zertifikat")
    import hashlib

    assert hashlib.sha256(der.content).hexdigest().upper()[:4] in page.text
    assert "Vertrauenswürdige Stammzertifizierungsstellen" in page.text


async def test_a_ca_file_without_a_certificate(house: House, visitor: httpx.AsyncClient) -> None:
    house.ca = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
    response = await visitor.get("/zertifikat/ki-schleuse.pem")
    assert response.status_code == 503
    assert "PRIVATE" not in response.text

import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from schleuse.dashboard.rendering import STATIC
from schleuse.telemetry import logs
from tests.dashboard.house import House, browse

SECRET = "Max Mustermann"


@pytest.mark.parametrize("path", ["/", "/anmelden", "/freigegeben", "/nirgends", "/static/style.css", "/uebersicht"])
async def test_every_answer_has_the_security_headers(house: House, path: str) -> None:
    async with browse(house.app()) as client:
        response = await client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    if not path.startswith("/static"):
        assert response.headers["cache-control"] == "no-store"


async def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(house: House) -> None:
    async with browse(house.app()) as client:
        pages = [(await client.get(path)).text for path in ("/", "/anmelden", "/freigegeben", "/zertifikat")]
    for text in [*pages, *(path.read_text() for path in STATIC.iterdir())]:
        assert not re.search(r"(src|href|action)=[\"']?(https?:)?//", text)
        assert "style=" not in text
        assert not re.search(r"\son\w+=", text)
        assert not re.search(r"<script(?![^>]*src=)", text)
        assert "@import" not in text
        assert not re.search(r"url\(", text)


@pytest.mark.parametrize("path", ["/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/app.py", "/.env"])
async def test_no_other_file_is_served(house: House, path: str) -> None:
    async with browse(house.app()) as client:
        response = await client.get(path)
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht." in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
async def test_other_methods(house: House, method: str) -> None:
    async with browse(house.app()) as client:
        response = await client.request(method, "/freigegeben")
    assert response.status_code == 405
    assert "Diese Seite gibt es nicht." in response.text


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    import logging

    import structlog

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    output = io.StringIO()
    logs.configure("info", "text", output)
    yield output
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_a_fault_of_ours_shows_no_details_and_logs_no_content(house: House, log: io.StringIO) -> None:
    def broken() -> object:
        raise ValueError(SECRET)

    async with browse(house.app(status=broken)) as client:
        response = await client.get("/", params={"q": SECRET})
    assert response.status_code == 500
    assert "Hier ist uns ein Fehler unterlaufen." in response.text
    assert "ValueError" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "page failed" in log.getvalue()
    assert "ValueError at test_dashboard_app.py:" in log.getvalue()
    assert "Mustermann" not in log.getvalue() + response.text


async def test_a_store_that_is_gone(house: House, log: io.StringIO) -> None:
    await house.writer.close()
    for file in Path(house.url.removeprefix("sqlite:///")).parent.iterdir():
        file.unlink()
    async with browse(house.app()) as client:
        response = await client.get("/vorgang/7F3K2-Q9XMT")
        assert (await client.get("/")).status_code == 200
    assert response.status_code == 503
    assert "Die Daten sind gerade nicht erreichbar." in response.text
    assert house.url.removeprefix("sqlite:///") not in response.text


async def test_every_page_is_marked_up_for_everyone(house: House) -> None:
    event = await house.record()
    async with browse(house.app()) as client:
        for path in ("/", "/anmelden", "/freigegeben", "/zertifikat", f"/vorgang/{event.reference}", "/nirgends"):
            text = (await client.get(path)).text
            assert '<html lang="de">' in text
            assert text.count("<h1") == 1
            assert "<main" in text
            assert "<nav aria-label=" in text
            assert 'class="skip" href="#inhalt"' in text
            for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
                assert "<caption" in table
                assert 'scope="col"' in table
            for identifier in re.findall(r'<input id="([^"]+)"', text):
                assert f'<label for="{identifier}">' in text


async def test_head_and_concurrency(house: House) -> None:
    import asyncio

    event = await house.record()
    async with browse(house.app()) as client:
        answers = await asyncio.gather(*(client.get(f"/vorgang/{event.reference}") for _ in range(20)))
        head: httpx.Response = await client.head("/")
    assert {answer.status_code for answer in answers} == {200}
    assert head.status_code == 200

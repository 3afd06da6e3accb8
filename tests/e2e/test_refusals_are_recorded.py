"""Every reference number that a person reads leads to an event, also where nothing was looked at."""

import re
import time
from collections.abc import Callable

import httpx
import pytest

from demo.standin import StandIn
from schleuse.model import InspectionError, Reason
from schleuse.pipeline import Pipeline
from tests.e2e.running import Running

REFERENCE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")


def too_large(client: httpx.Client) -> httpx.Response:
    return client.post("https://api.openai.com/v1/chat/completions", content=b"x" * (33 << 20))


def unknown_host(client: httpx.Client) -> httpx.Response:
    return client.post("https://api.openai.com/v1/chat/completions", headers={"host": "chatgpt.com"}, content=b"{}")


def unknown_path(client: httpx.Client) -> httpx.Response:
    return client.post("https://claude.ai/api/new", content=b"\x00\xff\x13\x37" * 300)


def websocket(client: httpx.Client) -> httpx.Response:
    headers = {"upgrade": "websocket", "connection": "Upgrade", "sec-websocket-version": "13", "sec-websocket-key": "x"}
    return client.get("https://api.openai.com/v1/undescribed", headers=headers)


def unreadable(client: httpx.Client) -> httpx.Response:
    return client.post("https://api.openai.com/v1/chat/completions", content=b"{", headers={"content-encoding": "gzip"})


def page_of(gateway: Running, reference: str) -> httpx.Response:
    for _ in range(100):
        page = httpx.get(f"{gateway.dashboard_url}/vorgang/{reference}")
        if page.status_code != 404:
            break
        time.sleep(0.05)
    return page


@pytest.mark.parametrize("send", [too_large, unknown_host, unknown_path, websocket, unreadable])
def test_a_refusal_leads_to_its_event(
    gateway: Running, standin: StandIn, send: Callable[[httpx.Client], httpx.Response]
) -> None:
    with gateway.client() as client:
        answer = send(client)
    found = REFERENCE.search(answer.text)
    assert answer.status_code >= 400
    assert found, answer.text
    page = page_of(gateway, found.group())
    assert page.status_code == 200
    assert "Angehalten" in page.text


def test_a_guard_that_is_down(gateway: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(*_args: object) -> object:
        raise InspectionError(Reason.DETECTOR_FAILED)

    monkeypatch.setattr(Pipeline, "inspect", down)
    with gateway.client() as client:
        answer = client.post("https://api.openai.com/v1/chat/completions", json={"model": "m", "messages": []})
    found = REFERENCE.search(answer.text)
    assert found
    assert page_of(gateway, found.group()).status_code == 200


def test_a_record_that_cannot_be_written_refuses_and_is_counted(
    gateway: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError("disk full")

    lost = gateway.metric("schleuse_unrecorded_total")
    with monkeypatch.context() as patch:
        patch.setattr("schleuse.audit.inserting.Inserter.insert", full)
        with gateway.client() as client:
            messages = [{"role": "user", "content": "Guten Tag"}]
            answers = [
                client.post(f"https://{host}/v1/chat/completions", json={"model": "m", "messages": messages})
                for host in ("api.openai.com", "openai.inference.de-txl.ionos.com")
            ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert gateway.metric("schleuse_unrecorded_total") == lost + 2

"""The first way over HTTP/2 on both legs."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest

from demo.standin import StandIn
from demo.vendors import OPENAI
from tests.e2e.running import Command, settings_for

TEXT = "Bitte antworte Frau Ulrike Hagemeister."


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with StandIn.in_thread(http2=True) as standin:
        yield standin


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, server: StandIn) -> Iterator[Command]:
    folder: Path = tmp_path_factory.mktemp("http2")
    command = Command(settings_for(folder / "data", server), SCHLEUSE_LIMITS__BODY_BYTES="100000")
    process = command.start(folder)
    command.wait_ready()
    yield command
    process.terminate()
    process.communicate(timeout=10)


def test_a_stream_is_restored(gateway: Command, server: StandIn) -> None:
    server.clear()
    transport = openai.DefaultHttpxClient(proxy=gateway.proxy_url, verify=gateway.client_context(), http2=True)
    with openai.OpenAI(api_key="sk-test", http_client=transport, timeout=30) as client:
        stream = client.chat.completions.create(model="m", stream=True, messages=[{"role": "user", "content": TEXT}])
        text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert text == f"Gern. Sie schrieben: {TEXT}"
    assert server.leaks("Hagemeister") == []
    assert server.received


@pytest.mark.parametrize("size", [200_000, 5_000_000])
def test_what_is_too_large_is_refused_on_the_same_connection(gateway: Command, server: StandIn, size: int) -> None:
    server.clear()
    with httpx.Client(http2=True, proxy=gateway.proxy_url, verify=gateway.client_context(), timeout=30) as client:
        response = client.post(f"https://{OPENAI}/v1/chat/completions", content=b"x" * size)
        assert (response.status_code, response.http_version) == (403, "HTTP/2")
        assert "zu groß" in response.text
        body = {"model": "m", "messages": [{"role": "user", "content": TEXT}]}
        assert client.post(f"https://{OPENAI}/v1/chat/completions", json=body).status_code == 200
    assert len(server.received) == 1

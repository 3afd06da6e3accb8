"""The first way over HTTP/2 on both legs."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import h2.settings
import httpx
import openai
import pytest

from demo.standin import StandIn
from demo.vendors import OPENAI
from tests.e2e.running import Command, settings_for
from tests.e2e.test_websockets import ask, opened, said, until

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


def test_a_websocket_beside_http2(gateway: Command, server: StandIn) -> None:
    server.clear()
    with opened(gateway) as connection:
        connection.send(ask(TEXT))
        assert TEXT in said(until(connection, "response.done"))
    assert server.leaks("Hagemeister") == []


def test_a_websocket_inside_http2_is_not_offered_and_refused(gateway: Command, server: StandIn) -> None:
    """RFC 8441: mitmproxy does not offer it, so browsers open an HTTP/1.1 connection; who does it anyway is refused."""
    server.clear()
    host, port = gateway.settings.proxy.listen.split(":")
    context = gateway.client_context()
    context.set_alpn_protocols(["h2"])
    protocol = h2.connection.H2Connection(h2.config.H2Configuration(validate_outbound_headers=False))
    protocol.initiate_connection()
    path = "/v1/realtime?model=gpt-realtime"
    head = {":method": "CONNECT", ":protocol": "websocket", ":scheme": "https", ":path": path, ":authority": OPENAI}
    protocol.send_headers(1, [*head.items(), ("sec-websocket-version", "13")])
    protocol.send_data(1, json.dumps({"type": "response.create", "text": "Ulrike Hagemeister"}).encode())
    with socket.create_connection((host, int(port)), 10) as raw:
        raw.sendall(f"CONNECT {OPENAI}:443 HTTP/1.1\r\n\r\n".encode())
        assert b" 200 " in raw.recv(4096)
        with context.wrap_socket(raw, server_hostname=OPENAI) as tls:
            tls.sendall(protocol.data_to_send())
            events: list[h2.events.Event] = []
            while not any(
                isinstance(event, h2.events.StreamReset | h2.events.ConnectionTerminated) for event in events
            ):
                data = tls.recv(65536)
                assert data, "the stream is refused in words of HTTP/2"
                events += protocol.receive_data(data)
    assert protocol.remote_settings.enable_connect_protocol == 0
    assert server.received == []
    assert server.leaks("Hagemeister") == []

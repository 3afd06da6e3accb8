"""Only listed hosts are opened; all other traffic passes as it is and leaves no trace."""

import asyncio
import ssl
from pathlib import Path

import httpx
import pytest

from demo.standin import StandIn
from demo.vendors import BANK, OPENAI
from tests.e2e.running import Running

PATH = "/konto/geheimnisvoll"


def test_another_site_presents_its_own_certificate(gateway: Running, standin: StandIn) -> None:
    with httpx.Client(proxy=gateway.proxy_url, verify=standin.client_context()) as client:
        response = client.post(f"https://{BANK}{PATH}", content=b"PIN 4711 DE89 3704 0044 0532 0130 00")
    assert response.status_code == 200
    assert standin.received[0].host == BANK
    with gateway.client() as client, pytest.raises(httpx.ConnectError):
        client.get(f"https://{BANK}/")


def test_it_leaves_no_trace(gateway: Running, standin: StandIn, capfd: pytest.CaptureFixture[str]) -> None:
    with httpx.Client(proxy=gateway.proxy_url, verify=standin.client_context()) as client:
        client.get(f"https://{BANK}{PATH}")
    written = b"".join(path.read_bytes() for path in Path(gateway.settings.data_dir).rglob("*") if path.is_file())
    metrics = httpx.get(f"{gateway.metrics_url}/metrics").content
    logged = "".join(capfd.readouterr()).encode()
    for trace in (BANK.encode(), b"geheimnisvoll"):
        assert trace not in written
        assert trace not in metrics
        assert trace not in logged


def test_plain_http_to_other_sites_streams_through(gateway: Running) -> None:
    received = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        received.append(len(await reader.readexactly(size)))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 40000000\r\n\r\n")
        for _ in range(40):
            writer.write(b"x" * 1_000_000)
            await writer.drain()
        writer.close()

    async def through() -> int:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
        port = server.sockets[0].getsockname()[1]
        name = "plain.schleuse-test.example"
        hosts = {(name, 80): ("127.0.0.1", port)}
        gateway.call(lambda: gateway.gateway.scope.connect_to.update(hosts))
        async with httpx.AsyncClient(proxy=gateway.proxy_url, timeout=30) as client:
            response = await client.post(f"http://{name}/upload", content=b"y" * 40_000_000)
        server.close()
        return len(response.content)

    assert asyncio.run(through()) == 40_000_000
    assert received == [40_000_000]


async def connect(gateway: Running, target: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    host, _, port = gateway.settings.proxy.listen.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n\r\n".encode())
    return reader, writer, await reader.readuntil(b"\r\n\r\n")


@pytest.mark.parametrize("target", ["127.0.0.1:443", "[::1]:443", "localhost:9090", f"{OPENAI}:8443"])
async def test_tunnels_that_hide_where_they_go_are_refused(gateway: Running, standin: StandIn, target: str) -> None:
    _, writer, head = await connect(gateway, target)
    writer.close()
    assert b" 403 " in head
    assert standin.received == []


async def test_a_tunnel_whose_tls_asks_for_another_host_is_closed(gateway: Running, standin: StandIn) -> None:
    _, writer, head = await connect(gateway, f"{OPENAI}:443")
    assert b" 200 " in head
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await writer.start_tls(standin.client_context(), server_hostname=BANK)
    assert standin.received == []


async def test_what_is_not_http_inside_a_guarded_tunnel_goes_nowhere(gateway: Running, standin: StandIn) -> None:
    reader, writer, _ = await connect(gateway, f"{OPENAI}:443")
    await writer.start_tls(gateway.client_context(), server_hostname=OPENAI)
    writer.write(b"\x00\x01\x02 Kranichflug \x03\x04\r\n\r\n")
    await asyncio.wait_for(reader.read(), 10)
    assert standin.leaks("Kranichflug") == []

import socket

import httpx
import pytest

from schleuse.gateway.web import ListenError, WebThread, bind


async def hello(scope: dict, receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"hello"})  # type: ignore[operator]


def test_serves_until_stopped() -> None:
    sock = bind("metrics.listen", "127.0.0.1:0")
    url = f"http://127.0.0.1:{sock.getsockname()[1]}/"
    thread = WebThread([(hello, sock)])
    thread.start()
    response = httpx.get(url, timeout=5)
    assert response.text == "hello"
    assert "server" not in response.headers
    thread.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, timeout=2)


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ListenError, match=f"metrics.listen={listen}: address already in use; choose another"):
            bind("metrics.listen", listen)


def test_a_foreign_address() -> None:
    with pytest.raises(ListenError, match=r"proxy.listen=192.0.2.1:1"):
        bind("proxy.listen", "192.0.2.1:1")

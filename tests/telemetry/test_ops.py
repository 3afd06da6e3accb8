import json
from collections.abc import Callable

import httpx
import pytest

from schleuse.telemetry.metrics import Metrics
from schleuse.telemetry.ops import ops_app
from schleuse.telemetry.status import Health, Status


def client(health: Callable[[], Health]) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=ops_app(Metrics(["openai-api"]), health))
    return httpx.AsyncClient(transport=transport, base_url="http://ops")


async def test_alive_whatever_the_checks_say() -> None:
    async with client(lambda: Health({"audit": False})) as ops:
        response = await ops.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({}, []),
        ({"policy_version": ""}, ["policy"]),
        ({"workers_alive": 0}, ["workers"]),
        ({"workers_alive": 1}, []),
        ({"audit_healthy": False, "audit_error": "audit store /var/lib: full"}, ["audit"]),
        ({"policy_error": "kommune.yaml:3:1: kaputt"}, []),
    ],
)
async def test_ready_only_when_every_check_holds(
    make_status: Callable[..., Status], changes: dict[str, object], failing: list[str]
) -> None:
    async with client(lambda: make_status(**changes).health) as ops:
        response = await ops.get("/readyz")
    assert response.status_code == (503 if failing else 200)
    assert json.loads(response.text) == {"ready": not failing, "failing": failing}


async def test_metrics_in_the_text_format() -> None:
    async with client(lambda: Health({})) as ops:
        response = await ops.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE schleuse_requests_total counter" in response.text


@pytest.mark.parametrize("path", ["/", "/metrics/", "/metrics/x", "/healthz/..", "/docs", "//metrics"])
async def test_nothing_else(path: str) -> None:
    async with client(lambda: Health({})) as ops:
        assert (await ops.get(path)).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
async def test_only_get_and_head(method: str) -> None:
    async with client(lambda: Health({})) as ops:
        response = await ops.request(method, "/metrics")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"


async def test_head_has_the_headers_and_no_body() -> None:
    async with client(lambda: Health({})) as ops:
        response = await ops.head("/healthz")
    assert (response.status_code, response.headers["content-length"], response.content) == (200, "3", b"")


async def test_lifespan_and_websocket() -> None:
    app = ops_app(Metrics([]), lambda: Health({}))
    sent = []
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> dict[str, object]:
        return next(messages)

    async def send(message: dict[str, object]) -> None:
        sent.append(message["type"])

    await app({"type": "lifespan"}, receive, send)  # type: ignore[arg-type]
    await app({"type": "websocket"}, receive, send)  # type: ignore[arg-type]
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete", "websocket.close"]

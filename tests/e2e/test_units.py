"""The department from a trusted proxy's header, on the record of the running gateway."""

import sqlite3

import httpx
import pytest

from demo.standin import StandIn
from schleuse.gateway.units import Units
from tests.e2e.running import Running


@pytest.mark.parametrize(("trusted", "unit"), [(["127.0.0.1"], "Sozialamt"), (["192.0.2.1"], None)])
def test_the_unit_is_recorded_and_its_header_stays(
    trusted: list[str], unit: str | None, standin: StandIn, gateway: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = gateway.gateway.guard
    monkeypatch.setattr(guard, "_units", Units("x-unit", trusted))
    proxy = httpx.Proxy(gateway.proxy_url, headers={"x-unit": "Sozialamt"})
    with httpx.Client(proxy=proxy, verify=gateway.client_context(), timeout=30) as client:
        body = {"model": "m", "messages": [{"role": "user", "content": "Guten Tag"}]}
        answer = client.post("https://api.openai.com/v1/chat/completions", json=body, headers={"x-unit": "Bauamt"})
    assert answer.status_code == 200
    assert not any("x-unit" in dict(one.headers) for one in standin.received)
    with sqlite3.connect(gateway.settings.data_dir / "audit.sqlite3") as connection:
        rows = connection.execute("SELECT unit FROM event ORDER BY rowid DESC LIMIT 1").fetchall()
    assert rows == [(unit,)]

"""The department from a trusted proxy's header, as the running gateway records it."""

import httpx
import pytest

from demo.standin import StandIn
from schleuse.audit.record import AuditEvent
from schleuse.gateway.units import Units
from schleuse.model import Subject
from tests.e2e.running import Running


@pytest.mark.parametrize(("trusted", "unit"), [(["127.0.0.1"], "Sozialamt"), (["192.0.2.1"], None)])
def test_the_unit_is_recorded_and_its_header_stays(
    trusted: list[str], unit: str | None, standin: StandIn, gateway: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard, pipeline, seen = gateway.gateway.guard, gateway.gateway.pipeline, []
    record = pipeline.record

    async def recorded(event: AuditEvent, subject: Subject) -> None:
        seen.append(subject.unit)
        await record(event, subject)

    monkeypatch.setattr(pipeline, "record", recorded)
    monkeypatch.setattr(guard, "_units", Units("x-unit", trusted))
    proxy = httpx.Proxy(gateway.proxy_url, headers={"x-unit": "Sozialamt"})
    with httpx.Client(proxy=proxy, verify=gateway.client_context(), timeout=30) as client:
        body = {"model": "m", "messages": [{"role": "user", "content": "Guten Tag"}]}
        answer = client.post("https://api.openai.com/v1/chat/completions", json=body, headers={"x-unit": "Bauamt"})
    assert answer.status_code == 200
    assert not any("x-unit" in dict(one.headers) for one in standin.received)
    assert seen == [unit]

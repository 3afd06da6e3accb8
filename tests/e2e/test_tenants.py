"""Whatever a client sets, the headers that hold people to their authority's accounts arrive as the authority wants."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.standin import StandIn
from schleuse.services.catalogue import Catalogue
from tests.e2e.running import Running
from tests.e2e.test_first_way import CLEAN

CONTRACTS = """\
schema: schleuse-contracts/1
services:
  claude-web: {contract: "AVV 2026/17 (erfunden)", tenants: [org-der-stadt]}
  chatgpt-web: {tenants: [workspace-der-stadt]}
"""


@pytest.fixture
def held(gateway: Running, tmp_path: Path) -> Iterator[Running]:
    file = tmp_path / "contracts.yaml"
    file.write_text(CONTRACTS, encoding="utf-8")
    before, gateway.gateway.catalogue.tenants = (
        gateway.gateway.catalogue.tenants,
        Catalogue.load(contracts=file).tenants,
    )
    yield gateway
    gateway.gateway.catalogue.tenants = before


def test_every_request_carries_the_header_of_the_authority(held: Running, standin: StandIn) -> None:
    with held.client() as client:
        client.get("https://claude.ai/", headers={"anthropic-allowed-org-ids": "meine-eigene"})
        client.post("https://claude.ai/api/organizations/x/chat_conversations", json={"name": CLEAN})
        client.get("https://chatgpt.com/")
        client.get("https://api.openai.com/v1/models")
    headers = [dict(request.headers) for request in standin.received]
    assert [each.get("anthropic-allowed-org-ids") for each in headers] == ["org-der-stadt"] * 2 + [None] * 2
    assert [each.get("chatgpt-allowed-workspace-id") for each in headers] == [None] * 2 + ["workspace-der-stadt", None]


def test_chatgpt_without_an_account_is_closed(held: Running, standin: StandIn) -> None:
    with held.client() as client:
        refused = client.post("https://chatgpt.com/backend-anon/f/conversation", json={"messages": []})
        page = client.get("https://chatgpt.com/backend-anon/me", headers={"sec-fetch-mode": "navigate"})
    assert "nichts gesendet" in refused.text
    assert page.status_code == 403
    assert standin.received == []

"""Chat pages through the running gateway: what Claude's page sends besides the question, and what nobody described."""

import gzip
import json
import re
import uuid
from typing import Any

import httpx
import pytest

from demo.answers import Behaviour
from demo.standin import StandIn
from tests.e2e.running import Running
from tests.e2e.test_first_way import CLEAN, FORBIDDEN, MAIL, NAME, PERSONAL

ORGANIZATION = "https://claude.ai/api/organizations/99999999-2222-4333-8444-555555555555"
ANSWER_ID, QUESTION_ID = "aaaa1111-2222-4333-8444-555566667777", "bbbb1111-2222-4333-8444-555566667777"

PLACEHOLDER = re.compile(r"\[(?:PERSON|EMAIL)_\d+\]")


class Page:
    """Claude's page in one conversation."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.conversation = str(uuid.uuid4())

    def ask(self, text: str, pasted: str = "") -> tuple[int, list[dict[str, Any]], str]:
        """Return status, events and the text that the page shows."""
        turn = {"human_message_uuid": QUESTION_ID, "assistant_message_uuid": ANSWER_ID}
        paste = {"file_name": "", "file_type": "txt", "file_size": len(pasted), "extracted_content": pasted}
        body = {"prompt": text, "locale": "de-DE", "model": "claude-sonnet-4-5", "turn_message_uuids": turn,
                "attachments": [paste] if pasted else [], "files": [], "rendering_mode": "messages"}  # fmt: skip
        response = self.client.post(f"{self.url}/completion", json=body, headers={"accept": "text/event-stream"})
        lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
        events = [json.loads(line) for line in lines]
        return response.status_code, events, "".join(event.get("delta", {}).get("text", "") for event in events)

    @property
    def url(self) -> str:
        return f"{ORGANIZATION}/chat_conversations/{self.conversation}"


@pytest.fixture
def page(gateway: Running) -> Any:
    with gateway.client() as client:
        yield Page(client)


def test_a_question_and_a_paste_are_replaced_and_come_back(page: Page, standin: StandIn) -> None:
    status, events, shown = page.ask(PERSONAL, pasted=f"Antrag von Frau {NAME}")
    assert (status, shown) == (200, f"Gern. Sie schrieben: {PERSONAL}\nAntrag von Frau {NAME}")
    assert events[0]["message"]["uuid"] == ANSWER_ID
    assert PLACEHOLDER.search(standin.received[0].json["attachments"][0]["extracted_content"])
    assert standin.leaks(NAME) == []
    assert standin.leaks(MAIL) == []


def test_title_and_history_belong_to_the_conversation(page: Page, standin: StandIn) -> None:
    page.ask(PERSONAL)
    titled = page.client.post(f"{page.url}/title", json={"message_content": PERSONAL, "recent_titles": []})
    assert titled.json() == {"title": f"Gern. Sie schrieben: {PERSONAL}"}
    person, mail = (match[0] for match in PLACEHOLDER.finditer(standin.received[0].json["prompt"]))
    standin.behaviour = Behaviour(reply=lambda _: f"Frau {person} schrieb von {mail}.")
    opened = page.client.get(f"{page.url}?tree=True&rendering_mode=messages")
    assert opened.json()["chat_messages"][0]["text"] == f"Frau {NAME} schrieb von {MAIL}."
    other = page.client.get(f"{ORGANIZATION}/chat_conversations/{uuid.uuid4()}?tree=True")
    assert other.json()["chat_messages"][0]["text"] == f"Frau {person} schrieb von {mail}."
    assert standin.leaks(NAME) == []


def test_a_refusal_is_an_answer_under_the_ids_of_the_page(page: Page, standin: StandIn) -> None:
    status, events, shown = page.ask(FORBIDDEN)
    assert status == 200
    assert "nichts gesendet" in shown
    message = events[0]["message"]
    assert (message["uuid"], message["parent_uuid"]) == (ANSWER_ID, QUESTION_ID)
    assert [event["type"] for event in events][-1] == "message_stop"
    assert standin.received == []


@pytest.mark.parametrize("path", ["/api/event_logging/batch", "/api/organizations/x/neue_sache/5"])
def test_what_nobody_described_passes_only_when_it_was_read_and_is_clean(
    page: Page, standin: StandIn, path: str
) -> None:
    clean = {"events": [{"type": "page_view", "ts": 1790000000, "props": {"text": CLEAN, "ok": True}}]}
    assert page.client.post(f"https://claude.ai{path}", json=clean).status_code == 200
    assert standin.received[0].json == clean
    standin.clear()
    for name, body in (
        ("application/json", json.dumps({"a": {"b": [f"Frau {NAME}"]}}).encode()),
        ("text/plain;charset=UTF-8", json.dumps({"a": f"Frau {NAME}"}).encode()),
        ("application/x-www-form-urlencoded", f"a=Frau+{NAME.replace(' ', '+')}".encode()),
        ("application/x-protobuf", b"\n\x10\xff\xfe"),
        ("application/json", gzip.compress(b"{}")),
        ("", b"\x00\x01\x02\xff"),
    ):
        response = page.client.post(f"https://claude.ai{path}", content=body, headers={"content-type": name})
        assert response.status_code == 403, name
    assert page.client.get(f"https://claude.ai{path}", params={"q": f"Frau {NAME}"}).status_code == 403
    assert standin.received == []

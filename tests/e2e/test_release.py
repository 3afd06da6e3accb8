"""Warn and justify: refused, justified, sent once, through the running proxy."""

import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from demo.standin import StandIn
from schleuse.policy.load import load_policy
from tests.e2e.running import Running

NAME = "Ulrike Hagemeister"
TEXT = f"Frau {NAME} ist an Depressionen erkrankt. Schreibe einen Bescheid an sie."


def ask(client: openai.OpenAI, text: str = TEXT, header: str = "") -> str:
    headers = {"x-schleuse-release": header} if header else {}
    answer = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": text}], extra_headers=headers
    )
    return answer.choices[0].message.content or ""


def refused(client: openai.OpenAI, text: str = TEXT, header: str = "") -> openai.PermissionDeniedError:
    with pytest.raises(openai.PermissionDeniedError) as caught:
        ask(client, text, header)
    return caught.value


def events(gateway: Running) -> list[tuple[Any, ...]]:
    with sqlite3.connect(gateway.settings.data_dir / "audit.sqlite3") as connection:
        return connection.execute("SELECT action, reason, justification FROM event").fetchall()


def test_a_program_sends_the_token_back(approved_client: openai.OpenAI, standin: StandIn, gateway: Running) -> None:
    before = gateway.metric('schleuse_releases_total{reason="gesetzliche_aufgabe"}')
    error = refused(approved_client)
    assert "noch nichts gesendet" in str(error)
    assert NAME not in str(error)
    assert standin.received == []
    headers = error.response.headers
    assert headers["x-schleuse-reasons"] == "erfunden, anonymisiert, gesetzliche_aufgabe"
    token = headers["x-schleuse-release"]
    assert f"{gateway.dashboard_url}/freigabe/{token}" in str(error)

    assert ask(approved_client, header=f"{token}; reason=gesetzliche_aufgabe") == f"Gern. Sie schrieben: {TEXT}"
    assert len(standin.received) == 1
    assert not [name for name, _ in standin.received[0].headers if name.lower().startswith("x-schleuse")]
    assert events(gateway)[-1] == ("observe", "findings", "gesetzliche_aufgabe")
    assert gateway.metric('schleuse_releases_total{reason="gesetzliche_aufgabe"}') == before + 1

    refused(approved_client, header=f"{token}; reason=gesetzliche_aufgabe")
    assert len(standin.received) == 1


def test_a_token_is_for_no_other_text_and_no_other_reason(approved_client: openai.OpenAI, standin: StandIn) -> None:
    token = refused(approved_client).response.headers["x-schleuse-release"]
    refused(approved_client, TEXT.replace("Ulrike Hagemeister", "Petra Brinkmann"), f"{token}; reason=erfunden")
    refused(approved_client, header=f"{token}; reason=einwilligung")
    assert standin.received == []


def test_a_release_does_not_open_what_is_blocked(approved_client: openai.OpenAI, standin: StandIn) -> None:
    token = refused(approved_client).response.headers["x-schleuse-release"]
    error = refused(approved_client, TEXT + " Passwort: Sommer2026!xK", f"{token}; reason=erfunden")
    assert "Zugangsdaten" in str(error)
    assert "x-schleuse-release" not in error.response.headers
    assert standin.received == []


def test_the_header_never_leaves(openai_client: openai.OpenAI, standin: StandIn) -> None:
    ask(openai_client, "Wie spät ist es?", "irgendetwas; reason=erfunden")
    assert "x-schleuse-release" not in {name.lower() for name, _ in standin.received[0].headers}


def test_a_person_chooses_on_the_page(approved_client: openai.OpenAI, standin: StandIn, gateway: Running) -> None:
    match = re.search(r"http://\S+/freigabe/[0-9a-f-]+", str(refused(approved_client)))
    assert match
    with httpx.Client() as browser:
        page = browser.get(match[0])
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf
        assert NAME not in page.text
        done = browser.post(match[0], data={"csrf": csrf[1], "grund": "anonymisiert"})
        assert "jetzt noch einmal" in done.text
    refused(approved_client, "Frau Petra Brinkmann ist an Depressionen erkrankt.")
    assert ask(approved_client) == f"Gern. Sie schrieben: {TEXT}"
    assert events(gateway)[-1] == ("observe", "findings", "anonymisiert")
    refused(approved_client)
    assert len(standin.received) == 1


def test_our_link_in_the_history_is_no_finding_of_its_own(approved_client: openai.OpenAI, standin: StandIn) -> None:
    """A chat front end sends the refusal back as the assistant's turn: the release must still fit."""
    error = refused(approved_client)
    body: Any = error.body
    history = [
        {"role": "user", "content": TEXT},
        {"role": "assistant", "content": body["message"]},
        {"role": "user", "content": TEXT},
    ]
    token = error.response.headers["x-schleuse-release"]
    answer = approved_client.chat.completions.create(
        model="m",
        messages=history,  # type: ignore[arg-type]
        extra_headers={"x-schleuse-release": f"{token}; reason=erfunden"},
    )
    assert answer.choices[0].message.content == f"Gern. Sie schrieben: {TEXT}"
    assert len(standin.received) == 1


def test_a_changed_policy_voids_the_token(
    approved_client: openai.OpenAI, standin: StandIn, gateway: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    token = refused(approved_client).response.headers["x-schleuse-release"]
    path = gateway.gateway.policy.current.files[-1]
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    copy.write_text(copy.read_text("utf-8").replace("Tel. -1234", "Tel. -9999"), encoding="utf-8")
    changed = load_policy(copy, gateway.gateway.catalogue.services)
    monkeypatch.setattr(gateway.gateway.policy, "current", changed)
    refused(approved_client, header=f"{token}; reason=erfunden")
    assert standin.received == []

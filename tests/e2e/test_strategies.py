"""Stand-ins and the sentence for the model, through the running proxy and a real SDK."""

from pathlib import Path

import openai
import pytest

from demo.standin import StandIn
from schleuse.enforcement.shadow import Shadow
from schleuse.policy.load import load_policy
from schleuse.services.instructing import SENTENCE
from tests.e2e.running import REPO, Running

NAME = "Ulrike Hagemeister"
TEXT = f"Schreibe Frau {NAME}, Tel. 0341 1234567, dass ihr Bauantrag vollständig ist. Frau Hagemeister wartet."


def use(gateway: Running, monkeypatch: pytest.MonkeyPatch, folder: Path, lines: str) -> None:
    path = folder / "policy.yaml"
    path.write_text(f"version: 1\nextends: kommune\n{lines}\n", encoding="utf-8")
    policy = load_policy(path, gateway.gateway.catalogue.services)
    monkeypatch.setattr(gateway.gateway.policy, "current", policy)


def ask(client: openai.OpenAI, text: str) -> str:
    answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}], stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in answer if chunk.choices)


def test_stand_ins_go_out_and_the_values_come_home(
    openai_client: openai.OpenAI,
    standin: StandIn,
    gateway: Running,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    use(gateway, monkeypatch, tmp_path, "pseudonyms: {PERSON: surrogate, PHONE_NUMBER: surrogate}\ninstruct: true")
    assert TEXT in ask(openai_client, TEXT)
    body = standin.received[0].body.decode()
    assert "[PERSON" not in body
    assert "23125" in body
    assert SENTENCE not in body  # nothing to keep
    for value in (NAME, "Hagemeister", "1234567"):
        assert standin.leaks(value) == []


def test_the_model_is_asked_to_keep_placeholders(
    openai_client: openai.OpenAI,
    standin: StandIn,
    gateway: Running,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    use(gateway, monkeypatch, tmp_path, "instruct: true")
    assert TEXT in ask(openai_client, TEXT)
    assert standin.received[0].body.decode().count("erfinde keine neuen") == 1
    ask(openai_client, "Wie ist das Wetter?")
    assert "erfinde keine neuen" not in standin.received[1].body.decode()


def test_a_shadow_policy_only_counts(
    openai_client: openai.OpenAI,
    standin: StandIn,
    gateway: Running,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    strict = load_policy(REPO / "rules" / "policies" / "streng.yaml", gateway.gateway.catalogue.services)
    monkeypatch.setattr(gateway.gateway.pipeline, "shadow", Shadow(lambda: strict, gateway.gateway.metrics.shadowed))
    assert TEXT in ask(openai_client, TEXT)
    assert len(standin.received) == 1
    assert gateway.metric('schleuse_shadow_verdicts_total{live="pseudonymise",shadow="block"}') == 1

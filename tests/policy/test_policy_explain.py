"""Explanations: every rule once, why it acts or not, and which decides; examples: each tests its own rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from schleuse import yamlfile
from schleuse.model import Action, AttachmentKind, Finding, LocatedFinding, Service, Subject
from schleuse.policy.decide import decide
from schleuse.policy.examples import run_examples
from schleuse.policy.explain import explain
from schleuse.policy.facts import Facts
from schleuse.policy.judge import Why
from schleuse.policy.load import build, load_policy
from schleuse.policy.policy import Policy

Services = Mapping[str, Service]
POLICY = """
version: 1
services:
  public: {catalogue: public}
  image: {ids: midjourney}
data: {contact: [PERSON, DE_ADDRESS]}
rules:
  - {id: a-acts, title: Namen, when: {to: public, contains: contact}, do: block}
  - {id: b-service, title: Bilder, when: {to: image, contains: contact}, do: block}
  - {id: c-sender, title: Schulen, when: {from: {group: Schulen}, contains: contact}, do: block}
  - {id: d-read, title: ungelesen, when: {unparsed: true}, do: block}
  - {id: e-carried, title: Dateien, when: {carries: file}, do: block}
  - {id: f-found, title: Kinder, when: {contains: MINOR}, do: block}
  - {id: g-certain, title: Sicheres, when: {contains: PERSON, confidence: 0.95}, do: block}
  - {id: h-excepted, title: Adressen, when: {contains: DE_ADDRESS}, do: block}
  - {id: i-mild, title: zählen, when: {contains: PERSON}, do: observe}
  - {id: j-image, title: Bilder, when: {carries: image}, do: observe}
  - id: x-expired
    title: abgelaufen
    when: {contains: contact}
    do: observe
    exception: {to: a-acts, until: 2026-11-23, approval: Rechtsabteilung 1/2026}
  - id: y-exception
    title: läuft
    when: {contains: DE_ADDRESS}
    do: allow
    exception: {to: h-excepted, until: 2026-11-24, approval: Rechtsabteilung 1/2026}
"""


@pytest.fixture
def policy(services: Services, today: date) -> Policy:
    return build(yamlfile.parse(POLICY, "policy.yaml"), services, today)


@pytest.fixture
def facts(services: Services, today: date) -> Facts:
    text = "Petra Müller, Ring 1"
    found = (Finding(0, 12, "PERSON", 0.9, "test"), Finding(14, 20, "DE_ADDRESS", 0.9, "test"))
    return Facts(
        service=services["chatgpt-web"],
        host="chatgpt.com",
        subject=Subject(),
        findings=[LocatedFinding(0, finding) for finding in found],
        texts=[text],
        carries=frozenset({AttachmentKind.IMAGE}),
        failure=None,
        native=True,
        today=today,
    )


def test_every_rule_says_why(policy: Policy, facts: Facts) -> None:
    traces = {trace.rule.id: trace for trace in explain(policy, facts)}
    assert {name: trace.why for name, trace in traces.items()} == {
        "a-acts": Why.ACTS,
        "b-service": Why.OTHER_SERVICE,
        "c-sender": Why.OTHER_SENDER,
        "d-read": Why.READ_OTHERWISE,
        "e-carried": Why.NOT_CARRIED,
        "f-found": Why.NOT_FOUND,
        "g-certain": Why.NOT_CERTAIN,
        "h-excepted": Why.EXCEPTED,
        "i-mild": Why.ACTS,
        "j-image": Why.ACTS,
        "x-expired": Why.EXPIRED,
        "y-exception": Why.ACTS,
    }
    assert [name for name, trace in traces.items() if trace.hit] == ["a-acts", "i-mild", "j-image", "y-exception"]
    assert traces["a-acts"].counts == {"PERSON": 1, "DE_ADDRESS": 1}
    assert traces["j-image"].carries == {AttachmentKind.IMAGE}
    assert traces["h-excepted"].excepted_by == ("y-exception",)
    assert traces["h-excepted"].action is None


def test_the_deciding_rules_come_first_and_are_those_of_the_decision(policy: Policy, facts: Facts) -> None:
    traces = explain(policy, facts)
    assert [trace.rule.id for trace in traces if trace.decides] == list(decide(policy, facts).rules) == ["a-acts"]
    assert traces[0].decides
    shown = [trace.action.severity if trace.action else -1 for trace in traces]
    assert shown == sorted(shown, reverse=True)


def test_a_limit_is_explained(services: Services, today: date, facts: Facts) -> None:
    text = """
version: 1
rules:
  - {id: A, title: Namen, when: {contains: [PERSON, DE_ADDRESS]}, do: observe, limits: {findings_max: 1, else: block}}
"""
    (trace,) = explain(build(yamlfile.parse(text, "policy.yaml"), services, today), facts)
    assert trace.limited
    assert trace.action is Action.BLOCK


def find_words(text: str) -> Sequence[Finding]:
    """Stand in for detection: finds exactly the words PERSON, HEALTH and so on where they are written."""
    words = ("PERSON", "HEALTH", "SECRET")
    return [
        Finding(text.index(word), text.index(word) + len(word), word, 0.9, "test") for word in words if word in text
    ]


EXAMPLES = """
version: 1
mode: observe
services: {approved: {}, public: {catalogue: public}}
rules:
  - id: A
    title: Namen
    when: {to: public, from: {group: Bauamt, network: 10.1.0.0/16}, contains: PERSON}
    do: pseudonymise
    examples: {pseudonymise: [PERSON hier, niemand], block: [PERSON da], pass: [HEALTH, PERSON dort]}
  - id: B
    title: Dateien
    when: {to: public, carries: file, unparsed: true}
    do: block
    examples: {block: irgendwas}
  - id: C
    title: leer
    when: {to: approved, contains: PERSON}
    do: allow
    examples: {allow: PERSON}
  - id: D
    title: abgelaufen
    when: {to: public, contains: PERSON}
    do: observe
    exception: {to: A, until: 2026-01-31, approval: Rechtsabteilung 1/2026}
    examples: {observe: PERSON}
"""


def test_examples_test_their_own_rule_as_if_enforced(services: Services, today: date) -> None:
    policy = build(yamlfile.parse(EXAMPLES, "policy.yaml"), services, today)
    results = list(run_examples(policy, find_words, services, today))
    assert [(result.rule.id, result.number, result.actual, result.passed) for result in results] == [
        ("A", 1, Action.PSEUDONYMISE, True),
        ("A", 2, None, False),
        ("A", 3, Action.PSEUDONYMISE, False),
        ("A", 4, None, True),
        ("A", 5, Action.PSEUDONYMISE, False),
        ("B", 1, Action.BLOCK, True),
    ]
    assert results[3].entities == ("HEALTH",)


def test_examples_run_on_the_day_they_are_asked_for(services: Services, today: date) -> None:
    policy = build(yamlfile.parse(EXAMPLES, "policy.yaml"), services, today)
    results = run_examples(policy, find_words, services, date(2026, 1, 31))
    assert [result.passed for result in results if result.rule.id == "D"] == [True]


@pytest.mark.parametrize("name", ["kommune", "streng", "pilot", "schule", "demo"])
def test_every_shipped_rule_has_examples(name: str, services: Services, today: date) -> None:
    policy = load_policy(Path(f"rules/policies/{name}.yaml"), services, today=today)
    assert [rule.id for rule in policy.rules if not rule.examples] == []


def test_an_explanation_holds_no_content(policy: Policy, facts: Facts) -> None:
    shown = repr([replace(trace, rule=policy.rules[0]) for trace in explain(policy, facts)])
    assert "Müller" not in shown
    assert "Ring 1" not in shown

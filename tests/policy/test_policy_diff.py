from collections.abc import Mapping
from datetime import date
from pathlib import Path

from schleuse.enforcement.shadow import Shadow
from schleuse.model import Action, Decision, Finding, LocatedFinding, Reason, Service, Subject
from schleuse.policy.diff import NOTHING, Case, compare
from schleuse.policy.facts import Facts
from schleuse.policy.load import load_policy
from schleuse.policy.policy import Policy


def policy(folder: Path, services: Mapping[str, Service], action: str) -> Policy:
    path = folder / f"{action}.yaml"
    rule = f"{{id: A, title: Namen, when: {{contains: PERSON}}, do: {action}}}"
    path.write_text(f"version: 1\nrules: [{rule}]\n", encoding="utf-8")
    return load_policy(path, services)


def facts(services: Mapping[str, Service]) -> Facts:
    service = services["chatgpt-web"]
    return Facts(service, service.hosts[0], Subject(), (), (), frozenset(), None, True, date(2026, 11, 24))


NAMED = Case("Anna", [LocatedFinding(0, Finding(0, 4, "PERSON", 1.0, "test"))])


def test_each_class_says_what_would_change(tmp_path: Path, services: Mapping[str, Service]) -> None:
    old, new = policy(tmp_path, services, "pseudonymise"), policy(tmp_path, services, "block")
    cases = [NAMED, NAMED, Case("Guten Tag", []), Case(NAMED.text, NAMED.findings, "Bauamt")]
    changes = compare(old, new, facts(services), cases)
    assert list(changes) == [NOTHING, "Bauamt", "PERSON"]
    person = changes["PERSON"]
    assert (person.texts, person.stricter, person.milder) == (2, 2, 0)
    assert person.old == {Action.PSEUDONYMISE: 2}
    assert person.new == {Action.BLOCK: 2}
    assert changes[NOTHING].old == changes[NOTHING].new == {Action.ALLOW: 1}
    assert compare(new, old, facts(services), cases)["PERSON"].milder == 2


def test_a_shadow_counts_pairs(tmp_path: Path, services: Mapping[str, Service]) -> None:
    counted: list[tuple[Action, Action]] = []
    shadow = Shadow(lambda: policy(tmp_path, services, "block"), lambda *pair: counted.append(pair))
    asked = facts(services)
    shadow.watch(asked, Decision(Action.ALLOW, Reason.CLEAN))
    assert counted == [(Action.ALLOW, Action.ALLOW)]

"""Policies against requests, and their faults, as files that a person can read: tests/golden/policy/*.policytest.

A file holds cases. A case begins with ``===== title``; then come, divided by lines of dashes, the policy (or one line
``file: name`` of a shipped policy or of one beside the test), and either

* one section: the faults, or the warnings, exactly as printed (the policy is called ``policy.yaml``), or
* pairs of sections: what is sent, and what becomes of it.

What is sent: ``to`` (a service of the small catalogue in conftest.py, or a host), and where they matter ``host``,
``text`` (or a list of them), ``unit``, ``network``, ``carries``, ``failure``, ``native``, ``today``. A finding stands
in the text as ``«ENTITY words»`` or ``«ENTITY@0.4 words»`` (its score; 0.9 if none is given).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schleuse import yamlfile
from schleuse.entities import ENTITIES
from schleuse.model import AttachmentKind, Decision, Finding, LocatedFinding, Reason, Service, Subject
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.load import build
from schleuse.policy.merge import shipped_folder
from schleuse.policy.policy import Policy
from schleuse.yamlfile import ConfigError

FOLDER = Path(__file__).parents[1] / "golden" / "policy"
MARK = re.compile(r"«(?P<entity>[A-Z_]+)(@(?P<score>[0-9.]+))? (?P<value>[^»]*)»")


@dataclass(frozen=True)
class Case:
    file: str
    title: str
    policy: str
    sections: tuple[str, ...]


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.policytest")):
        for block in re.split(r"^={5} ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, rest = block.partition("\n")
            policy, *sections = re.split(r"^-{5,}\n", rest, flags=re.MULTILINE)
            yield Case(path.stem, title.strip(), policy, tuple(sections))


ALL = list(cases())


def load(case: Case, services: Mapping[str, Service], today: date) -> Policy:
    if name := re.fullmatch(r"file: (\S+)\s*", case.policy):
        beside = FOLDER / f"{name[1]}.yaml"
        path = beside if beside.exists() else shipped_folder() / f"{name[1]}.yaml"
        return build(yamlfile.load(path), services, today)
    return build(yamlfile.parse(case.policy, "policy.yaml"), services, today)


def facts_of(section: str, services: Mapping[str, Service], today: date) -> Facts:
    given: dict[str, Any] = yamlfile.parse(section, "facts").data
    texts, findings = [], []
    raw = given.pop("text", "")
    for part, marked in enumerate(raw if isinstance(raw, list) else [raw]):
        text, last = "", 0
        for match in MARK.finditer(marked):
            assert match["entity"] in ENTITIES
            text += marked[last : match.start()]
            start, last = len(text), match.end()
            text += match["value"]
            finding = Finding(start, len(text), match["entity"], float(match["score"] or 0.9), "test")
            findings.append(LocatedFinding(part, finding))
        texts.append(text + marked[last:])
    target = given.pop("to")
    service = services.get(target)
    facts = Facts(
        service=service,
        host=given.pop("host", service.hosts[0].replace("*", "x") if service and service.hosts else target),
        subject=Subject(unit=given.pop("unit", None), network=given.pop("network", None)),
        findings=findings,
        texts=texts,
        carries=frozenset(AttachmentKind(kind) for kind in given.pop("carries", ())),
        unread=frozenset(AttachmentKind(kind) for kind in given.pop("unread", ())),
        failure=Reason(given.pop("failure")) if "failure" in given else None,
        native=given.pop("native", True),
        today=given.pop("today", today),
    )
    assert not given, f"unknown keys: {sorted(given)}"
    return facts


def show(decision: Decision) -> str:
    def by(rules: tuple[str, ...]) -> str:
        return f" by {', '.join(rules)}" if rules else ""

    lines = [f"{decision.action} ({decision.reason}){by(decision.rules)}"]
    if decision.message:
        lines.append(f"message: {decision.message}")
    lines.extend(f"{one.located.finding.entity}: {one.action}{by(one.rules)}" for one in decision.findings)
    return "\n".join(lines)


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.file}: {case.title}")
def test_golden(case: Case, services: Mapping[str, Service], today: date) -> None:
    assert case.sections, "a case needs a line of dashes"
    if len(case.sections) == 1:
        try:
            policy = load(case, services, today)
            actual = "\n".join(f"warning: {warning}" for warning in policy.warnings)
        except ConfigError as error:
            actual = str(error)
        assert actual == case.sections[0].strip()
        return
    assert len(case.sections) % 2 == 0, "what is sent and what becomes of it must come in pairs"
    policy = load(case, services, today)
    pairs = zip(case.sections[::2], case.sections[1::2], strict=True)
    for sent, expected in pairs:
        assert show(decide(policy, facts_of(sent, services, today))) == expected.strip(), sent


def test_titles_are_unique() -> None:
    titles = [(case.file, case.title) for case in ALL]
    assert len(titles) == len(set(titles))
    assert len(titles) > 60

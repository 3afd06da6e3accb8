from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schleuse.cli import app
from schleuse.model import Action, Finding, LocatedFinding, Service, Subject
from schleuse.policy.decide import decide
from schleuse.policy.exceptions import ending, exceptions
from schleuse.policy.facts import Facts
from schleuse.policy.load import load_policy
from schleuse.policy.policy import Policy

TODAY = date(2026, 11, 24)


def policy(folder: Path, services: Mapping[str, Service], *days: int, today: date = TODAY) -> Policy:
    rules = ["{id: A, title: Namen, when: {contains: PERSON}, do: block}"]
    for number, left in enumerate(days):
        until = today + timedelta(days=left)
        clause = f"exception: {{to: A, until: {until}, approval: Rechtsabteilung 1/2026}}"
        rules.append(
            f"{{id: E{number}, title: Pilot, when: {{contains: PERSON, from: {{group: Amt}}}}, do: observe, {clause}}}"
        )
    path = folder / "policy.yaml"
    path.write_text("version: 1\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules), encoding="utf-8")
    return load_policy(path, services, today=today)


def test_each_stands_where_its_next_reminder_is(tmp_path: Path, services: Mapping[str, Service]) -> None:
    found = policy(tmp_path, services, 31, 30, 8, 7, 2, 1, 0, -1)
    assert ending(found, TODAY) == {"expired": 1, "1": 2, "7": 2, "30": 2, "later": 1}
    assert [one.days for one in exceptions(found, TODAY)] == [-1, 0, 1, 2, 7, 8, 30, 31]


@pytest.mark.parametrize(("left", "used", "action"), [(0, ("E0",), Action.OBSERVE), (-1, (), Action.BLOCK)])
def test_a_use_is_told_and_an_expired_one_is_void(
    left: int, used: tuple[str, ...], action: Action, tmp_path: Path, services: Mapping[str, Service]
) -> None:
    service = services["chatgpt-web"]
    found = (LocatedFinding(0, Finding(0, 4, "PERSON", 1.0, "test")),)
    facts = Facts(service, service.hosts[0], Subject("Amt"), found, ("Anna",), frozenset(), None, True, TODAY)
    decision = decide(policy(tmp_path, services, left), facts)
    assert (decision.action, decision.exceptions) == (action, used)


def test_the_command_reminds(tmp_path: Path, services: Mapping[str, Service]) -> None:
    policy(tmp_path, services, 20, 300, today=date.today())
    result = CliRunner().invoke(app, ["policy", "exceptions", str(tmp_path / "policy.yaml")])
    assert result.exit_code == 1
    assert result.output.index("E0") < result.output.index("E1")
    assert "noch 20 Tage" in result.output
    policy(tmp_path, services, 300, today=date.today())
    assert CliRunner().invoke(app, ["policy", "exceptions", str(tmp_path / "policy.yaml")]).exit_code == 0

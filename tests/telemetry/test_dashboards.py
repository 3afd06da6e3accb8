"""The Grafana dashboard and the alert rules speak of metrics and labels that exist, and of no person."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schleuse import yamlfile
from schleuse.model import Action, Reason
from schleuse.telemetry.metrics import Metrics
from schleuse.telemetry.status import Status

FOLDER = Path(__file__).parents[2] / "dashboards"
RULES = FOLDER / "ki-schleuse.rules.yml"
LABELS = {"action", "reason", "service", "entity", "stage", "cache", "surface", "le", "instance"}


@pytest.fixture(scope="module")
def exported() -> set[str]:
    """Every name that /metrics shows once something has happened."""
    metrics = Metrics(["openai-api"])
    now = datetime.now(UTC)
    metrics.watch(lambda: Status("1", now, "v", "t", None, "m", 1, 1, 0, 0, 0, 0, now, True))
    metrics.verdict("openai-api", Action.BLOCK, Reason.FINDINGS, {"PERSON": 1}, 0.1)
    metrics.unread("openai-api", "chat_completions")
    return {line.split("{")[0].split(" ")[0] for line in metrics.render().decode().splitlines() if line[0] != "#"}


def expressions() -> list[str]:
    panels = json.loads((FOLDER / "ki-schleuse.json").read_text())["panels"]
    rules = yamlfile.load(RULES).data["groups"][0]["rules"]
    return [target["expr"] for panel in panels for target in panel["targets"]] + [rule["expr"] for rule in rules]


def test_every_metric_that_is_asked_for_exists(exported: set[str]) -> None:
    asked = {name for expression in expressions() for name in re.findall(r"\bschleuse_\w+", expression)}
    assert len(asked) > 15
    assert asked <= exported


def test_every_metric_of_ours_is_on_the_dashboard_or_in_a_rule(exported: set[str]) -> None:
    text = " ".join(expressions())
    own = {re.sub(r"_(bucket|sum|count|created)$", "", name) for name in exported if name.startswith("schleuse_")}
    unused = {name for name in own if name not in text}
    assert unused <= {
        "schleuse_build_info", "schleuse_policy_info", "schleuse_start_timestamp_seconds", "schleuse_requests",
        "schleuse_failures", "schleuse_findings", "schleuse_releases", "schleuse_restored_values",
        "schleuse_unknown_placeholders",
    }  # fmt: skip


def test_only_labels_that_exist_are_grouped_by() -> None:
    for expression in expressions():
        for group in re.findall(r"by \(([^)]*)\)", expression):
            assert {label.strip() for label in group.split(",")} <= LABELS
        for reason in re.findall(r'reason="(\w+)"', expression):
            assert reason in set(Reason)
        for action in re.findall(r'action="(\w+)"', expression):
            assert action in set(Action)


def test_every_rule_says_what_is_wrong() -> None:
    for rule in yamlfile.load(RULES).data["groups"][0]["rules"]:
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"warning", "critical"}


def test_prometheus_takes_the_rules() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool: apt-get install prometheus")
    done = subprocess.run([promtool, "check", "rules", str(RULES)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

"""Policies load: the reference's example unchanged, the shipped ones without a warning."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from schleuse.entities import ENTITIES
from schleuse.model import Action, Service
from schleuse.policy.load import load_policy
from schleuse.policy.merge import shipped_policies
from schleuse.yamlfile import ConfigError

REFERENCE = Path("tests/golden/policy/reference.yaml")
Services = Mapping[str, Service]


def test_the_example_of_the_reference_loads_unchanged(services: Services, today: date) -> None:
    policy = load_policy(REFERENCE, services, today=today)
    assert policy.authority == "Stadt Beispielstadt"
    assert len(policy.rules) == 11
    assert [rule.id for rule in policy.rules if rule.final] == ["R01-secrets-markings"]
    assert [warning.where for warning in policy.warnings] == ["ignore.office-holders.names_file"]


def test_without_a_path_the_shipped_default_is_read(services: Services) -> None:
    assert load_policy(None, services).version == load_policy(Path("rules/policies/kommune.yaml"), services).version


@pytest.mark.parametrize("path", shipped_policies(), ids=lambda path: path.stem)
def test_shipped_policies_load_without_a_warning(path: Path, services: Services, today: date) -> None:
    policy = load_policy(path, services, today=today)
    assert policy.warnings == ()
    assert {"K01-secrets", "K02-markings"} <= {rule.id for rule in policy.rules if rule.final}


@pytest.mark.parametrize("path", shipped_policies(), ids=lambda path: path.stem)
def test_shipped_policies_act_on_every_entity_that_goes_to_public_services(
    path: Path, services: Services, today: date
) -> None:
    rules = load_policy(path, services, today=today).rules
    acted_on = {
        entity
        for rule in rules
        if rule.groups & {"public", "any-ai"} and rule.action.severity >= Action.PSEUDONYMISE.severity
        for entity in rule.entities
        if rule.confidence <= 0.5
    }
    assert ENTITIES.keys() - acted_on == set()


def test_the_version_follows_the_content_not_the_spelling(tmp_path: Path, services: Services, today: date) -> None:
    def version(text: str) -> str:
        path = tmp_path / "policy.yaml"
        path.write_text(text, encoding="utf-8")
        return load_policy(path, services, today=today).version

    one = "{id: A, title: eins, when: {contains: PERSON}, do: block}"
    two = "{id: B, title: zwei, when: {contains: SECRET}, do: block}"
    first = version(f"version: 1\nrules: [{one}, {two}]\n")
    assert version(f"# a comment\nrules:\n  - {two}\n  - {one}\nversion: 1\n") == first
    assert version(f"version: 1\nrules: [{one}, {two.replace('SECRET', 'MINOR')}]\n") != first


def test_a_missing_file_is_one_clear_line(tmp_path: Path, services: Services) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml:1:1: the file does not exist"):
        load_policy(tmp_path / "nowhere.yaml", services)

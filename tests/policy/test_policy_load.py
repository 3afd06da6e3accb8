"""Policies load: the reference's example unchanged, the shipped ones without a warning."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from schleuse.entities import ENTITIES
from schleuse.model import Action, Service
from schleuse.policy import load
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


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


RULES = "rules: [{id: A, title: Namen, when: {contains: PERSON}, do: block}]\n"
OFFICE = f"version: 1\nignore: {{office: {{names_file: names.txt}}}}\n{RULES}"


def test_a_file_that_extends_itself_is_refused(tmp_path: Path, services: Services) -> None:
    one = write(tmp_path / "one.yaml", f"version: 1\nextends: two\n{RULES}")
    two = write(tmp_path / "two.yaml", "version: 1\nextends: one\n")
    with pytest.raises(ConfigError) as caught:
        load_policy(one, services)
    assert str(caught.value).startswith(f"{two}:2:10: extends: 'one' leads back")


def test_a_file_may_have_the_name_of_the_shipped_one_that_it_extends(tmp_path: Path, services: Services) -> None:
    path = write(tmp_path / "kommune.yaml", "version: 1\nextends: kommune\ntitle: unsere\n")
    policy = load_policy(path, services)
    assert policy.title == "unsere"
    assert "K01-secrets" in {rule.id for rule in policy.rules}


def test_too_many_files_are_refused(tmp_path: Path, services: Services) -> None:
    for number in range(5):
        write(tmp_path / f"p{number}.yaml", f"version: 1\nextends: p{number + 1}\n")
    write(tmp_path / "p5.yaml", f"version: 1\n{RULES}")
    assert load_policy(tmp_path / "p1.yaml", services).rules
    with pytest.raises(ConfigError, match=r"p4\.yaml:2:10: extends: .* through more than 5 files"):
        load_policy(tmp_path / "p0.yaml", services)


def test_names_are_read_with_comments_and_without_fragments(tmp_path: Path, services: Services) -> None:
    write(tmp_path / "names.txt", "# Amtsträger\nDr. Erika  Muster # OB\n\nLi\n")
    policy = load_policy(write(tmp_path / "policy.yaml", OFFICE), services)
    assert policy.ignore.names == {"erika muster"}
    assert policy.files == (tmp_path / "policy.yaml", tmp_path / "names.txt")


def test_a_names_file_that_is_not_utf8_is_refused(tmp_path: Path, services: Services) -> None:
    (tmp_path / "names.txt").write_bytes("Jürgen Muster".encode("latin-1"))
    path = write(tmp_path / "policy.yaml", OFFICE)
    with pytest.raises(ConfigError) as caught:
        load_policy(path, services)
    message = "ignore.office.names_file: the file is not UTF-8 at byte 1 (save it as UTF-8)"
    assert str(caught.value) == f"{path}:2:31: {message}"


def test_a_names_file_is_bounded(tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "names.txt", "Erika Muster\nMax Muster\nEva Muster\n")
    path = write(tmp_path / "policy.yaml", OFFICE)
    monkeypatch.setattr(load, "MAX_NAMES", 2)
    policy = load_policy(path, services)
    assert policy.ignore.names == {"erika muster", "max muster"}
    assert "only the first 2 of 3 lines are used" in str(policy.warnings[0])
    monkeypatch.setattr(load, "MAX_NAMES_BYTES", 20)
    with pytest.raises(ConfigError, match="larger than 20 bytes"):
        load_policy(path, services)


def test_a_year_after_a_leap_day_is_the_28th(tmp_path: Path, services: Services) -> None:
    clause = "exception: {to: A, until: 2029-03-01, approval: Rechtsabteilung 1/2028}"
    rule = f"{{id: B, title: Pilot, when: {{contains: PERSON}}, do: observe, {clause}}}"
    path = write(tmp_path / "policy.yaml", "version: 1\n" + RULES.replace("]\n", f", {rule}]\n"))
    with pytest.raises(ConfigError, match="at most, that is until 2029-02-28"):
        load_policy(path, services, today=date(2028, 2, 29))


def test_a_service_is_approved_when_all_of_its_hosts_are(tmp_path: Path, services: Services) -> None:
    one = "{hosts: [api.openai.com], ids: ionos-ai, audit: continue, approval: Rechtsabteilung 1, review: 2026-12-31}"
    path = write(tmp_path / "policy.yaml", f"version: 1\nservices: {{approved: {one}}}\n{RULES}")
    day, after = date(2026, 12, 31), date(2027, 1, 1)
    policy = load_policy(path, services, today=day)
    openai, ionos = services["openai-api"], services["ionos-ai"]
    assert policy.is_approved(ionos, day)
    assert not policy.is_approved(ionos, after)
    assert not policy.is_approved(openai, day), "only one of its two hosts is"
    assert policy.audit_failure(openai, today=day) == "refuse"
    assert policy.audit_failure(openai, "api.openai.com", day) == "continue"
    assert policy.audit_failure(ionos, today=day) == "continue"
    assert policy.audit_failure(None, "unknown.example", day) == "refuse"

"""The file in force: replaced in one step, and never by a broken one."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from schleuse.model import Service
from schleuse.policy.watch import PolicyFile
from schleuse.yamlfile import ConfigError

Services = Mapping[str, Service]
GOOD = "version: 1\ntitle: eins\nrules:\n  - {id: A, title: Namen, when: {contains: PERSON}, do: block}\n"
OTHER = GOOD.replace("eins", "zwei")
BROKEN = GOOD.replace("block", "blok")


def replace(path: Path, text: str) -> None:
    """Write as editors do: a new file moved over the old one."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_an_unchanged_file_is_left_alone(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    first = file.current
    assert not file.poll()
    assert file.current is first
    assert file.error is None


def test_a_changed_file_comes_into_force(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    before = file.loaded_at
    replace(path, OTHER)
    assert file.poll()
    assert file.current.title == "zwei"
    assert file.loaded_at > before
    assert not file.poll()


def test_a_change_in_place_is_seen(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    path.write_text(OTHER, encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert file.poll()
    assert file.current.title == "zwei"


def test_a_change_of_comments_is_no_other_policy(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    replace(path, "# geprüft\n" + GOOD)
    assert not file.poll()


def test_a_broken_file_leaves_the_old_policy_in_force(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    first = file.current
    replace(path, BROKEN)
    assert not file.poll()
    assert file.current is first
    assert file.error is not None
    assert file.error.startswith(f"{path}:4:")
    assert "did you mean 'block'?" in file.error
    replace(path, OTHER)
    assert file.poll()
    assert file.error is None
    assert file.current.title == "zwei"


def test_a_vanished_file_leaves_the_old_policy_in_force(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    first = file.current
    path.unlink()
    assert not file.poll()
    assert file.current is first
    assert file.error is not None
    assert "does not exist" in file.error
    path.write_text(GOOD, encoding="utf-8")
    assert not file.poll(), "the same policy again is no change"
    assert file.error is None


def test_a_file_cut_in_the_middle_never_comes_into_force(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    for length in range(0, len(OTHER) - 1, 7):
        replace(path, OTHER[:length])
        assert not file.poll()
        assert file.error is not None
        assert file.current.title == "eins"


def test_the_extended_file_and_names_files_are_watched(path: Path, services: Services) -> None:
    base, names = path.with_name("base.yaml"), path.with_name("names.txt")
    base.write_text(GOOD, encoding="utf-8")
    path.write_text("version: 1\nextends: base\nignore: {office: {names_file: names.txt}}\n", encoding="utf-8")
    file = PolicyFile(path, services)
    file.poll()
    first = file.current.version
    replace(base, OTHER)
    assert file.poll()
    assert file.current.title == "zwei"
    second = file.current.version
    names.write_text("Erika Muster  # Oberbürgermeisterin\n", encoding="utf-8")
    assert file.poll()
    assert file.current.ignore.names == {"erika muster"}
    assert len({first, second, file.current.version}) == 3


def test_an_extended_file_that_comes_later_is_found(path: Path, services: Services) -> None:
    file = PolicyFile(path, services)
    replace(path, "version: 1\nextends: later\ntitle: drei\n")
    assert not file.poll()
    assert file.error is not None
    replace(path.with_name("later.yaml"), GOOD)
    assert file.poll()
    assert file.current.title == "drei"


def test_a_file_that_is_broken_at_the_start_is_an_error(path: Path, services: Services) -> None:
    path.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(ConfigError):
        PolicyFile(path, services)


def test_without_a_path_the_shipped_default_is_in_force(services: Services) -> None:
    assert "K01-secrets" in {rule.id for rule in PolicyFile(None, services).current.rules}

"""The file as a whole: faults with file, line and column; what it adds; when it counts as changed."""

import os
from pathlib import Path

import pytest

from schleuse.detection.own import hashes
from schleuse.detection.own.build import build
from schleuse.detection.own.load import load, state
from schleuse.detection.own.recognizers import own_recognizers
from schleuse.entities import ENTITIES
from schleuse.yamlfile import ConfigError

FILE = """\
version: 1
key_file: own.key
entities:
  OWN_PROJECT: {de: Projektname, de_plural: Projektnamen, en: project name, en_plural: project names}
patterns:
  - id: pn
    title: {de: Personalnummer, en: staff number}
    entity: DE_STAFF_NUMBER
    regex: 'PN-\\d{6}'
    ignore_case: false
    examples: {match: [PN-123456], no_match: [PN-1]}
lists:
  - {id: projects, title: {de: Projekte, en: projects}, file: projects.hashes}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(FILE)
    source = tmp_path / "projects.txt"
    source.write_text("Leuchtfeuer Hafenkante\n")
    build(source, tmp_path / "projects.hashes", "OWN_PROJECT", hashes.make_key(tmp_path / "own.key"))
    return path


def test_patterns_and_lists_become_recognizers(file: Path):
    own = own_recognizers(file)
    text = "Leuchtfeuer Hafenkante, PN-654321"
    found = [(hit.entity, text[hit.start : hit.end]) for one in own.recognizers for hit in one.hits(text)]
    assert found == [("DE_STAFF_NUMBER", "PN-654321"), ("OWN_PROJECT", "Leuchtfeuer Hafenkante")]
    assert ENTITIES["OWN_PROJECT"].plural == "Projektnamen"
    assert [one.name for one in own.recognizers] == ["own:pn", "own:projects"]


def test_nothing_is_added_without_a_file():
    assert own_recognizers(None).recognizers == ()
    assert own_recognizers(None).digest == ""


def fault(file: Path, old: str, new: str) -> str:
    file.write_text(FILE.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        own_recognizers(file)
    return str(caught.value).removeprefix(f"{file}:")


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("version: 1", "version: 2", "1:", "Input should be 1"),
        ("regex: 'PN", "regex: 'PX", "11:", "does not find this example"),
        ("regex: 'PN-", "regex: '(?=PN)", "9:", "not a pattern"),
        ("[PN-1]", "[PN-111111]", "11:", "finds something here"),
        ("DE_STAFF_NUMBER", "DE_STAFF_NUMBR", "8:", "did you mean 'DE_STAFF_NUMBER'"),
        ("OWN_PROJECT:", "PROJECT:", "4:", "OWN_PROJECT"),
        ("id: projects", "id: pn", "13:", "two with the id 'pn'"),
        ("ignore_case", "ignorecase", "10:", "did you mean 'ignore_case'"),
        ("projects.hashes", "none.hashes", "13:", "cannot be read"),
        ("key_file: own.key\n", "", "12:", "key_file"),
        ("own.key", "none.key", "2:", "cannot be read"),
    ],
)
def test_a_fault_has_its_place_and_its_reason(file: Path, old: str, new: str, place: str, message: str):
    told = fault(file, old, new)
    assert told.startswith(place)
    assert message in told


def test_the_digest_follows_everything_that_decides(file: Path):
    before = own_recognizers(file).digest
    assert own_recognizers(file).digest == before
    (file.parent / "projects.txt").write_text("Leuchtfeuer Hafenkante\nNordstern 2027\n")
    key = hashes.read_key(file.parent / "own.key")
    build(file.parent / "projects.txt", file.parent / "projects.hashes", "OWN_PROJECT", key)
    with_more = own_recognizers(file).digest
    assert with_more != before
    file.write_text(FILE.replace("id: pn", "id: nr"))
    assert own_recognizers(file).digest not in {before, with_more}


def test_the_state_changes_with_every_file(file: Path):
    states = [state(file)]
    for change in (
        lambda: os.utime(file.parent / "projects.hashes", (1, 1)),
        lambda: os.utime(file.parent / "own.key", (2, 2)),
        lambda: file.write_text(FILE.replace("PN", "PX")),
        lambda: file.write_text("no: [yaml"),
        file.unlink,
    ):
        change()
        states.append(state(file))
    assert len(set(states)) == len(states)


def test_files_are_named_from_the_folder_of_the_file(file: Path):
    assert load(file).files() == [file, file.parent / "projects.hashes", file.parent / "own.key"]

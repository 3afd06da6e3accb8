"""Files of keyed hashes: what they hold, and that a wrong or damaged one never finds nothing in silence."""

import json
from pathlib import Path

import pytest

from schleuse.detection.own import hashes
from schleuse.detection.own.hashes import HashListError

KEY = bytes(range(32))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "names.hashes"
    assert hashes.write(path, "PERSON", ["petrakern", "kernpetra"], ["kern", "petrakern"], 3, KEY) == 3
    return path


def test_holds_what_was_written_and_nothing_else(file: Path):
    read = hashes.read(file, KEY)
    assert (read.entity, read.tokens, read.lengths) == ("PERSON", 3, frozenset({4, 9}))
    assert read.holds("petrakern")
    assert read.holds_surname("kern")
    assert not read.holds("kern")
    assert not read.holds_surname("petrakern"), "a whole entry is not kept twice"
    assert not read.holds("petrakerm")


def test_the_file_holds_no_entry_and_is_for_its_owner(file: Path):
    content = file.read_bytes().lower()
    assert b"kern" not in content
    assert b"petra" not in content
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name], "nothing is left beside it"


def test_another_key_gives_other_hashes(file: Path, tmp_path: Path):
    other = tmp_path / "other.hashes"
    hashes.write(other, "PERSON", ["petrakern", "kernpetra"], ["kern"], 3, KEY[::-1])
    assert set(zip(*[iter(file.read_bytes().partition(b"\n")[2])] * 8, strict=True)).isdisjoint(
        zip(*[iter(other.read_bytes().partition(b"\n")[2])] * 8, strict=True)
    )
    with pytest.raises(HashListError, match="another key"):
        hashes.read(file, KEY[::-1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content[:-1], "not a file"),
        (lambda content: content[:-1] + b"\xff", "damaged"),
        (lambda content: content.replace(b"PERSON", b"OWN_XX"), "damaged"),
        (lambda content: content.replace(b"schleuse-hashes-1", b"schleuse-hashes-2"), "not a file"),
        (lambda content: b"Petra Kern\nUwe Koch\n", "not a file"),
        (lambda content: b"", "not a file"),
        (lambda content: b"[" * 5000, "not a file"),
        (lambda content: json.dumps({"format": "schleuse-hashes-1", "full": "x"}).encode() + b"\n", "not a file"),
    ],
)
def test_damage_is_told(file: Path, change, message):
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(HashListError, match=message) as caught:
        hashes.read(file, KEY)
    assert str(file) in str(caught.value)


def test_a_missing_file(tmp_path: Path):
    with pytest.raises(HashListError, match="cannot be read"):
        hashes.read(tmp_path / "none", KEY)
    with pytest.raises(HashListError, match="cannot be written"):
        hashes.write(tmp_path / "none" / "x", "PERSON", ["a"], [], 1, KEY)


def test_keys_are_for_their_owner(tmp_path: Path):
    path = tmp_path / "own.key"
    key = hashes.make_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert hashes.read_key(path) == key
    with pytest.raises(HashListError, match="cannot be written"):
        hashes.make_key(path)
    path.chmod(0o640)
    with pytest.raises(HashListError, match="chmod 600"):
        hashes.read_key(path)
    path.chmod(0o600)
    path.write_text("abc")
    with pytest.raises(HashListError, match="not a key"):
        hashes.read_key(path)
    path.unlink()
    with pytest.raises(HashListError, match="cannot be read"):
        hashes.read_key(path)

import base64
import sys
from pathlib import Path

import pytest

from schleuse.model import InspectionError, SchleuseError
from schleuse.pseudonyms.keys import Keyring, read_keys

A, B = bytes(range(32)), bytes(range(1, 33))
A64, B64 = base64.b64encode(A).decode(), base64.b64encode(B).decode()


def test_what_one_key_sealed_all_rings_with_it_open() -> None:
    name = Keyring([A]).names("x")[0]
    sealed = Keyring([A]).seal("Anna Müller".encode(), name)
    assert b"Anna" not in sealed
    assert Keyring([B, A]).open(sealed, name).decode() == "Anna Müller"
    assert not Keyring([B, A]).is_current(sealed)
    assert Keyring([A, B]).is_current(sealed)
    assert Keyring([A]).seal(b"x", name) != Keyring([A]).seal(b"x", name)


@pytest.mark.parametrize(
    "change", [lambda b: b[:-1], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b"", lambda b: b[:6]]
)
def test_what_was_changed_is_not_opened(change: object) -> None:
    ring = Keyring([A])
    with pytest.raises(InspectionError):
        ring.open(change(ring.seal(b"content", b"name")), b"name")  # type: ignore[operator]


def test_a_map_moved_to_another_name_is_not_opened() -> None:
    ring = Keyring([A])
    with pytest.raises(InspectionError):
        ring.open(ring.seal(b"content", b"name"), b"other")
    with pytest.raises(InspectionError):
        Keyring([B]).open(ring.seal(b"content", b"name"), b"name")


def test_names_say_nothing_and_differ_by_key() -> None:
    one, other = Keyring([A, B]).names("127.0.0.1")
    assert one != other
    assert Keyring([B]).names("127.0.0.1") == [other]
    assert b"127" not in one


def test_keys_come_from_setting_file_or_command(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"# seit Mai\n{B64}\n\n{A64}\n")
    printing = f"{sys.executable} -c \"print('{B64}'); print('{A64}')\""
    for ring in (read_keys(f"{B64},{A64}", None, ""), read_keys("", file, ""), read_keys("", None, printing)):
        assert ring.names("x") == Keyring([B, A]).names("x")


@pytest.mark.parametrize(
    ("key", "file", "command", "expected"),
    [
        ("", None, "", "the key is missing"),
        (A64, Path("x"), "", "more than one place"),
        ("kurz", None, "", "pseudonyms.key: key 1 is not 32 bytes"),
        (f"{A64},{A64}", None, "", "2 keys; expected 1 to 8, each once"),
        ("", Path("/gibt/es/nicht"), "", "pseudonyms.key_file=/gibt/es/nicht: no such file"),
        ("", None, "/gibt/es/nicht", "pseudonyms.key_command: cannot be run"),
        ("", None, "false", "ended with status 1"),
        ("", None, "echo geheim", "key 1 is not 32 bytes"),
        ("", None, "true", "0 keys"),
    ],
)
def test_faults_are_told_without_the_key(key: str, file: Path | None, command: str, expected: str) -> None:
    with pytest.raises(SchleuseError, match=expected) as caught:
        read_keys(key, file, command)
    assert len(str(caught.value).splitlines()) == 1
    assert "geheim" not in str(caught.value)
    assert A64 not in str(caught.value)

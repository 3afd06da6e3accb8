from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from schleuse import yamlfile
from schleuse.yamlfile import ConfigError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    action: Literal["block", "allow"]
    limit: int = 1


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    rules: list[Inner] = []
    named: dict[str, Inner] = {}


def check(text: str) -> list[str]:
    document = yamlfile.parse(text, "x.yaml")
    with pytest.raises(ConfigError) as caught:
        yamlfile.validate(Outer, document)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel: a\ntitle: b\n", "x.yaml:1:1: titel: unknown key (did you mean 'title'?)"),
        ("rules: []\n", "x.yaml:1:1: title: this key is missing"),
        (
            "title: a\nrules:\n  - action: blok\n",
            "x.yaml:3:13: rules.0.action: Input should be 'block' or 'allow' (did you mean 'block'?)",
        ),
        (
            "title: a\nrules:\n  - action: allow\n    limt: 2\n",
            "x.yaml:4:5: rules.0.limt: unknown key (did you mean 'limit'?)",
        ),
        ("title: a\nnamed:\n  one: {action: allow, limit: x}\n", "x.yaml:3:31: named.one.limit: "),
    ],
)
def test_faults_carry_place_and_mend(text: str, expected: str) -> None:
    assert check(text)[0].startswith(expected)


def test_every_fault_is_told_at_once() -> None:
    assert len(check("titel: a\nrules: [{action: x}]\n")) == 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: [1\n", "not valid YAML"),
        (b"a: 1\na: 2\n", "not valid YAML: found duplicate key"),
        (b"\xff\xfe", "not UTF-8 at byte 0"),
    ],
)
def test_unreadable_files(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=expected) as caught:
        yamlfile.load(path)
    assert str(caught.value).startswith(f"{path}:")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        yamlfile.load(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="a folder, not a file"):
        yamlfile.load(tmp_path)


def test_huge_files_and_alias_bombs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: " + b"x" * yamlfile.MAX_BYTES)
    with pytest.raises(ConfigError, match="at most"):
        yamlfile.load(path)
    bomb = "a0: &a0 x\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 200))
    with pytest.raises(ConfigError, match="anchors and aliases"):
        yamlfile.parse(bomb, "x.yaml")


def test_a_list_at_the_top_is_refused() -> None:
    assert check("- a\n") == ["x.yaml:1:1: expected keys and values at the top of the file"]

"""The documentation says what the program does: every setting with its default and range, every command."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from schleuse.cli import app
from schleuse.entities import ENTITIES
from schleuse.settings import ENV_PREFIX, Settings, setting_names

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| `([a-z_.]+)` \| `([A-Z_]+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in ROW.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))}


def field_of(name: str) -> FieldInfo:
    section, _, key = name.partition(".")
    info = Settings.model_fields[section]
    if not key:
        return info
    assert isinstance(info.annotation, type)
    assert issubclass(info.annotation, BaseModel)
    return info.annotation.model_fields[key]


def written(default: Any) -> str:
    match default.get_secret_value() if isinstance(default, SecretStr) else default:
        case None | "" | []:
            return "empty"
        case bool():
            return f"`{str(default).lower()}`"
        case float():
            return f"`{default:g}`"
        case list():
            return f"`{','.join(default)}`"
    return f"`{default}`"


def test_no_setting_is_described_that_does_not_exist() -> None:
    assert sorted(ROWS) == sorted(setting_names())


@pytest.mark.parametrize("name", setting_names())
def test_every_setting_is_described(name: str) -> None:
    info = field_of(name)
    variable, default, _meaning, values = ROWS[name]
    assert variable == ENV_PREFIX + name.replace(".", "__").upper()
    assert default == written(info.get_default(call_default_factory=True))
    for bound in info.metadata:
        if isinstance(bound, Ge):
            assert values.startswith(f"{bound.ge} to ")
        elif isinstance(bound, Gt):
            assert values.startswith(f"above {bound.gt} to ")
        elif isinstance(bound, Le):
            assert values.endswith(f" to {bound.le}")


def commands(group: Any, path: str = "schleuse") -> list[str]:
    found: list[str] = []
    for name, command in getattr(group, "commands", {}).items():
        found += commands(command, f"{path} {name}") if hasattr(command, "commands") else [f"{path} {name}"]
    return found


@pytest.mark.parametrize("command", commands(typer.main.get_command(app)))
def test_every_command_is_described(command: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]]
    assert any(command in text for text in texts), f"`{command}` stands neither in README.md nor in docs/"


def test_every_link_to_a_file_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_table_of_entities_is_the_one_in_the_code() -> None:
    lines = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8").splitlines()
    written_rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")
    ]
    expected = [
        [e.id, e.singular, e.english, e.placeholder, e.article, "yes" if e.special else ""] for e in ENTITIES.values()
    ]
    assert written_rows == expected

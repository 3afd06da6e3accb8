"""The descriptions are true: their examples load, and no key and no message is left out."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from schleuse import yamlfile
from schleuse.model import Action, Service
from schleuse.policy.load import build
from schleuse.policy.merge import shipped_policies
from schleuse.policy.schema import PolicySchema

DOCS = Path(__file__).parents[2] / "docs"
FILES = (DOCS / "policy.md", DOCS / "de" / "regeln.md")
BLOCKS = [
    pytest.param(block, id=f"{path.stem}-{number}")
    for path in FILES
    for number, block in enumerate(re.findall(r"^```yaml\n(.*?)^```", path.read_text("utf-8"), re.S | re.M))
]


@pytest.mark.parametrize("block", BLOCKS)
def test_examples_load(block: str, services: Mapping[str, Service], today: date) -> None:
    whole = block if block.startswith("version:") else f"version: 1\nextends: kommune\n{block}"
    policy = build(yamlfile.parse(whole, "doc"), services, today)
    # The file of names does not exist here, and the German example of an exception ends soon after it was written.
    assert [warning for warning in policy.warnings if "names_file" not in warning.where] == []


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 6


def keys(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield info.alias or name
        for inner in models_in(info.annotation):
            yield from keys(inner)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


@pytest.mark.parametrize("key", sorted(set(keys(PolicySchema))))
def test_every_key_is_described(key: str) -> None:
    assert re.search(rf"`(when\.)?{key}`|`{key}: ", FILES[0].read_text("utf-8"))


def test_shipped_policies_and_actions_are_described() -> None:
    for path in FILES:
        text = path.read_text("utf-8")
        for word in (*(policy.stem for policy in shipped_policies() if policy.stem != "demo"), *Action):
            assert f"`{word}`" in text

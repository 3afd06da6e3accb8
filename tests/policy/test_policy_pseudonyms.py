from collections.abc import Mapping
from pathlib import Path

import pytest

from schleuse.model import Service
from schleuse.policy.load import load_policy
from schleuse.policy.words import Strategy
from schleuse.yamlfile import ConfigError


def write(folder: Path, pseudonyms: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text(f"version: 1\nextends: kommune\npseudonyms: {pseudonyms}\n", encoding="utf-8")
    return path


def test_strategies_by_entity_change_the_version(tmp_path: Path, services: Mapping[str, Service]) -> None:
    policy = load_policy(write(tmp_path, "{DATE_OF_BIRTH: generalise, SECRET: redact}"), services)
    assert policy.pseudonyms == {"DATE_OF_BIRTH": Strategy.GENERALISE, "SECRET": Strategy.REDACT}
    assert policy.version != load_policy(write(tmp_path, "{}"), services).version


@pytest.mark.parametrize(
    ("pseudonyms", "expected"),
    [("{PERSOM: redact}", "policy.yaml:3:.*PERSON"), ("{PERSON: surrogat}", "policy.yaml:3:.*placeholder")],
)
def test_unknown_words_are_told(
    pseudonyms: str, expected: str, tmp_path: Path, services: Mapping[str, Service]
) -> None:
    with pytest.raises(ConfigError, match=expected):
        load_policy(write(tmp_path, pseudonyms), services)

from collections.abc import Mapping
from pathlib import Path

import pytest

from schleuse.model import Service, Subject
from schleuse.policy.load import load_policy
from schleuse.yamlfile import ConfigError

POLICY = """version: 1
extends: kommune
units: {Stadt: 10.0.0.0/8, Sozialamt: [10.40.0.0/16, "fd00:40::/32"], Jugendamt: 10.40.7.0/24}
"""


@pytest.mark.parametrize(
    ("address", "known", "unit"),
    [
        ("10.40.3.4", None, "Sozialamt"),
        ("10.40.7.4", None, "Jugendamt"),
        ("10.41.0.1", None, "Stadt"),
        ("::ffff:10.40.7.9", None, "Jugendamt"),
        ("fd00:40::1", None, "Sozialamt"),
        ("192.0.2.1", None, None),
        ("10.40.3.4", "Bauamt", "Bauamt"),
        ("kein Netz", None, None),
        (None, None, None),
    ],
)
def test_the_closest_network_names_the_unit(
    address: str | None, known: str | None, unit: str | None, tmp_path: Path, services: Mapping[str, Service]
) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    policy = load_policy(tmp_path / "policy.yaml", services)
    assert policy.named(Subject(unit=known, network=address, scope="x")) == Subject(unit, address, "x")


def test_a_broken_network_is_told(tmp_path: Path, services: Mapping[str, Service]) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY.replace("10.0.0.0/8", "10.0.0.1/8"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"policy.yaml:3:.*10\.40\.0\.0/16"):
        load_policy(tmp_path / "policy.yaml", services)

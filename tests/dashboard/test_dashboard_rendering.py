import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from schleuse.audit.accounts import Role
from schleuse.dashboard import rendering
from schleuse.dashboard.rendering import Pages
from schleuse.model import Action, Reason


def keys(node: Any, path: str = "") -> set[str]:
    if isinstance(node, Mapping):
        return {key for name, value in node.items() for key in keys(value, f"{path}.{name}")}
    if isinstance(node, list):
        return {key for index, value in enumerate(node) for key in keys(value, f"{path}.{index}")}
    return {path + "".join(sorted(re.findall(r"\{\w+\}", node)))}


def test_both_languages_say_the_same_things() -> None:
    assert keys(Pages("de").texts) == keys(Pages("en").texts)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_action_reason_and_role_has_a_name(language: Any) -> None:
    texts = Pages(language).texts
    assert set(texts["actions"]) == set(Action)
    assert set(texts["reasons"]) == set(Reason)
    assert set(texts["roles"]) == set(Role)


def test_every_text_is_used() -> None:
    here = Path(rendering.__file__).parent
    code = "".join(path.read_text() for path in [*here.glob("*.py"), *here.glob("templates/*.html")])
    texts = Pages("de").texts
    for section, values in texts.items():
        assert section in code
        if section in {"actions", "reasons", "roles", "errors", "first_login", "overview", "weekdays", "months"}:
            continue
        for name in values if isinstance(values, Mapping) else []:
            assert f".{section}.{name}" in code or f'"{name}"' in code, f"{section}.{name}"
    for name in (*texts["overview"], *texts["first_login"], *texts["errors"]):
        assert f".{name}" in code or f'"{name}"' in code, name


def test_numbers_in_german_and_english() -> None:
    assert [Pages("de").number(value) for value in (0, 999, 1000, 1234567)] == ["0", "999", "1.000", "1.234.567"]
    assert Pages("en").number(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "–"),
        (0, 5, "0 %"),
        (5, 5, "100 %"),
        (1, 3, "33 %"),
        (1, 1000, "<1 %"),
        (999, 1000, ">99 %"),
    ],
)
def test_shares_do_not_hide_what_exists(part: int, whole: int, text: str) -> None:
    assert Pages("de").percent(part, whole) == text


def test_days_and_moments() -> None:
    assert Pages("de").day(date(2026, 11, 24)) == "Di, 24.11."
    assert Pages("en").day(date(2026, 11, 24)) == "Tue 24 November"
    moment = datetime(2026, 11, 24, 15, 5).astimezone()
    assert Pages("de").moment(moment.astimezone(UTC)) == "24.11.2026, 15:05 Uhr"
    assert Pages("en").moment(moment) == "24 November 2026, 15:05"


def test_entities_in_the_right_number() -> None:
    assert [Pages("de").entity("PERSON", count) for count in (1, 2)] == ["Name", "Namen"]
    assert Pages("en").entity("PERSON", 2) == "names"
    assert Pages("de").entity("GONE", 2) == "GONE"


def test_no_text_is_named_like_a_method_of_its_mapping() -> None:
    """In a template ``t.check.copy`` would be the method."""

    def names(node: Any) -> set[str]:
        if not isinstance(node, Mapping):
            return set()
        return {str(name) for name in node} | {name for value in node.values() for name in names(value)}

    assert names(Pages("de").texts) & set(dir({})) == set()

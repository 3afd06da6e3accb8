"""What a policy makes of the findings."""

from pathlib import Path

import pytest

from schleuse.evaluation.rates import Rate
from schleuse.evaluation.verdicts import CLEAN, HARD, WITH_DATA, Rules, judge, load
from schleuse.model import Action, Finding, SchleuseError
from tests.evaluation.conftest import item


@pytest.fixture(scope="module")
def kommune() -> Rules:
    return load("kommune", "chatgpt-web")


def finding(start: int, end: int, entity: str = "PERSON") -> Finding:
    return Finding(start, end, entity, 0.95, "test")


def test_replacing_covers_only_what_is_found(kommune: Rules) -> None:
    name = item("Ute Beispiel", (0, 12, "PERSON"))
    whole = judge([name], [((finding(0, 3), finding(4, 12)),)], kommune)
    assert whole.actions[WITH_DATA] == {Action.PSEUDONYMISE: 1}
    assert whole.leaking == Rate(0, 1)
    assert judge([name], [((finding(0, 3),),)], kommune).leaking == Rate(1, 1)
    assert judge([name], [((),)], kommune).leaking == Rate(1, 1)


def test_what_is_held_does_not_leak(kommune: Rules) -> None:
    both = item("Ute 86095742719", (0, 3, "PERSON"), (4, 15, "DE_TAX_ID"))
    held = judge([both], [((finding(4, 15, "DE_TAX_ID"),),)], kommune)
    assert held.actions[WITH_DATA] == {Action.BLOCK: 1}
    assert held.leaking == Rate(0, 1)
    refused = judge([both], [None], kommune)
    assert refused.actions[WITH_DATA] == {Action.BLOCK: 1}
    assert refused.leaking == Rate(0, 1)


def test_clean_items_are_disturbed_by_any_change(kommune: Rules) -> None:
    items = [
        item("Was?"),
        item("Was?", note="hard negative"),
        item("Ute", (0, 3, "PERSON"), personal=False, public_only=True),
    ]
    verdicts = judge(items, [((),), ((finding(0, 3),),), ((),)], kommune)
    assert verdicts.disturbed == Rate(1, 3)
    assert verdicts.actions[CLEAN] == {Action.ALLOW: 2, Action.PSEUDONYMISE: 1}
    assert verdicts.actions[HARD] == {Action.PSEUDONYMISE: 1}
    assert verdicts.leaking == Rate(0, 0)


def test_policies_by_file_and_what_is_unknown(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("extends: kommune\nversion: 1\ntitle: Eigene\n", encoding="utf-8")
    assert load(str(own), "chatgpt").policy.title == "Eigene"
    with pytest.raises(SchleuseError):
        load("nobody", "chatgpt-web")
    with pytest.raises(SchleuseError, match="no AI service"):
        load("kommune", "nobody-ai")

"""The published JSON Schema is the one in the code, and says of the shipped policies what the loader says."""

import json
from pathlib import Path
from typing import Any

import pytest

from schleuse.policy import schema_json

ROOT = Path(__file__).parents[2]


def test_the_published_copy_is_current() -> None:
    published = (ROOT / "rules" / "schema" / "policy.schema.json").read_text(encoding="utf-8")
    assert published == schema_json.text(), "run: schleuse policy schema > rules/schema/policy.schema.json"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("RuleSchema", "do"), {"allow", "observe", "pseudonymise", "warn", "block"}),
        (("WhenSchema", "carries"), {"file", "image", "audio"}),
        (("RuleSchema", "ask_reason"), {"erfunden", "anonymisiert", "einwilligung"}),
    ],
)
def test_an_editor_knows_the_words(path: tuple[str, str], expected: set[str]) -> None:
    schema: Any = json.loads(schema_json.text())
    node = schema["$defs"][path[0]]["properties"][path[1]]
    found = json.dumps(node)
    for name in list(schema["$defs"]):
        if f'"#/$defs/{name}"' in found:
            found += json.dumps(schema["$defs"][name])
    assert all(f'"{word}"' in found for word in expected)


def test_unknown_keys_are_refused_and_one_word_may_stand_for_a_list() -> None:
    schema: Any = json.loads(schema_json.text())
    assert schema["additionalProperties"] is False
    assert {"from", "to"} <= set(schema["$defs"]["WhenSchema"]["properties"])
    kinds = {branch.get("type") for branch in schema["$defs"]["WhenSchema"]["properties"]["to"]["anyOf"]}
    assert kinds == {"string", "array"}

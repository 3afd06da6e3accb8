import pytest

from schleuse.services.textpath import Matcher, compile_rule


def walk(matcher, *steps):
    state = matcher.start
    for step in steps:
        if step == "|json":
            state = matcher.inside(state)
        else:
            state = matcher.key(state, step) if isinstance(step, str) else matcher.item(state, step)
    return state


@pytest.mark.parametrize(
    ("path", "hits", "misses"),
    [
        ("a.b", [("a", "b")], [("a",), ("a", "c"), ("a", 0), ("a", "b", "c"), ("b",)]),
        ("a[*].b", [("a", 0, "b"), ("a", 7, "b")], [("a", "b"), ("a", 0)]),
        ("[0][0][*]", [(0, 0, 3)], [(1, 0, 3), (0, 0)]),
        ("metadata.*", [("metadata", "k")], [("metadata", "k", "l"), ("metadata",)]),
        ("a..*", [("a",), ("a", "b"), ("a", 0, "b", 1)], [("b",)]),
        ("..*", [("b", 0), ()], []),
        ("p..description", [("p", "description"), ("p", "x", 0, "description")], [("p", "x"), ("description",)]),
        ("*.json..*", [("0", "json", "a")], [("0", "a")]),
        ("a|json", [("a",), ], [("b",)]),
        ("a|json.b", [("a", "|json", "b")], [("a",), ("a", "b")]),
        ("a..*|json[1]", [("a", "x", "|json", 1)], [("a", "x", 1)]),
    ],
)  # fmt: skip
def test_which_values_a_path_names(path, hits, misses):
    matcher = Matcher([compile_rule("chat", path)])
    for hit in hits:
        assert matcher.rule(walk(matcher, *hit)) is not None, hit
    for miss in misses:
        assert matcher.rule(walk(matcher, *miss)) is None, miss


def test_the_first_rule_wins_and_keys_of_free_objects_are_known():
    matcher = Matcher([compile_rule("chat", "a.b"), compile_rule("any", "a..*"), compile_rule("metadata", "m.*")])
    assert matcher.rule(walk(matcher, "a", "b")).kind == "chat"
    assert matcher.rule(walk(matcher, "a", "c")).kind == "any"
    assert matcher.free(walk(matcher, "a")).kind == "any"
    assert matcher.free(walk(matcher, "m")).kind == "metadata"
    assert matcher.free(walk(matcher, "x")) is None


def test_unknown_keys_do_not_make_the_automaton_grow():
    matcher = Matcher([compile_rule("any", "a..*")])
    for number in range(1000):
        walk(matcher, "a", f"key{number}", number)
    assert len(matcher._moves) < 10


def test_locations_and_modifiers():
    rule = compile_rule("filename", "part:file*|filename")
    assert (rule.location, rule.modifier, rule.steps) == ("part", "filename", ())
    assert rule.covers("file3")
    assert not rule.covers("data")
    assert compile_rule("file", "raw:").location == "raw"
    assert compile_rule("chat", "form:f.req|json[1]").name == "f.req"


@pytest.mark.parametrize("path", ["", "a.", "a[x]", "a b", "a|xml", "..", "[*"])
def test_what_is_not_understood_is_refused(path):
    with pytest.raises(ValueError, match=r"understood|empty"):
        compile_rule("chat", path)

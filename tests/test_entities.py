"""Kinds of data of an authority's own beside the shipped ones."""

import pytest

from schleuse.entities import ENTITIES, OWN, is_among, is_own


def test_own_kinds_are_known_by_their_form():
    assert is_own("OWN_PROJECT_2")
    assert not any(map(is_own, ["OWN", "OWN_", "OWN_project", "OWN_1", "OWN_" + "A" * 40, "PERSON"]))
    assert "OWN_PROJECT" in ENTITIES
    assert "OWN_project" not in ENTITIES
    assert "OWN_PROJECT" not in list(ENTITIES)
    assert ENTITIES["OWN_CLIENT_LIST"].singular == "Angabe „Client List“"
    assert ENTITIES["OWN_CLIENT_LIST"].placeholder == ENTITIES[OWN].placeholder
    with pytest.raises(KeyError):
        ENTITIES["NOBODY"]
    assert ENTITIES.get("NOBODY") is None
    assert ENTITIES.get("PERSON") is ENTITIES["PERSON"]


def test_own_kinds_can_be_named():
    ENTITIES.entitle("OWN_TEST_NAMED", ("Vorhaben", "Vorhaben", "venture", "ventures"))
    assert ENTITIES["OWN_TEST_NAMED"].english_plural == "ventures"


def test_a_rule_for_own_holds_for_every_own_kind():
    assert is_among("OWN_PROJECT", frozenset({"OWN"}))
    assert is_among("OWN_PROJECT", frozenset({"OWN_PROJECT"}))
    assert not is_among("OWN_PROJECT", frozenset({"OWN_OTHER", "PERSON"}))
    assert not is_among("PERSON", frozenset({"OWN"}))

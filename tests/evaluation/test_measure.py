"""Counts are what they say they are."""

from schleuse.entities import ENTITIES
from schleuse.evaluation.labels import ENTITIES_OF, NEVER_LABELLED, entities_of, label_of
from schleuse.evaluation.measure import NOTHING, Scores, confused, score
from schleuse.evaluation.rates import Rate
from schleuse.model import Finding
from tests.evaluation.conftest import item

TEXT = "Ute Beispiel, geb. 1.2.1990"
NAME, DATE = (0, 12, "PERSON"), (19, 27, "DATE_OF_BIRTH")


def found(*findings: tuple[int, int, str] | tuple[int, int, str, float]) -> tuple[tuple[Finding, ...], ...]:
    return (tuple(Finding(f[0], f[1], f[2], f[3] if len(f) > 3 else 0.9, "test") for f in findings),)


def one(text: str, spans: list[tuple[int, int, str]], findings, **more) -> Scores:  # type: ignore[no-untyped-def]
    return score([item(text, *spans, **more)], [findings])


def test_every_character_but_blanks_must_be_covered() -> None:
    full = one(TEXT, [NAME], found((0, 3, "PERSON"), (4, 12, "PERSON"))).total
    assert (full.covered, full.touched, full.kind) == (Rate(1, 1), Rate(1, 1), Rate(1, 1))
    part = one(TEXT, [NAME], found((0, 11, "PERSON")))
    assert (part.total.covered, part.total.touched) == (Rate(0, 1), Rate(1, 1))
    assert [(miss.span.label, miss.left) for miss in part.misses] == [("PERSON", 1)]
    none = one(TEXT, [NAME], found((12, 14, "PERSON")))
    assert (none.total.covered, none.total.touched) == (Rate(0, 1), Rate(0, 1))


def test_findings_below_the_threshold_do_not_count() -> None:
    weak = found((0, 12, "PERSON", 0.49))
    assert score([item(TEXT, NAME)], [weak]).total.covered == Rate(0, 1)
    assert score([item(TEXT, NAME)], [weak], 0.4).total.covered == Rate(1, 1)
    assert score([item(TEXT, NAME)], [weak]).total.precise == Rate(0, 0)


def test_another_kind_covers_but_is_confusion() -> None:
    scores = one(TEXT, [NAME, DATE], found((0, 12, "DE_ADDRESS"), (13, 27, "DATE_OF_BIRTH")))
    assert (scores.total.covered, scores.total.kind) == (Rate(2, 2), Rate(1, 2))
    assert list(confused(scores)) == [("PERSON", "DE_ADDRESS", 1)]
    assert scores.labels["ADDRESS"].precise == Rate(1, 1), "it touches a span"
    missed = one(TEXT, [NAME], found())
    assert missed.confusion == {("PERSON", NOTHING): 1}
    assert list(confused(missed)) == []


def test_precision_counts_findings_that_touch_a_span() -> None:
    scores = one(TEXT, [NAME], found((11, 13, "PERSON"), (12, 13, "PERSON"), (14, 18, "HEALTH")))
    assert scores.total.precise == Rate(1, 2)
    assert [(alarm.finding.start, alarm.finding.entity) for alarm in scores.alarms] == [(12, "PERSON")]


def test_a_long_span_before_a_short_one_is_not_overlooked() -> None:
    scores = one(TEXT, [(0, 27, "SECRET"), (4, 5, "PERSON")], found((20, 21, "SECRET")))
    assert scores.total.precise == Rate(1, 1)


def test_items_act_leak_and_alarm() -> None:
    items = [
        item(TEXT, NAME, DATE),
        item(TEXT, NAME),
        item(TEXT, personal=True),  # indirect: nothing is marked
        item("Was?", note="hard negative: x"),
        item("Was?"),
        item(TEXT, NAME, personal=False, public_only=True),
    ]
    name = found((0, 12, "PERSON"))
    scores = score(items, [name, name, found(), found((0, 3, "HEALTH")), found(), name])
    total = scores.total
    assert total.acted == Rate(2, 3)
    assert total.leaking == Rate(1, 3)
    assert total.alarmed == Rate(2, 3)
    assert total.trapped == Rate(1, 1)
    assert total.covered == Rate(2, 3), "spans of public figures need not be found"
    assert total.precise == Rate(3, 3), "and finding them is not wrong"
    assert [alarm.finding.entity for alarm in scores.alarms] == ["HEALTH", "PERSON"]


def test_messages_are_kept_apart() -> None:
    from schleuse.evaluation.corpus import Item, Span

    chat = Item("1", ("Ute", "Ute"), (Span(0, 3, "PERSON", 0), Span(0, 3, "PERSON", 1)), True)
    scores = score([chat], [((), (Finding(0, 3, "PERSON", 0.9, "test"),))])
    assert scores.total.covered == Rate(1, 2)
    assert scores.misses[0].span.message == 0


def test_what_is_refused_is_not_sent() -> None:
    scores = score([item(TEXT, NAME), item("Was?")], [None, None])
    assert scores.refused == 2
    assert (scores.total.acted, scores.total.leaking) == (Rate(1, 1), Rate(0, 1))
    assert (scores.total.covered, scores.total.alarmed) == (Rate(0, 1), Rate(1, 1))


def test_groups() -> None:
    items = [item(TEXT, NAME, form="email", evasion="hex"), item(TEXT, NAME, form="email"), item("Was?", form="note")]
    scores = score(items, [found(), found((0, 12, "PERSON")), found()])
    assert scores.groups["form"]["email"].covered == Rate(1, 2)
    assert scores.groups["form"]["note"].alarmed == Rate(0, 1)
    assert set(scores.groups["evasion"]) == {"hex"}
    assert not scores.groups["domain"]


def test_labels_mean_entities_that_exist() -> None:
    meant = {entity for entities in ENTITIES_OF.values() for entity in entities}
    assert meant <= ENTITIES.keys()
    assert ENTITIES.keys() <= meant | NEVER_LABELLED, "every entity is judged or named as one that is not"
    assert not meant & NEVER_LABELLED
    assert entities_of("DE_PARCEL") == {"DE_PARCEL"}, "corpora may use our names"
    assert label_of("EMAIL_ADDRESS") == "EMAIL_ADDRESS"
    assert label_of("DE_ADDRESS") == "ADDRESS"
    assert label_of("URL") == "URL"

"""What must hold for every policy and request: more rules never loosen, order is nothing, exceptions are exact."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.model import Action, AttachmentKind, Finding, LocatedFinding, Reason, Service, Subject, strictest
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.groups import Group
from schleuse.policy.judge import judge
from schleuse.policy.limits import Limits
from schleuse.policy.policy import Policy, PolicyException, Rule
from schleuse.policy.words import Mode

TODAY = date(2026, 11, 24)
ENTITY_NAMES = ("PERSON", "IBAN_CODE", "HEALTH", "SECRET")
UNITS = ("bauamt", "sozialamt")
SERVICES = (
    Service("one", "One", "One", "US", ("one.example",)),
    Service("two", "Two", "Two", "DE", ("two.example",)),
)
GROUPS = {
    "public": Group("public", public=frozenset({"one", "two"})),
    "approved": Group(
        "approved", ids=frozenset({"two"}), approval="R 1/2026", review=date(2027, 1, 31), fail_open=True
    ),
    "all": Group("all", parts=frozenset({"public", "approved"}), unknown=True),
}
actions = st.sampled_from(Action)


@st.composite
def limits(draw: st.DrawFn, action: Action) -> Limits:
    beyond = draw(st.sampled_from([one for one in Action if one.severity > action.severity]))
    return Limits(beyond, *draw(st.tuples(*[st.none() | st.integers(0, 3)] * 4)))


@st.composite
def rules(draw: st.DrawFn, name: str) -> Rule:
    target = draw(st.sampled_from(("findings", "carries", "request")))
    action = draw(actions.filter(lambda one: target == "findings" or one is not Action.PSEUDONYMISE))
    limited = target == "findings" and action is not Action.BLOCK and draw(st.booleans())
    return Rule(
        id=name,
        title=name,
        action=action,
        final=draw(st.booleans()),
        groups=draw(st.frozensets(st.sampled_from(sorted(GROUPS)), max_size=2)),
        entities=draw(st.frozensets(st.sampled_from(ENTITY_NAMES), min_size=1))
        if target == "findings"
        else frozenset(),
        confidence=draw(st.sampled_from((0.3, 0.5, 0.8))),
        carries=draw(st.frozensets(st.sampled_from(AttachmentKind), min_size=1))
        if target == "carries"
        else frozenset(),
        units=draw(st.frozensets(st.sampled_from(UNITS), max_size=1)),
        unparsed=draw(st.sampled_from((None, True, False))),
        limits=draw(limits(action)) if limited else None,
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    names = [f"R{index}" for index in range(draw(st.integers(0, 5)))]
    found = [draw(rules(name)) for name in names]
    plain = draw(st.integers(1, 6))  # exceptions name rules, never other exceptions
    for index, rule in enumerate(found):
        if index >= plain:
            named = draw(st.frozensets(st.sampled_from(names[:plain]), min_size=1))
            until = draw(st.sampled_from((date(2026, 11, 23), TODAY)))
            found[index] = replace(rule, final=False, exception=PolicyException(named, until, "R 1/2026"))
    return Policy(
        version="0" * 12,
        title="",
        authority="",
        mode=draw(st.sampled_from(Mode)),
        rules=tuple(found),
        groups=GROUPS,
        known_ai=draw(st.sampled_from((Action.ALLOW, Action.OBSERVE, Action.BLOCK))),
    )


@st.composite
def requests(draw: st.DrawFn) -> Facts:
    text = "abcdefghij"
    found = draw(st.lists(st.tuples(st.sampled_from(ENTITY_NAMES), st.integers(0, 9), st.floats(0.3, 1)), max_size=6))
    service = draw(st.sampled_from((*SERVICES, None)))
    return Facts(
        service=service,
        host=service.hosts[0] if service else "unknown.example",
        subject=Subject(unit=draw(st.sampled_from((None, *UNITS)))),
        findings=[LocatedFinding(0, Finding(at, at + 1, entity, score, "test")) for entity, at, score in found],
        texts=[text],
        carries=draw(st.frozensets(st.sampled_from(AttachmentKind))),
        failure=draw(st.sampled_from((None, Reason.BUSY, Reason.NOT_REWRITABLE, Reason.AUDIT_UNAVAILABLE))),
        native=draw(st.booleans()),
        today=TODAY,
    )


@given(policies(), requests(), rules("NEW"))
@settings(max_examples=150, deadline=None)
def test_adding_a_rule_never_loosens(policy: Policy, facts: Facts, rule: Rule) -> None:
    before = decide(policy, facts)
    after = decide(replace(policy, rules=(*policy.rules, rule)), facts)
    assert after.action.severity >= before.action.severity
    for old, new in zip(before.findings, after.findings, strict=True):
        assert new.action.severity >= old.action.severity


@given(policies(), requests(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_rules_means_nothing(policy: Policy, facts: Facts, random: object) -> None:
    shuffled = list(policy.rules)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(replace(policy, rules=tuple(shuffled)), facts) == decide(policy, facts)


@given(policies(), requests())
@settings(max_examples=150, deadline=None)
def test_an_exception_takes_out_what_it_lists_of_the_rules_it_names_and_nothing_else(
    policy: Policy, facts: Facts
) -> None:
    outcomes = {outcome.rule.id: outcome for outcome in judge(policy, facts).outcomes}
    for exception in policy.rules:
        if exception.exception is None:
            continue
        listed = outcomes[exception.id].items
        without = replace(policy, rules=tuple(rule for rule in policy.rules if rule is not exception))
        for before in judge(without, facts).outcomes:
            after = outcomes[before.rule.id]
            named = before.rule.id in exception.exception.rules and not before.rule.final
            assert after.items == (before.items - listed if named else before.items)
            assert after.action == before.action


@given(policies(), requests())
@settings(max_examples=100, deadline=None)
def test_the_request_takes_the_strictest_of_all(policy: Policy, facts: Facts) -> None:
    decision = decide(policy, facts)
    acting = [outcome.action for outcome in judge(policy, facts).outcomes if outcome.items]
    assert decision.action.severity >= strictest(acting).severity
    assert len(decision.findings) == len(facts.findings)
    for verdict in decision.findings:
        assert verdict.action.severity <= decision.action.severity
    if facts.failure is Reason.NOT_REWRITABLE or (facts.failure and facts.service is not SERVICES[1]):
        assert decision.action is Action.BLOCK
    if decision.action.severity >= Action.PSEUDONYMISE.severity:
        assert decision.message


@given(policies(), requests())
@settings(max_examples=100, deadline=None)
def test_a_pilot_stops_nothing_but_final_rules_and_failures(policy: Policy, facts: Facts) -> None:
    decision = decide(replace(policy, mode=Mode.OBSERVE), facts)
    if decision.action.severity > Action.OBSERVE.severity:
        final = {rule.id for rule in policy.rules if rule.final}
        assert facts.failure or facts.service is None or set(decision.rules) <= final

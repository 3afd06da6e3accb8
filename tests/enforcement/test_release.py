"""A release works once, for exactly what was refused, for ten minutes."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.enforcement.release import LIFETIME, MemoryReleases, Offer, Releases
from schleuse.model import (
    Action,
    Attachment,
    AttachmentKind,
    Decision,
    Finding,
    FindingVerdict,
    Justification,
    LocatedFinding,
    Reason,
    TextPart,
)

REASONS = (Justification.INVENTED, Justification.LEGAL_TASK)
SENDER = ("ionos-ai", "host", "scope")
TEXT = "Frau Müller ist an Asthma erkrankt."


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def verdict(part: int, start: int, end: int, entity: str, action: Action) -> FindingVerdict:
    return FindingVerdict(LocatedFinding(part, Finding(start, end, entity, 0.9, "test")), action)


HEALTH = verdict(0, 12, 34, "HEALTH", Action.WARN)
NAME = verdict(0, 5, 11, "PERSON", Action.ALLOW)


def decision(*findings: FindingVerdict, version: str = "v1") -> Decision:
    return Decision(Action.WARN, Reason.FINDINGS, findings=findings, ask_reason=REASONS, policy_version=version)


def bind(releases: Releases, *texts: str, **changes: Any) -> bytes:
    values: dict[str, Any] = {
        "parts": [TextPart(text, role="user") for text in texts or (TEXT,)],
        "attachments": (),
        "decision": decision(HEALTH, NAME),
        "sender": SENDER,
    }
    return releases.bind(**values | changes)


def offered(releases: Releases, binding: bytes | None = None) -> str:
    return asyncio.run(releases.offer(binding or bind(releases), REASONS, "ionos-ai"))


def redeem(releases: Releases, header: str | None, binding: bytes | None = None) -> Justification | None:
    return asyncio.run(releases.redeem(header, binding or bind(releases)))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def releases(clock: Clock) -> Releases:
    return Releases(clock=clock)


def test_a_token_with_a_reason_works_once(releases: Releases) -> None:
    header = f"{offered(releases)}; reason=gesetzliche_aufgabe"
    assert redeem(releases, header) is Justification.LEGAL_TASK
    assert redeem(releases, header) is None


def test_a_choice_on_the_page_works_once_without_a_header(releases: Releases) -> None:
    token = offered(releases)
    assert redeem(releases, None) is None
    assert asyncio.run(releases.choose(token, "erfunden")).chosen is Justification.INVENTED  # type: ignore[union-attr]
    assert redeem(releases, None) is Justification.INVENTED
    assert redeem(releases, None) is None
    assert redeem(releases, f"{token}; reason=erfunden") is None


def test_a_choice_stands(releases: Releases) -> None:
    token = offered(releases)
    for reason in ("erfunden", "gesetzliche_aufgabe"):
        offer = asyncio.run(releases.choose(token, reason))
        assert offer is not None
        assert offer.chosen is Justification.INVENTED
    assert redeem(releases, f"{token}; reason=gesetzliche_aufgabe") is Justification.INVENTED
    assert asyncio.run(releases.choose(token, "gesetzliche_aufgabe")).chosen is Justification.INVENTED  # type: ignore[union-attr]
    assert redeem(releases, None) is None


def test_of_many_at_once_one_is_let_out(releases: Releases) -> None:
    header = f"{offered(releases)}; reason=erfunden"
    binding = bind(releases)

    async def all_at_once() -> list[Justification | None]:
        return await asyncio.gather(*(releases.redeem(header, binding) for _ in range(20)))

    assert [reason for reason in asyncio.run(all_at_once()) if reason] == [Justification.INVENTED]


OTHERS: dict[str, dict[str, Any]] = {
    "text": {"parts": [TextPart("Herr Krause ist an Asthma erkrankt.", role="user")]},
    "name elsewhere": {
        "parts": [TextPart(TEXT, role="user"), TextPart("Krause", role="user")],
        "decision": decision(HEALTH, NAME, verdict(1, 0, 6, "PERSON", Action.ALLOW)),
    },
    "finding": {"decision": decision(HEALTH)},
    "service": {"sender": ("mistral", "host", "scope")},
    "host": {"sender": ("ionos-ai", "other", "scope")},
    "subject": {"sender": ("ionos-ai", "host", "another")},
    "shifted": {"sender": ("ionos-aihost", "", "scope")},
    "policy": {"decision": decision(HEALTH, NAME, version="v2")},
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_token_is_for_nothing_else(releases: Releases, other: str) -> None:
    binding = bind(releases, **OTHERS[other])
    header = f"{offered(releases)}; reason=erfunden"
    assert redeem(releases, header, binding) is None
    assert redeem(releases, header) is Justification.INVENTED
    asyncio.run(releases.choose(offered(releases), "erfunden"))
    assert redeem(releases, None, binding) is None
    assert redeem(releases, None) is Justification.INVENTED


@given(st.text(), st.text())
def test_another_text_is_another_binding(one: str, other: str) -> None:
    releases = Releases(key=b"k")
    whole = verdict(0, 0, len(one), "HEALTH", Action.WARN)
    same = " ".join(one.split()) == " ".join(other.split())
    left = bind(releases, one, decision=decision(whole))
    right = bind(releases, other, decision=decision(replace(whole, located=LocatedFinding(0, whole.located.finding))))
    assert (left == right) is same


def test_our_own_refusal_in_the_history_changes_nothing(releases: Releases) -> None:
    history = [TextPart(TEXT, role="user"), TextPart("Fragen? Frau Schulz, Tel. 1234", role="assistant")]
    found = decision(HEALTH, NAME, verdict(1, 8, 19, "PERSON", Action.ALLOW))
    assert bind(releases, parts=history, decision=found) == bind(releases)


def test_files_without_findings_are_bound_by_kind_and_size(releases: Releases) -> None:
    def carrying(size: int) -> bytes:
        attachments = [Attachment(AttachmentKind.FILE, size, "application/pdf")]
        return bind(releases, attachments=attachments, decision=decision())

    assert carrying(10) == carrying(10) != carrying(11)
    assert carrying(10) != bind(releases, "Anderer Text", decision=decision())


@pytest.mark.parametrize(("seconds", "works"), [(LIFETIME - 1, True), (LIFETIME, False)])
def test_ten_minutes(releases: Releases, clock: Clock, seconds: float, works: bool) -> None:
    header = f"{offered(releases)}; reason=erfunden"
    clock.now += seconds
    assert (redeem(releases, header) is not None) is works
    token = offered(releases)
    asyncio.run(releases.choose(token, "erfunden"))
    clock.now += seconds
    assert (asyncio.run(releases.look(token)) is not None) is works
    assert (redeem(releases, None) is not None) is works


@pytest.mark.parametrize(
    "change", ["", "erfunden", "reason=", "reason=einwilligung", "grund=erfunden", "reason=ERFUNDEN"]
)
def test_a_header_needs_one_of_the_reasons(releases: Releases, change: str) -> None:
    token = offered(releases)
    assert redeem(releases, f"{token}; {change}") is None
    assert redeem(releases, f"{token};reason=erfunden") is Justification.INVENTED


@given(st.text(max_size=200), st.text(max_size=30))
def test_nothing_made_up_works_or_breaks(token: str, reason: str) -> None:
    releases = Releases()
    offered(releases)
    assert redeem(releases, f"{token}; reason={reason}") is None
    assert asyncio.run(releases.look(token)) is None
    assert asyncio.run(releases.choose(token, reason)) is None
    assert redeem(releases, "\udcff-\udcff; reason=erfunden") is None


@given(st.integers(0, 50), st.sampled_from("0123456789abcdef-"))
def test_a_changed_token_does_not_work(position: int, letter: str) -> None:
    releases = Releases()
    token = offered(releases)
    changed = token[:position] + letter + token[position + 1 :]
    if changed != token:
        assert redeem(releases, f"{changed}; reason=erfunden") is None
        assert asyncio.run(releases.choose(changed, "erfunden")) is None
    assert redeem(releases, f"{token}; reason=erfunden") is Justification.INVENTED


def test_two_gateways_with_one_store_and_key(clock: Clock) -> None:
    store = MemoryReleases(clock=clock)
    one, two = Releases(store, b"shared", clock), Releases(store, b"shared", clock)
    token = offered(one)
    asyncio.run(two.choose(token, "erfunden"))
    assert redeem(one, None) is Justification.INVENTED
    assert redeem(two, None) is None
    stranger = Releases(store, b"another", clock)
    assert asyncio.run(stranger.choose(offered(one), "erfunden")) is None


def test_the_memory_is_bounded_and_keeps_no_text(clock: Clock) -> None:
    store = MemoryReleases(most=3, clock=clock)
    releases = Releases(store, clock=clock)
    tokens = [offered(releases) for _ in range(5)]
    assert [asyncio.run(releases.look(token)) is not None for token in tokens] == [False, False, True, True, True]
    assert all(isinstance(offer, Offer) and b"Asthma" not in offer.binding for offer in store._offers.values())
    clock.now += LIFETIME
    offered(releases)
    assert len(store._offers) == 1

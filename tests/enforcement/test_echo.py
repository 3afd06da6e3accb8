"""restore(model_echo(pseudonymise(x))) == x, for random conversations and what models do to placeholders."""

import itertools
import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.enforcement.pseudonymise import Pseudonymised, pseudonymise
from schleuse.enforcement.restore import Restoration, restoration
from schleuse.entities import ENTITIES, SURROGATES
from schleuse.policy.words import Strategy
from schleuse.pseudonyms.forms import Forms
from schleuse.pseudonyms.placeholder import PLACEHOLDER
from schleuse.pseudonyms.spelling import read_date
from tests.enforcement.conversations import SCOPE, marked, memory

_WORDS = [
    "Bitte",
    "schreibe an",
    "Frau",
    "Herr",
    "und",
    ",",
    ". ",
    "\n",
    "die Akte von",
    "(",
    ")",
    "**",
    "ruft",
    "Anna",
    "[1]",
]
_MENTIONS = [
    "{Petra Müller}", "{Müller}", "{MÜLLER}", "{Mueller}", "{Müllers}", "{Frau Müller}", "{Herr Müller}",
    "{Dr. P. Müller}",
    "{Hans Müller}", "{Hans Müllers}", "{Hans}", "{Kim Yılmaz}", "{YILMAZ}", "{Anna-Lena Özdemir}",
    "{Özdemir, Anna-Lena}",
    "{IBAN_CODE:DE89 3704 0044 0532 0130 00}", "{IBAN_CODE:DE89370400440532013000}", "{PHONE_NUMBER:+49 341 1234567}",
    "{PHONE_NUMBER:0341/123 45 67}", "{EMAIL_ADDRESS:P.Mueller@example.org}", "{EMAIL_ADDRESS:p.mueller@example.org}",
    "{DATE_OF_BIRTH:12.03.1980}", "{DATE_OF_BIRTH:12. März 1980}", "{DE_ADDRESS:Musterstraße 3}",
    "{DE_ADDRESS:Musterstr. 3}",
]  # fmt: skip
pieces = st.lists(st.one_of(st.sampled_from(_WORDS), st.sampled_from(_MENTIONS)), min_size=1, max_size=14)
conversations = st.lists(pieces.map(" ".join), min_size=1, max_size=4)
cuts = st.lists(st.integers(0, 400), max_size=12)


def streamed(restoration: Restoration, text: str, at: list[int]) -> str:
    bounds = sorted({0, len(text), *(cut for cut in at if cut < len(text))})
    out, held = "", ""
    for start, end in itertools.pairwise(bounds):
        ready, held = restoration.split(held + text[start:end])
        out += ready
    return out + restoration.whole(held)


ALTERATIONS: list[Callable[[str], str]] = [
    lambda name: name,
    str.lower,
    str.title,
    lambda name: name.replace("[", r"\[").replace("]", r"\]").replace("_", r"\_"),
    lambda name: name.replace("[", "[**").replace("]", "**]"),
    lambda name: name.replace("_1]", "_\n1]").replace("_2]", "_\n2]"),
    lambda name: re.sub(r"_(\d+)\]", r" \1]", name),
    lambda name: name.replace("]", " ]"),
]


@given(conversations, cuts)
async def test_an_echo_is_restored_exactly_however_it_is_cut(messages: list[str], at: list[int]) -> None:
    parts, verdicts = marked(*messages)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE)
    last = len(parts) - 1
    echo = done.texts.get(last, parts[last].text)
    for prefix in ("", "Gern. Sie schrieben: "):
        restored = streamed(Restoration(done.values, done.places), prefix + echo, at)
        assert restored == prefix + parts[last].text


@given(conversations, cuts, st.sampled_from([Strategy.GENERALISE, Strategy.REDACT, Strategy.SURROGATE]))
async def test_an_echo_is_restored_exactly_by_every_strategy(messages: list[str], at: list[int], how: Strategy) -> None:
    parts, verdicts = marked(*messages)
    strategies = dict.fromkeys(ENTITIES, how)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE, strategies=strategies)
    last = len(parts) - 1
    echo = done.texts.get(last, parts[last].text)
    restoration = Restoration(done.values, done.places, Forms(done.stand_ins))
    assert streamed(restoration, echo, at) == parts[last].text


@given(conversations, st.integers(0, len(ALTERATIONS) - 1), cuts)
async def test_an_echo_with_altered_placeholders_is_restored_exactly(
    messages: list[str], alteration: int, at: list[int]
) -> None:
    parts, verdicts = marked(*messages)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE)
    last = len(parts) - 1
    echo = PLACEHOLDER.sub(lambda match: ALTERATIONS[alteration](match[0]), done.texts.get(last, parts[last].text))
    assert streamed(Restoration(done.values, done.places), echo, at) == parts[last].text


@given(conversations, cuts)
async def test_every_message_of_the_history_comes_back_to_the_same_people(messages: list[str], at: list[int]) -> None:
    parts, verdicts = marked(*messages)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE)
    for index, part in enumerate(parts):
        echo = done.texts.get(index, part.text)
        whole = Restoration(done.values, done.places).whole(echo)
        assert streamed(Restoration(done.values, done.places), echo, at) == whole
        assert not PLACEHOLDER.search(whole.replace("[1]", ""))


@pytest.mark.parametrize(
    ("message", "answer", "expected"),
    [
        ("{Petra Müller}, {MÜLLER}", "Liebe [PERSON_1]", "Liebe Petra Müller"),
        ("{MÜLLER} und {Müller}", "Für [PERSON_1]", "Für Müller"),
        ("{Petra Müller}. Frau {Müller} zahlt.", "Sehr geehrte Frau [PERSON_1],", "Sehr geehrte Frau Müller,"),
        ("{Hans Meier}", "[PERSON_1]s Antrag", "Hans Meiers Antrag"),
        ("{Otto Fuchs}", "[PERSON_1]s Antrag", "Otto Fuchs’ Antrag"),
        ("{Otto Fuchs}", "der [PERSON_1]sche Antrag", "der Otto Fuchssche Antrag"),
        ("{Otto Fuchs}", "PERSON_1 und PERSON_2 und person_1", "Otto Fuchs und PERSON_2 und person_1"),
        ("{Otto Fuchs}", "„[PERSON_1]“ `[PERSON_1]` <[PERSON_1]>", "„Otto Fuchs“ `Otto Fuchs` <Otto Fuchs>"),
        ("{Otto Fuchs}", "[STEUER\nID_1] [PERSON_0] [PERSON_11]", "[STEUER\nID_1] [PERSON_0] [PERSON_11]"),
    ],
)
async def test_free_answers(message: str, answer: str, expected: str) -> None:
    parts, verdicts = marked(message)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE)
    for size in (1, 3, 100):
        restoration = Restoration(done.values, done.places)
        assert streamed(restoration, answer, list(range(0, len(answer), size))) == expected


def test_what_a_model_invents_is_counted_and_other_brackets_are_not() -> None:
    restoration = Restoration({"[PERSON_1]": "Anna"})
    restoration.whole("[PERSON_1] [PERSON_7] [IBAN_1] [Abb_1] [siehe Seite 5] [PERSON_X]")
    assert (restoration.restored, restoration.unknown) == (1, 2)


REALISTIC = dict.fromkeys(SURROGATES, Strategy.SURROGATE)
RESPELT: list[Callable[[str], str]] = [
    str.upper,
    str.lower,
    lambda text: text.replace(" ", "\n"),
    lambda text: text.replace(" ", "  "),
    lambda text: re.sub(r"(\d) (\d)", r"\1\2", text),
    lambda text: f"**{text}**",
]


def respelt(text: str, tokens: set[str], how: int) -> str:
    """Write the stand-ins of a text, known by their letters, in another way."""
    forms = [r"\W{0,3}".join(token) for token in sorted(tokens, key=len, reverse=True) if token[:1] != "["]
    pattern = rf"(?<!\w)\+?(?:{'|'.join(forms)})(?!\w)"
    return re.sub(pattern, lambda match: RESPELT[how](match[0]), text, flags=re.IGNORECASE) if forms else text


@settings(deadline=None)  # regular expressions are made anew for every conversation
@given(conversations, st.integers(0, len(RESPELT) - 1), cuts)
async def test_an_echo_with_respelt_stand_ins_is_restored_exactly(messages: list[str], how: int, at: list[int]) -> None:
    parts, verdicts = marked(*messages)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE, strategies=REALISTIC)
    last = len(parts) - 1
    echo = done.texts.get(last, parts[last].text)
    echo = respelt(echo, {place.token for place in done.places}, how)
    restored = streamed(Restoration(done.values, done.places, Forms(done.stand_ins)), echo, at)
    # Two mentions in a row may read as one stand-in: then the blank between them is respelt, too.
    assert restored.replace("*", "").split() == parts[last].text.replace("*", "").split()


@settings(deadline=None)  # regular expressions are made anew for every conversation
@given(conversations, cuts)
async def test_stand_ins_of_earlier_turns_come_back_without_their_places(messages: list[str], at: list[int]) -> None:
    store = memory()
    parts, verdicts = marked(*messages)
    done = await pseudonymise(parts, verdicts, store, SCOPE, strategies=REALISTIC, continued=True, replay=False)
    known = await store.values(SCOPE)
    for index, part in enumerate(parts):
        echo = done.texts.get(index, part.text)
        restored = streamed(restoration(known, Pseudonymised()), echo, at)
        assert not Forms(known.values()).next(restored, 0)
        for place in done.places:
            if place.part == index and place.written.split()[-1] in {"Yılmaz", "3"}:
                assert place.written.split()[-1] in restored


@pytest.mark.parametrize(
    ("message", "answer", "expected"),
    [
        (
            "{Petra Müller}",
            "Frau F, liebe G, Fs Antrag, F-Akte, Fung",
            "Frau Müller, liebe Petra, Müllers Antrag, Müller-Akte, Fung",
        ),
        ("{Otto Fuchs}", "Fs und G F’s Antrag an F", "Fuchs’ und Otto Fuchs’ Antrag an Fuchs"),
        ("{Fuchs}", "Herr F", "Herr Fuchs"),
        ("{Müller, Petra}", "G F", "Petra Müller"),
    ],
)
async def test_free_answers_with_stand_ins(message: str, answer: str, expected: str) -> None:
    parts, verdicts = marked(message)
    done = await pseudonymise(parts, verdicts, memory(), SCOPE, strategies=REALISTIC)
    stand_in = done.stand_ins[0].stand_in
    for letter, part in (("F", "family"), ("G", "given")):
        if part in stand_in:
            answer = re.sub(rf"\b{letter}(?=\b|s\b)", stand_in[part], answer)
            answer = answer.replace("Fung", stand_in["family"] + "ung")
            expected = expected.replace("Fung", stand_in["family"] + "ung")
    for size in (1, 3, 100):
        for known in (Pseudonymised(values=done.values, stand_ins=done.stand_ins), done):
            assert streamed(restoration({}, known), answer, list(range(0, len(answer), size))) == expected


@pytest.mark.parametrize("written", ["{d}.{m}.{y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}"])
async def test_a_day_comes_back_in_the_spelling_of_the_answer(written: str) -> None:
    parts, verdicts = marked("geb. {DATE_OF_BIRTH:12.03.1980}")
    done = await pseudonymise(parts, verdicts, memory(), SCOPE, strategies=REALISTIC)
    year, month, day = map(int, done.stand_ins[0].stand_in["day"].split("-"))
    answer = "Am " + written.format(d=day, m=month, y=year) + " geboren"
    restored = restoration({}, done).whole(answer)
    assert read_date(restored) == date(1980, 3, 12)
    assert ("-" in restored) == ("-" in written)


async def test_what_looks_like_a_beginning_behind_a_stand_in_does_not_part_it() -> None:
    parts, verdicts = marked("{Hans Müller} {Hans Müller}, {PHONE_NUMBER:+49 341 1234567}")
    done = await pseudonymise(parts, verdicts, memory(), SCOPE, strategies=REALISTIC)
    for size in range(1, 30):
        at = list(range(0, len(done.texts[0]), size))
        assert streamed(restoration({}, done), done.texts[0], at) == parts[0].text

"""The texts that people read: complete, short, kind, and without any way to quote what was found."""

import functools
import re
from pathlib import Path
from typing import Any

import pytest

from schleuse import yamlfile
from schleuse.model import Justification, Reason
from schleuse.policy.words import MESSAGE_OF_REASON, MESSAGES

FOLDER = Path(__file__).parents[2] / "rules" / "messages"
LANGUAGES = ("de", "en")
PLACEHOLDERS = {"counts", "alternative", "contact", "reference", "law", "release", "places", "unread"}
WORDS_MAX = 90
BLAME = re.compile(
    r"verst(oß|öß|oss)|verbot|gemeldet|melden|vorgesetzt|untersagt|unzulässig|strafbar|warnung"
    r"|violat|forbidden|prohibited|report|supervisor|illegal|warning",
    re.IGNORECASE,
)
NOTHING_SENT = {"de": re.compile(r"\b(noch )?nichts gesendet\b"), "en": re.compile(r"\bnothing was sent\b", re.I)}
# Long values, as they may really come.
VALUES = {
    "counts": "1 Steuer-Identifikationsnummer (Seite 2), 12 Angaben zu einer Behinderung und 2 Namen",
    "alternative": "KI-Assistent Rechenzentrum",
    "contact": "Datenschutzbeauftragte oder Datenschutzbeauftragter Ihrer Verwaltung, Tel. -1234",
    "reference": "7F3K2",
    "release": "https://schleuse.beispielstadt.de/freigabe/0123456789abcdef0123-0123456789abcdef0123456789abcd",
    "places": "Seite 2; Blatt Anträge, Zelle B7; und weitere Stellen",
    "unread": "Seite 3: Bild ohne lesbaren Text; und weitere Stellen",
    "law": "Art. 5 Abs. 1 c, Art. 25 DSGVO; § 139b AO; § 35 SGB I",
}


@functools.cache
def reasons(language: str) -> dict[str, str]:
    data: Any = yamlfile.load(FOLDER / "reasons" / f"{language}.yaml").data
    return data  # type: ignore[no-any-return]


@functools.cache
def messages(language: str) -> dict[str, dict[str, str]]:
    data: Any = yamlfile.load(FOLDER / f"{language}.yaml").data
    return data  # type: ignore[no-any-return]


CASES = [(language, key) for language in LANGUAGES for key in MESSAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_a_text_and_there_are_no_others(language: str) -> None:
    assert set(messages(language)) == set(MESSAGES)


def test_every_reason_leads_to_a_text() -> None:
    assert set(MESSAGE_OF_REASON) == set(Reason)
    assert set(MESSAGE_OF_REASON.values()) <= set(MESSAGES)


@pytest.mark.parametrize(("language", "key"), CASES)
def test_a_text_has_exactly_its_parts(language: str, key: str) -> None:
    message = messages(language)[key]
    assert list(message) == ["title", "body", "way"]
    assert all(isinstance(part, str) and part.strip() for part in message.values())


@pytest.mark.parametrize(("language", "key"), CASES)
def test_a_text_is_short(language: str, key: str) -> None:
    text = " ".join(messages(language)[key].values()).format(**VALUES)
    assert len(text.split()) < WORDS_MAX


@pytest.mark.parametrize(("language", "key"), CASES)
def test_a_text_uses_known_placeholders_only_and_leads_to_the_event(language: str, key: str) -> None:
    message = messages(language)[key]
    assert re.fullmatch(r"[^{}]*", message["title"])
    text = message["body"] + message["way"]
    used = set(re.findall(r"\{([^{}]*)\}", text))
    assert used <= PLACEHOLDERS
    assert "reference" in used
    assert "contact" in used or key == "pseudonymised"
    assert not re.search(r"[{}]", re.sub(r"\{\w+\}", "", text))


@pytest.mark.parametrize(("language", "key"), CASES)
def test_optional_values_stand_alone_in_their_line(language: str, key: str) -> None:
    """A line is left out when its value is missing: it must not take another placeholder with it."""
    message = messages(language)[key]
    for line in (message["body"] + message["way"]).splitlines():
        assert line.count("{") <= 1


@pytest.mark.parametrize(("language", "key"), CASES)
def test_the_first_sentence_says_that_nothing_was_sent(language: str, key: str) -> None:
    title = messages(language)[key]["title"]
    if key == "pseudonymised":
        assert not NOTHING_SENT[language].search(title)
    else:
        assert NOTHING_SENT[language].search(title)
        assert title.endswith(".")
        assert title.count(".") == 1


@pytest.mark.parametrize(("language", "key"), CASES)
def test_a_text_blames_nobody(language: str, key: str) -> None:
    for part in messages(language)[key].values():
        assert BLAME.search(part) is None


@pytest.mark.parametrize("key", MESSAGES)
def test_german_texts_say_sie(key: str) -> None:
    text = " ".join(messages("de")[key].values())
    assert re.search(r"\b(Sie|Ihr|Ihre|Ihrer|Ihren)\b", text)
    assert not re.search(r"\b(du|dein|deine|dir|dich)\b", text, re.IGNORECASE)


@pytest.mark.parametrize("key", MESSAGES)
def test_both_languages_use_the_same_placeholders(key: str) -> None:
    found = [re.findall(r"\{(\w+)\}", " ".join(messages(language)[key].values())) for language in LANGUAGES]
    assert found[0] == found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_short_kind_sentence(language: str) -> None:
    assert set(reasons(language)) == set(Justification)
    for text in reasons(language).values():
        assert text.endswith(".")
        assert len(text.split()) <= 8
        assert not BLAME.search(text)


@pytest.mark.parametrize("key", [key for key in MESSAGES if key.startswith("warn")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_warning_leads_to_the_reasons_and_says_what_is_kept(language: str, key: str) -> None:
    assert "{release}" in messages(language)[key]["way"]
    assert {"de": "nur der gewählte Grund", "en": "Only the reason"}[language] in messages(language)[key]["way"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_example_values(language: str) -> None:
    for message in messages(language).values():
        assert not re.search(r"\d|@", " ".join(message.values()))

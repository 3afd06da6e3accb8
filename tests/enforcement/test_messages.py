from pathlib import Path

import pytest

from schleuse.enforcement.messages import load_messages
from schleuse.model import Action, Decision, Finding, FindingVerdict, LocatedFinding, Reason
from schleuse.policy.words import MESSAGES
from schleuse.yamlfile import ConfigError


def decision(message: str, *entities: str, action: Action = Action.BLOCK, **values: str) -> Decision:
    verdicts = tuple(
        FindingVerdict(LocatedFinding(0, Finding(0, 1, entity, 1.0, "test")), action) for entity in entities
    )
    return Decision(action, Reason.FINDINGS, findings=verdicts, message=message, **values)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("key", MESSAGES)
def test_every_text_can_be_filled(language: str, key: str) -> None:
    notice = load_messages(language).notice(decision(key, "PERSON", "DE_TAX_ID", "PERSON", contact="Tel. -1"), "REF")
    assert "{" not in notice.text
    assert "REF" in notice.text
    assert notice.text.startswith(notice.title)


def test_kinds_and_numbers_in_words() -> None:
    assert load_messages("de").enumerate({"DE_TAX_ID": 1, "PERSON": 2, "DE_ADDRESS": 1}) == (
        "2 Namen, 1 Adresse und 1 Steuer-Identifikationsnummer"
    )
    assert load_messages("en").enumerate({"PERSON": 1}) == "1 name"


def test_findings_that_nobody_acts_on_are_not_named() -> None:
    text = load_messages("de").notice(decision("identifier", "PERSON", action=Action.ALLOW), "REF").text
    assert "Name" not in text.replace("[Name]", "")


def test_a_line_without_its_value_is_left_out() -> None:
    text = load_messages("de").notice(decision("identifier", "PERSON"), "REF").text
    assert "freigegebenen Dienst" not in text
    text = load_messages("de").notice(decision("identifier", "PERSON", alternative="KI-Assistent"), "REF").text
    assert "freigegebenen Dienst KI-Assistent" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "guard_down: {title: a, body: b, way: '{contct}'}\n",
            r"de.yaml:1:\d+: guard_down.way: unknown placeholder .*'contact'",
        ),
        ("identifier: {title: a, body: b, way: c}\n", "the text 'guard_down' is missing"),
        ("guard_down: {title: a, body: b, wey: c}\n", "did you mean 'way'"),
    ],
)
def test_broken_files_are_told(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "de.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=expected):
        load_messages("de", tmp_path)


OWN = """
identifier:
  title: Kurz angehalten, es wurde nichts gesendet.
  body: |
    Dein Text enthält vermutlich {counts}.
  way: |
    Nimm die Angaben heraus. Fragen: {contact}
    Vorgang {reference}
"""


def own(folder: Path, text: str) -> Path:
    (folder / "de.yaml").write_text(text, encoding="utf-8")
    return folder


def test_an_authority_may_replace_single_texts(tmp_path: Path) -> None:
    messages = load_messages("de", own=own(tmp_path, OWN))
    values = {"contact": "Tel. -1", "reference": "7F3K2"}
    notice = messages.compose("identifier", Action.BLOCK, Reason.FINDINGS, {"PERSON": 2}, **values)
    assert "Dein Text enthält vermutlich 2 Namen." in notice.text
    shipped = load_messages("de").compose("upload", Action.BLOCK, Reason.FILE, {}, **values)
    assert messages.compose("upload", Action.BLOCK, Reason.FILE, {}, **values) == shipped


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("identifier:", "identifer:"), r"de.yaml:2:1: .*did you mean 'identifier'"),
        (("{counts}", "{wert}"), "unknown placeholder {wert}"),
        (("{counts}", "{"), "brace"),
        (("Nimm", "sehr " * 90 + "Nimm"), "nobody reads 90"),
        (("{contact}", "niemand"), "{contact} is missing"),
        (("Vorgang {reference}", ""), "{reference} is missing"),
        (("gesendet.", "gesendet {counts}."), "a title has no placeholders"),
    ],
)
def test_a_text_that_helps_nobody_is_refused(change: tuple[str, str], expected: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=expected):
        load_messages("de", own=own(tmp_path, OWN.replace(*change)))

"""The public contract of ``schleuse scan`` (docs/scan.md)."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from schleuse.cli import app
from tests.files.documents import pdf, word

runner = CliRunner()
TAX = "Steuer-ID 86 095 742 719"


def lines(*items: Any) -> str:
    return "".join((item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)) + "\n" for item in items)


@pytest.fixture(scope="module")
def results() -> tuple[int, list[dict[str, Any]], str]:
    given = lines(
        {"id": "a", "text": f"🙂 {TAX}"},
        {"id": 2, "messages": [{"role": "user", "content": "Hallo"}, {"role": "assistant", "content": TAX}]},
        {"id": "c", "text": "Welche Frist gilt nach § 70 VwGO?"},
        {"id": "d", "text": TAX, "service": "claude"},
        {"id": "e", "text": TAX, "service": "chatgtp"},
        "{not json",
        '["a list"]',
        {"id": "h", "text": "a", "messages": []},
        {"id": "i", "messages": [{"role": "user"}]},
        {"id": "j", "text": "Guten Tag, Frau Ulrike Hagemeister!"},
        '{"id": "k", "text": "\\ud800 einsam"}',
    )
    result = runner.invoke(app, ["scan", "--jsonl"], input=given)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_one_line_out_for_each_line_in(results: tuple[int, list[dict[str, Any]], str]) -> None:
    _, found, _ = results
    assert [item["id"] for item in found] == ["a", 2, "c", "d", "e", None, None, "h", "i", "j", "k"]


def test_the_fields_are_those_of_the_contract(results: tuple[int, list[dict[str, Any]], str]) -> None:
    item = results[1][0]
    assert set(item) == {"id", "action", "rules", "findings"}
    assert item["action"] == "block"
    assert item["rules"]
    (finding,) = item["findings"]
    assert set(finding) == {"message", "start", "end", "entity", "score", "recognizer"}
    assert finding["entity"] == "DE_TAX_ID"
    assert f"🙂 {TAX}"[finding["start"] : finding["end"]] == "86 095 742 719"
    assert 0.9 <= finding["score"] <= 1


def test_messages_have_their_index(results: tuple[int, list[dict[str, Any]], str]) -> None:
    assert [finding["message"] for finding in results[1][1]["findings"]] == [1]


def test_clean_and_replaced(results: tuple[int, list[dict[str, Any]], str]) -> None:
    assert results[1][2] == {"id": "c", "action": "allow", "rules": [], "findings": []}
    assert results[1][9]["action"] == "pseudonymise"
    assert results[1][10]["action"] == "allow"


def test_a_bad_line_is_told_and_the_others_are_not_lost(results: tuple[int, list[dict[str, Any]], str]) -> None:
    status, found, err = results
    assert status == 2
    assert "line 5: there is no AI service 'chatgtp'" in found[4]["error"]
    assert "line 6: not JSON at column 2" in found[5]["error"]
    assert "line 7: expected an object" in found[6]["error"]
    assert "line 8: expected either" in found[7]["error"]
    assert "line 9: messages.0.content: expected a text" in found[8]["error"]
    assert err.count("schleuse: line ") == 5


def test_the_report_for_people_shows_no_text_unless_asked(tmp_path: Path) -> None:
    file = tmp_path / "brief.txt"
    file.write_text(f"Erste Zeile\n{TAX}\n", encoding="utf-8")
    result = runner.invoke(app, ["scan", str(file)])
    assert result.exit_code == 0
    assert "anhalten, nichts senden" in result.stdout
    assert "Steuer-Identif" in result.stdout
    assert "86 095" not in result.stdout
    assert "86 095 742 719" in runner.invoke(app, ["scan", "--show", str(file)]).stdout.replace("\n", " ")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Guten Tag"))
    assert "Nichts gefunden" in runner.invoke(app, ["scan"], input="Guten Tag").stdout


def test_names_are_known_in_all_messages_and_settings_hold(tmp_path: Path) -> None:
    settings = tmp_path / "schleuse.yaml"
    settings.write_text("detection: {model: embedded, chunk_characters: 500}\n")
    messages = [{"content": "Frau Petra Wiesengrund war da."}, {"content": "wiesengrund hat angerufen"}]
    result = runner.invoke(app, ["scan", "--jsonl", "--config", str(settings)], input=lines({"messages": messages}))
    assert [finding["message"] for finding in json.loads(result.stdout)["findings"]] == [0, 1]
    settings.write_text(f"detection: {{model: '{tmp_path}'}}\n")
    result = runner.invoke(app, ["scan", "--config", str(settings), "Text"])
    assert result.exit_code != 0
    assert str(tmp_path) in str(result.exception)


def scanned(path: Path, content: bytes, *options: str) -> str:
    path.write_bytes(content)
    result = runner.invoke(app, ["scan", *options, str(path)])
    assert result.exit_code == 0, result.exception
    return result.stdout


def test_a_document_is_read_and_the_place_is_said(tmp_path: Path) -> None:
    content = pdf("Die Gebühr beträgt 25 Euro.", f"Die {TAX}.")
    shown = scanned(tmp_path / "bescheid.pdf", content)
    assert "(pdf)" in shown
    assert "anhalten, nichts senden" in shown
    assert "Seite 2" in shown
    assert "86 095" not in shown
    assert "86 095 742 719" in scanned(tmp_path / "bescheid.pdf", content, "--show")


def test_a_clean_document_would_be_sent_and_one_that_cannot_be_read_would_not(tmp_path: Path) -> None:
    clean = scanned(tmp_path / "a.pdf", pdf("Die Gebühr beträgt 25 Euro."))
    assert "durchlassen" in clean
    assert "Nichts gefunden" in clean
    secret = scanned(tmp_path / "b.pdf", pdf("Die Gebühr beträgt 25 Euro.", encrypt="geheim"))
    assert "Nicht lesbar: verschlüsselt" in secret
    assert "K12-files" in secret
    assert "Nicht lesbar: unbekanntes Format" in scanned(tmp_path / "c.png", b"\x89PNG\r\n\x1a\n\xff\xfe")


def test_a_name_in_a_document_stops_it(tmp_path: Path) -> None:
    shown = scanned(tmp_path / "a.docx", word("Sehr geehrte Frau Petra Sommerfeld, vielen Dank."))
    assert "anhalten, nichts senden" in shown
    assert "Absatz 1" in shown


def test_text_in_an_old_encoding_is_read_as_a_file(tmp_path: Path) -> None:
    shown = scanned(tmp_path / "a.txt", f"Grüße\n{TAX}\n".encode("cp1252"))
    assert "Zeile 2" in shown

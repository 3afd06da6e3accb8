import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schleuse.cli import app
from schleuse.cli.services import checked
from schleuse.services.catalogue import Catalogue
from schleuse.shipped import shipped
from schleuse.yamlfile import ConfigError

SERVICES = Catalogue.load().services


def run(*arguments: str):
    return CliRunner().invoke(app, ["services", *arguments])


def test_list_names_every_service():
    result = run("list")
    assert result.exit_code == 0
    assert "deepl-api: DeepL API (Free and Pro) (DeepL, DE), lesbar" in result.output
    assert "speechmind: SpeechMind (SpeechMind GmbH, DE), lesbar, kann freigegeben werden" in result.output
    listed = json.loads(run("list", "--json").output)
    assert [service["id"] for service in listed] == list(SERVICES)


def test_check_prints_the_table():
    result = run("check")
    assert result.exit_code == 0, result.output
    line = next(line for line in result.output.splitlines() if line.startswith("le-chat "))
    assert line.split() == ["le-chat", "3/3", "3/3", "answer,", "error", "JSON,", "lines", "yes", "lines", "golden"]
    assert f"{len(SERVICES)} Dienste" in result.output
    assert "| le-chat | 3/3 |" in run("check", "--markdown").output


def test_check_as_json_is_a_list_of_services_with_ids():
    rows = json.loads(run("check", "--json").output)
    assert [row["id"] for row in rows] == list(SERVICES)
    for row in rows:
        assert set(row) >= {"read", "rewrite", "refuse", "restore", "files", "stream", "verified"}


def test_check_fails_where_a_golden_file_does_not_hold(tmp_path: Path):
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "openai.chat.own.txt").write_text("=== request\nPOST nirgends\n\n\n")
    result = run("check", "--path", str(tmp_path))
    assert result.exit_code == 1
    assert "openai.chat.own.txt: the request does not begin with a method and an address" in result.output


def test_a_broken_catalogue_is_named_with_its_line(tmp_path: Path):
    (tmp_path / "own.yaml").write_text("schema: schleuse-services/1\nfamily: x\nservices: [{id: X y}]\n")
    with pytest.raises(ConfigError, match=r"own\.yaml:3:\d+: services\.0\.id"):
        checked(tmp_path)


def test_list_shows_what_the_authority_has_agreed(tmp_path: Path):
    contracts = tmp_path / "contracts.yaml"
    contracts.write_text(
        "schema: schleuse-contracts/1\nservices:\n"
        "  ionos-ai: {contract: 'AVV 2026/17'}\n  chatgpt-web: {tenants: [w1]}\n"
    )
    demo = str(shipped("rules/policies/demo.yaml"))
    output = run("list", "--contracts", str(contracts), "--policy", demo).output
    assert "freigegeben bis 2036-09-15: Rechtsabteilung" in output
    assert "Vertrag: AVV 2026/17" in output
    assert "nur mit Konten von: w1" in output
    rows = {row["id"]: row for row in json.loads(run("list", "--contracts", str(contracts), "--json").output)}
    assert (rows["ionos-ai"]["contract"], rows["ionos-ai"]["approval"]) == ("AVV 2026/17", "")
    assert rows["chatgpt-web"]["tenants"] == ["w1"]

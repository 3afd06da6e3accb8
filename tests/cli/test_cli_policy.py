"""``schleuse policy``: what it prints, where, and how it ends. Catalogue and detection stand in through cli.common."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from schleuse.cli import common
from schleuse.cli.policy import MAX_TEXT, app
from schleuse.model import Finding, SchleuseError, Service

WORDS = {"Müller": "PERSON", "DE89370400440532013000": "IBAN_CODE", "hunter2": "SECRET"}
SERVICES = {
    service.id: service
    for service in (
        Service("chatgpt-web", "ChatGPT", "OpenAI", "US", ("*.chatgpt.com", "chatgpt.com"), ("chat",), parsed=True),
        Service("ionos-ai", "IONOS AI", "IONOS", "DE", ("ki.ionos.example",), ("chat",)),
    )
}


class Catalogue:
    """Two services."""

    services: Mapping[str, Service] = SERVICES

    def resolve(self, name: str) -> Service:
        for service in self.services.values():
            if service.id.startswith(name):
                return service
        raise SchleuseError(f"there is no service '{name}' (did you mean 'chatgpt-web'?)")


def find_words(text: str) -> Sequence[Finding]:
    return tuple(
        Finding(text.index(word), text.index(word) + len(word), entity, 0.9, "test")
        for word, entity in WORDS.items()
        if word in text
    )


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "catalogue", Catalogue)
    monkeypatch.setattr(common, "analyser", lambda: find_words)


def run(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=text)


def write(folder: Path, text: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


RULE = "{id: A, title: Namen, when: {contains: PERSON}, do: block, examples: {block: [Müller], pass: [niemand]}}"


def test_check_praises_a_good_file(tmp_path: Path) -> None:
    path = write(tmp_path, f"version: 1\nrules: [{RULE}]\n")
    result = run("check", path)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{path}: in Ordnung – Version ")
    assert result.stdout.endswith(", 1 Regel, setzt durch\n")
    assert result.stderr == ""


def test_check_names_file_line_and_column_and_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path, "version: 1\nrules:\n  - {id: A, title: Namen, when: {contains: PERSN}, do: block}\n")
    result = run("check", path, "rules/policies/kommune.yaml", tmp_path / "nowhere.yaml")
    assert result.exit_code == 2
    assert f"{path}:3:44: rules.0.when.contains.0: there is no data class 'PERSN'" in result.stderr
    assert "nowhere.yaml:1:1: the file does not exist" in result.stderr
    assert result.stdout.startswith("rules/policies/kommune.yaml: in Ordnung")


def test_check_prints_warnings_beside(tmp_path: Path) -> None:
    group = "services: {old: {ids: ionos-ai, approval: Rechtsabteilung 1/2020, review: 2021-01-31}}"
    path = write(tmp_path, f"version: 1\n{group}\nrules: [{RULE}]\n")
    result = run("check", path)
    assert result.exit_code == 0
    assert result.stderr.startswith(f"Hinweis: {path}:2:")


def test_explain_shows_every_rule_and_the_one_that_decides() -> None:
    result = run("explain", "--service", "chatgpt", "Frau Müller, Konto DE89370400440532013000")
    assert result.exit_code == 0
    assert "Gefunden:     1 IBAN, 1 Name" in result.stdout
    assert "Entscheidung: anhalten (block), weil: K05-identifiers [findings]" in result.stdout
    lines = result.stdout.splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith(">"))
    assert lines[first].startswith("> K05-identifiers: ")
    assert lines[first + 1].strip() == "greift: anhalten – 1 IBAN; entscheidet"
    assert "+ K11-names: " in result.stdout
    assert "  K14-approved: " in result.stdout
    assert sum(line[2:5] in {f"K{number:02}" for number in range(1, 16)} for line in lines) == 15
    assert "Müller" not in result.stdout


def test_explain_reads_a_file_or_the_input_and_takes_the_sender(tmp_path: Path) -> None:
    policy = write(
        tmp_path,
        "version: 1\nrules:\n"
        "  - {id: A, title: Namen, when: {contains: PERSON, from: {group: Bauamt, network: 10.1.0.0/16}}, do: block}\n"
        "  - {id: B, title: Bilder, when: {carries: image}, do: observe}\n",
    )
    path = tmp_path / "text.txt"
    path.write_text("Frau Müller", encoding="utf-8")
    sender = ("--unit", "bauamt", "--network", "10.1.2.3", "--carries", "image")
    for result in (
        run("explain", "--policy", policy, *sender, "--text-file", path),
        run("explain", "--policy", policy, *sender, text="Frau Müller"),
    ):
        assert result.exit_code == 0
        assert "weil: A [findings]" in result.stdout
        assert "greift: zählen – image" in result.stdout
    assert "durchlassen (allow)" in run("explain", "--policy", policy, text="Frau Müller").stdout


def test_explain_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Müller".encode("latin-1"))
    for arguments, message in (
        (("--service", "chatgtp", "x"), "there is no service 'chatgtp'"),
        (("--text-file", tmp_path / "nowhere.txt"), "nowhere.txt: kann nicht gelesen werden"),
        (("--text-file", latin), "latin.txt: ist kein UTF-8"),
        (("--text-file", latin, "x"), "eines von beiden genügt"),
        (("--policy", tmp_path / "nowhere.yaml", "x"), "the file does not exist"),
    ):
        result = run("explain", *arguments)
        assert result.exit_code == 2
        assert message in result.stderr
        assert result.stderr.count("\n") == 1
        assert result.stdout == ""


def test_explain_bounds_its_text() -> None:
    result = run("explain", text="x" * (MAX_TEXT + 1))
    assert result.exit_code == 2
    assert "länger als" in result.stderr


def test_the_examples_of_a_file_are_run(tmp_path: Path) -> None:
    path = write(tmp_path, f"version: 1\nrules: [{RULE}]\n")
    result = run("test", path)
    assert result.exit_code == 0
    assert result.stdout == f"{path}: 2 von 2 Beispielen wie erwartet\n"


def test_an_example_that_ends_otherwise_is_shown(tmp_path: Path) -> None:
    rule = RULE.replace("[Müller]", "[Müller, Meier]").replace("[niemand]", "[Müller]")
    path = write(tmp_path, f"version: 1\nrules: [{rule}]\n")
    result = run("test", path)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{path}: A, Beispiel 2: erwartet anhalten, aber: greift nicht",
        "    Text: Meier",
        "    erkannt: nichts",
        f"{path}: A, Beispiel 3: erwartet nicht eingreifen, aber: anhalten",
        "    Text: Müller",
        "    erkannt: 1 Name",
        f"{path}: 1 von 3 Beispielen wie erwartet",
    ]


def test_examples_of_rules_to_no_service_are_said_to_be_left_out(tmp_path: Path) -> None:
    rule = RULE.replace("{contains", "{to: approved, contains")
    path = write(tmp_path, f"version: 1\nservices: {{approved: {{}}}}\nrules: [{rule}]\n")
    result = run("test", path)
    assert result.exit_code == 0
    assert "0 von 0 Beispielen wie erwartet, 2 ausgelassen" in result.stdout


def test_a_broken_file_has_no_examples(tmp_path: Path) -> None:
    result = run("test", write(tmp_path, "version: 1\nrules: 5\n"))
    assert result.exit_code == 2
    assert "policy.yaml:2:8: rules: " in result.stderr


def test_diff_says_what_would_change_and_never_a_text(tmp_path: Path) -> None:
    corpus = tmp_path / "texte.txt"
    corpus.write_text("Schreibe Frau Petra Müller einen Brief.\n\nWie wird das Wetter?\n", encoding="utf-8")
    folder = Path(__file__).parents[2] / "rules" / "policies"
    files = [str(folder / "kommune.yaml"), str(folder / "streng.yaml")]
    result = CliRunner().invoke(app, ["diff", *files, "--corpus", str(corpus)])
    assert result.exit_code == 0
    assert re.search(r"Namen +1 +0\.0 % *100\.0 % +1 +0", result.output)
    assert "Müller" not in result.output
    missing = CliRunner().invoke(app, ["diff", *files, "--corpus", str(tmp_path / "x")])
    assert missing.exit_code == 2

"""``schleuse evaluate`` from the command line (docs/evaluate.md)."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from schleuse.cli import app
from schleuse.model import SchleuseError

runner = CliRunner()
NAME, HIDDEN = "Ulrike Hagemeister", "Zyxquarb"


def line(identity: str, text: str, *spans: tuple[str, str], personal: bool | None = None, **more: Any) -> str:
    marked = [
        {"start": text.index(value), "end": text.index(value) + len(value), "label": label, "text": value}
        for label, value in spans
    ]
    personal = bool(spans) if personal is None else personal
    item = {"id": identity, "text": text, "spans": marked, "contains_personal_data": personal, **more}
    return json.dumps(item, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    lines = [
        line("a", f"Guten Tag, Frau {NAME}, Ihre Steuer-ID ist 86 095 742 719.", ("PERSON", NAME),
             ("DE_TAX_ID", "86 095 742 719"), form="letter"),
        line("b", f"das codewort heisst {HIDDEN} und sonst nichts", ("PERSON", HIDDEN), form="note", evasion="hidden"),
        line("c", "Welche Frist gilt nach § 70 VwGO?", form="question", note="hard negative: <b>law</b>"),
    ]  # fmt: skip
    path.write_text("".join(lines), encoding="utf-8")
    return path


def evaluate(*arguments: object) -> Result:
    return runner.invoke(app, ["evaluate", *map(str, arguments), "--model", "embedded"])


@pytest.fixture(scope="module")
def results(corpus: Path) -> tuple[str, dict[str, Any], str]:
    """Everything in one run: what is printed, the JSON file and the HTML file."""
    numbers, page = corpus.with_name("numbers.json"), corpus.with_name("report.html")
    result = evaluate(corpus, "--stock", "--policy", "kommune", "--json", numbers, "--report", page)
    assert result.exit_code == 0, result.output
    return result.stdout, json.loads(numbers.read_text(encoding="utf-8")), page.read_text(encoding="utf-8")


def test_numbers_for_programs(results: tuple[str, dict[str, Any], str]) -> None:
    _, data, _ = results
    assert data["version"] == 1
    assert data["corpus"] == {"name": "corpus.jsonl", "items": 3, "with_data": 2, "spans": 3}
    ours, sure, every = data["detectors"]
    assert [one["threshold"] for one in data["detectors"]] == [0.5, 0.5, 0.0]
    assert ours["labels"]["DE_TAX_ID"]["covered"]["hits"] == 1
    assert sure["labels"]["DE_TAX_ID"]["covered"]["hits"] == every["labels"]["DE_TAX_ID"]["covered"]["hits"] == 0
    assert ours["labels"]["PERSON"]["covered"]["of"] == 2
    low, high = (ours["total"]["covered"][name] for name in ("low", "high"))
    assert 0 < low < ours["total"]["covered"]["share"] <= high <= 1
    assert ours["groups"]["evasion"].keys() == {"hidden"}
    assert ours["words"] == sure["words"] == 26
    assert ours["words_per_second"] > 0
    assert data["policy"]["actions"]["items with data"]["block"] == 1
    for miss in ours["misses"]:
        assert miss.keys() == {"id", "message", "start", "end", "label", "left"}


def test_tables_for_people(results: tuple[str, dict[str, Any], str]) -> None:
    text, _, _ = results
    for part in ("3 items, 3 spans", "spans covered", "items with data that leak", "DE_TAX_ID", "By evasion",
                 "Presidio ≥ 0.5", "Presidio, all", "Under the policy kommune"):  # fmt: skip
        assert part in text
    assert all(len(each) <= 170 for each in text.splitlines())


def test_nothing_is_quoted_unless_asked(results: tuple[str, dict[str, Any], str]) -> None:
    for text in (results[0], json.dumps(results[1]), results[2]):
        assert NAME not in text
        assert HIDDEN not in text
    assert "<script" not in results[2]


def test_misses_are_quoted_on_request(corpus: Path) -> None:
    page = corpus.with_name("quoting.html")
    result = evaluate(corpus, "--misses", "--threshold", "1", "--report", page, "--markdown")
    assert result.exit_code == 0, result.output
    assert NAME not in result.stdout
    assert f"<mark>{NAME}</mark>" in page.read_text(encoding="utf-8")
    assert "| spans covered |" in result.stdout
    printed = evaluate(corpus, "--misses", "--threshold", "1").stdout
    assert f"⟦{NAME}⟧" in printed


def test_prose(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Die Frist endet.\n\nFrau {NAME} kommt.\n", encoding="utf-8")
    numbers = tmp_path / "numbers.json"
    result = evaluate("--prose", tmp_path, "--json", numbers)
    assert result.exit_code == 0, result.output
    (ours,) = json.loads(numbers.read_text(encoding="utf-8"))["prose"]
    assert (ours["words"], ours["findings"], ours["per_10000_words"]) == (7, 1, pytest.approx(1428.571))
    assert "PERSON" in result.stdout
    assert NAME not in result.stdout
    assert f"⟦{NAME}⟧" in evaluate("--prose", tmp_path, "--misses").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["a.jsonl", "b.jsonl"], "one corpus at a time"),
        (["--prose", "nowhere.txt"], "nowhere.txt: cannot be read"),
        (["--prose", "a.txt", "--policy", "kommune"], "--policy judges the items of a corpus"),
        (["nowhere.jsonl", "--policy", "nowhere.yaml"], "nowhere.yaml"),
        (["nowhere.jsonl", "--policy", "kommune", "--service", "nobody"], "no AI service"),
    ],
)
def test_faults_are_one_clear_line(arguments: list[str], message: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = evaluate(*arguments)
    assert isinstance(result.exception, SchleuseError)
    assert message in str(result.exception)


def test_files_that_cannot_be_written_and_models_that_are_none(corpus: Path, tmp_path: Path) -> None:
    result = evaluate(corpus, "--json", tmp_path / "missing" / "a.json")
    assert "cannot be written" in str(result.exception)
    assert "detection.model" in str(runner.invoke(app, ["evaluate", str(corpus), "--model", "no_such"]).exception)

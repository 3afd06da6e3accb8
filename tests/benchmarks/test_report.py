"""Each benchmark writes its own part of the page."""

from pathlib import Path

from benchmarks.report import HEAD, PAGE, table, write_part


def test_parts_replace_themselves_and_leave_the_others(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    write_part(page, "gateway", "one\n")
    write_part(page, "detection", "two\n\n")
    assert page.read_text() == (
        f"{HEAD}\n<!-- gateway -->\none\n<!-- /gateway -->\n\n<!-- detection -->\ntwo\n<!-- /detection -->\n"
    )
    write_part(page, "gateway", "three")
    write_part(page, "detection", "four")
    assert page.read_text() == (
        f"{HEAD}\n<!-- gateway -->\nthree\n<!-- /gateway -->\n\n<!-- detection -->\nfour\n<!-- /detection -->\n"
    )


def test_the_page_that_ships_has_its_parts() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    assert "<!-- gateway -->\n" in text
    assert "<!-- /gateway -->\n" in text


def test_table() -> None:
    assert table(("a", "b"), [("c", "1")]) == "| a | b |\n| --- | --: |\n| c | 1 |"

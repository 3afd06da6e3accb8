"""What stands in a list is found, however it is written; what does not is not."""

import random
import time
from pathlib import Path

import pytest

from schleuse.detection.own import hashes
from schleuse.detection.own.build import build
from schleuse.detection.own.lists import OwnList

KEY = bytes(32)
NAMES = "Petra Wiesengrund\nBrömmelkamp-Koch, Uwe\nAnna von der Heide\nMehmet Ali Yıldırım\n"


def listed(tmp_path: Path, entries: str, entity: str, **options) -> OwnList:
    source, target = tmp_path / "list.txt", tmp_path / "list.hashes"
    source.write_text(entries, encoding="utf-8")
    build(source, target, entity, KEY, **options)
    return OwnList("test", hashes.read(target, KEY), 0.9)


def found(one: OwnList, text: str) -> list[tuple[str, float]]:
    return [(text[hit.start : hit.end], hit.score) for hit in one.hits(text)]


@pytest.mark.parametrize(
    "written",
    [
        "Petra Wiesengrund",
        "petra wiesengrund",
        "WIESENGRUND, PETRA",
        "P. Wiesengrund",
        "Petra Wiesengrunds",
        "Petra\nWiesengrund",
        "Pe\u00adtra W\u0456esengrund",
        "Uwe Broemmelkamp-Koch",
        "uwe brömmelkamp koch",
        "von der Heide, Anna",
        "Mehmet Yildirim",
        "Mehmet Ali YILDIRIM",
    ],
)
def test_names_in_all_their_spellings(tmp_path: Path, written: str):
    text = f"Bitte an {written}, danke."
    assert found(listed(tmp_path, NAMES, "PERSON"), text) == [(written, 0.9)]


@pytest.mark.parametrize(
    "text",
    ["Wiesengrund", "Petra", "Petra. Anna. Uwe.", "Petra geht in den Wiesengrund", "von der Heide", "Ali Yıldırım"],
)
def test_a_part_of_a_name_is_none(tmp_path: Path, text: str):
    assert found(listed(tmp_path, NAMES, "PERSON"), text) == []


def test_surnames_alone_if_wanted_and_no_ordinary_words(tmp_path: Path):
    one = listed(tmp_path, "Uwe Brömmelkamp\nEva Sommer\nIna Koch\nOle Klein\n", "PERSON", surnames=True)
    assert found(one, "brömmelkamps Akte, Sommer, Koch, Klein") == [("brömmelkamps", 0.75)]


def test_cells_of_a_table_stay_apart(tmp_path: Path):
    one = listed(tmp_path, NAMES, "PERSON")
    assert [text for text, _ in found(one, "| Wiesengrund | Petra |")] == ["Wiesengrund", "Petra"]
    assert [text for text, _ in found(one, "von der Heide;Anna")] == ["von der Heide", "Anna"]


def test_numbers_and_project_names(tmp_path: Path):
    one = listed(tmp_path, "300 884-7\nLeuchtfeuer Hafenkante\nNORDSTERN 2027\n", "OWN_PROJECT")
    text = "3008847, 300.884.7, 300 884 7, Leuchtfeuer-Hafenkante, leuchtfeuer\nhafenkante, Nordstern2027"
    assert len(found(one, text)) == 6
    assert found(one, "13008847 30088471 Leuchtfeuer der Hafenkante, Leuchtfeuers Hafenkante") == []


def test_a_long_list_costs_no_more_than_a_short_one(tmp_path: Path):
    letters = random.Random(5)
    names = {"".join(letters.choices("abcdefghijklmnop", k=9)).title() for _ in range(30_000)}
    one = listed(tmp_path, "\n".join(f"Vor{name} {name}hausen" for name in names), "PERSON")
    text = "Der Haushalt der Stadt wird im Dezember beschlossen und dann veröffentlicht. " * 1_500
    begin = time.thread_time()
    assert found(one, text) == []
    assert time.thread_time() - begin < 3, "for 115,000 characters"

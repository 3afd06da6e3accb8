"""Outlook messages, and other compound files."""

import struct

import pytest

from schleuse.files.outlook import _DICTIONARY, expand
from schleuse.files.read import read
from tests.files.documents import CLEAN, TAX, compound, outlook, pdf, places, read_all, unread, whole

# The example of MS-OXRTFCP, section 3.1.1.
SAMPLE = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def test_message():
    content = outlook(
        "Betreff Ulrike",
        f"Guten Tag\n{TAX}",
        {
            "__recip_version1.0_#00000000/__substg1.0_3001001F": "Anton Empfänger".encode("utf-16-le"),
            "__substg1.0_0C1F001E": b"absender@example.org",
            "__substg1.0_10130102": b"<html><p>Frau M&uuml;ller</p></html>",
            "__substg1.0_10090102": SAMPLE,
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "akte.pdf".encode("utf-16-le"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": pdf(CLEAN, "Zweite"),
        },
    )
    reading = read_all(content, "nachricht.msg")
    assert places(reading, TAX) == ["header"]
    for text in ("Betreff Ulrike", "Anton Empfänger", "absender@example.org", "Frau Müller", "hello world"):
        assert text in whole(reading)
    assert places(reading, "Zweite") == ["attachment:1/page:2"]
    assert places(reading, "akte.pdf")[-1] == "attachment:1/name"


def test_a_message_in_a_message():
    inner = "__attach_version1.0_#00000000/__substg1.0_3701000D"
    content = outlook(
        "Außen",
        CLEAN,
        {
            f"{inner}/__properties_version1.0": b"",
            f"{inner}/__substg1.0_0037001F": "Innen".encode("utf-16-le"),
            f"{inner}/__substg1.0_1000001F": TAX.encode("utf-16-le"),
        },
    )
    assert TAX in whole(read_all(content))


def test_an_attachment_that_is_an_object():
    storage = "__attach_version1.0_#00000000/__substg1.0_3701000D/CONTENTS"
    assert unread(read(outlook("x", CLEAN, {storage: b"\0\1\2"}))) == ["embedded"]
    assert unread(read(outlook("x", CLEAN, {"__attach_version1.0_#00000000/__substg1.0_3707001F": b"a\0"}))) == [
        "embedded"
    ]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("WordDocument", "old_office"),
        ("Workbook", "old_office"),
        ("PowerPoint Document", "old_office"),
        ("EncryptedPackage", "encrypted"),
        ("Something", "unknown"),
    ],
)
def test_other_compound_files(stream: str, expected: str):
    assert unread(read(compound({stream: b"x"}))) == [expected]


@pytest.mark.parametrize("cut", [100, 600, 2000])
def test_cut_off(cut: int):
    assert unread(read(outlook("x", TAX)[:cut])) == ["broken"]


def test_compressed_text():
    assert len(_DICTIONARY) == 207
    assert expand(SAMPLE) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    stored = struct.pack("<IIII", 16, 4, 0x414C454D, 0) + b"text"
    assert expand(stored) == b"text"


@pytest.mark.parametrize("content", [b"", b"x" * 15, struct.pack("<IIII", 1, 2**31, 0x75465A4C, 0), b"\0" * 16])
def test_hostile_compressed_text(content: bytes):
    from schleuse.files.collector import UnreadableError

    with pytest.raises(UnreadableError):
        expand(content)

"""ZIP: everything in it is read, and nothing in it hides or explodes."""

import io
import zipfile

import pytest

from schleuse.files import collector
from schleuse.files.read import read
from tests.files.documents import CLEAN, TAX, pdf, places, read_all, unread, whole, word, zipped


def test_files_in_an_archive_are_told_by_their_number():
    content = zipped({"a.txt": CLEAN.encode(), "Ordner Anton/b.pdf": pdf(CLEAN, TAX), "c.docx": word(TAX)})
    reading = read_all(content, "akte.zip")
    assert reading.format == "zip"
    assert places(reading, TAX) == ["entry:2/page:2", "entry:3/paragraph:1"]
    assert places(reading, "Ordner Anton/b.pdf") == ["entry:2/name"]


def test_an_archive_in_an_archive_in_an_archive_is_the_last():
    content = zipped({"d.txt": TAX.encode()})
    for _ in range(2):
        content = zipped({"x.zip": content})
    assert places(read_all(content), TAX) == ["entry:1/entry:1/entry:1/line:1"]
    reading = read(zipped({"x.zip": zipped({"x.zip": content})}))
    assert TAX not in whole(reading)
    assert unread(reading) == ["too_many entry:1/entry:1/entry:1/entry:1"]


def test_an_encrypted_entry():
    content = bytearray(zipped({"a.txt": TAX.encode(), "b.txt": CLEAN.encode()}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(magic) + offset] |= 1
    reading = read(bytes(content))
    assert unread(reading) == ["encrypted entry:1"]
    assert CLEAN in whole(reading)


@pytest.mark.parametrize("place", ["before", "between", "behind"])
def test_bytes_that_belong_to_nothing(place: str):
    hidden = b"Frau Erika Beispiel" * 10
    content = zipped({"a.txt": CLEAN.encode(), "b.txt": CLEAN.encode()}, method=zipfile.ZIP_STORED)
    if place == "before":
        content = b"PK\x03\x04" + hidden + content
    elif place == "between":
        second = content.rfind(b"PK\x03\x04")
        directory = content.find(b"PK\x01\x02")
        shift = len(hidden)
        content = bytearray(content[:second] + hidden + content[second:])
        entry = content.rfind(b"PK\x01\x02")
        content[entry + 42 : entry + 46] = (second + shift).to_bytes(4, "little")
        end = content.rfind(b"PK\x05\x06")
        content[end + 16 : end + 20] = (directory + shift).to_bytes(4, "little")
    else:
        out = io.BytesIO(content)
        with zipfile.ZipFile(out, "a") as archive:
            archive.comment = hidden
        content = out.getvalue()
        assert hidden.decode() in whole(read_all(content))
        return
    assert "embedded" in unread(read(bytes(content)))


def test_two_entries_of_one_name_are_both_read_and_suspect():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", CLEAN)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", TAX)
    reading = read(out.getvalue())
    assert places(reading, TAX) == ["entry:2/line:1"]
    assert unread(reading) == ["broken"]


def test_a_bomb_is_stopped_while_it_unpacks():
    bomb = zipped({"a.txt": b"0" * 400_000_000})
    assert len(bomb) < 500_000
    assert unread(read(bomb)) == ["too_large entry:1"]


def test_a_bomb_of_many_small_files(monkeypatch: pytest.MonkeyPatch):
    assert unread(read(zipped({f"{n}.txt": b"x" for n in range(2100)}))) == ["too_many"]
    monkeypatch.setattr(collector, "MAX_FILES", 20)
    nested = zipped({f"{n}.zip": zipped({f"{m}.txt": b"x" for m in range(10)}) for n in range(5)})
    assert "too_many" in " ".join(unread(read(nested)))


def test_lies_about_sizes():
    content = bytearray(zipped({"a.txt": CLEAN.encode()}))
    entry = content.find(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (5).to_bytes(4, "little")
    assert read(bytes(content)).complete is False


@pytest.mark.parametrize("cut", [10, 60, -30, -1])
def test_a_cut_archive_is_broken(cut: int):
    assert unread(read(zipped({"a.txt": CLEAN.encode()})[:cut])) == ["broken"]

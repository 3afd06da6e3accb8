"""Manual pages become prose: what is running text stays, what is roff, a listing or about persons goes."""

import gzip
import sys
from pathlib import Path

import pytest

from benchmarks import manual_pages

MAN = r"""
.\" a remark
.TH LS 1 "September 2022"
.ie \n(.g .ds Aq \(aq
.el       .ds Aq '
.de Vb
definition
..
.SH BEZEICHNUNG
ls \- Verzeichnis auflisten
.SH "OPTIONEN, KURZ"
Erste Zeile mit \fBfett\fP und
zweite Zeile \(Fcso\(Fo.
.PP
.BR ls (1)
oder
.IP \(bu 2
Punkt
.nf
Quelltext Zeile
.fi
.TS
Tabelle
.TE
.if n \{\
nicht
.\}
.TP
\fB\-a\fP, \fB\-\-all\fP
alle Einträge
.SH AUTOREN
Ute Beispiel
.PP
und Jan Beispiel
.SH ÜBERSETZUNG
Die Übersetzung ist von Ina Beispiel
.MT ina@example.org
Liste
.ME .
.SH "SIEHE AUCH"
info
"""


def test_a_page() -> None:
    lines = MAN.splitlines()
    assert list(manual_pages.paragraphs(lines, listings=False)) == [
        "ls - Verzeichnis auflisten",
        "Erste Zeile mit fett und zweite Zeile »so«.",
        "ls(1) oder",
        "• Punkt",
        "-a, --all alle Einträge",
        "info",
    ]
    assert "Quelltext Zeile" in list(manual_pages.paragraphs(lines, listings=True))


def test_a_page_of_the_other_kind() -> None:
    page = ".Sh BESCHREIBUNG\n.Nm\nruft\n.Xr ls 1\nmit\n.Fl a\nauf\n.Sh GESCHICHTE\nvon\n.An Ute Beispiel\n"
    assert list(manual_pages.paragraphs(page.splitlines(), listings=False)) == ["ruft ls 1 mit a auf"]


def test_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    pages = tmp_path / "man"
    pages.mkdir()
    (pages / "ls.1.gz").write_bytes(gzip.compress(MAN.encode()))
    (pages / "dir.1").symlink_to("ls.1.gz")
    (pages / "changelog.gz").write_bytes(gzip.compress(b"no page"))
    monkeypatch.setattr(sys, "argv", ["manual_pages", str(pages), str(tmp_path / "texts")])
    manual_pages.main()
    assert [path.name for path in (tmp_path / "texts").iterdir()] == ["ls.1.txt"]
    assert capsys.readouterr().out.startswith("1 pages, 21 words")
    assert "Beispiel" not in (tmp_path / "texts" / "ls.1.txt").read_text(encoding="utf-8")

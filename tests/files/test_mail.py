"""Mails: headers, all bodies, attachments with their names, mails in mails."""

from email.message import EmailMessage

from schleuse.files.read import read
from tests.files.documents import CLEAN, TAX, mail, pdf, places, read_all, unread, whole


def test_headers_bodies_and_attachments():
    content = mail(
        f"Guten Tag\n{TAX}",
        html="<p>Frau M&uuml;ller</p>",
        attachments={"Akte Anton.pdf": pdf(CLEAN, "Zweite")},
        To="Jürgen <j@example.org>",
    )
    reading = read_all(content, "mail.eml")
    assert reading.format == "eml"
    assert places(reading, TAX) == ["line:2"]
    assert places(reading, "Jürgen <j@example.org>") == ["header"]
    assert "Frau Müller" in whole(reading)
    assert places(reading, "Zweite") == ["attachment:1/page:2"]
    assert places(reading, "Akte Anton.pdf")[-1] == "attachment:1/name"


def test_a_mail_in_a_mail():
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "a@example.org", "Fwd"
    outer.set_content("siehe unten")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "Ulrike <u@example.org>", "Innen"
    inner.set_content(TAX)
    outer.add_attachment(inner)
    text = whole(read_all(bytes(outer)))
    assert TAX in text
    assert "Ulrike <u@example.org>" in text


def test_encodings():
    content = (
        b"From: =?iso-8859-1?Q?J=FCrgen?= <j@example.org>\r\nSubject: x\r\n"
        b"Content-Type: text/plain; charset=iso-8859-1\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n"
    )
    assert "Jürgen" in whole(read_all(content))
    assert "Grüße" in whole(read_all(content))


def test_what_cannot_be_read():
    assert unread(read(mail(CLEAN, attachments={"a.bin": b"\0\1\2"}))) == ["unknown attachment:1"]
    cut = mail(CLEAN, attachments={"a.txt": b"x" * 999})
    assert "broken" in unread(read(cut[: cut.rindex(b"--")]))
    head = b"From: a@example.org\nSubject: x\n"
    nested = head + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000))
    assert read(nested).complete is False
    many = b'%sContent-Type: multipart/mixed; boundary="b"\n\n' % head + b"--b\n\nx\n" * 2000 + b"--b--\n"
    assert unread(read(many)) == ["too_many"]

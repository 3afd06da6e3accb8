import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.model import InspectionError, Reason
from schleuse.payload.multipart import MAX_PARTS, parse

TYPE = "multipart/form-data; boundary=XYZ"
BODY = (
    "--XYZ\r\n"
    'Content-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n'
    "--XYZ\r\n"
    'content-disposition: form-data; name="file"; filename="Akte Müller \\"1\\".pdf"\r\n'
    "Content-Type: application/PDF\r\n\r\n%PDF--XYZ\r\n--XYZA\r\n\x00\r\n"
    "--XYZ--\r\n"
).encode()


def test_fields_files_and_names():
    field, file = parse(BODY, TYPE).parts
    assert (field.name, field.is_file, field.text()) == ("purpose", False, "fine-tune")
    assert (file.name, file.filenames, file.content_type) == ("file", ('Akte Müller "1".pdf',), "application/pdf")
    assert file.content == b"%PDF--XYZ\r\n--XYZA\r\n\x00"


def test_rewriting_keeps_everything_else():
    document = parse(BODY, TYPE)
    assert document.rewrite({}) == BODY
    rewritten = document.rewrite({(0, None): "ü", (1, 0): 'A"[PERSON_1].pdf'})
    assert rewritten == BODY.replace(b"fine-tune", "ü".encode()).replace(
        'Akte Müller \\"1\\".pdf'.encode(), b"A%22[PERSON_1].pdf"
    )
    assert parse(rewritten, TYPE).parts[1].filenames == ('A"[PERSON_1].pdf',)


def test_both_spellings_of_a_file_name_are_read_and_rewritten():
    body = (
        b'--XYZ\r\nContent-Disposition: form-data; name="f"; filename="Akte.txt"; '
        b"filename*=UTF-8''M%C3%BCller.txt\r\n\r\nx\r\n--XYZ--\r\n"
    )
    document = parse(body, TYPE)
    assert document.parts[0].filenames == ("Akte.txt", "Müller.txt")
    rewritten = document.rewrite({(0, 1): "Größe 1.txt"})
    assert rewritten == body.replace(b"M%C3%BCller.txt", b"Gr%C3%B6%C3%9Fe%201.txt")


def test_a_field_may_not_bring_its_own_boundary():
    with pytest.raises(InspectionError) as caught:
        parse(BODY, TYPE).rewrite({(0, None): "a\r\n--XYZ--"})
    assert caught.value.reason is Reason.NOT_REWRITABLE


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=XYZ", 'Multipart/Form-Data; Boundary="XYZ"'])
def test_line_ends_and_spellings(newline, kind):
    body = b"--XYZ\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--XYZ\r\n\r\nb\r\n--XYZ--"
    parts = parse(body.replace(b"\r\n", newline), kind).parts
    assert [(part.name, part.content) for part in parts] == [("a", b""), ("", b"b")]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (BODY, "multipart/form-data"),
        (BODY, "multipart/form-data; boundary=ABC"),
        (BODY[:-10], TYPE),
        (b"Vorwort" + BODY, TYPE),
        (BODY + b"Nachwort", TYPE),
        (b"", TYPE),
        (b"--XYZ\r\nContent-Disposition: form-data; name=a\r\n--XYZ--\r\n", TYPE),
        (b"--XYZ\r\nContent-Type: multipart/mixed; boundary=Q\r\n\r\n\r\n--XYZ--", TYPE),
        (b"--XYZ\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==\r\n--XYZ--", TYPE),
        (b"--XYZ\r\nContent-Disposition: form-data;\r\n filename=a.txt\r\n\r\n\r\n--XYZ--", TYPE),
        (b"--XYZ\r\nContent-Type: text/plain; name=Akte.txt\r\n\r\n\r\n--XYZ--", TYPE),
        (b"--XYZ\r\nX-Name: Akte\r\n\r\n\r\n--XYZ--", TYPE),
        (b"--XYZ\r\n\r\na\r\n" * (MAX_PARTS + 1) + b"--XYZ--", TYPE),
    ],
)
def test_what_cannot_be_read_is_refused(body, kind):
    with pytest.raises(InspectionError) as caught:
        parse(body, kind)
    assert caught.value.reason is Reason.NOT_INSPECTABLE


def test_a_field_that_is_not_utf8_is_refused():
    body = b"--XYZ\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--XYZ--"
    with pytest.raises(InspectionError):
        parse(body, TYPE).parts[0].text()


@given(st.lists(st.binary(max_size=20).filter(lambda data: b"--XYZ" not in data), min_size=1, max_size=4))
def test_any_contents_come_back(contents):
    body = b"".join(
        b'--XYZ\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n' + content + b"\r\n"
        for content in contents
    )
    body += b"--XYZ--\r\n"
    document = parse(body, TYPE)
    assert [part.content for part in document.parts] == contents
    assert document.rewrite({}) == body

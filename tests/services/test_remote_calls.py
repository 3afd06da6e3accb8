import base64
import gzip

import pytest

from schleuse.model import InspectionError, Reason, Request
from schleuse.services.catalogue import Catalogue
from tests.payload.test_envelopes import wrapped
from tests.payload.test_protobuf import field

READER = Catalogue.load().fallback
MESSAGE = field(1, field(2, "Schreibe Erika Müller.".encode()) + field(3, b"\x08\x01"))


def read(body: bytes, content_type: str, **headers: str):
    named = (("content-type", content_type), *((key.replace("_", "-"), value) for key, value in headers.items()))
    return READER.read(Request("POST", "x.example", 443, "/", headers=named, body=body), body)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (MESSAGE, "application/proto"),
        (MESSAGE, "application/x-protobuf"),
        (wrapped(MESSAGE), "application/grpc"),
        (wrapped(MESSAGE) + wrapped(b"{}", 2), "application/connect+proto"),
        (wrapped(gzip.compress(MESSAGE), 1), "application/grpc+proto"),
        (base64.b64encode(wrapped(MESSAGE)) + base64.b64encode(wrapped(b"a: b", 0x80)), "application/grpc-web-text"),
        (wrapped(b'{"a": "Schreibe Erika M\\u00fcller."}'), "application/connect+json"),
        (field(1, b'{"a": "Schreibe Erika M\\u00fcller."}'), "application/protobuf"),
    ],
)
def test_texts_are_found_and_stay_as_they_are(body: bytes, content_type: str):
    extraction = read(body, content_type, grpc_encoding="gzip")
    found = [index for index, part in enumerate(extraction.parts) if part.text == "Schreibe Erika Müller."]
    assert found
    assert extraction.fixed.issuperset(found)


def test_files_in_messages_are_attachments():
    picture = b"\x89PNG\r\n\x1a\n\xff" + bytes(200)
    (attachment,) = read(field(1, picture), "application/proto").attachments
    assert (attachment.mime, attachment.size) == ("image/png", len(picture))


def test_short_bytes_may_be_an_id_and_long_ones_may_hide_something():
    assert read(field(1, b"\xff" * 64), "application/proto").parts == ()
    with pytest.raises(InspectionError) as caught:
        read(field(1, b"\xff" * 65), "application/proto")
    assert caught.value.reason is Reason.NOT_INSPECTABLE


@pytest.mark.parametrize("body", [b"abc", wrapped(b"\xff", 2), wrapped(b"\xff\xff")])
def test_what_is_broken_is_refused(body: bytes):
    with pytest.raises(InspectionError):
        read(body, "application/grpc")

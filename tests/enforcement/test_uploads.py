"""Uploads in two steps: verdicts follow the file, for its client, for a while; bytes go where somebody looks."""

import json

import pytest

from schleuse.enforcement import uploads as module
from schleuse.enforcement.uploads import AnnouncementAnswer, Uploads
from schleuse.enforcement.verdict import Refuse
from schleuse.model import Action, Decision, Notice, Reason, Request, Response, ResponseHead
from schleuse.services.catalogue import Catalogue
from schleuse.services.restore.restorer import PassThrough

CATALOGUE = Catalogue.load()
DECISION = Decision(Action.BLOCK, Reason.FINDINGS, policy_version="v1")
NOTICE = Notice("Seite 2", "x", Action.BLOCK, Reason.FINDINGS, "7F3K2")
PUT = Request("PUT", "files.oaiusercontent.com", 443, "/file-abc/raw")
CHAT = Request("POST", "chatgpt.com", 443, "/backend-api/conversation", body=b'{"id":"file-Abc123"}')
REFUSAL = Refuse(Response(403, (), b"instead"), DECISION)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def uploads(clock: Clock) -> Uploads:
    uploads = Uploads(clock)
    uploads.announce("anna", "file-Abc123", "files.oaiusercontent.com/file-abc/raw")
    uploads.refuse("anna", PUT, DECISION, NOTICE)
    return uploads


def test_who_names_a_refused_file_gets_its_refusal(uploads: Uploads):
    assert uploads.refused("anna", CHAT, "v1") == (DECISION, NOTICE)
    named = Request("POST", "chatgpt.com", 443, "/backend-api/files/file-Abc123/uploaded")
    assert uploads.refused("anna", named, "v1") == (DECISION, NOTICE)


def test_nobody_else_and_nothing_else_is_touched(uploads: Uploads):
    assert uploads.refused("bert", CHAT, "v1") is None
    assert uploads.refused("anna", Request("POST", "chatgpt.com", 443, "/", body=b"{}"), "v1") is None
    assert uploads.refused("anna", CHAT, "v2") is None  # another policy may judge otherwise
    assert uploads.refused("anna", PUT, "v1") is None  # a mended file may be sent to the same address


def test_after_an_hour_it_is_forgotten(uploads: Uploads, clock: Clock):
    clock.now += module.LIFETIME
    assert uploads.refused("anna", CHAT, "v1") is None
    uploads.announce("bert", "file-Other99")
    assert uploads._refused == {}
    assert set(uploads._announced) == {"bert"}


def test_announcements_are_bounded(uploads: Uploads, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST", 3)
    for number in range(5):
        uploads.announce("anna", f"file-New{number}")
    assert sum(map(len, uploads._announced.values())) == 3
    assert uploads.refused("anna", CHAT, "v1") is None


def answer(uploads: Uploads, content: bytes) -> bytes:
    reader = AnnouncementAnswer(PassThrough(), uploads, "anna", CATALOGUE, lambda: REFUSAL)
    out = b"".join(reader.feed(content[at : at + 7]) for at in range(0, len(content), 7))
    return out + reader.finish()


@pytest.mark.parametrize("host", ["files.oaiusercontent.com", "chatgpt.com"])
def test_an_answer_that_leads_to_a_guarded_host_passes(host: str):
    uploads = Uploads()
    content = json.dumps({"upload_url": f"https://{host}/file-x?sig=1", "file_id": "file-Xyz789"}).encode()
    assert answer(uploads, content) == content
    uploads.refuse("anna", Request("PUT", host, 443, "/file-x"), DECISION, NOTICE)
    assert uploads.refused("anna", Request("POST", "chatgpt.com", 443, "/", body=b"file-Xyz789"), "v1")


@pytest.mark.parametrize(
    "content",
    [
        b'{"upload_url": "https://elsewhere.example/x", "file_id": "file-Xyz789"}',
        b'{"upload_url": "https://bucket.blob.core.windows.net/x"}',
        b'{"upload_url": "https://[broken/x"}',
        b"[]",
        b"no json",
        b'{"upload_url"' + b" " * module.MOST_BYTES + b': "https://elsewhere.example/x"}',
    ],
    ids=["elsewhere", "blob", "broken", "list", "text", "long"],
)
def test_any_other_answer_is_replaced(content: bytes):
    assert answer(Uploads(), content) == b"instead"


def test_an_answer_without_an_address_passes():
    assert answer(Uploads(), b"") == b""
    pending = b'{"id": "upload_abc123", "status": "pending"}'
    assert answer(Uploads(), pending) == pending


def test_an_error_of_the_service_passes():
    watched = Uploads().watched(lambda head: PassThrough(), "anna", CATALOGUE, lambda: REFUSAL)
    assert isinstance(watched(ResponseHead(500)), PassThrough)
    assert isinstance(watched(ResponseHead(200)), AnnouncementAnswer)

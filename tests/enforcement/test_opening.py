"""Files of a request are opened once each, and what nobody read is said."""

import pytest

from schleuse.enforcement.opening import open_files
from schleuse.enforcement.rewriting import can_replace
from schleuse.model import (
    Action,
    Attachment,
    AttachmentKind,
    Decision,
    FileReading,
    FileText,
    Finding,
    FindingVerdict,
    InspectionError,
    LocatedFinding,
    PartKind,
    PlaceKind,
    Reason,
    Step,
    TextPart,
    Unread,
)
from schleuse.services.extraction import Extraction

PAGE = (Step(PlaceKind.PAGE, "1"),)


class Reader:
    def __init__(self) -> None:
        self.seen: list[bytes] = []

    async def read(self, content: bytes, name: str = "") -> FileReading:
        self.seen.append(content)
        if content == b"busy":
            raise InspectionError(Reason.BUSY)
        unread = ((Unread.BROKEN, ()),) if content == b"broken" else ()
        return FileReading("text", (FileText(content.decode(), ((0, PAGE),)),), unread)


def carried(content: bytes, kind: AttachmentKind = AttachmentKind.FILE) -> Attachment:
    return Attachment(kind, len(content), "", content)


def request(*attachments: Attachment) -> Extraction:
    return Extraction((TextPart("Frage", PartKind.CHAT, "user"),), attachments)


async def test_texts_of_files_are_parts_that_cannot_be_rewritten():
    opened = await open_files(request(carried(b"Ulrike")), Reader())
    assert [(part.text, part.kind) for part in opened.parts] == [("Frage", "chat"), ("Ulrike", "document")]
    assert opened.parts[1].marks == ((0, PAGE),)
    assert opened.unread == frozenset()
    finding = LocatedFinding(1, Finding(0, 6, "PERSON", 0.9, "test"))
    replaced = Decision(Action.PSEUDONYMISE, Reason.FINDINGS, findings=(FindingVerdict(finding, Action.PSEUDONYMISE),))
    assert not can_replace(opened, replaced)
    with pytest.raises(InspectionError):
        opened.rewrite({1: "[PERSON_1]"})


async def test_several_files_are_numbered_and_the_same_one_is_read_once():
    reader = Reader()
    opened = await open_files(request(carried(b"a"), carried(b"b"), carried(b"a")), reader)
    assert reader.seen == [b"a", b"b"]
    assert [part.marks[0][1] for part in opened.parts[1:]] == [
        (Step(PlaceKind.FILE, number), *PAGE) for number in ("1", "2", "3")
    ]


async def test_what_was_not_read():
    opened = await open_files(
        request(
            carried(b"x"),
            carried(b"sound", AttachmentKind.AUDIO),
            Attachment(AttachmentKind.FILE, 9),
            Attachment(AttachmentKind.IMAGE, 0, announced=True),
            Attachment(AttachmentKind.FILE, 9, opened=True),
            carried(b"broken", AttachmentKind.IMAGE),
        ),
        Reader(),
    )
    causes = [reading.unread[0][0] if reading and reading.unread else reading and "read" for reading in opened.readings]
    assert causes == ["read", Unread.SOUND, Unread.PIECE, None, "read", Unread.BROKEN]
    assert opened.unread == {AttachmentKind.AUDIO, AttachmentKind.FILE, AttachmentKind.IMAGE}


async def test_without_a_reader_nothing_is_read():
    opened = await open_files(request(carried(b"x")), None)
    assert opened.unread == {AttachmentKind.FILE}


async def test_a_reader_that_cannot_try_stops_the_request():
    with pytest.raises(InspectionError) as caught:
        await open_files(request(carried(b"busy")), Reader())
    assert caught.value.reason is Reason.BUSY

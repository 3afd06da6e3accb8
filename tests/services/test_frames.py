import json

import pytest

from schleuse.model import Action, Notice, Reason, Request
from schleuse.services import frames
from schleuse.services.schema import RefusalSpec

NOTICE = Notice("Nicht gesendet.\nVorgang 7F3K2", "Nicht gesendet", Action.BLOCK, Reason.FINDINGS, "7F3K2")


def rendered(template: object, message: bytes = b"{}", **more: object):
    spec = RefusalSpec(frames=(template,), verified="none", **more)
    return frames.render(spec, NOTICE, Request("WS", "x", 443, "/", body=message, connection="1"))


def test_placeholders_take_values_of_the_message_and_of_the_notice():
    message = b'{"a": {"b": "c"}, "list": [{"d": "e"}], "number": 7}'
    template = [
        "{text}",
        "{reference}",
        "{message.a.b}",
        "<{message.list.d}>",
        "{message.number}",
        "{message.x}",
        "<{message.x}>",
        3,
    ]
    (frame,) = rendered(template, message).frames
    assert json.loads(frame) == [NOTICE.text, "7F3K2", "c", "<e>", None, None, "<>", 3]


def test_one_refusal_has_one_new_id():
    (frame,) = rendered({"a": "{id}", "b": ["{id}"]}).frames
    ids = json.loads(frame)
    assert ids["a"] == ids["b"][0] != json.loads(rendered("{id}").frames[0])


def test_records_are_one_message():
    (frame,) = rendered(
        {"type": 3, "invocationId": "{message.invocationId}"},
        b'{"type":6}\x1e{"invocationId":"0"}\x1e',
        socket="signalr",
    ).frames
    assert frame == b'{"type": 3, "invocationId": "0"}\x1e'


@pytest.mark.parametrize("message", [b"\xff", b"{", b"[]", b'"x"', b""])
def test_any_message_can_be_refused(message):
    assert rendered("{message.a}", message).frames == (b"null",)


def test_without_frames_the_connection_is_closed():
    closing = RefusalSpec(action="close", verified="none")
    response = frames.render(closing, NOTICE, Request("WS", "x", 443, "/", connection="1"))
    assert (response.status, response.frames, response.body) == (1008, (), b"Nicht gesendet 7F3K2")


def test_a_reason_has_room_in_a_control_frame():
    reason = frames.close_reason("ä" * 100)
    assert reason.decode() == "ä" * 61
    assert len(reason) <= frames.MAX_REASON

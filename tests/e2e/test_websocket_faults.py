"""Whatever breaks while a WebSocket is open: no message leaves unjudged, and the client learns of it in time."""

import json
import os
import signal
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Close
from websockets.sync.client import ClientConnection

import schleuse.pipeline
from demo.standin import StandIn
from schleuse.enforcement.messages import Messages
from schleuse.gateway import dialogue, translate
from schleuse.gateway.dialogue import Dialogue
from schleuse.gateway.guard import Guard
from schleuse.gateway.websocket import Sockets
from schleuse.model import InspectionError, Reason
from schleuse.pseudonyms.store import MemoryStore
from schleuse.services.catalogue import Catalogue
from schleuse.services.messages import MessageReader
from schleuse.services.restore.engine import StreamRestorer
from schleuse.telemetry.metrics import Metrics
from tests.e2e.running import Command, Running, settings_for, wait_until
from tests.e2e.test_fail_closed import boom, long_text, out_of_memory
from tests.e2e.test_websockets import CLEAN, FORBIDDEN, MARKER, PERSONAL, ask, opened, said, until, until_closed

IN_TIME = 8.0


def assert_policy(close: Close | None) -> None:
    assert close is not None
    assert close.code == 1008
    assert "nichts gesendet" in close.reason


def assert_refused(socket: ClientConnection, standin: StandIn, message: str | bytes) -> None:
    """Send a message: it is answered by an error, or the connection is closed, and nothing of it has left."""
    started = time.monotonic()
    socket.send(message)
    try:
        while json.loads(socket.recv(timeout=IN_TIME))["type"] != "error":
            pass
    except ConnectionClosed as closed:
        assert_policy(closed.rcvd)
    assert time.monotonic() - started < IN_TIME
    assert standin.received[0].messages == []
    assert standin.leaks(MARKER) == []


def no_record(*_args: object, **_options: object) -> Any:
    raise InspectionError(Reason.AUDIT_UNAVAILABLE)


async def nothing(*_args: object) -> None:
    """Return without a verdict."""


ROOMS: list[tuple[str, object, str, str]] = [
    ("services identify", Catalogue, "identify", CLEAN),
    ("services read", MessageReader, "read", CLEAN),
    ("policy decide", schleuse.pipeline, "decide", CLEAN),
    ("enforcement pseudonymise", schleuse.pipeline, "pseudonymise", PERSONAL),
    ("pseudonyms assign", MemoryStore, "assign", PERSONAL),
    ("enforcement message", Messages, "notice", FORBIDDEN),
    ("services frames", schleuse.services.frames, "render", FORBIDDEN),
    ("telemetry verdict", Metrics, "verdict", CLEAN),
    ("audit event", schleuse.pipeline, "event_of", PERSONAL),
    ("gateway dialogue", Dialogue, "sent", CLEAN),
    ("gateway outcome", dialogue, "Outcome", CLEAN),
    ("hook", Sockets, "schleuse_socket", CLEAN),
]


@pytest.mark.parametrize("fault", [boom, out_of_memory])
@pytest.mark.parametrize(("owner", "name", "text"), [room[1:] for room in ROOMS], ids=[room[0] for room in ROOMS])
def test_an_exception_in_any_room_or_hook(
    gateway: Running,
    standin: StandIn,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    text: str,
    fault: object,
) -> None:
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        monkeypatch.setattr(owner, name, fault)
        assert_refused(socket, standin, ask(text))


def test_a_hook_that_forgets_its_verdict(gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        monkeypatch.setattr(Sockets, "schleuse_socket", nothing)
        assert_refused(socket, standin, ask(CLEAN))


@pytest.mark.parametrize("stage", ["detector", "record"])
def test_an_exception_in_what_is_plugged_in(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    class Broken:
        analyse = staticmethod(boom)

    with opened(gateway) as socket:
        socket.recv(timeout=15)
        monkeypatch.setattr(gateway.pipeline, stage, Broken() if stage == "detector" else boom)
        assert_refused(socket, standin, ask(CLEAN))


def test_without_a_record_nothing_leaves(gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        monkeypatch.setattr(gateway.pipeline, "record", no_record)
        assert_refused(socket, standin, ask(CLEAN))


@pytest.mark.parametrize(
    ("owner", "name"),
    [(Sockets, "open"), (translate, "is_websocket"), (Dialogue, "__init__"), (Guard, "_open")],
    ids=["open", "is_websocket", "dialogue", "guard"],
)
def test_an_upgrade_that_cannot_be_prepared(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    monkeypatch.setattr(owner, name, boom)
    with pytest.raises(InvalidStatus) as caught, opened(gateway):
        pass
    assert caught.value.response.status_code == 403
    assert standin.received == []


def test_a_service_that_upgrades_what_was_no_upgrade(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was prepared, so nothing is judged, so nothing leaves."""
    monkeypatch.setattr(Sockets, "open", lambda *_: None)
    with opened(gateway) as socket:
        assert_refused(socket, standin, ask(CLEAN))


def test_headers_of_the_answer_that_break_open_nothing(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guard, "responseheaders", boom)
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        assert_refused(socket, standin, ask(FORBIDDEN))


def test_an_answer_whose_restorer_breaks_still_arrives(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(gateway) as socket:
        monkeypatch.setattr(StreamRestorer, "feed", boom)
        socket.send(ask(PERSONAL))
        assert "[PERSON_" in said(until(socket, "response.done"))
    assert standin.leaks("Hagemeister") == []


# --- bad input -------------------------------------------------------------------------------------------


def frame(opcode: int, payload: bytes, *, fin: bool = True, masked: bool = True, rsv: int = 0) -> bytes:
    head = bytes([fin << 7 | rsv << 4 | opcode, masked << 7 | len(payload)])
    return head + (b"\0\0\0\0" if masked else b"") + payload


BAD: dict[str, bytes] = {
    "not masked": frame(1, MARKER.encode(), masked=False),
    "unknown opcode": frame(3, MARKER.encode()),
    "reserved bits": frame(1, MARKER.encode(), rsv=4),
    "continuation of nothing": frame(0, MARKER.encode()),
    "a message in a message": frame(1, MARKER.encode(), fin=False) + frame(1, MARKER.encode()),
    "not UTF-8": frame(1, MARKER.encode() + b"\xff"),
    "fragmented ping": frame(9, MARKER.encode(), fin=False),
    "length that lies": b"\x81\xff" + struct.pack("!Q", 1 << 63) + b"\0\0\0\0" + MARKER.encode(),
    "close with text for a code": frame(8, b"\0\1" + MARKER.encode()),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_frames_that_are_none(gateway: Running, standin: StandIn, data: bytes) -> None:
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        socket.socket.sendall(data)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=15)
    wait_until(lambda: standin.received[0].complete)
    assert standin.received[0].messages == []
    assert standin.leaks(MARKER) == []


@pytest.mark.parametrize(
    "message",
    [
        b"\x00\x01\xff" + MARKER.encode(),
        '{"type": "' + MARKER,
        "[" * 100_000 + f'"{MARKER}"' + "]" * 100_000,
        f'{{"type": NaN, "text": "{MARKER}"}}',
        f"\\u0045rika {MARKER}",
    ],
    ids=["binary", "broken JSON", "deep", "NaN", "escapes in no JSON"],
)
def test_messages_that_cannot_be_read(gateway: Running, standin: StandIn, message: str | bytes) -> None:
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        assert_refused(socket, standin, message)
        socket.send(ask("Guten Tag."))
        assert "Guten Tag." in said(until(socket, "response.done"))


@pytest.mark.parametrize("piece", [1_000_000, None], ids=["fragments", "one frame"])
def test_a_message_that_is_too_large(gateway: Running, standin: StandIn, piece: int | None) -> None:
    size = gateway.settings.limits.body_bytes + 1_000_000
    text = MARKER * (size // len(MARKER))
    pieces = [text[index : index + piece] for index in range(0, size, piece)] if piece else text
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        _, close = until_closed(socket, [pieces])
    assert close is not None
    assert close.code == 1008
    assert standin.leaks(MARKER) == []


def test_a_message_that_never_ends_leaves_nothing(gateway: Running, standin: StandIn) -> None:
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        socket.socket.sendall(frame(1, MARKER.encode(), fin=False))
        time.sleep(0.5)
        socket.socket.close()
    wait_until(lambda: standin.received[0].complete)
    assert standin.leaks(MARKER) == []


def test_a_service_that_breaks_off(gateway: Running, standin: StandIn) -> None:
    standin.behaviour.cut_after = 5
    with opened(gateway) as socket:
        _, close = until_closed(socket, [ask(CLEAN)])
    assert close is None, "no close was sent, so none is told"


def test_a_large_message_of_the_service_passes(gateway: Running, standin: StandIn) -> None:
    standin.behaviour.reply = lambda text: text + " Rauschen" * 1_000_000
    standin.behaviour.piece = 10_000_000
    with opened(gateway) as socket:
        socket.send(ask(PERSONAL))
        events = until(socket, "response.done")
    assert len(said(events)) > 9_000_000


# --- workers ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory, shared_standin: StandIn) -> Iterator[Command]:
    """A gateway as the operator starts it, whose workers may be broken."""
    folder = tmp_path_factory.mktemp("fragile")
    command = Command(settings_for(folder / "data", shared_standin), SCHLEUSE_DETECTION__TIMEOUT_SECONDS="3")
    process = command.start(folder)
    command.wait_ready()
    yield command
    process.terminate()
    process.communicate(timeout=10)


def works_again(socket: ClientConnection) -> None:
    def works() -> bool:
        socket.send(ask(f"Guten Tag, wie geht das beim {time.monotonic_ns()}. Mal?"))
        return bool(json.loads(socket.recv(timeout=IN_TIME))["type"] != "error")

    wait_until(works)


def test_a_worker_killed_in_the_middle(fragile: Command, standin: StandIn) -> None:
    pids = fragile.workers()
    killer = threading.Timer(0.3, lambda: [os.kill(pid, signal.SIGKILL) for pid in pids])
    with opened(fragile) as socket:
        socket.recv(timeout=15)
        killer.start()
        assert_refused(socket, standin, ask(long_text()))
        works_again(socket)


def test_a_worker_that_hangs_holds_up_only_what_waits_for_it(fragile: Command, standin: StandIn) -> None:
    with opened(fragile) as socket, opened(fragile) as other:
        socket.recv(timeout=15)
        for pid in fragile.workers():
            os.kill(pid, signal.SIGSTOP)
        started = time.monotonic()
        socket.send(ask(f"Ein neuer Text über den {MARKER}."))
        assert socket.ping().wait(2), "pings are answered meanwhile"
        other.close()
        assert json.loads(socket.recv(timeout=IN_TIME))["type"] == "error"
        assert time.monotonic() - started < IN_TIME
        assert standin.leaks(MARKER) == []
        works_again(socket)


def test_a_client_that_leaves_while_its_message_is_judged(fragile: Command, standin: StandIn) -> None:
    with opened(fragile, close_timeout=0) as socket:
        socket.recv(timeout=15)
        pids = fragile.workers()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        socket.send(ask(f"Noch ein neuer Text über den {MARKER}."))
        time.sleep(0.3)
        socket.socket.close()
    wait_until(lambda: standin.received[0].complete)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    time.sleep(1)
    assert standin.leaks(MARKER) == []


def test_too_many_messages_at_once(fragile: Command, standin: StandIn) -> None:
    with opened(fragile) as socket:
        socket.recv(timeout=15)
        for pid in fragile.workers():
            os.kill(pid, signal.SIGSTOP)
        _, close = until_closed(socket, (ask(f"{number}. {MARKER}") for number in range(3000)))
    assert_policy(close)
    assert standin.leaks(MARKER) == []

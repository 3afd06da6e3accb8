"""WebSockets of the stand-in (RFC 6455): ``websockets`` reads the frames, and all that clients write is remembered."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from websockets.exceptions import ProtocolError
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import CTRL_OPCODES, Frame, Opcode
from websockets.protocol import OPEN, SERVER, Protocol
from websockets.utils import accept_key

from demo.answers import Behaviour
from demo.record import Connection, Received
from demo.vendors import sockets

_PIECE = 65536


def is_upgrade(received: Received) -> bool:
    """Whether a request asks for a WebSocket."""
    return received.header("upgrade").lower() == "websocket"


def accepts(received: Received, behaviour: Behaviour) -> list[tuple[str, str]] | None:
    """Return the headers of the 101 answer; ``None`` where this behaviour refuses."""
    if behaviour.status != 200:
        return None
    headers = [
        ("upgrade", "websocket"),
        ("connection", "Upgrade"),
        ("sec-websocket-accept", accept_key(received.header("sec-websocket-key"))),
    ]
    if behaviour.deflates:
        headers.append(("sec-websocket-extensions", "permessage-deflate"))
    return headers


class WebSocket:
    """One connection after its upgrade."""

    def __init__(
        self, writer: asyncio.StreamWriter, connection: Connection, received: Received, behaviour: Behaviour
    ) -> None:
        self._writer = writer
        self._connection = connection
        self._received = received
        self._behaviour = behaviour
        self._message = bytearray()
        self._is_text = True
        self._protocol = Protocol(SERVER, state=OPEN, max_size=None)
        if behaviour.deflates:
            self._protocol.extensions = [PerMessageDeflate(False, False, 15, 15)]

    async def serve(self, reader: asyncio.StreamReader, first: bytes) -> None:
        """Serve until either side closes."""
        for text in sockets.greeting(self._received):
            self._protocol.send_text(text.encode())
        await self._take(first)
        while not self._protocol.close_expected() and (data := await reader.read(_PIECE)):
            self._connection.add(data)
            await self._take(data)
        self._received.complete = True

    async def _take(self, data: bytes) -> None:
        if data:
            with suppress(ProtocolError):
                self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            assert isinstance(event, Frame)
            self._received.raw_body += bytes(event.data) + b"\n"
            if event.opcode not in CTRL_OPCODES:
                await self._frame(event)
        await self._flush()

    async def _frame(self, frame: Frame) -> None:
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        self._message += frame.data
        if not frame.fin:
            return
        content = bytes(self._message)
        self._message.clear()
        self._received.messages.append(content)
        said = sockets.answers(self._received, content.decode() if self._is_text else content, self._behaviour)
        if not self._behaviour.silent:
            await self._say(said)

    async def _say(self, messages: Iterable[str | bytes]) -> None:
        for number, message in enumerate(messages):
            if number == self._behaviour.cut_after:
                self._writer.transport.abort()
                return
            await asyncio.sleep(self._behaviour.delay)
            send: Callable[[bytes], None] = self._protocol.send_text
            if isinstance(message, bytes):
                send = self._protocol.send_binary
            send(message.encode() if isinstance(message, str) else message)
            await self._flush()

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._writer.write(data)
        await self._writer.drain()

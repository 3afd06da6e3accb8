"""HTTP/2 of the stand-in, on the h2 state machine."""

import asyncio
from collections.abc import Callable

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

from demo.answers import Answer, Behaviour
from demo.delivery import deliver
from demo.record import Connection, Received, Record

_PIECE = 65536


class Http2:
    """Serves one HTTP/2 connection; every stream is answered by a task of its own."""

    def __init__(
        self,
        writer: asyncio.StreamWriter,
        connection: Connection,
        record: Record,
        behaviour: Callable[[], Behaviour],
        answering: Callable[[Received, Behaviour], Answer],
    ) -> None:
        self._writer = writer
        self._connection = connection
        self._record = record
        self._behaviour = behaviour
        self._answering = answering
        self._state = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="latin-1")
        )
        self._requests: dict[int, Received] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._window = asyncio.Condition()

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Serve until either side closes."""
        self._state.initiate_connection()
        await self._flush()
        try:
            while data := await reader.read(_PIECE):
                self._connection.add(data)
                for event in self._state.receive_data(data):
                    await self._handle(event)
                await self._flush()
        except h2.exceptions.ProtocolError:
            await self._flush()
        finally:
            for task in self._tasks:
                task.cancel()

    async def _handle(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            pairs = [(str(key), str(value)) for key, value in event.headers]
            pseudo = {key: value for key, value in pairs if key.startswith(":")}
            headers = [("host", pseudo.get(":authority", "")), *(pair for pair in pairs if pair[0] not in pseudo)]
            received = self._record.request(self._connection, pseudo[":method"], pseudo[":path"], headers)
            self._requests[event.stream_id] = received
        elif isinstance(event, h2.events.DataReceived):
            self._requests[event.stream_id].raw_body += event.data
            self._state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            received = self._requests[event.stream_id]
            received.complete = True
            task = asyncio.create_task(self._answer(event.stream_id, received))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif isinstance(event, h2.events.WindowUpdated | h2.events.RemoteSettingsChanged | h2.events.StreamReset):
            async with self._window:
                self._window.notify_all()

    async def _answer(self, stream: int, received: Received) -> None:
        behaviour = self._behaviour()
        if behaviour.silent:
            return
        await asyncio.sleep(behaviour.first_delay)
        delivery = deliver(self._answering(received, behaviour), behaviour)
        try:
            self._state.send_headers(stream, [(":status", str(delivery.status)), *delivery.headers])
            await self._flush()
            async for piece in delivery.pieces:
                await self._send(stream, piece)
            if delivery.cut:
                self._state.reset_stream(stream, h2.errors.ErrorCodes.INTERNAL_ERROR)
            else:
                self._state.end_stream(stream)
            await self._flush()
        except (h2.exceptions.ProtocolError, ConnectionError):
            return  # the client has left this stream

    async def _send(self, stream: int, data: bytes) -> None:
        while data:
            async with self._window:
                await self._window.wait_for(lambda: self._state.local_flow_control_window(stream) > 0)
            size = min(len(data), self._state.local_flow_control_window(stream), self._state.max_outbound_frame_size)
            self._state.send_data(stream, data[:size])
            data = data[size:]
            await self._flush()

    async def _flush(self) -> None:
        self._writer.write(self._state.data_to_send())
        await self._writer.drain()

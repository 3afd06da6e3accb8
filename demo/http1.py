"""HTTP/1.1 of the stand-in: h11 reads the requests, the answer's bytes are written as they are."""

import asyncio
from collections.abc import Callable

import h11

from demo import websocket
from demo.answers import Answer, Behaviour
from demo.delivery import deliver
from demo.record import Connection, Received, Record
from demo.websocket import WebSocket

Answering = Callable[[Received, Behaviour], Answer]
_PIECE = 65536


async def serve(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    connection: Connection,
    record: Record,
    behaviour: Callable[[], Behaviour],
    answering: Answering,
) -> None:
    """Serve one connection until either side closes it."""
    protocol = h11.Connection(h11.SERVER)
    received: Received | None = None
    while True:
        event = protocol.next_event()
        if event is h11.NEED_DATA:
            if protocol.they_are_waiting_for_100_continue:
                writer.write(_send(protocol, h11.InformationalResponse(status_code=100, headers=[])))
            data = await reader.read(_PIECE)
            connection.add(data)
            protocol.receive_data(data)
        elif isinstance(event, h11.Request):
            headers = [(key.decode(), value.decode("latin-1")) for key, value in event.headers]
            received = record.request(connection, event.method.decode(), event.target.decode(), headers)
            if websocket.is_upgrade(received) and (accepted := websocket.accepts(received, behaviour())):
                writer.write(_send(protocol, h11.InformationalResponse(status_code=101, headers=accepted)))
                rest, _ = protocol.trailing_data
                await WebSocket(writer, connection, received, behaviour()).serve(reader, rest)
                return
        elif isinstance(event, h11.Data) and received:
            received.raw_body += event.data
        elif isinstance(event, h11.EndOfMessage) and received:
            received.complete = True
            await _answer(protocol, writer, answering(received, behaviour()), behaviour())
            if protocol.our_state is not h11.DONE:
                return
            protocol.start_next_cycle()
        else:
            return


def _send(protocol: h11.Connection, event: h11.Event) -> bytes:
    return protocol.send(event) or b""


async def _answer(protocol: h11.Connection, writer: asyncio.StreamWriter, answer: Answer, behaviour: Behaviour) -> None:
    """Write an answer, as badly as the behaviour asks for."""
    delivery = deliver(answer, behaviour)
    headers = dict(delivery.headers)
    if behaviour.length_error and not answer.streamed:  # h11 refuses to lie, so by hand
        lines = [f"HTTP/1.1 {delivery.status} OK", *(f"{key}: {value}" for key, value in headers.items()), "", ""]
        writer.write("\r\n".join(lines).encode() + b"".join([piece async for piece in delivery.pieces]))
        await writer.drain()
        return
    if behaviour.silent:
        await asyncio.Event().wait()
    await asyncio.sleep(behaviour.first_delay)
    if "content-length" not in headers:
        headers["transfer-encoding"] = "chunked"
    writer.write(_send(protocol, h11.Response(status_code=delivery.status, headers=list(headers.items()))))
    await writer.drain()
    async for piece in delivery.pieces:
        writer.write(_send(protocol, h11.Data(data=piece)))
        await writer.drain()
    if delivery.cut:
        writer.transport.abort()
        return
    writer.write(_send(protocol, h11.EndOfMessage()))
    await writer.drain()

"""Turns an answer and a behaviour into head and pieces, the same for HTTP/1.1 and HTTP/2."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from demo.answers import Answer, Behaviour
from demo.coding import encode

_CUT_PIECE = 16
"""Bytes of a piece when an answer that comes at once is to be cut."""


@dataclass(frozen=True)
class Delivery:
    """What goes over the wire."""

    status: int
    headers: list[tuple[str, str]]
    """With ``content-length`` unless the answer is streamed."""
    pieces: AsyncIterator[bytes]
    cut: bool
    """Whether the connection has to break after the last piece."""


def deliver(answer: Answer, behaviour: Behaviour) -> Delivery:
    """Encode, delay and cut the pieces of an answer."""
    pieces = list(encode(answer.pieces, behaviour.encoding))
    headers = [("content-type", answer.content_type), ("cache-control", "no-store"), *answer.headers.items()]
    if behaviour.encoding:
        headers.append(("content-encoding", behaviour.encoding))
    if not answer.streamed:
        headers.append(("content-length", str(sum(len(piece) for piece in pieces) + behaviour.length_error)))
        if behaviour.cut_after is not None:
            body = b"".join(pieces)
            pieces = [body[start : start + _CUT_PIECE] for start in range(0, len(body), _CUT_PIECE)]
    if behaviour.cut_after is not None:
        pieces = pieces[: behaviour.cut_after]
    delay = behaviour.delay if answer.streamed else 0.0
    status = behaviour.status if behaviour.status != 200 else answer.status
    return Delivery(status, headers, _paced(pieces, delay), behaviour.cut_after is not None)


async def _paced(pieces: list[bytes], delay: float) -> AsyncIterator[bytes]:
    for piece in pieces:
        if delay:
            await asyncio.sleep(delay)
        yield piece

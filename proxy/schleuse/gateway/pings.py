"""Pings and pongs of a WebSocket, told on without what a client writes into them: nobody has read that."""

from collections import deque

MAX_UNANSWERED = 16
"""Pings of one side that may be unanswered; then the oldest is forgotten."""


class Pings:
    """Who has asked what (RFC 6455, 5.5.2 and 5.5.3)."""

    def __init__(self) -> None:
        self._count = 0
        self._of_client: deque[tuple[bytes, bytes]] = deque(maxlen=MAX_UNANSWERED)
        self._of_server: deque[bytes] = deque(maxlen=MAX_UNANSWERED)

    def asked(self, payload: bytes, *, by_client: bool) -> bytes:
        """Return with which payload a ping is told on: a number, in place of what a client wrote."""
        if not by_client:
            self._of_server.append(payload)
            return payload
        self._count += 1
        number = self._count.to_bytes(8)
        self._of_client.append((number, payload))
        return number

    def answered(self, payload: bytes, *, by_client: bool) -> bytes | None:
        """Return with which payload a pong is told on; ``None`` if the other side has not asked this."""
        if by_client:
            if payload not in self._of_server:
                return None
            self._of_server.remove(payload)
            return payload
        asked = next((pair for pair in self._of_client if pair[0] == payload), None)
        if asked is None:
            return None
        self._of_client.remove(asked)
        return asked[1]

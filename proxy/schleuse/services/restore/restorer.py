"""The face of a restorer."""

from typing import Protocol


class ResponseRestorer(Protocol):
    """Takes an answer in pieces and gives it back with values instead of placeholders.

    Never raises, never blocks, holds back no more than a tail that may become a placeholder and one event that is
    not complete (whole JSON: the answer, up to a limit). What it does not understand passes unchanged.
    """

    @property
    def conversation(self) -> str | None:
        """Id of the conversation that the service keeps, once the answer has named it."""
        ...

    @property
    def restored(self) -> int:
        """Values put back so far."""
        ...

    def feed(self, data: bytes) -> bytes:
        """Take the next piece, without content encoding; return what may go out now."""
        ...

    def finish(self) -> bytes:
        """Return the rest."""
        ...


class PassThrough:
    """For answers in which nothing is looked for."""

    conversation: str | None = None
    restored = 0

    def feed(self, data: bytes) -> bytes:
        """Return the piece."""
        return data

    def finish(self) -> bytes:
        """Return nothing more."""
        return b""

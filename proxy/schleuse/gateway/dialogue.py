"""One WebSocket on its way through the rooms: what the client says is judged, what the service says is restored."""

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from schleuse.enforcement.restore import Restoration
from schleuse.enforcement.verdict import Forward, Refuse, Verdict
from schleuse.model import InspectionError, Reason, Request, Subject, identity
from schleuse.pipeline import Pipeline
from schleuse.pseudonyms.store import Scope
from schleuse.settings import LimitSettings
from schleuse.telemetry.metrics import Stage

MAX_REFUSALS = 10
"""Messages refused one after the other until the connection is closed: a microphone sends fifty in a second."""
MAX_CONVERSATIONS = 200
"""Conversations begun elsewhere whose values are known to one connection; then the oldest is forgotten."""
RELOAD_SECONDS = 1.0
"""Time until the values of such a conversation are looked up again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one message."""

    onward: tuple[bytes, ...] = ()
    """What goes to where the message was going."""
    back: tuple[bytes, ...] = ()
    """Texts that its client gets instead."""
    close: tuple[int, str] | None = None
    """Code and reason with which the connection is then closed."""


class _Values:
    """A :class:`schleuse.model.Substitution` whose values change with what is said."""

    def __init__(self) -> None:
        self.current = Restoration({})
        self.loaded = 0.0

    def whole(self, text: str, escape: Callable[[str], str] = identity) -> str:
        return self.current.whole(text, escape)

    def split(self, text: str, escape: Callable[[str], str] = identity) -> tuple[str, str]:
        return self.current.split(text, escape)


class Dialogue:
    """The messages of one connection. One of each direction at a time."""

    def __init__(self, pipeline: Pipeline, upgrade: Request, subject: Subject, limits: LimitSettings) -> None:
        """Take the upgrade that was let through, and who sends.

        Raises:
            InspectionError: ``UNKNOWN_AI_HOST``: it goes to no service.

        """
        match = pipeline.catalogue.identify(upgrade)
        if match is None:
            raise InspectionError(Reason.UNKNOWN_AI_HOST)
        self._pipeline = pipeline
        self._request = replace(upgrade, headers=(), body=b"", connection=secrets.token_hex(16))
        self._subject = subject
        self._limits = limits
        self._service = match.service.id
        self._own = _Values()
        self._others: OrderedDict[str, _Values] = OrderedDict()
        self._restorer = match.reader.socket(self._values_of)
        self._scope: Scope | None = None
        self._aliased: str | None = None
        self._refused = 0

    @property
    def restores(self) -> bool:
        """Whether values may have to be put back into what the service sends."""
        return bool(self._own.current) or self._restorer.foreign

    async def sent(self, content: bytes) -> Outcome:
        """Judge a message of the client.

        Raises whatever a room raises besides :class:`InspectionError`: the gateway then refuses.
        """
        verdict = await self._verdict(replace(self._request, body=content))
        if isinstance(verdict, Refuse):
            self._refused += 1
            return _refusal(verdict, close=self._refused >= MAX_REFUSALS)
        self._refused = 0
        self._remember(verdict)
        return Outcome(onward=(content if verdict.body is None else verdict.body,))

    def refuse(self, reason: Reason) -> Outcome:
        """Refuse without having looked inside, and close."""
        return _refusal(self._pipeline.refuse(self._request, reason), close=True)

    async def received(self, content: bytes) -> Outcome:
        """Put values back into a message of the service. Never raises: what cannot be restored passes as it is."""
        try:
            for name in self._restorer.conversations(content):
                await self._load(name)
            messages = self._restorer.feed(content)
            await self._alias()
        except Exception:
            self._pipeline.metrics.failure(Stage.RESTORE)
            messages = [content]
        return Outcome(onward=tuple(messages))

    def rest(self) -> Sequence[bytes]:
        """Return what is held back of what the service sent."""
        return self._restorer.finish()

    def end(self) -> None:
        """Count what was put back."""
        for values in (self._own, *self._others.values()):
            self._count(values.current)

    async def _verdict(self, request: Request) -> Verdict:
        try:
            async with asyncio.timeout(self._limits.request_seconds):
                return await self._pipeline.inspect(request, self._subject)
        except TimeoutError:
            return self._pipeline.refuse(request, Reason.DETECTOR_TIMEOUT)
        except InspectionError as error:
            return self._pipeline.refuse(request, error.reason)

    def _remember(self, verdict: Forward) -> None:
        """Keep what puts values back. A message in which nothing was replaced changes nothing of it."""
        if verdict.substitution is None:
            return
        if verdict.body is not None or verdict.scope != self._scope:
            self._count(self._own.current)
            self._own.current, self._scope = verdict.substitution, verdict.scope

    async def _alias(self) -> None:
        """Let the conversation be found under the id by which the service names it."""
        named = self._restorer.conversation
        if named and self._scope and named != self._aliased:
            await self._pipeline.store.alias(self._scope, f"id:{named}")
            self._aliased = named

    def _values_of(self, conversation: str) -> _Values:
        if not conversation:
            return self._own
        if conversation not in self._others:
            self._others[conversation] = _Values()
            if len(self._others) > MAX_CONVERSATIONS:
                self._count(self._others.popitem(last=False)[1].current)
        return self._others[conversation]

    async def _load(self, conversation: str) -> None:
        """Look up what a conversation, begun over HTTP by the same client, has replaced."""
        values = self._values_of(conversation)
        if time.monotonic() - values.loaded < RELOAD_SECONDS:
            return
        scope = Scope(self._subject.scope, self._service, f"id:{conversation}")
        known = {name: assigned.text for name, assigned in (await self._pipeline.store.values(scope)).items()}
        values.loaded = time.monotonic()
        if not values.current.holds(known):
            self._count(values.current)
            values.current = Restoration(known)

    def _count(self, restoration: Restoration) -> None:
        self._pipeline.metrics.restored(restoration.restored, restoration.unknown)


def _refusal(refused: Refuse, *, close: bool) -> Outcome:
    response = refused.response
    closing = (response.status, response.body.decode()) if close or not response.frames else None
    return Outcome(back=response.frames, close=closing)

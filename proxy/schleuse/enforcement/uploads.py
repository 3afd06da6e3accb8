"""Uploads in two steps: a file is announced, then sent, often to another host, then named by its id.

The announcement goes out where policy does not refuse files as such; what is in the file is judged when its bytes
come. If they are refused, so is every later request of the same client that names the file, with the same message:
the page that sends the bytes rarely shows why it failed, the chat does. An answer that would have the bytes sent to a
host where nobody looks is replaced by a refusal. All of it is kept in memory, for an hour, and bounded.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from schleuse.enforcement.verdict import Refuse
from schleuse.model import Decision, Notice, Request, ResponseHead
from schleuse.services.catalogue import Catalogue
from schleuse.services.restore import ResponseRestorer

LIFETIME = 3600.0
"""Seconds from the announcement to the last moment at which it matters."""
MOST = 10_000
"""Announcements that are remembered; beyond them the oldest is forgotten."""
MOST_BYTES = 256 * 1024
"""Of an answer in which an address is looked for."""
SHORTEST_NAME = 8
"""Characters of an id; a shorter one could stand in any text."""
_ADDRESSES = ("upload_url", "uploadUrl")
_NAMES = ("file_id", "fileId", "id")

type MakeRestorer = Callable[[ResponseHead], ResponseRestorer]


@dataclass(frozen=True, slots=True)
class _Entry:
    address: str
    """Host and path to which the bytes go; empty if only the id tells."""
    until: float
    refused: tuple[Decision, Notice] | None = None


class Uploads:
    """What became of announced files, by client and id."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._announced: dict[str, OrderedDict[str, _Entry]] = {}
        self._refused: dict[str, dict[str, _Entry]] = {}
        self._order: OrderedDict[tuple[str, str], float] = OrderedDict()

    def announce(self, scope: str, name: str, address: str = "") -> None:
        """Remember that a client will send a file of this id, perhaps to this address (host and path)."""
        until = self._clock() + LIFETIME
        self._announced.setdefault(scope, OrderedDict())[name] = _Entry(address, until)
        self._order[scope, name] = until
        self._order.move_to_end((scope, name))
        while len(self._order) > MOST or next(iter(self._order.values())) <= self._clock():
            (owner, old), _ = self._order.popitem(last=False)
            for table in (self._announced, self._refused):
                if owner in table:
                    table[owner].pop(old, None)
                    if not table[owner]:
                        del table[owner]

    def refuse(self, scope: str, request: Request, decision: Decision, notice: Notice) -> None:
        """Remember that the bytes of an announced file were refused."""
        for name, entry in self._announced.get(scope, {}).items():
            if entry.address == f"{request.host}{request.path}" or name in request.path:
                self._refused.setdefault(scope, {})[name] = replace(entry, refused=(decision, notice))

    def refused(self, scope: str, request: Request, policy_version: str) -> tuple[Decision, Notice] | None:
        """Return why a file was refused that a request names, if the same policy is in force still."""
        for name, entry in self._refused.get(scope, {}).items():
            named = name in request.path or name.encode() in request.body
            if named and entry.refused and entry.until > self._clock():
                decision, notice = entry.refused
                if decision.policy_version == policy_version and entry.address != f"{request.host}{request.path}":
                    return decision, notice
        return None

    def watched(
        self, restorer: MakeRestorer, scope: str, catalogue: Catalogue, instead: Callable[[], Refuse]
    ) -> MakeRestorer:
        """Return what makes restorers for the answers to an announcement (see :class:`AnnouncementAnswer`)."""

        def make(head: ResponseHead) -> ResponseRestorer:
            inner = restorer(head)
            return inner if head.status >= 300 else AnnouncementAnswer(inner, self, scope, catalogue, instead)

        return make


@dataclass(slots=True)
class AnnouncementAnswer:
    """Reads the answer to an announcement: whole JSON, then passed on, or replaced."""

    inner: ResponseRestorer
    uploads: Uploads
    scope: str
    catalogue: Catalogue
    instead: Callable[[], Refuse]
    """Returns what goes to the client in place of an answer that leads elsewhere."""
    _held: bytearray = field(default_factory=bytearray)
    _too_long: bool = False

    @property
    def conversation(self) -> str | None:
        """As the inner restorer has it."""
        return self.inner.conversation

    @property
    def restored(self) -> int:
        """As the inner restorer has it."""
        return self.inner.restored

    def feed(self, data: bytes) -> bytes:
        """Hold the answer back until it is complete."""
        self._held += self.inner.feed(data)
        if len(self._held) > MOST_BYTES:
            self._held.clear()
            self._too_long = True
        return b""

    def finish(self) -> bytes:
        """Return the answer, or what goes out instead."""
        self._held += self.inner.finish()
        if self._too_long or not self._is_fine():
            return self.instead().response.body
        return bytes(self._held)

    def _is_fine(self) -> bool:
        try:
            answer: Any = json.loads(bytes(self._held) or b"{}")
        except (ValueError, RecursionError):
            return False
        if not isinstance(answer, dict):
            return False
        address = next((answer[key] for key in _ADDRESSES if isinstance(answer.get(key), str)), "")
        name = next((answer[key] for key in _NAMES if isinstance(answer.get(key), str)), "")
        host, path = "", ""
        if address:
            try:
                parts = urlsplit(address)
                host, path = (parts.hostname or "").rstrip("."), parts.path
            except ValueError:
                return False
            match = self.catalogue.identify(Request("PUT", host, 443, path))
            if match is None or match.passthrough:  # nobody would look at what is sent there
                return False
        if len(name) >= SHORTEST_NAME:
            self.uploads.announce(self.scope, name, f"{host}{path}")
        return True

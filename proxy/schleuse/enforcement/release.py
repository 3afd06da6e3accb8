"""Warn and justify: one release, for exactly this text, after a reason was chosen.

A refusal of ``warn`` carries a token. Who sends it back with a reason, or chooses the reason on the page that the
token leads to, may send the same text once more, within ten minutes. A token works once; for no other text, service
or sender; and not after the policy has changed. What is kept (in memory) is a keyed hash, never a text.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from schleuse.model import Action, Attachment, Decision, Justification, LocatedFinding, TextPart

HEADER = "x-schleuse-release"
REASONS_HEADER = "x-schleuse-reasons"
LIFETIME = 600.0
"""Seconds from the refusal to the last moment at which the text may be sent."""
MAX_TOKEN = 64
_ID_BYTES = 10
_MAC_BYTES = 15


@dataclass(frozen=True, slots=True)
class Offer:
    """What one token stands for."""

    binding: bytes
    """From :meth:`Releases.bind`."""
    reasons: tuple[Justification, ...]
    service: str
    """Id of the catalogue; for the page."""
    until: float
    """Seconds since the epoch; from then on the token is void."""
    chosen: Justification | None = None
    """The reason, once it was chosen on the page."""


class ReleaseStore(Protocol):
    """Where offers and choices are kept: what a store shared by several gateways has to do."""

    async def put(self, key: str, offer: Offer) -> None:
        """Keep an offer until it is void."""
        ...

    async def get(self, key: str) -> Offer | None:
        """Return an offer that is not void."""
        ...

    async def take(self, key: str) -> Offer | None:
        """Return it and forget it, in one step: of all who ask at once, one gets it."""
        ...


class MemoryReleases:
    """In the memory of this process. Bounded: beyond ``most`` the oldest is forgotten. Safe in several threads."""

    def __init__(self, most: int = 10_000, clock: Callable[[], float] = time.time) -> None:
        self._most = most
        self._clock = clock
        self._lock = Lock()
        self._offers: OrderedDict[str, Offer] = OrderedDict()

    async def put(self, key: str, offer: Offer) -> None:
        """Keep an offer until it is void."""
        with self._lock:
            self._offers[key] = offer
            self._offers.move_to_end(key)
            while self._offers and (len(self._offers) > self._most or self._is_void(next(iter(self._offers.values())))):
                self._offers.popitem(last=False)

    async def get(self, key: str) -> Offer | None:
        """Return an offer that is not void."""
        with self._lock:
            offer = self._offers.get(key)
        return None if offer is None or self._is_void(offer) else offer

    async def take(self, key: str) -> Offer | None:
        """Return it and forget it, in one step."""
        with self._lock:
            offer = self._offers.pop(key, None)
        return None if offer is None or self._is_void(offer) else offer

    def _is_void(self, offer: Offer) -> bool:
        return self._clock() >= offer.until


class Releases:
    """Gives tokens out and takes them back."""

    def __init__(
        self, store: ReleaseStore | None = None, key: bytes | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Take the store, and the key under which hashes and tokens are made (gateways with one store share it)."""
        self._store: ReleaseStore = store or MemoryReleases(clock=clock)
        self._key = key or secrets.token_bytes(32)
        self._clock = clock

    def bind(
        self, parts: Sequence[TextPart], attachments: Sequence[Attachment], decision: Decision, sender: Sequence[str]
    ) -> bytes:
        """Return the keyed hash of what a release holds for.

        That is: every text in which something is warned about, as a whole; every finding in what the person wrote or
        attached (the model's earlier answers are left out: a chat sends our own refusal back as one); where no finding
        is warned about, all texts and attachments; the policy's version; and ``sender`` (service and scope).
        """
        warned = {item.located.part for item in decision.findings if item.action is Action.WARN}
        asked = {index for index, part in enumerate(parts) if part.role != "assistant"}
        texts = {" ".join(parts[index].text.split()) for index in warned or asked}
        found = [item.located for item in decision.findings if item.located.part in asked]
        values = {(located.finding.entity, _value(parts, located)) for located in found}
        carried = [] if warned else sorted((item.kind, item.mime, item.size, self._file(item)) for item in attachments)
        matter = [sorted(texts), sorted(values), carried, decision.policy_version, list(sender)]
        return self._mac("binding", json.dumps(matter).encode())

    async def offer(self, binding: bytes, reasons: Sequence[Justification], service: str) -> str:
        """Return a new token."""
        key = secrets.token_bytes(_ID_BYTES).hex()
        await self._store.put(f"offer:{key}", Offer(binding, tuple(reasons), service, self._clock() + LIFETIME))
        return f"{key}-{self._proof(key, binding)}"

    async def look(self, token: str) -> Offer | None:
        """Return what a token stands for, or ``None`` (used, void, or never given out)."""
        key, _, proof = token[:MAX_TOKEN].partition("-")
        offer = await self._store.get(f"offer:{key}")
        return offer if offer is not None and self._proves(key, proof, offer.binding) else None

    async def choose(self, token: str, reason: str) -> Offer | None:
        """Choose a reason on the page. The text may then be sent once; a choice is not changed by another one.

        Returns:
            The offer with its choice, or ``None`` (see :meth:`look`; or the reason is not one of the offer's).

        """
        offer = await self.look(token)
        if offer is None or reason not in offer.reasons:
            return None
        key = f"offer:{token[:MAX_TOKEN].partition('-')[0]}"
        if offer.chosen is not None or (await self._store.take(key)) is None:
            return offer if offer.chosen else None
        offer = replace(offer, chosen=Justification(reason))
        await self._store.put(f"choice:{offer.binding.hex()}", offer)
        await self._store.put(key, offer)
        return offer

    async def redeem(self, header: str | None, binding: bytes) -> Justification | None:
        """Use a release up: by the header ``TOKEN; reason=CODE``, else by a choice that was made on the page.

        Returns:
            The reason, or ``None`` if this request is not released.

        """
        if header is not None and (reason := await self._by_header(header, binding)):
            return reason
        choice = await self._store.take(f"choice:{binding.hex()}")
        return choice.chosen if choice else None

    async def _by_header(self, header: str, binding: bytes) -> Justification | None:
        token, _, rest = header[: 4 * MAX_TOKEN].partition(";")
        name, _, code = rest.strip().partition("=")
        key, _, proof = token.strip().partition("-")
        if name.strip() != "reason" or not self._proves(key, proof, binding):
            return None
        offer = await self._store.get(f"offer:{key}")
        if offer is None or offer.chosen is not None or code.strip() not in offer.reasons:
            return None
        taken = await self._store.take(f"offer:{key}")
        return Justification(code.strip()) if taken is not None and taken.chosen is None else None

    def _file(self, item: Attachment) -> str:
        return self._mac("file", item.content).hex() if item.content is not None else ""

    def _proof(self, key: str, binding: bytes) -> str:
        return self._mac("token", key.encode(errors="surrogatepass") + b":" + binding)[:_MAC_BYTES].hex()

    def _proves(self, key: str, proof: str, binding: bytes) -> bool:
        return hmac.compare_digest(self._proof(key, binding).encode(), proof.encode(errors="surrogatepass"))

    def _mac(self, purpose: str, data: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b"\0" + data, hashlib.sha256)


def _value(parts: Sequence[TextPart], located: LocatedFinding) -> str:
    return " ".join(parts[located.part].text[located.finding.start : located.finding.end].split())

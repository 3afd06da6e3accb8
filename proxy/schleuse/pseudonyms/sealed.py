"""Maps outside this process, sealed: what two gateways share, or what outlives a restart.

The vault sees names that say nothing and bytes that only a key opens. Every change is a compare-and-swap, so that two
gateways that serve one conversation never give one placeholder to two values.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from schleuse.model import InspectionError, Reason
from schleuse.pseudonyms.book import Assigned, Batch, Book
from schleuse.pseudonyms.keys import Keyring
from schleuse.pseudonyms.store import Scope

_ATTEMPTS = 50
_PAUSE = 0.01
"""Longest pause (seconds) before another attempt when somebody else was faster."""
_ALIAS = b"@"
_MAX_ALIASES = 3


class VaultError(Exception):
    """The vault cannot be reached or used; says how, never what lies in it."""


class Vault(Protocol):
    """A place for named bytes. All methods raise :class:`VaultError`."""

    async def read(self, names: Sequence[bytes], ttl: float) -> list[bytes | None]:
        """Return what lies under each name, and keep it for another ``ttl`` seconds."""
        ...

    async def swap(self, names: Sequence[bytes], expected: Sequence[bytes | None], new: bytes, ttl: float) -> bool:
        """Put new bytes under the first name and remove the others, if all is still as expected; say whether it was."""
        ...

    async def close(self) -> None:
        """Give back files and connections."""
        ...


class _Found:
    """What lies in the vault for a scope."""

    def __init__(self, scope: Scope, names: list[bytes], blobs: list[bytes | None]) -> None:
        self.scope = scope
        self.names = names
        self.blobs = blobs

    @property
    def first(self) -> tuple[bytes, bytes] | None:
        """Name and bytes of what is there."""
        pairs = zip(self.names, self.blobs, strict=True)
        return next(((name, blob) for name, blob in pairs if blob is not None), None)


class SealedStore:
    """A :class:`schleuse.pseudonyms.store.PseudonymStore` in a vault."""

    def __init__(self, vault: Vault, keys: Keyring, ttl: float, timeout_seconds: float) -> None:
        """Take the vault, the keys, the idle time until a map is forgotten, and the bound of one use (seconds)."""
        self._vault = vault
        self._keys = keys
        self._ttl = ttl
        self._timeout = timeout_seconds

    async def assign(self, scope: Scope, batch: Batch) -> Sequence[Assigned]:
        """See :class:`schleuse.pseudonyms.store.PseudonymStore`."""
        async with self._bounded():
            for _ in range(_ATTEMPTS):
                found, content = await self._find(scope)
                book = Book.load(content) if content is not None else Book()
                result = book.assign(batch)
                new = book.dump()
                if new == content or await self._swap(found, new):
                    return result
                await asyncio.sleep(_PAUSE * secrets.randbelow(1000) / 1000)
            raise VaultError("too many others change the same conversation")

    async def values(self, scope: Scope) -> Mapping[str, Assigned]:
        """See :class:`schleuse.pseudonyms.store.PseudonymStore`."""
        async with self._bounded():
            _, content = await self._find(scope)
            return Book.load(content).assigned() if content is not None else {}

    async def alias(self, scope: Scope, conversation: str) -> None:
        """See :class:`schleuse.pseudonyms.store.PseudonymStore`."""
        async with self._bounded():
            found, content = await self._find(scope)
            other = scope._replace(conversation=conversation)
            if content is None or other == found.scope:
                return
            pointer = _ALIAS + json.dumps(found.scope.conversation).encode()
            for _ in range(_ATTEMPTS):
                if await self._swap(await self._read(other), pointer):
                    return

    async def close(self) -> None:
        """See :class:`schleuse.pseudonyms.store.PseudonymStore`."""
        await self._vault.close()

    async def _find(self, scope: Scope) -> tuple[_Found, bytes | None]:
        """Return what lies there for a scope, behind all aliases, and its content."""
        aliases = 0
        for _ in range(_ATTEMPTS):
            found = await self._read(scope)
            if found.first is None:
                return found, None
            name, sealed = found.first
            content = self._keys.open(sealed, name)
            if not self._keys.is_current(sealed):
                await self._swap(found, content)  # whoever was first, it is read again
            elif not content.startswith(_ALIAS):
                return found, content
            elif (aliases := aliases + 1) <= _MAX_ALIASES:
                scope = scope._replace(conversation=json.loads(content[1:]))
            else:
                break
        raise VaultError("an alias that leads nowhere")

    async def _read(self, scope: Scope) -> _Found:
        names = self._keys.names("\0".join(scope))
        return _Found(scope, names, await self._vault.read(names, self._ttl))

    async def _swap(self, found: _Found, content: bytes) -> bool:
        sealed = self._keys.seal(content, found.names[0])
        return await self._vault.swap(found.names, found.blobs, sealed, self._ttl)

    @asynccontextmanager
    async def _bounded(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._timeout):
                yield
        except TimeoutError:
            raise InspectionError(Reason.STORE_UNAVAILABLE, f"no answer within {self._timeout} seconds") from None
        except VaultError as error:
            raise InspectionError(Reason.STORE_UNAVAILABLE, str(error)) from None

"""A vault in Valkey (or Redis 6.2 and later): for several gateways that serve the same clients."""

from collections.abc import Sequence
from typing import Any, cast

from schleuse.model import SchleuseError
from schleuse.pseudonyms.sealed import VaultError

_PREFIX = b"schleuse:pseudonyms:"
_SWAP = """
for index, name in ipairs(KEYS) do
  if (redis.call('GET', name) or '') ~= ARGV[index] then return 0 end
end
redis.call('SET', KEYS[1], ARGV[#KEYS + 1], 'PX', ARGV[#KEYS + 2])
for index = 2, #KEYS do redis.call('DEL', KEYS[index]) end
return 1
"""


class ValkeyVault:
    """A :class:`schleuse.pseudonyms.sealed.Vault` in Valkey. Connects when it is used, and again after a fault."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        """Take ``valkey://[user:password@]host:port/db`` (``valkeys://`` for TLS) and the bound of one step in seconds.

        Raises:
            SchleuseError: the client library is missing, or the URL cannot be used.

        """
        try:
            from valkey import asyncio as client  # noqa: PLC0415 - an extra of the distribution
            from valkey.asyncio.retry import Retry  # noqa: PLC0415
            from valkey.backoff import NoBackoff  # noqa: PLC0415
            from valkey.exceptions import ConnectionError as Disconnected  # noqa: PLC0415
            from valkey.exceptions import ValkeyError  # noqa: PLC0415
        except ImportError:
            raise SchleuseError(
                "pseudonyms.store=valkey: the client is not installed; install ki-schleuse[valkey]"
            ) from None
        self._faults: tuple[type[Exception], ...] = (ValkeyError, OSError)
        try:
            self._client: Any = client.Valkey.from_url(
                url,
                socket_timeout=timeout_seconds,
                socket_connect_timeout=timeout_seconds,
                retry=Retry(NoBackoff(), 1),
                retry_on_error=[Disconnected],  # a connection that died while it was idle
            )
        except ValueError:
            raise SchleuseError(
                "pseudonyms.url: expected valkey://host:port/db, or valkeys://host:port/db for TLS"
            ) from None

    async def read(self, names: Sequence[bytes], ttl: float) -> list[bytes | None]:
        """See :class:`schleuse.pseudonyms.sealed.Vault`."""
        try:
            async with self._client.pipeline(transaction=False) as pipeline:
                for name in names:
                    pipeline.getex(_PREFIX + name, px=_milliseconds(ttl))
                return cast(list[bytes | None], await pipeline.execute())
        except self._faults as error:
            raise VaultError(f"Valkey: {type(error).__name__}") from None

    async def swap(self, names: Sequence[bytes], expected: Sequence[bytes | None], new: bytes, ttl: float) -> bool:
        """See :class:`schleuse.pseudonyms.sealed.Vault`."""
        keys = [_PREFIX + name for name in names]
        arguments = [blob or b"" for blob in expected]
        try:
            done = await self._client.eval(_SWAP, len(keys), *keys, *arguments, new, _milliseconds(ttl))
        except self._faults as error:
            raise VaultError(f"Valkey: {type(error).__name__}") from None
        return bool(done)

    async def close(self) -> None:
        """See :class:`schleuse.pseudonyms.sealed.Vault`."""
        try:
            await self._client.aclose()
        except self._faults:
            return


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))

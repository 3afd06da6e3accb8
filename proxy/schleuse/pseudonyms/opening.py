"""The store that the settings ask for."""

import time
from pathlib import Path

from schleuse.model import SchleuseError
from schleuse.pseudonyms.keys import read_keys
from schleuse.pseudonyms.sealed import SealedStore, Vault
from schleuse.pseudonyms.sqlite import SqliteVault
from schleuse.pseudonyms.store import MemoryStore, PseudonymStore
from schleuse.pseudonyms.valkey import ValkeyVault
from schleuse.settings import PseudonymSettings

FILE_NAME = "pseudonyms.sqlite3"
_SQLITE = "sqlite:///"


def open_store(settings: PseudonymSettings, data_dir: Path) -> PseudonymStore:
    """Return the store. A server need not be reachable yet: requests that need it are refused until it is.

    Raises:
        SchleuseError: a key is missing or no key, a file cannot be written, a URL cannot be used.

    """
    if settings.store == "memory":
        return MemoryStore(settings.ttl_seconds, settings.conversations, time.monotonic)
    keys = read_keys(settings.key.get_secret_value(), settings.key_file, settings.key_command)
    vault: Vault
    if settings.store == "sqlite":
        vault = SqliteVault(_sqlite_path(settings.url, data_dir), settings.timeout_seconds)
    else:
        if not settings.url:
            raise SchleuseError(
                "pseudonyms.store=valkey: pseudonyms.url is missing, for example valkey://10.0.0.7:6379/0"
            )
        vault = ValkeyVault(settings.url, settings.timeout_seconds)
    return SealedStore(vault, keys, settings.ttl_seconds, settings.timeout_seconds)


def _sqlite_path(url: str, data_dir: Path) -> Path:
    if not url:
        return data_dir / FILE_NAME
    if not url.startswith(_SQLITE):
        raise SchleuseError(f"pseudonyms.url: for pseudonyms.store=sqlite expected {_SQLITE}FILE, or nothing")
    return Path(url.removeprefix(_SQLITE))

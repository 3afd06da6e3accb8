"""Pseudonyms of users, and how two roles together find out who one is.

    pseudonym = HMAC-SHA-256(key of the month, user)        128 bits of it
    sealed    = for the Personalrat(for the DSB(user))      X25519, HKDF-SHA-256, AES-256-GCM

The gateway keeps the key of the running month alone (a file that only it may read), and overwrites it when the month
ends; from then on nobody can try names. The private keys of both roles are sealed with passphrases that the gateway
never keeps (Argon2id). As long as one of the two has no key, no user is recorded at all.
"""

import base64
import contextlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DSB = "dsb"
STAFF_COUNCIL = "personalrat"
MAX_USER = 200
"""Characters of a user's name that are sealed; every name is padded to this, so that its length tells nothing."""
PASSPHRASE_LENGTH = range(12, 257)
_NONCE = bytes(12)
"""Every key encrypts one message only."""
_RAW = serialization.Encoding.Raw


@dataclass(frozen=True, slots=True)
class Half:
    """One role's half of the key."""

    public_key: str
    private_key: str
    """Sealed with the passphrase; base64."""
    salt: str


def make_half(passphrase: str) -> Half:
    """Make a role's key."""
    private = X25519PrivateKey.generate()
    raw = private.private_bytes(_RAW, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    salt = secrets.token_hex(16)
    sealed = AESGCM(_from_passphrase(passphrase, salt)).encrypt(_NONCE, raw, None)
    public = private.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
    return Half(public.hex(), base64.b64encode(sealed).decode(), salt)


def seal(user: str, dsb: Half, staff_council: Half) -> str:
    """Return who it is, so that only both together can read it."""
    padded = user[:MAX_USER].encode()[: MAX_USER * 4].ljust(MAX_USER * 4, b"\0")
    return base64.b64encode(_box(_box(padded, dsb.public_key), staff_council.public_key)).decode()


def open_outer(sealed: str, staff_council: Half, passphrase: str) -> str | None:
    """Take the Personalrat's seal off; ``None``: this is not the passphrase."""
    opened = _open(base64.b64decode(sealed), staff_council, passphrase)
    return base64.b64encode(opened).decode() if opened is not None else None


def open_inner(sealed: str, dsb: Half, passphrase: str) -> str | None:
    """Take the DSB's seal off and return the user; ``None``: this is not the passphrase."""
    opened = _open(base64.b64decode(sealed), dsb, passphrase)
    return opened.rstrip(b"\0").decode("utf-8", "replace") if opened is not None else None


class MonthKey:
    """The key under which this month's pseudonyms are made, in a file of its own. For one thread."""

    def __init__(self, path: Path, today: Callable[[], date] = date.today) -> None:
        """Take where the key lies; nothing is read yet."""
        self._path = path
        self._today = today
        self._month = ""
        self._key = b""

    def pseudonym(self, user: str) -> tuple[str, date]:
        """Return the pseudonym of a user and the first day of its month.

        Raises:
            OSError: the key can neither be read nor made.

        """
        first = self._today().replace(day=1)
        if self._month != first.isoformat():
            self._turn(first.isoformat())
        return hmac.digest(self._key, user.casefold().encode(), "sha256").hex()[:32], first

    def _turn(self, month: str) -> None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._path.read_text())
            if kept["month"] == month:
                self._month, self._key = month, bytes.fromhex(kept["key"])
                return
        key = secrets.token_bytes(32)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"month": month, "key": key.hex()}, file)
        self._month, self._key = month, key


def _box(content: bytes, public_key: str) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    mine = ephemeral.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public_key)))
    return mine + AESGCM(_derive(shared, mine + bytes.fromhex(public_key))).encrypt(_NONCE, content, None)


def _open(box: bytes, half: Half, passphrase: str) -> bytes | None:
    try:
        raw = AESGCM(_from_passphrase(passphrase, half.salt)).decrypt(_NONCE, base64.b64decode(half.private_key), None)
        shared = X25519PrivateKey.from_private_bytes(raw).exchange(X25519PublicKey.from_public_bytes(box[:32]))
        return AESGCM(_derive(shared, box[:32] + bytes.fromhex(half.public_key))).decrypt(_NONCE, box[32:], None)
    except InvalidTag:
        return None


def _derive(shared: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, b"ki-schleuse identity" + info).derive(shared)


def _from_passphrase(passphrase: str, salt: str) -> bytes:
    # RFC 9106, second recommended option (64 MiB).
    return hash_secret_raw(passphrase.encode(), bytes.fromhex(salt), 3, 64 * 1024, 4, 32, Type.ID)

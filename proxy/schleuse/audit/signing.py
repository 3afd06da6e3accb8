"""Checkpoints: once a day the gateway signs the last link of its chains (Ed25519, RFC 8032).

The key is made at the first start, in a file that only the gateway may read. Whoever has the public key (it is in the
log of every start) can tell on an export alone whether the record is what the gateway wrote.
"""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, func, insert, select

from schleuse.audit import schema
from schleuse.audit.chain import canonical
from schleuse.audit.inserting import lock_head
from schleuse.model import SchleuseError

_MINUTE = "%Y-%m-%dT%H:%MZ"


class SigningKey:
    """The gateway's key, and the names of its two chains, which follow from it."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.public = raw.hex()
        """64 hexadecimal digits."""
        self.events, self.notes = chains_of(self.public)

    def seal(self, connection: Connection, chain: str, minute: datetime) -> None:
        """Sign the last link of a chain, unless it is signed already."""
        head = lock_head(connection, chain)
        mark = schema.checkpoint
        signed = connection.scalar(select(func.max(mark.c.seq)).where(mark.c.chain == chain))
        if head.seq in {0, signed}:
            return
        signature = self._key.sign(_statement(chain, head.seq, head.digest, minute.strftime(_MINUTE))).hex()
        connection.execute(
            insert(mark).values(
                chain=chain,
                seq=head.seq,
                digest=head.digest,
                minute=minute,
                public_key=self.public,
                signature=signature,
            )
        )


def open_key(path: Path) -> SigningKey:
    """Read the key, or make it where there is none.

    Raises:
        SchleuseError: the file cannot be read or written, or holds no such key.

    """
    try:
        if not path.exists():
            made = Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(made)
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError) as error:
        raise SchleuseError(f"{path}: the key of the record cannot be used: {type(error).__name__}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SchleuseError(f"{path}: not an Ed25519 key (take the file away, and a new one is made)")
    return SigningKey(key)


def chains_of(public_key: str) -> tuple[str, str]:
    """Return the names of the chains of events and of notes that a key signs."""
    name = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]
    return name, f"{name}-n"


def is_signed(public_key: str, signature: str, chain: str, seq: int, digest: str, minute: str) -> bool:
    """Whether the key signed this link of one of its own chains."""
    try:
        if chain not in chains_of(public_key):
            return False
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), _statement(chain, seq, digest, minute))
    except (InvalidSignature, ValueError):
        return False
    return True


def _statement(chain: str, seq: int, digest: str, minute: str) -> bytes:
    return canonical({"chain": chain, "seq": seq, "digest": digest, "minute": minute, "purpose": "ki-schleuse record"})

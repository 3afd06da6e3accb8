"""Keys under which maps are sealed: AES-256-GCM (NIST SP 800-38D), what is needed derived by HKDF (RFC 5869).

Several keys may be in force: the first seals, all open. So a key is exchanged without losing a map: give the new one
to every gateway as the last, then put it first everywhere, and take the old one away once the oldest map has expired.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schleuse.model import InspectionError, Reason, SchleuseError

KEY_BYTES = 32
MAX_KEYS = 8
_MAX_OUTPUT = 10_000
_COMMAND_SECONDS = 20
_VERSION = b"\x01"
_ID, _NONCE = 4, 12
HOW = "one key a line, 32 random bytes in base64, as 'openssl rand -base64 32' makes it"


class _Key:
    def __init__(self, secret: bytes) -> None:
        self.id = _derive(secret, b"id")[:_ID]
        self.cipher = AESGCM(_derive(secret, b"seal"))
        self.names = _derive(secret, b"name")


class Keyring:
    """All keys in force."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take keys of 32 bytes, at least one."""
        self._keys = [_Key(key) for key in keys]

    def names(self, label: str) -> list[bytes]:
        """Return the names under which something may lie in a store, one a key; they say nothing of the label."""
        return [hmac.digest(key.names, label.encode("utf-8", "surrogatepass"), hashlib.sha256) for key in self._keys]

    def seal(self, content: bytes, name: bytes) -> bytes:
        """Return the content sealed by the first key, for this name only."""
        key, nonce = self._keys[0], secrets.token_bytes(_NONCE)
        return _VERSION + key.id + nonce + key.cipher.encrypt(nonce, content, name)

    def open(self, sealed: bytes, name: bytes) -> bytes:
        """Return the content.

        Raises:
            InspectionError: it was sealed by no key in force, for another name, or has been changed.

        """
        start = len(_VERSION) + _ID
        nonce, rest = sealed[start : start + _NONCE], sealed[start + _NONCE :]
        for key in self._keys:
            if sealed[:start] == _VERSION + key.id:
                try:
                    return key.cipher.decrypt(nonce, rest, name)
                except (InvalidTag, ValueError):
                    break
        raise InspectionError(Reason.STORE_UNAVAILABLE, "a map in the store cannot be opened with the keys in force")

    def is_current(self, sealed: bytes) -> bool:
        """Whether the first key sealed it."""
        return sealed[len(_VERSION) : len(_VERSION) + _ID] == self._keys[0].id


def read_keys(key: str, file: Path | None, command: str) -> Keyring:
    """Read the keys from the one place that is given: a setting, a file, or what a command prints.

    Raises:
        SchleuseError: no place or several are given, it cannot be read, or holds something else than keys.

    """
    places = [bool(key), file is not None, bool(command)]
    if sum(places) != 1:
        fault = "is missing" if not any(places) else "is given in more than one place"
        raise SchleuseError(f"pseudonyms: the key {fault}; give one of pseudonyms.key_file, .key_command, .key ({HOW})")
    if key:
        return _parse("pseudonyms.key", key.replace(",", "\n"))
    if file is not None:
        name = f"pseudonyms.key_file={file}"
        try:
            with file.open("rb") as stream:
                return _parse(name, stream.read(_MAX_OUTPUT).decode("ascii"))
        except OSError as error:
            raise SchleuseError(f"{name}: {(error.strerror or 'cannot be read').lower()}") from None
        except UnicodeDecodeError:
            raise SchleuseError(f"{name}: this is no list of keys; expected {HOW}") from None
    return _parse("pseudonyms.key_command", _run(command))


def _run(command: str) -> str:
    name = "pseudonyms.key_command"
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            shlex.split(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=_COMMAND_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SchleuseError(f"{name}: did not end within {_COMMAND_SECONDS} seconds") from None
    except (OSError, ValueError) as error:
        raise SchleuseError(f"{name}: cannot be run ({getattr(error, 'strerror', None) or error})") from None
    if done.returncode != 0:
        raise SchleuseError(f"{name}: ended with status {done.returncode}; it must print the keys and end with 0")
    return done.stdout[:_MAX_OUTPUT].decode("ascii", "replace")


def _parse(name: str, text: str) -> Keyring:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    keys = []
    for number, line in enumerate(lines, 1):
        try:
            key = base64.b64decode(line, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise SchleuseError(f"{name}: key {number} is not 32 bytes in base64; expected {HOW}")
        keys.append(key)
    if not 1 <= len(keys) <= MAX_KEYS or len(set(keys)) != len(keys):
        raise SchleuseError(f"{name}: {len(keys)} keys; expected 1 to {MAX_KEYS}, each once ({HOW})")
    return Keyring(keys)


def _derive(secret: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"ki-schleuse pseudonyms v1 " + use).derive(secret)

"""Exact-match lists as keyed hashes: the product never stores the list itself.

Each spelling of an entry becomes the first eight bytes of its BLAKE2b hash under a key of 32 random bytes (RFC 7693).
Without the key, the file says nothing but how many entries there are and how long they may be. Who has file and key
can still try names one by one: the key belongs where only the gateway reads it.

The file: one line of JSON, then the hashes, sorted, eight bytes each (big-endian), those of full entries first, then
those of surnames alone. The line holds a keyed check sum over everything, so that a damaged file, or another key, is
noticed instead of finding nothing.
"""

import json
import os
import secrets
import stat
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path
from typing import Any

from schleuse.detection.own.spelling import LONGEST
from schleuse.entities import ENTITIES
from schleuse.model import SchleuseError

KEY_BYTES = 32
MOST_HASHES = 2_000_000
"""Hashes in one file (16 MB)."""
_FORMAT = "schleuse-hashes-1"
_HEAD_BYTES = 4096


class HashListError(SchleuseError):
    """A file of hashes, or its key, cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class HashList:
    """The hashes of one list."""

    entity: str
    full: "array[int]"
    surnames: "array[int]"
    lengths: frozenset[int]
    """How many letters and digits an entry has."""
    tokens: int
    """Of how many words or numbers an entry consists at most."""
    key: bytes

    def holds(self, form: str) -> bool:
        """Whether a form is in the list."""
        return _is_in(self.full, digest(form, self.key))

    def holds_surname(self, form: str) -> bool:
        """Whether a form is a surname of the list."""
        return _is_in(self.surnames, digest(form, self.key))


def digest(form: str, key: bytes) -> int:
    """Return the keyed hash of a form."""
    return int.from_bytes(blake2b(form.encode("utf-8", "surrogatepass"), key=key, digest_size=8).digest())


def _is_in(hashes: "array[int]", value: int) -> bool:
    at = bisect_left(hashes, value)
    return at < len(hashes) and hashes[at] == value


# --- keys ------------------------------------------------------------------------------------------------


def make_key(path: Path) -> bytes:
    """Write a new key into a file that only its owner may read.

    Raises:
        HashListError: the file exists, or cannot be written.

    """
    key = secrets.token_bytes(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise HashListError(f"{path}: the key cannot be written: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    return key


def read_key(path: Path) -> bytes:
    """Read a key.

    Raises:
        HashListError: it is missing, others may read it, or it is none.

    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(1024)
    except OSError as error:
        raise HashListError(f"{path}: the key cannot be read: {error.strerror}") from None
    if os.name == "posix" and mode & (stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH):
        raise HashListError(f"{path}: others may read or change the key; run: chmod 600 {path}")
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise HashListError(f"{path}: not a key of {KEY_BYTES} bytes in hexadecimal; `schleuse lists build` makes one")
    return key


# --- files -----------------------------------------------------------------------------------------------


def write(path: Path, entity: str, full: Iterable[str], surnames: Iterable[str], tokens: int, key: bytes) -> int:
    """Write the hashes of forms into a file, in one step; return how many there are.

    Args:
        path: the file; it is replaced.
        entity: what an entry is.
        full: the forms of the entries.
        surnames: the forms of surnames alone.
        tokens: of how many words or numbers a form consists at most.
        key: see :func:`read_key`.

    Raises:
        HashListError: too many, or the file cannot be written.

    """
    whole, alone = set(full), set(surnames)
    parts = [_packed(forms, key) for forms in (whole, alone - whole)]
    body = b"".join(parts)
    if len(body) > MOST_HASHES * 8:
        raise HashListError(f"{path}: more than {MOST_HASHES:,} spellings; split the list")
    head: dict[str, Any] = {
        "format": _FORMAT,
        "entity": entity,
        "full": len(parts[0]) // 8,
        "surnames": len(parts[1]) // 8,
        "lengths": sorted({len(form) for form in whole | alone}),
        "tokens": tokens,
    }
    head["check"] = _check(head, body, key)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(head).encode() + b"\n" + body)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise HashListError(f"{path}: cannot be written: {error.strerror}") from None
    return len(body) // 8


def _packed(forms: Iterable[str], key: bytes) -> bytes:
    return b"".join(value.to_bytes(8) for value in sorted({digest(form, key) for form in forms}))


def _check(head: dict[str, Any], body: bytes, key: bytes) -> str:
    about = json.dumps({name: value for name, value in head.items() if name != "check"}, sort_keys=True)
    return blake2b(about.encode() + b"\0" + body, key=key, digest_size=16, person=b"schleuse-list").hexdigest()


def read(path: Path, key: bytes) -> HashList:
    """Read a file of hashes.

    Raises:
        HashListError: it is missing, none, damaged, or was made with another key.

    """
    try:
        size = path.stat().st_size
        if size > MOST_HASHES * 8 + _HEAD_BYTES:
            raise HashListError(f"{path}: larger than {MOST_HASHES * 8 + _HEAD_BYTES:,} bytes")
        line, _, body = path.read_bytes().partition(b"\n")
    except OSError as error:
        raise HashListError(f"{path}: cannot be read: {error.strerror}") from None
    problem = f"{path}: not a file that `schleuse lists build` made"
    try:
        head = json.loads(line)
        if head["format"] != _FORMAT or len(body) != 8 * (head["full"] + head["surnames"]):
            raise HashListError(problem)
        checked, lengths, tokens = str(head["check"]), frozenset(map(int, head["lengths"])), int(head["tokens"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HashListError(problem) from None
    if not compare_digest(checked, _check(head, body, key)):
        raise HashListError(f"{path}: damaged, or made with another key; build it again")
    if head["entity"] not in ENTITIES or max(lengths, default=0) > LONGEST:
        raise HashListError(problem)
    hashes = array("Q", body)
    if array("H", [1]).tobytes() == b"\x01\x00":
        hashes.byteswap()
    return HashList(head["entity"], hashes[: head["full"]], hashes[head["full"] :], lengths, tokens, key)

"""Remembers what was found in a text, because a chat sends its whole history again with every turn.

Holds offsets, never text: a text is known by a keyed hash, whose random key lives and dies with the process.
"""

import secrets
from collections import OrderedDict
from hashlib import blake2b

from schleuse.model import Finding

MOST_FINDINGS = 250_000
"""Findings kept over all entries, about 40 MB."""


class FindingCache:
    """The least recently used entries leave first. Not for use by several threads."""

    def __init__(self, entries: int, findings: int = MOST_FINDINGS) -> None:
        """Bound the cache by texts and by findings; ``entries=0`` switches it off."""
        self.hits = 0
        self.misses = 0
        self._most_entries = entries
        self._most_findings = findings
        self._secret = secrets.token_bytes(32)
        self._entries: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()
        self._findings = 0

    def __len__(self) -> int:
        return len(self._entries)

    def key(self, text: str, version: str) -> bytes:
        """Return the name under which findings of this text, by this version of the detector, are kept."""
        digest = blake2b(version.encode() + b"\0", key=self._secret, digest_size=16)
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.digest()

    def get(self, key: bytes) -> tuple[Finding, ...] | None:
        """Return what was found, or ``None`` if it is not known."""
        found = self._entries.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._entries.move_to_end(key)
        return found

    def put(self, key: bytes, findings: tuple[Finding, ...]) -> None:
        """Remember what was found. A text with more findings than the whole cache may hold is not remembered."""
        if len(findings) > self._most_findings:
            return
        self._findings += len(findings) - len(self._entries.pop(key, ()))
        self._entries[key] = findings
        while len(self._entries) > self._most_entries or self._findings > self._most_findings:
            _, old = self._entries.popitem(last=False)
            self._findings -= len(old)

"""Which conversation a request belongs to, so that a replayed history gets the same placeholders."""

import hashlib
import secrets

from schleuse.services.extraction import Extraction


def conversation_of(extraction: Extraction, key: bytes) -> str:
    """Return its name: the service's id, else a keyed hash of what the person wrote first, else a name of its own."""
    if extraction.conversation:
        return f"id:{extraction.conversation}"
    if extraction.history:
        first = next((part.text for part in extraction.parts if part.role == "user"), "")
        digest = hashlib.blake2b(first.encode("utf-8", "surrogatepass"), key=key, digest_size=16)
        return f"first:{digest.hexdigest()}"
    return f"new:{secrets.token_hex(16)}"

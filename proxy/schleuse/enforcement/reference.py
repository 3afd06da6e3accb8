"""Reference numbers: they lead from a message to the event, never to a person."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which people confuse on the telephone."""
LENGTH = 8


def new_reference() -> str:
    """Return a fresh reference (40 random bits, so none can be guessed)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))

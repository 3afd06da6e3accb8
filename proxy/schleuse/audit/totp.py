"""One-time codes of an authenticator app (RFC 6238: SHA-1, 30 seconds, six digits, as all apps read them)."""

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

_STEP = 30
_DIGITS = 6
_DRIFT = 1
"""Steps that a telephone's clock may be off."""


def new_secret() -> str:
    """Return a new secret: 160 bits (RFC 4226, 4) in base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def uri(secret: str, account: str, issuer: str) -> str:
    """Return the address that an app takes the secret from."""
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={secret}&issuer={quote(issuer)}"


def matching_step(secret: str, code: str, now: datetime, after: int | None) -> int | None:
    """Return the time step that the code belongs to, or ``None``.

    Args:
        secret: from :func:`new_secret`.
        code: what was typed; spaces do not matter.
        now: aware.
        after: the step of the last code that was taken; no code is good twice (RFC 6238, 5.2).

    """
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    current = int(now.timestamp()) // _STEP
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if (after is None or step > after) and hmac.compare_digest(code_of(secret, step), digits):
            return step
    return None


def code_of(secret: str, step: int) -> str:
    """Return the code of a time step (RFC 4226, 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"

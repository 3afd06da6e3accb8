import base64
from datetime import UTC, datetime

import pytest

from schleuse.audit import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_the_vectors_of_rfc_6238(moment: int, code: str) -> None:
    assert totp.code_of(SECRET, moment // 30) == code[-6:]
    at = datetime.fromtimestamp(moment, UTC)
    assert totp.matching_step(SECRET, f"{code[2:5]} {code[5:]}", at, None) == moment // 30
    assert totp.matching_step(SECRET, code[2:], at, moment // 30) is None, "no code twice"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000000"])
def test_what_is_no_code(code: str) -> None:
    assert totp.matching_step(SECRET, code, datetime.fromtimestamp(59, UTC), None) is None


def test_a_secret_is_what_apps_read() -> None:
    secret = totp.new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert totp.uri(secret, "Anna Ä", "KI-Schleuse") == (
        f"otpauth://totp/KI-Schleuse:Anna%20%C3%84?secret={secret}&issuer=KI-Schleuse"
    )

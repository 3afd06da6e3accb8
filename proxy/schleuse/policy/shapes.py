"""Single values of a policy file: what each must look like, and the sentence for one that does not."""

import ipaddress
import re

from schleuse.policy.ignore import plain_address
from schleuse.policy.words import SHIPPED_ROLES


def host(value: str) -> str:
    """Return a host name or pattern in lower case.

    Raises:
        ValueError: it is none.

    """
    host = value.strip().lower().rstrip(".")
    if "/" in host or ":" in host:
        raise ValueError(f"'{value}' is not a host name: write it without https://, port and path")
    if not re.fullmatch(r"[a-z0-9*_-]+(\.[a-z0-9*_-]+)*", host) or len(host) > 253:
        raise ValueError(f"'{value}' is not a host name such as chatgpt.com or *.openai.com")
    labels = host.split(".")
    if "*" in host and (len(labels) < 3 or any("*" in label for label in labels[-2:])):
        raise ValueError(f"'{value}' is too wide: at least the last two parts must be given, as in *.openai.com")
    return host


def network(value: str) -> str:
    """Return a network in CIDR notation (RFC 4632).

    Raises:
        ValueError: it is none.

    """
    try:
        ipaddress.ip_network(value)
    except ValueError as error:
        raise ValueError(f"{error} (a network looks like 10.40.0.0/16)") from None
    return value


def domain(value: str) -> str:
    """Return a mail domain in lower case.

    Raises:
        ValueError: it is none.

    """
    domain = value.strip().lower().removeprefix("@").rstrip(".")
    if not re.fullmatch(r"[^\s@/.]+(\.[^\s@/.]+)+", domain):
        raise ValueError(f"'{value}' is not a mail domain such as beispielstadt.de")
    return domain


def phone_prefix(value: str) -> str:
    """Return the beginning of telephone numbers.

    Raises:
        ValueError: it is none.

    """
    if len(re.sub(r"\D", "", value)) < 5 or re.search(r"[A-Za-z]", value):
        raise ValueError(f"'{value}' is not a phone prefix: at least five digits, as in '0341 123-'")
    return value


def iban(value: str) -> str:
    """Return an IBAN without blanks, its check digits proven (ISO 13616).

    Raises:
        ValueError: it is none.

    """
    iban = re.sub(r"\s", "", value).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban):
        raise ValueError(f"'{value}' is not an IBAN")
    if int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 != 1:  # ISO 13616
        raise ValueError(f"'{value}' is not an IBAN: its check digits are wrong")
    return iban


def mail(value: str) -> str:
    """Return a mail address in lower case.

    Raises:
        ValueError: it is none.

    """
    address = value.strip().casefold()
    if not re.fullmatch(r"[^\s@<>]+@[^\s@/.]+(\.[^\s@/.]+)+", address):
        raise ValueError(f"'{value}' is not a mail address such as poststelle@beispielstadt.de")
    return address


def address(value: str) -> str:
    """Return a postal address.

    Raises:
        ValueError: it is none.

    """
    if plain_address(value) is None:
        raise ValueError(f"'{value}' is not an address such as 'Rathausplatz 1, 04109 Beispielstadt'")
    return value


def role(value: str) -> str:
    """Return a word for an office.

    Raises:
        ValueError: it is none.

    """
    role = value.strip()
    if role != SHIPPED_ROLES and not re.fullmatch(r"[^\W\d_]{4,40}", role):
        raise ValueError(f"'{value}' is not a word for an office such as Landrätin, nor {SHIPPED_ROLES}")
    return role

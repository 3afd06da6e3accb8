"""Addresses of senders, as rules and units compare them."""

from ipaddress import IPv4Address, IPv6Address, ip_address

Address = IPv4Address | IPv6Address


def address_of(text: str | None) -> Address | None:
    """Return the address that a text names (an IPv4 address inside an IPv6 one as such), or ``None``."""
    if text is None:
        return None
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

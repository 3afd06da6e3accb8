"""Which department sends, where another proxy in the house says so: by a header, believed from its address only.

The header counts on the request that opens a tunnel (CONNECT), which the other proxy writes, never on what the client
itself writes inside; and on plain requests that come from that proxy. It never leaves the house.
"""

import ipaddress
from collections.abc import Sequence

from mitmproxy import connection, http

MAX_LENGTH = 100


class Units:
    """Remembers the unit of every tunnel."""

    def __init__(self, header: str = "", trusted: Sequence[str] = ()) -> None:
        """Take the name of the header (empty: none is believed) and the addresses or networks that may send it."""
        self._header = header.lower()
        self._trusted = [ipaddress.ip_network(text, strict=False) for text in trusted]
        self._units: dict[str, str] = {}

    def opened(self, flow: http.HTTPFlow) -> None:
        """Note what the request for a tunnel says, and take the header off."""
        unit = self._said(flow)
        if unit:
            self._units[flow.client_conn.id] = unit

    def closed(self, client: connection.Client) -> None:
        """Forget a connection."""
        self._units.pop(client.id, None)

    def of(self, flow: http.HTTPFlow) -> str | None:
        """Return the unit that sends a request, if it is known; the header is taken off the request."""
        if flow.request.scheme == "http" and flow.client_conn.id not in self._units:
            return self._said(flow)
        self._take(flow)
        return self._units.get(flow.client_conn.id)

    def _said(self, flow: http.HTTPFlow) -> str | None:
        values = self._take(flow)
        peer = flow.client_conn.peername
        if len(values) != 1 or peer is None or not self._trusts(str(peer[0])):
            return None  # of two values one may be the client's own
        unit = values[0].strip()
        return unit if unit and unit.isprintable() and len(unit) <= MAX_LENGTH else None

    def _take(self, flow: http.HTTPFlow) -> list[str]:
        if not self._header:
            return []
        values = flow.request.headers.get_all(self._header)
        flow.request.headers.pop(self._header, None)
        return list(values)

    def _trusts(self, text: str) -> bool:
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in self._trusted)

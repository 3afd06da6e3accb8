"""Which connections are opened to look inside, which pass untouched, which are refused at the door.

Only hosts of listed AI services are decrypted. Everything else passes as it is, unlogged and uncounted by name.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from mitmproxy import connection, http
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import ClientHelloData, TlsData

from schleuse.settings import is_ip_address

Address = tuple[str, int]
REFUSED_IP = (
    "Verbindungen zu IP-Adressen gehen nicht durch die KI-Schleuse. Bitte nutzen Sie den Namen des Dienstes. / "
    "KI-Schleuse does not connect to bare IP addresses. Please use the host name.\n"
)
REFUSED_PORT = "Dieser KI-Dienst ist nur auf Port 443 erreichbar. / This AI service can be reached on port 443 only.\n"


class Scope:
    """mitmproxy addon: the door."""

    def __init__(
        self,
        allow_hosts: Sequence[str],
        connect_to: Mapping[Address, Address],
        count: Callable[[str], None] = lambda kind: None,
    ) -> None:
        """Take the anchored patterns of guarded ``host:port``, the address overrides, a counter of refusals."""
        self._guarded = [re.compile(pattern, re.IGNORECASE) for pattern in allow_hosts]
        self.connect_to = dict(connect_to)
        self._count = count
        self._original: dict[str, Address] = {}
        self._mismatched: set[str] = set()

    def guards(self, host: str) -> bool:
        """Whether a host belongs to a listed AI service."""
        name = host.lower().rstrip(".")
        return any(pattern.search(f"{name}:443") for pattern in self._guarded)

    # --- mitmproxy hooks ---------------------------------------------------------------------------------

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Refuse tunnels to bare addresses (they hide the name) and to other ports of a guarded host."""
        host = flow.request.host
        if is_ip_address(host) or _is_local(host):
            self._refuse(flow, "ip_address", REFUSED_IP)
        elif self.guards(host) and flow.request.port != 443:
            self._refuse(flow, "port", REFUSED_PORT)

    def tls_clienthello(self, data: ClientHelloData) -> None:
        """Note a tunnel whose TLS asks for another host than CONNECT did (domain fronting)."""
        address, sni = data.context.server.address, data.client_hello.sni
        if address and sni and address[0].lower().rstrip(".") != sni.lower().rstrip("."):
            self._mismatched.add(data.context.client.id)
            self._count("sni_mismatch")

    def tls_start_client(self, data: TlsData) -> None:
        """Refuse a noted tunnel: without a TLS context, mitmproxy closes it."""
        if data.context.client.id in self._mismatched:
            data.ssl_conn = None

    def client_disconnected(self, client: connection.Client) -> None:
        """Forget what was noted."""
        self._mismatched.discard(client.id)

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Connect to another address for the same name; SNI and certificate check still see the name."""
        address = data.server.address
        if address is None:
            return
        target = self.connect_to.get((address[0].lower().rstrip("."), address[1]))
        if target is not None:
            data.server.sni = data.server.sni or address[0]
            self._original[data.server.id] = (address[0], address[1])
            data.server.address = target

    def server_connected(self, data: ServerConnectionHookData) -> None:
        """Give the connection its name back, so that it is reused and its certificate bears the name."""
        self._restore(data.server)

    def server_connect_error(self, data: ServerConnectionHookData) -> None:
        """Give the connection its name back."""
        self._restore(data.server)

    def _restore(self, server: connection.Server) -> None:
        original = self._original.pop(server.id, None)
        if original is not None:
            # mitmproxy refuses a new address on an open connection; here it only gets back the one it is known by.
            vars(server)["address"] = original

    def _refuse(self, flow: http.HTTPFlow, kind: str, text: str) -> None:
        self._count(kind)
        flow.response = http.Response.make(403, text, {"content-type": "text/plain; charset=utf-8"})


def _is_local(host: str) -> bool:
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith((".localhost", ".localdomain")) or name == "ip6-localhost"

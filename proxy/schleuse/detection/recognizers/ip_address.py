"""IP addresses: `IP_ADDRESS`.

Norm: RFC 791, RFC 4291; personal by CJEU C-582/14 (Breyer), internal ones describe infrastructure.
Not reported: loopback, unspecified, broadcast, documentation ranges (RFC 5737, RFC 3849), public resolvers, versions
("LibreOffice 24.8.4.2") and section numbers. Protected by: Art. 4 GDPR. Example (documentation): ``192.0.2.10``.
"""

import ipaddress
import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class IpAddressRecognizer(GermanRecognizer):
    """Finds addresses of clients and hosts."""

    ENTITIES = ("IP_ADDRESS",)
    _V4 = re.compile(r"(?<![\w.-])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\w]|\.\w|-\d)")
    _V6 = re.compile(
        r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,7}(?![\w:])"
        r"|(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){1,6}:(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]"
        r"{1,4}){0,5})?(?![\w:])"
    )
    _LABEL = label(
        "ips?",
        "ip-adresse",
        "host",
        "src",
        "dst",
        "source",
        "client",
        "server",
        "adresse",
        "from",
        "von",
        "remote",
        "gateway",
        "login",
        "addr",
        "ping",
        "ssh",
        "dns",
        "vpn",
    )
    _VERSION_WORD = re.compile(
        r"(?<![^\W\d_])(?:version(?:en)?|ver\.?|v|release|build|update|firmware|patch|abschnitt"
        r"|kapitel|ziffer|ziff\.|nr\.|absatz|anlage|§{1,2}|tabelle|abb\.)[ :]{0,2}$",
        re.IGNORECASE,
    )
    _PRODUCT = re.compile(r"(?<![\w:=])[A-Z][A-Za-z]{2,20} $")
    _RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})

    def find(self, view: View) -> Iterator[Hit]:
        """Yield addresses that can belong to someone."""
        text = view.flat
        if "." in text:
            for match in self._V4.finditer(text):
                score = self._v4(view, match)
                if score:
                    yield Hit("IP_ADDRESS", match.start(), match.end(), score)
        if ":" in text:
            for match in self._V6.finditer(text):
                if self._is_v6(match.group()):
                    yield Hit("IP_ADDRESS", match.start(), match.end(), 0.8)

    def _v4(self, view: View, match: re.Match[str]) -> float:
        address = ipaddress.ip_address(re.sub(r"(?<![\d])0+(?=\d)", "", match.group()))
        if _harmless(address) or match.group() in self._RESOLVERS or match.group().startswith("255."):
            return 0
        before = labels.before(view, match.start())
        private = address.is_private
        if self._VERSION_WORD.search(before) or (
            not private and self._PRODUCT.search(before) and not self._LABEL.search(before[-20:])
        ):
            return 0.2
        if labels.near(view, match.start(), match.end(), self._LABEL):
            return 0.95
        first = int(match.group().partition(".")[0])
        return 0.85 if private else 0.7 if first > 20 else 0.5

    @staticmethod
    def _is_v6(text: str) -> bool:
        try:
            address = ipaddress.IPv6Address(text)
        except ValueError:
            return False
        return text.count(":") >= 3 and not _harmless(address)


_DOCUMENTATION = [
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "233.252.0.0/24")
]


def _harmless(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return (
        address.is_loopback
        or address.is_unspecified
        or address.is_multicast
        or any(address.version == net.version and address in net for net in _DOCUMENTATION)
    )

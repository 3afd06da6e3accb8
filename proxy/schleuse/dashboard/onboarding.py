"""How a device comes to use the gateway: ``/zertifikat`` and the PAC file."""

import hashlib
import json
import re
import ssl
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schleuse.dashboard.deps import DashboardDeps
from schleuse.dashboard.rendering import Pages
from schleuse.model import SchleuseError

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----[\r\n][A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----")


class Onboarding:
    """The pages and the files."""

    def __init__(self, deps: DashboardDeps, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/zertifikat", self.certificate, methods=["GET"]),
            Route("/zertifikat/ki-schleuse.crt", self.certificate_der, methods=["GET"]),
            Route("/zertifikat/ki-schleuse.pem", self.certificate_pem, methods=["GET"]),
            Route("/proxy.pac", self.pac, methods=["GET"]),
        ]

    async def certificate(self, request: Request) -> Response:
        """How a device learns to trust the gateway."""
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(self._pem())).hexdigest().upper()
        fingerprint = " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
        expires = self._deps.status().ca_expires_at
        return self._pages.render("certificate.html", fingerprint=fingerprint, expires=expires)

    async def certificate_der(self, request: Request) -> Response:
        """The certificate as Windows and Android open it."""
        return _download(ssl.PEM_cert_to_DER_cert(self._pem()), "application/x-x509-ca-cert", "ki-schleuse.crt")

    async def certificate_pem(self, request: Request) -> Response:
        """The certificate as Firefox, Linux, Python and Node read it."""
        return _download(self._pem().encode(), "application/x-pem-file", "ki-schleuse.pem")

    async def pac(self, request: Request) -> Response:
        """Which hosts go through the gateway: those of listed AI services, and nothing else."""
        return Response(
            pac_file(self._deps.hosts, self._deps.proxy),
            media_type="application/x-ns-proxy-autoconfig",
            headers={"cache-control": "max-age=3600"},
        )

    def _pem(self) -> str:
        # The file of a CA may hold the key as well: only the certificate leaves this function.
        match = _CERTIFICATE.search(self._deps.ca_certificate())
        if match is None:
            raise SchleuseError("the CA file holds no certificate")
        return match.group().decode() + "\n"


def pac_file(hosts: Sequence[str], proxy: str) -> str:
    """Return a proxy auto-config file. There is no second way for the listed hosts: it would lead past the check."""
    exact = sorted({host.lower() for host in hosts if "*" not in host})
    patterns = sorted({host.lower() for host in hosts if "*" in host})
    return (
        "function FindProxyForURL(url, host) {\n"
        f"  var exact = {json.dumps(dict.fromkeys(exact, 1), separators=(',', ':'))};\n"
        f"  var patterns = {json.dumps(patterns, separators=(',', ':'))};\n"
        "  host = host.toLowerCase();\n"
        f"  if (exact.hasOwnProperty(host)) return {json.dumps('PROXY ' + proxy)};\n"
        "  for (var i = 0; i < patterns.length; i++)\n"
        f"    if (shExpMatch(host, patterns[i])) return {json.dumps('PROXY ' + proxy)};\n"
        '  return "DIRECT";\n'
        "}\n"
    )


def _download(body: bytes, media_type: str, name: str) -> Response:
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})

"""A certificate authority that lives as long as the process: certificates for any name that is asked for."""

import datetime as dt
import ipaddress
import ssl
import tempfile
import weakref
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFETIME = dt.timedelta(days=30)


class ThrowAwayCa:
    """Makes a CA in a temporary folder; :attr:`certificate_file` is what a client must trust."""

    def __init__(self, name: str = "KI-Schleuse stand-in, throw-away CA") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="standin-ca-")
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._certificate = self._build(self._name, self._key.public_key(), authority=True)
        self.certificate_file = Path(self._folder.name) / "standin-ca.pem"
        self.certificate_file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._asked: weakref.WeakKeyDictionary[object, str] = weakref.WeakKeyDictionary()

    def server_context(self, alpn: list[str]) -> ssl.SSLContext:
        """Return a server's TLS context that presents a certificate for whatever name the client asks for."""

        def choose(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
            if name:
                self._asked[connection] = name.lower()
                connection.context = self._context_for(name.lower(), alpn)

        context = self._context_for("localhost", alpn)
        context.sni_callback = choose
        return context

    def name_asked(self, connection: object) -> str:
        """Return the name (SNI) that the client of an accepted connection asked for, or an empty string."""
        return self._asked.get(connection, "")

    def client_context(self) -> ssl.SSLContext:
        """Return a client's TLS context that trusts this CA and no other."""
        return ssl.create_default_context(cafile=str(self.certificate_file))

    def close(self) -> None:
        """Delete the files."""
        self._folder.cleanup()

    def _context_for(self, name: str, alpn: list[str]) -> ssl.SSLContext:
        if name not in self._contexts:
            key = ec.generate_private_key(ec.SECP256R1())
            subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
            certificate = self._build(subject, key.public_key(), host=name)
            file = Path(self._folder.name) / f"{len(self._contexts)}.pem"
            file.write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
                + certificate.public_bytes(serialization.Encoding.PEM)
            )
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(file)
            context.set_alpn_protocols(alpn)
            self._contexts[name] = context
        return self._contexts[name]

    def _build(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, host: str = "", authority: bool = False
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(hours=1))
            .not_valid_after(now + _LIFETIME)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .add_extension(_key_usage(authority), critical=True)
        )
        if not authority:
            names = [_general_name(host), x509.DNSName("localhost"), _general_name("127.0.0.1")]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False).add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
            )
        return builder.sign(self._key, hashes.SHA256())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

"""The gateway's certificate authority: made on first start, limited to the guarded hosts.

The CA carries X.509 name constraints (RFC 5280, 4.2.1.10) for exactly the domains of the enabled services, so that a
stolen key cannot impersonate a bank. The key lies in ``<data_dir>/ca/`` and is readable by its owner only.
"""

import datetime
import ipaddress
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from schleuse.model import SchleuseError

KEY_FILE = "mitmproxy-ca.pem"
"""The name under which mitmproxy looks for key and certificate."""
CERTIFICATE_FILE = "ca-cert.pem"
VALIDITY = datetime.timedelta(days=730)


class CertificateError(SchleuseError):
    """The CA cannot be read, written or used; one line naming the file and the mend."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The CA in use."""

    folder: Path
    certificate: x509.Certificate
    created: bool
    """Whether it was made just now."""

    @property
    def certificate_file(self) -> Path:
        """The certificate alone, for clients."""
        return self.folder / CERTIFICATE_FILE

    @property
    def expires(self) -> datetime.datetime:
        """End of validity."""
        return self.certificate.not_valid_after_utc

    def uncovered(self, domains: Collection[str]) -> list[str]:
        """Return the domains for which this CA cannot sign because of its name constraints."""
        try:
            constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        except x509.ExtensionNotFound:
            return []
        permitted = [
            name.value.lower().lstrip(".")
            for name in constraints.permitted_subtrees or ()
            if isinstance(name, x509.DNSName)
        ]
        return sorted(
            domain
            for domain in domains
            if not any(domain == allowed or domain.endswith(f".{allowed}") for allowed in permitted)
        )


def open_authority(folder: Path, domains: Sequence[str]) -> Authority:
    """Load the CA from a folder, or create it there.

    Raises:
        CertificateError: unreadable, not writable, expired, not a CA, or key and certificate do not belong together.

    """
    key_file = folder / KEY_FILE
    created = not key_file.exists()
    try:
        if created:
            _create(folder, domains)
        raw = key_file.read_bytes()
    except OSError as error:
        raise CertificateError(
            f"{error.filename or key_file}: {error.strerror}; the CA needs a folder that this user may write"
        ) from None
    authority = Authority(folder, _parse(key_file, raw), created)
    if not authority.certificate_file.exists():
        authority.certificate_file.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    return authority


def _parse(path: Path, raw: bytes) -> x509.Certificate:
    try:
        key = serialization.load_pem_private_key(raw, password=None)
        certificate = x509.load_pem_x509_certificate(raw)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CertificateError(
            f"{path}: not a PEM file with an unencrypted private key and a certificate; move it away to get a new CA"
        ) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise CertificateError(f"{path}: the key must be RSA or an elliptic curve")
    if key.public_key() != certificate.public_key():
        raise CertificateError(f"{path}: key and certificate do not belong together")
    try:
        is_ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_ca = False
    if not is_ca:
        raise CertificateError(f"{path}: the certificate is not that of a certificate authority")
    if certificate.not_valid_after_utc <= datetime.datetime.now(datetime.UTC):
        raise CertificateError(
            f"{path}: the CA expired on {certificate.not_valid_after_utc:%Y-%m-%d}; move the file away to get a new "
            "one, then distribute it to the clients"
        )
    return certificate


def _create(folder: Path, domains: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "KI-Schleuse"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"KI-Schleuse CA {now:%Y-%m-%d}"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    everywhere = [x509.IPAddress(ipaddress.ip_network(network)) for network in ("0.0.0.0/0", "::/0")]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + VALIDITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.NameConstraints(
                permitted_subtrees=[x509.DNSName(domain) for domain in domains], excluded_subtrees=everywhere
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / KEY_FILE, private + pem, 0o600)
    _write(folder / CERTIFICATE_FILE, pem, 0o644)


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write whole or not at all: a torn key file would stop every later start."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def trust_bundle(folder: Path, system: Path, additional: Path | None) -> Path:
    """Write the CAs that are trusted upstream (those of ``system``, plus ``additional``) and return the file.

    Raises:
        CertificateError: the additional file cannot be read or holds no certificate.

    """
    if additional is None:
        return system
    try:
        extra = additional.read_bytes()
        x509.load_pem_x509_certificates(extra)
    except OSError as error:
        raise CertificateError(f"{additional}: upstream.ca_file cannot be read: {error.strerror}") from None
    except ValueError:
        raise CertificateError(f"{additional}: upstream.ca_file holds no PEM certificate") from None
    bundle = folder / "upstream-trust.pem"
    try:
        _write(bundle, system.read_bytes() + b"\n" + extra, 0o644)
    except OSError as error:
        raise CertificateError(f"{bundle}: cannot be written: {error.strerror}") from None
    return bundle

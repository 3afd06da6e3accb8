import datetime
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from mitmproxy.certs import CertStore

from schleuse.gateway import certificates
from schleuse.gateway.certificates import CertificateError, open_authority, trust_bundle

DOMAINS = ["openai.com", "chatgpt.com"]


def test_a_new_authority_is_limited_to_the_guarded_domains(tmp_path: Path) -> None:
    authority = open_authority(tmp_path / "ca", DOMAINS)
    assert authority.created
    constraints = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert [name.value for name in constraints.value.permitted_subtrees or ()] == DOMAINS
    assert len(constraints.value.excluded_subtrees or ()) == 2
    assert authority.uncovered(["api.openai.com", "chatgpt.com", "notopenai.com"]) == ["notopenai.com"]
    lifetime = authority.expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=729) < lifetime <= certificates.VALIDITY


def test_the_key_is_for_its_owner_only_and_the_certificate_for_all(tmp_path: Path) -> None:
    authority = open_authority(tmp_path / "ca", DOMAINS)
    assert stat.S_IMODE((tmp_path / "ca" / certificates.KEY_FILE).stat().st_mode) == 0o600
    assert b"PRIVATE" not in authority.certificate_file.read_bytes()


def test_it_is_loaded_again_and_mitmproxy_can_use_it(tmp_path: Path) -> None:
    first = open_authority(tmp_path / "ca", DOMAINS)
    second = open_authority(tmp_path / "ca", ["other.example"])
    assert not second.created
    assert second.certificate == first.certificate
    store = CertStore.from_store(tmp_path / "ca", "mitmproxy", 2048)
    leaf = store.get_cert("api.openai.com", [x509.DNSName("api.openai.com")]).cert.to_cryptography()
    leaf.verify_directly_issued_by(first.certificate)


def test_broken_files_are_told_with_their_mend(tmp_path: Path) -> None:
    folder = tmp_path / "ca"
    folder.mkdir()
    (folder / certificates.KEY_FILE).write_text("nonsense")
    with pytest.raises(CertificateError, match="move it away to get a new CA"):
        open_authority(folder, DOMAINS)


def test_key_and_certificate_must_belong_together(tmp_path: Path) -> None:
    one, two = open_authority(tmp_path / "1", DOMAINS), open_authority(tmp_path / "2", DOMAINS)
    key = serialization.load_pem_private_key((one.folder / certificates.KEY_FILE).read_bytes(), None).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (one.folder / certificates.KEY_FILE).write_bytes(key + two.certificate.public_bytes(serialization.Encoding.PEM))
    with pytest.raises(CertificateError, match="do not belong together"):
        open_authority(one.folder, DOMAINS)


def test_an_expired_authority_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "VALIDITY", datetime.timedelta(seconds=-1))
    with pytest.raises(CertificateError, match="expired on"):
        open_authority(tmp_path / "ca", DOMAINS)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "ca").write_text("")
    with pytest.raises(CertificateError, match="may write"):
        open_authority(tmp_path / "ca", DOMAINS)


def test_the_trust_bundle_holds_system_and_additional_cas(tmp_path: Path) -> None:
    authority = open_authority(tmp_path / "ca", DOMAINS)
    other = open_authority(tmp_path / "other", DOMAINS)
    bundle = trust_bundle(tmp_path / "ca", authority.certificate_file, other.certificate_file)
    assert len(x509.load_pem_x509_certificates(bundle.read_bytes())) == 2
    assert trust_bundle(tmp_path / "ca", authority.certificate_file, None) == authority.certificate_file
    with pytest.raises(CertificateError, match="cannot be read"):
        trust_bundle(tmp_path / "ca", authority.certificate_file, tmp_path / "none.pem")
    (tmp_path / "bad.pem").write_text("x")
    with pytest.raises(CertificateError, match="no PEM certificate"):
        trust_bundle(tmp_path / "ca", authority.certificate_file, tmp_path / "bad.pem")

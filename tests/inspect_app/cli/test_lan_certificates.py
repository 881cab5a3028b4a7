"""The authority of --lan and the server certificate made from it."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from inspect_app.cli.lan_certificates import LanCertificates, ServerNames, ensure_certificates

NOW = datetime(2023, 7, 18, 1, 40, tzinfo=UTC)
NAMES = ServerNames(hosts=("office", "office.local", "localhost"), addresses=("192.168.1.20", "127.0.0.1"))


def server_certificate(made: LanCertificates) -> x509.Certificate:
    return x509.load_pem_x509_certificates(made.chain.read_bytes())[0]


def test_the_server_certificate_comes_from_the_authority_and_names_every_address(tmp_path: Path) -> None:
    made = ensure_certificates(tmp_path / "lan", NAMES, at=NOW)
    certificate, authority = x509.load_pem_x509_certificates(made.chain.read_bytes())
    certificate.verify_directly_issued_by(authority)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["office", "office.local", "localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [
        ipaddress.ip_address("192.168.1.20"),
        ipaddress.ip_address("127.0.0.1"),
    ]
    assert authority == x509.load_pem_x509_certificate(made.authority.read_bytes())


def test_only_the_authority_may_sign_certificates(tmp_path: Path) -> None:
    made = ensure_certificates(tmp_path, NAMES, at=NOW)
    server, authority = x509.load_pem_x509_certificates(made.chain.read_bytes())
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not server.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not server.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_the_lifetime_is_one_that_ipados_accepts(tmp_path: Path) -> None:
    certificate = server_certificate(ensure_certificates(tmp_path, NAMES, at=NOW))
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= timedelta(days=825)


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    ensure_certificates(tmp_path / "lan", NAMES, at=NOW)
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "lan").iterdir()}
    assert modes == {"ca.crt": 0o600, "ca.key": 0o600, "server.crt": 0o600, "server.key": 0o600}
    assert (tmp_path / "lan").stat().st_mode & 0o777 == 0o700


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path, NAMES, at=NOW)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert ensure_certificates(tmp_path, NAMES, at=NOW + timedelta(days=300)) == first
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_new_address_renews_the_server_certificate_but_not_the_authority(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path, NAMES, at=NOW)
    before = server_certificate(first)
    moved = ServerNames(hosts=NAMES.hosts, addresses=("10.0.0.7", "127.0.0.1"))
    second = ensure_certificates(tmp_path, moved, at=NOW)
    assert second.fingerprint == first.fingerprint
    assert server_certificate(second) != before


def test_an_address_that_went_away_renews_nothing(tmp_path: Path) -> None:
    before = server_certificate(ensure_certificates(tmp_path, NAMES, at=NOW))
    fewer = ServerNames(hosts=("localhost",), addresses=("127.0.0.1",))
    assert server_certificate(ensure_certificates(tmp_path, fewer, at=NOW)) == before


def test_the_server_certificate_is_renewed_before_it_ends(tmp_path: Path) -> None:
    before = server_certificate(ensure_certificates(tmp_path, NAMES, at=NOW))
    late = before.not_valid_after_utc - timedelta(days=29)
    after = server_certificate(ensure_certificates(tmp_path, NAMES, at=late))
    assert after.not_valid_after_utc > late + timedelta(days=300)


def test_a_lost_authority_key_makes_a_new_authority_and_a_fitting_server_certificate(tmp_path: Path) -> None:
    first = ensure_certificates(tmp_path, NAMES, at=NOW)
    (tmp_path / "ca.key").unlink()
    second = ensure_certificates(tmp_path, NAMES, at=NOW)
    assert second.fingerprint != first.fingerprint
    certificate, authority = x509.load_pem_x509_certificates(second.chain.read_bytes())
    certificate.verify_directly_issued_by(authority)


def test_a_key_that_does_not_fit_its_certificate_is_replaced(tmp_path: Path) -> None:
    made = ensure_certificates(tmp_path, NAMES, at=NOW)
    made.key.write_bytes((tmp_path / "ca.key").read_bytes())
    made = ensure_certificates(tmp_path, NAMES, at=NOW)
    # OpenSSL compares the pair when it loads it.
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.chain, made.key)

"""The certificate authority of `--lan`: tablets need HTTPS, and a local address gets no public certificate.

Promises: one authority for each data folder, kept for ten years, so that a tablet trusts it once; a server
certificate for all names and addresses of this machine, made anew when these change or 30 days before its end; keys
readable by their owner only. Pure apart from the folder it is given: names and time are arguments.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3650)
# Apple refuses server certificates of more than 825 days, also from an authority that a person trusts.
SERVER_LIFE = timedelta(days=397)
RENEW_BEFORE_END = timedelta(days=30)
# Tablets' clocks run behind now and then: the certificate must not begin in their future.
BEGINS_BEFORE = timedelta(days=1)


@dataclass(frozen=True)
class ServerNames:
    """What tablets may type: host names and IP addresses of this machine."""

    hosts: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class LanCertificates:
    """Paths of what the web server and the page for tablets need."""

    authority: Path
    """The authority's certificate, for tablets to trust."""
    chain: Path
    """The server's certificate, followed by the authority's."""
    key: Path
    fingerprint: str
    """SHA-256 of the authority's certificate in pairs, for a person to compare."""


@dataclass(frozen=True)
class _Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_certificates(folder: Path, names: ServerNames, *, at: datetime) -> LanCertificates:
    """Read or make authority and server certificate in `folder`.

    Args:
        folder: made with mode 700 when missing.
        names: everything the server certificate must be good for.
        at: now, aware.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority_files = (folder / "ca.crt", folder / "ca.key")
    server_files = (folder / "server.crt", folder / "server.key")
    authority = _read(*authority_files)
    if authority is None or authority.certificate.not_valid_after_utc - at < RENEW_BEFORE_END:
        authority = _make_authority(at)
        _write(*authority_files, authority, chain=())
    server = _read(*server_files)
    if server is None or needs_renewal(server.certificate, authority.certificate, names, at=at):
        server = _make_server(authority, names, at)
        _write(*server_files, server, chain=(authority.certificate,))
    return LanCertificates(
        authority=authority_files[0],
        chain=server_files[0],
        key=server_files[1],
        fingerprint=authority.certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def needs_renewal(
    certificate: x509.Certificate, authority: x509.Certificate, names: ServerNames, *, at: datetime
) -> bool:
    """Whether the server certificate ends soon, lacks a name or comes from another authority."""
    if certificate.not_valid_after_utc - at < RENEW_BEFORE_END:
        return True
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return True
    covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    hosts = set(covered.get_values_for_type(x509.DNSName))
    addresses = {str(address) for address in covered.get_values_for_type(x509.IPAddress)}
    return not (hosts >= set(names.hosts) and addresses >= set(names.addresses))


def _make_authority(at: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    # Told apart by date in a tablet's list of trusted authorities; no host name, for it travels with the tablet.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"外勤记录 局域网证书 {at:%Y-%m-%d}")])
    builder = _builder(name, name, key, at, AUTHORITY_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    return _Pair(builder.sign(key, hashes.SHA256()), key)


def _make_server(authority: _Pair, names: ServerNames, at: datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, names.hosts[0] if names.hosts else "inspect")]
    )
    alternatives = [
        *(x509.DNSName(host) for host in names.hosts),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in names.addresses),
    ]
    builder = _builder(subject, authority.certificate.subject, key, at, SERVER_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
    )
    return _Pair(builder.sign(authority.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BEGINS_BEFORE)
        .not_valid_after(at - BEGINS_BEFORE + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _read(certificate_file: Path, key_file: Path) -> _Pair | None:
    """The pair in these files, or None when one is missing, unreadable or does not fit the other."""
    try:
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    return _Pair(certificate, key)


def _write(
    certificate_file: Path, key_file: Path, pair: _Pair, *, chain: tuple[x509.Certificate, ...]
) -> None:
    encoding = serialization.Encoding.PEM
    key = pair.key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _replace(key_file, key)
    _replace(certificate_file, b"".join(part.public_bytes(encoding) for part in (pair.certificate, *chain)))


def _replace(file: Path, content: bytes) -> None:
    fresh = file.with_suffix(f"{file.suffix}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(file)

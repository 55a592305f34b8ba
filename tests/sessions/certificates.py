"""Certificates of an authority of the tests' own, made when they are asked for."""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Certificates:
    """Paths of PEM files: the authority, and certificate and key for 127.0.0.1 and localhost, or for a client."""

    authority: str
    certificate: str
    key: str

    def server_context(self, *, ask_for_client: bool = False) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if ask_for_client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.authority)
        return context


def make_certificates(
    folder: Path, *, hosts: tuple[str, ...] = ("localhost", "127.0.0.1"), expired: bool = False
) -> Certificates:
    """Write an authority and one certificate, which serves both sides."""
    now = datetime.datetime.now(datetime.UTC)
    first = now - datetime.timedelta(days=1)
    last = {
        "authority": now + datetime.timedelta(days=1),
        "host": now + datetime.timedelta(days=-0.5 if expired else 1),
    }
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of a test")])
    names_of_host = x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address(host)) if host[0].isdigit() else x509.DNSName(host) for host in hosts]
    )
    issued = [
        (authority_name, authority_key, x509.BasicConstraints(ca=True, path_length=None), None),
        (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), key, x509.BasicConstraints(ca=False, path_length=None), names_of_host),
    ]  # fmt: skip
    made = []
    for subject, owner, constraints, names in issued:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(authority_name)
            .public_key(owner.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(first)
            .not_valid_after(last["host" if names is not None else "authority"])
            .add_extension(constraints, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(owner.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
            )
        )
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        made.append(builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    key_bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    contents = {"authority.pem": made[0], "certificate.pem": made[1], "key.pem": key_bytes}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return Certificates(*(str(folder / name) for name in contents))

"""Certificates of an issuing authority as ISO/IEC 18013-5 Annex B describes them.

Root (IACA): at most 20 years, signs only signer certificates and revocation lists, path length 0.
A signer: at most 457 days, key usage digitalSignature, and one extended key usage that says what it may sign:
licences (1.0.18013.5.1.2), documents of vehicles, status lists, or papers (id-kp-documentSigning, RFC 9336; with
contentCommitment). The usages of vehicles and status lists have no number yet, so ours come from UUIDs (ITU-T X.667).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

COUNTRY = "CN"
MDL_SIGNER = ObjectIdentifier("1.0.18013.5.1.2")
STATUS_SIGNER = ObjectIdentifier("2.25.149592953700919478028317207751840854956")
VEHICLE_SIGNER = ObjectIdentifier("2.25.299932354820811975024469852012187579928")
PAPER_SIGNER = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
ROOT_YEARS = timedelta(days=20 * 365)
SIGNER_DAYS = timedelta(days=457)
CRL_DAYS = timedelta(days=31)
CLOCK_SKEW = timedelta(minutes=5)


class Purpose(StrEnum):
    """What a signer may sign; the names of its files begin with it."""

    CREDENTIAL = "signer"
    VEHICLE = "vehicle"
    STATUS = "status"
    PAPER = "paper"


USAGES = {
    Purpose.CREDENTIAL: MDL_SIGNER,
    Purpose.VEHICLE: VEHICLE_SIGNER,
    Purpose.STATUS: STATUS_SIGNER,
    Purpose.PAPER: PAPER_SIGNER,
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the authority is reached: its page (alternative name) and its revocation list."""

    contact: str
    crl: str


def key_id(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return the eight bytes by which a show code names its signer: SHA-256 over the public key."""
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(spki).digest()[:8]


def root_certificate(
    key: ec.EllipticCurvePrivateKey, *, name: str, addresses: Addresses, now: datetime
) -> x509.Certificate:
    """Return the self-signed root of the authority."""
    subject = _name(f"{name} IACA", name)
    builder = _common(key.public_key(), subject, subject, addresses, now, ROOT_YEARS)
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def signer_certificate(
    key: ec.EllipticCurvePublicKey,
    purpose: Purpose,
    *,
    name: str,
    addresses: Addresses,
    now: datetime,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    organisation: str,
) -> x509.Certificate:
    """Return a certificate for a key that signs things of one kind, issued by the root."""
    lasts = min(SIGNER_DAYS, root.not_valid_after_utc - now)
    builder = _common(key, _name(name, organisation), root.subject, addresses, now, lasts)
    issuer_id = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id), critical=False)
        .add_extension(_usage(signs_certificates=False, commits=purpose is Purpose.PAPER), critical=True)
        .add_extension(x509.ExtendedKeyUsage([USAGES[purpose]]), critical=True)
        .sign(root_key, hashes.SHA256())
    )


def revocation_list(
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    *,
    now: datetime,
    number: int,
    revoked: Iterable[tuple[int, datetime]] = (),
) -> bytes:
    """Return the list of revoked signer certificates (serial, instant) in DER, good for 31 days."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(now)
        .next_update(now + CRL_DAYS)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            ),
            critical=False,
        )
    )
    for serial, at in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(root_key, hashes.SHA256()).public_bytes(Encoding.DER)


def _common(
    key: ec.EllipticCurvePublicKey,
    subject: x509.Name,
    issuer: x509.Name,
    addresses: Addresses,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    """What both profiles share; valid from five minutes ago, for clocks that are a little behind."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now - CLOCK_SKEW + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.IssuerAlternativeName([x509.UniformResourceIdentifier(addresses.contact)]), critical=False)
        .add_extension(
            x509.CRLDistributionPoints(
                [
                    x509.DistributionPoint(
                        full_name=[x509.UniformResourceIdentifier(addresses.crl)],
                        relative_name=None,
                        reasons=None,
                        crl_issuer=None,
                    )
                ]
            ),
            critical=False,
        )
    )


def _name(common_name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, COUNTRY),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, signs_certificates: bool, commits: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

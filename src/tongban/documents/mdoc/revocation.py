"""Is a signer on its authority's revocation list (RFC 5280)?

Like an old status list, an old revocation list can still say no; it can no longer say yes. Only the list of the
signer's own issuer counts, signed by it whole: no delta lists, no lists of others, no reasons.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from tongban.documents.mdoc import words
from tongban.documents.mdoc.trust import Path


@dataclass(frozen=True, slots=True)
class Found:
    """What the lists say of one signer: a code of `words`, and when the list was made, empty where there is none."""

    code: str  # "passed" | "revoked" | "too_old" | "not_checked" | "no_certificate"
    issued: str = ""


def look_up(path: Path, lists: Iterable[bytes], at: datetime) -> Found:
    """Say what the newest usable list says of a trusted path's signer at `at`."""
    if path.leaf is None or len(path.certificates) < 2:
        return Found("no_certificate")
    issuer = path.certificates[1]
    usable = [crl for content in lists if (crl := _read(content, issuer)) is not None]
    newest = max(usable, key=lambda crl: crl.last_update_utc, default=None)
    if newest is None:
        return Found("not_checked")
    issued = words.moment(newest.last_update_utc)
    if any(crl.get_revoked_certificate_by_serial_number(path.leaf.serial_number) for crl in usable):
        return Found("revoked", issued)
    fresh = newest.next_update_utc is not None and at <= newest.next_update_utc
    return Found("passed" if fresh else "too_old", issued)


def address_of(certificate: x509.Certificate) -> str:
    """Return where a certificate says its issuer's list is found, empty where it does not say."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return ""
    names = [name for point in points for name in point.full_name or ()]
    return next((name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)), "")


@lru_cache(maxsize=64)
def _read(content: bytes, issuer: x509.Certificate) -> x509.CertificateRevocationList | None:
    """The list, None where it cannot be read or is not its issuer's. Kept: one list answers for many credentials."""
    try:
        crl = x509.load_der_x509_crl(content)
        genuine = crl.issuer == issuer.subject and crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return None
    return crl if genuine else None

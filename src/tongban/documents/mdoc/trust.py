"""Whom a verifier trusts, and whether a credential's signer is one of them.

Trust anchors are arguments: roots of authorities, certificates of signers (for credentials that name
their signer by key id) and, for testing other people's vectors, bare public keys.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_public_key
from cryptography.x509.oid import ExtensionOID, NameOID

from tongban.documents.mdoc import profiles
from tongban.documents.mdoc.cose import Sealed, signature_holds
from tongban.documents.mdoc.profiles import Purpose

MAX_CHAIN = 4
_PEM_BLOCK = re.compile(rb"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)
_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion,
               x509.UnsupportedGeneralNameType)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a verifier trusts. Signers are not trusted by themselves: they must lead to a root."""

    roots: tuple[x509.Certificate, ...] = ()
    signers: tuple[x509.Certificate, ...] = ()
    keys: tuple[ec.EllipticCurvePublicKey, ...] = ()

    @classmethod
    def from_pem(cls, *blobs: bytes) -> Self:
        """Sort the certificates and public keys of PEM (or DER certificate) files.

        A certificate that may sign others, or that signed itself, is a root. Raises ValueError for a
        file in which there is nothing of the kind.
        """
        certificates: list[x509.Certificate] = []
        keys: list[ec.EllipticCurvePublicKey] = []
        for blob in blobs:
            _read_anchor_file(blob, certificates, keys)
        roots = tuple(one for one in certificates if _may_sign_others(one) or one.issuer == one.subject)
        return cls(roots, tuple(one for one in certificates if one not in roots), tuple(keys))

    def __bool__(self) -> bool:
        return bool(self.roots or self.keys)


@dataclass(frozen=True, slots=True)
class Path:
    """A signer and the way to a root: certificates signer first, `trusted` where the way ends at one."""

    key: object
    certificates: tuple[x509.Certificate, ...] = ()
    trusted: bool = False
    problem: str = ""  # "none" | "broken" | "unknown_root" | "not_a_ca" | ""

    @property
    def leaf(self) -> x509.Certificate | None:
        return self.certificates[0] if self.certificates else None

    def in_time(self, at: datetime) -> bool:
        """Say whether every certificate of the path is valid at `at`."""
        return all(one.not_valid_before_utc <= at <= one.not_valid_after_utc for one in self.certificates)


def find_path(sealed: Sealed, anchors: Anchors, payload: bytes | None = None) -> Path:
    """Find who sealed this: by the chain that came along, by key id, or among the bare keys."""
    if sealed.chain:
        path = _path(sealed.chain, anchors.roots)
        known = path.trusted or not isinstance(path.key, ec.EllipticCurvePublicKey)
        return path if known or path.key not in anchors.keys else Path(path.key, path.certificates, True)
    for certificate in anchors.signers:
        key = certificate.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey) and profiles.key_id(key) == sealed.key_id:
            return _path((_der(certificate),), anchors.roots)
    for key in anchors.keys:
        if signature_holds(sealed, key, payload):
            return Path(key, trusted=True)
    return Path(None, problem="none")


def country_of(certificate: x509.Certificate) -> str:
    """Return the country in a certificate's subject, empty where it names none."""
    return _subject(certificate, NameOID.COUNTRY_NAME)


def province_of(certificate: x509.Certificate) -> str:
    """Return the state or province in a certificate's subject, empty where it names none."""
    return _subject(certificate, NameOID.STATE_OR_PROVINCE_NAME)


def may_sign(certificate: x509.Certificate, purpose: Purpose) -> bool:
    """Say whether a certificate has the key usages for this purpose.

    A certificate that names no usage at all may sign status lists: Annex B leaves it open there.
    """
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound as missing:
        return missing.oid == ExtensionOID.EXTENDED_KEY_USAGE and purpose is Purpose.STATUS and usage.digital_signature
    except _UNREADABLE:
        return False
    return profiles.USAGES[purpose] in usages and usage.digital_signature


@lru_cache(maxsize=512)
def _as_signed(content: bytes) -> x509.Certificate:
    """A certificate whose signature fills its bit string: unused bits would let the same one be written twice."""
    certificate = x509.load_der_x509_certificate(content)
    if not content.endswith(b"\0" + certificate.signature):
        raise ValueError("unused bits in the signature")
    return certificate


def _path(chain: tuple[bytes, ...], roots: tuple[x509.Certificate, ...]) -> Path:
    """Follow a chain of DER certificates to a root. Kept: one signer signs many credentials."""
    try:
        certificates = [_as_signed(item) for item in chain[:MAX_CHAIN]]
        key = certificates[0].public_key()
    except _UNREADABLE:
        return Path(None, problem="broken")
    for child, parent in pairwise(certificates):
        if not _signed_by(child, parent):
            return Path(key, tuple(certificates), problem="broken")
    root = _root_of(certificates, roots)
    if root is None:
        return Path(key, tuple(certificates), problem="unknown_root")
    whole = certificates if root in certificates else [*certificates, root]
    if not all(_may_sign_others(one, below) for below, one in enumerate(whole[1:])):
        return Path(key, tuple(whole), problem="not_a_ca")
    return Path(key, tuple(whole), trusted=True)


def _root_of(certificates: list[x509.Certificate], roots: Iterable[x509.Certificate]) -> x509.Certificate | None:
    last = certificates[-1]
    return next((root for root in roots if root == last or _signed_by(last, root)), None)


def _signed_by(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
    except (*_UNREADABLE, InvalidSignature):
        return False
    return True


def _may_sign_others(certificate: x509.Certificate, certificates_below: int = 0) -> bool:
    """Say whether it is a CA that may stand above so many further CAs."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (*_UNREADABLE, x509.ExtensionNotFound):
        return False
    deep_enough = basic.path_length is None or basic.path_length >= certificates_below
    return basic.ca and usage.key_cert_sign and deep_enough


def _read_anchor_file(blob: bytes, certificates: list[x509.Certificate], keys: list[ec.EllipticCurvePublicKey]) -> None:
    blocks = list(_PEM_BLOCK.finditer(blob))
    if not blocks:
        certificates.append(x509.load_der_x509_certificate(blob))
    for block in blocks:
        if block[1] == b"CERTIFICATE":
            certificates.append(x509.load_pem_x509_certificate(block[0]))
        elif block[1] == b"PUBLIC KEY":
            key = load_pem_public_key(block[0])
            if not isinstance(key, ec.EllipticCurvePublicKey):
                raise ValueError("only elliptic-curve keys can be trust anchors")
            keys.append(key)
        else:
            raise ValueError(f"not a certificate or a public key: {block[1].decode()}")


def _subject(certificate: x509.Certificate, attribute: x509.ObjectIdentifier) -> str:
    try:
        found = certificate.subject.get_attributes_for_oid(attribute)
    except _UNREADABLE:  # names are read only when they are asked for
        return ""
    return str(found[0].value) if found else ""


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)

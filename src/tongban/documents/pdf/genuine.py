"""Is this PDF, byte for byte, one that we signed? Read without a PDF reader, since it comes from strangers.

Our papers have one signature over the whole file but its own place. So nothing of the PDF has to be understood: the
file without that place must have the digest that one of our paper signers signed. Whatever was appended, changed or
signed again by others is not ours any more.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

MAGIC = b"%PDF-"
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
_HOLE = re.compile(rb"<[0-9A-Fa-f]+>")


class NotSigned(ValueError):
    """There is no signature, or not the one over the whole file that our papers have."""


def signer_of(pdf: bytes, signers: Iterable[x509.Certificate]) -> tuple[x509.Certificate | None, bool]:
    """Return which of these signers signed the file, None for a stranger, and whether the file is as it was signed.

    Raises `NotSigned`.
    """
    content, signature = _parts(pdf)
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        (by,) = signed["signer_infos"]
        serial = by["sid"].chosen["serial_number"].native
        attributes, value = by["signed_attrs"], by["signature"].native
        digest = next(one["values"][0].native for one in attributes if one["type"].native == "message_digest")
        statement = attributes.untag().dump()
    except (ValueError, TypeError, KeyError, StopIteration, AttributeError) as error:
        raise NotSigned("the signature cannot be read") from error
    signer = next((one for one in signers if one.serial_number == serial), None)
    if signer is None:
        return None, False
    return signer, sha256(content).digest() == digest and _holds(signer, value, statement)


def _parts(pdf: bytes) -> tuple[bytes, bytes]:
    """The file without the place of its one signature, and the signature."""
    found = _RANGE.findall(pdf)
    if len(found) != 1:
        raise NotSigned("not one signature")
    start, before, after, length = map(int, found[0])
    hole = pdf[before:after]
    if start or after + length != len(pdf) or not _HOLE.fullmatch(hole) or len(hole) % 2:
        raise NotSigned("the signature is not over the whole file")
    return pdf[:before] + pdf[after:], bytes.fromhex(hole[1:-1].decode())


def _holds(signer: x509.Certificate, signature: bytes, statement: bytes) -> bool:
    key = signer.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        key.verify(signature, statement, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True

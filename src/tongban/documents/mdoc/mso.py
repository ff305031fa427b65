"""The mobile security object: what the issuer signs, and the items whose digests it holds.

Building is deterministic for given salts: a show code relies on that, it sends salts and values and lets
the verifier build the same bytes again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.documents.mdoc.cbor import embedded, encode, tdate
from tongban.documents.mdoc.cose import cose_key

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where the status of a credential is found: a list's address and the index in it."""

    index: int
    uri: str


@dataclass(frozen=True, slots=True)
class Validity:
    """When a credential was signed, and from when to when it is good (UTC, whole seconds)."""

    signed: datetime
    valid_from: datetime
    valid_until: datetime


def items(values: Mapping[str, Any], salts: Sequence[bytes]) -> tuple[list[Any], dict[int, bytes]]:
    """Return the issuer-signed items of one namespace and their digests.

    Digest ids follow the order of the salts, not of the names, so that an id tells nothing about an
    element that was not disclosed.
    """
    rank = {salt: number for number, salt in enumerate(sorted(salts))}
    encoded, digests = [], {}
    for (name, value), salt in zip(values.items(), salts, strict=True):
        number = rank[salt]
        item = {"digestID": number, "random": salt, "elementIdentifier": name, "elementValue": value}
        tagged = embedded(encode(item))
        encoded.append(tagged)
        digests[number] = sha256(encode(tagged)).digest()
    return encoded, dict(sorted(digests.items()))


def salted(
    values: Mapping[str, Mapping[str, Any]], seed: object
) -> tuple[dict[str, list[Any]], dict[str, dict[int, bytes]]]:
    """The items of a code for showing, salted from one seed: all are disclosed together, so their salts protect
    nothing apart."""
    if not isinstance(seed, bytes):
        raise TypeError("the seed is not a byte string")
    namespaces, digests = {}, {}
    for namespace, named in values.items():
        salts = [sha256(seed + f"{namespace}/{name}".encode()).digest()[:SALT_BYTES] for name in named]
        namespaces[namespace], digests[namespace] = items(named, salts)
    return namespaces, digests


def security_object(
    *,
    doc_type: str,
    digests: Mapping[str, Mapping[int, bytes]],
    device_key: ec.EllipticCurvePublicKey,
    validity: Validity,
    status: StatusEntry,
) -> bytes:
    """Return the security object as it is signed: CBOR in a tag 24."""
    content = {
        "version": "1.0",
        "digestAlgorithm": "SHA-256",
        "valueDigests": digests,
        "deviceKeyInfo": {"deviceKey": cose_key(device_key)},
        "docType": doc_type,
        "validityInfo": {
            "signed": tdate(validity.signed),
            "validFrom": tdate(validity.valid_from),
            "validUntil": tdate(validity.valid_until),
        },
        "status": {"status_list": {"idx": status.index, "uri": status.uri}},
    }
    return encode(embedded(encode(content)))

"""Issuing a digital document: claims, the holder's key and a signer in, an IssuerSigned structure out."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.documents.mdoc import cbor, cose, mso
from tongban.documents.mdoc.claims import Elements
from tongban.documents.mdoc.keys import Signer

LASTS = timedelta(days=365)
CHINA = timezone(timedelta(hours=8))


class Claims(Protocol):
    """What a document says: a licence's `LicenceClaims`, a vehicle's `VehicleClaims`."""

    @property
    def doc_type(self) -> str: ...

    @property
    def expiry_on(self) -> date | None:
        """Its own last day, None where it has none."""
        ...

    def elements(self, technical_end_on: date) -> Elements:
        """Every element by namespace; `technical_end_on` is the last day of the credential."""
        ...


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential as issued: `content` is IssuerSigned in CBOR, the file the holder keeps."""

    content: bytes
    doc_type: str
    signed_at: datetime
    valid_until: datetime
    status: mso.StatusEntry


def issue(
    claims: Claims,
    *,
    holder_key: ec.EllipticCurvePublicKey,
    signer: Signer,
    status: mso.StatusEntry,
    now: datetime,
    lasts: timedelta = LASTS,
) -> Issued:
    """Issue the credential of a document, bound to the key in the holder's device.

    It is good from `now` for `lasts`, but never longer than the signer's certificate, nor than the document
    itself where that ends later than `now`; whether an ended licence may be driven on is the other question.
    """
    validity = _validity(claims, signer, now.astimezone(UTC).replace(microsecond=0), lasts)
    values = claims.elements(validity.valid_until.astimezone(CHINA).date())
    namespaces, digests = {}, {}
    for namespace, named in values.items():
        salts = [secrets.token_bytes(mso.SALT_BYTES) for _ in named]
        namespaces[namespace], digests[namespace] = mso.items(named, salts)
    payload = mso.security_object(
        doc_type=claims.doc_type, digests=digests, device_key=holder_key, validity=validity, status=status
    )
    chain = signer.certificate.public_bytes(Encoding.DER)
    auth = cose.sign1(payload, signer.sign, unprotected={cose.X5CHAIN: chain})
    content = cbor.encode({"nameSpaces": namespaces, "issuerAuth": auth})
    return Issued(content, claims.doc_type, validity.signed, validity.valid_until, status)


def _validity(claims: Claims, signer: Signer, now: datetime, lasts: timedelta) -> mso.Validity:
    ends = [now + lasts, signer.certificate.not_valid_after_utc]
    if claims.expiry_on is not None:
        licence_ends = datetime.combine(claims.expiry_on, time(23, 59, 59), CHINA).astimezone(UTC)
        ends += [licence_ends] if licence_ends > now else []
    return mso.Validity(signed=now, valid_from=now, valid_until=min(ends))

"""The code for showing: a second, small credential in a QR code, good for 24 hours.

It is a complete mdoc of ten elements, without portrait and certificate, packed: the code carries values,
one seed for all salts, the holder's key and the signature, and a verifier builds the very IssuerSigned
structure from them that was signed. So it is checked by the same steps as every other credential, and may
be handed to other implementations after unpacking. The signer is named by key id.

A copied code verifies too. Whoever checks it must compare the face: `verify` says so in words.
"""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import segno
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tongban.documents.mdoc import cbor, codes, mso
from tongban.documents.mdoc.claims import (
    COUNTRY,
    ISO,
    MDL,
    NATIONAL,
    Elements,
    LicenceClaims,
    class_rows,
    letters_text,
    postponement_rows,
)
from tongban.documents.mdoc.keys import Signer
from tongban.law.facts import HeldClass, Postponement

PREFIX = "TB1:"
LASTS = timedelta(hours=24)
MASK = 3  # any mask is valid for readers; trying all eight costs ten milliseconds a code
CHINA_OFFSET = timedelta(hours=8)
_SEED_BYTES = 8
_DUTIES = ("renewal", "review", "medical")
_DAY_ZERO = date(1900, 1, 1)
_FIELDS = 12


def make(
    claims: LicenceClaims,
    *,
    holder_key: ec.EllipticCurvePublicKey,
    signer: Signer,
    status: mso.StatusEntry,
    now: datetime,
) -> str:
    """Return the text of a show code, good for 24 hours from `now`.

    `claims` may be those of the full credential: only ten elements of them are taken.
    """
    return codes.pack(PREFIX, _pack(claims, holder_key, status, now), _build, signer)


def unpack(text: str) -> bytes:
    """Return the IssuerSigned structure a show code stands for; raise `Malformed` where it is none."""
    return codes.unpack(text, PREFIX, _FIELDS, _build)


def svg(text: str, *, dark: str = "#000") -> str:
    """Return the code as an SVG that scales with its box; `dark` is its colour (red where not usable)."""
    code = segno.make_qr(text, error="m", mode="alphanumeric", boost_error=False, mask=MASK)
    return code.svg_inline(border=4, dark=dark, light="#fff", omitsize=True)


def qr_version(text: str) -> int:
    """Return the version (size) of the QR code that `svg` draws: 4 * version + 17 modules a side."""
    return int(segno.make_qr(text, error="m", mode="alphanumeric", boost_error=False).version)


def _pack(
    claims: LicenceClaims, holder_key: ec.EllipticCurvePublicKey, status: mso.StatusEntry, now: datetime
) -> list[Any]:
    """Return what the code carries beside key id and signature, in the order `_build` reads."""
    return [
        int(now.timestamp()),
        status.index,
        status.uri.removeprefix("https:"),
        holder_key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint),
        secrets.token_bytes(_SEED_BYTES),
        claims.family_name_national or claims.family_name,
        claims.given_name_national or claims.given_name,
        _number(claims.birth_on),
        None if claims.expiry_on is None else _number(claims.expiry_on),
        _short_serial(claims.card_serial),
        [part for held in claims.classes for part in (held.code, _number(held.since))],
        [
            part
            for one in claims.postponements
            for part in (_DUTIES.index(one.duty), _number(one.original_due_on), _number(one.until))
        ]
        + [letters_text(claims.letters)],
    ]


def _build(body: list[Any]) -> tuple[bytes, dict[str, list[Any]]]:
    """Build security object and items from what a code carries; raise `Malformed` where it cannot be."""
    try:
        signed, index, uri, point, seed, *fields = body
        at = datetime.fromtimestamp(signed, UTC)
        validity = mso.Validity(at, at, at + LASTS)
        entry = mso.StatusEntry(int(index), "https:" + uri if uri.startswith("//") else str(uri))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        values = _elements(fields, validity)
        namespaces, digests = mso.salted(values, seed)
    except (ValueError, TypeError, AttributeError, OverflowError, IndexError, OSError) as error:
        raise cbor.Malformed("the show code's fields are not what they should be") from error
    payload = mso.security_object(doc_type=MDL, digests=digests, device_key=key, validity=validity, status=entry)
    return payload, namespaces


def _elements(fields: list[Any], validity: mso.Validity) -> Elements:
    """Return the ten elements, those of the licence's own namespace last."""
    family, given, born, expiry, serial, classes, standing = fields
    *postponed, letters = standing
    ends_on = _day(expiry) if expiry is not None else (validity.valid_until + CHINA_OFFSET).date()
    held = tuple(HeldClass(str(code), _day(since)) for code, since in _groups(classes, 2))
    later = tuple(Postponement(_DUTIES[one], _day(was), _day(to)) for one, was, to in _groups(postponed, 3))
    return {
        ISO: {
            "family_name_national_character": str(family),
            "given_name_national_character": str(given),
            "birth_date": cbor.full_date(_day(born)),
            "expiry_date": cbor.full_date(ends_on),
            "issuing_country": COUNTRY,
            "document_number": str(serial),
        },
        NATIONAL: {
            "classes": class_rows(held),
            "status_letters": str(letters),
            "postponements": postponement_rows(later),
            "long_term": expiry is None,
        },
    }


def _groups(values: list[Any], size: int) -> list[tuple[Any, ...]]:
    """Cut a flat list into groups; raise ValueError where something is left over."""
    if len(values) % size:
        raise ValueError("a group is not complete")
    return [tuple(values[start : start + size]) for start in range(0, len(values), size)]


def _short_serial(serial: str) -> int | str:
    """A number takes half the space of its digits, where it has no zero in front to lose."""
    return int(serial) if serial.isascii() and serial.isdigit() and serial[0] != "0" else serial


def _number(day: date) -> int:
    return (day - _DAY_ZERO).days


def _day(number: int) -> date:
    return _DAY_ZERO + timedelta(days=number)

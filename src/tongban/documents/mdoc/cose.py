"""COSE (RFC 9052) for the mdoc: single signatures, the MAC of the holder's device, and keys.

Only what ISO/IEC 18013-5 names is understood: ECDSA with SHA-2, EdDSA, HMAC 256/256. The algorithm is
read from the protected header alone; a signature with an unknown critical header is not accepted.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cbor2 import CBORTag
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tongban.documents.mdoc.cbor import Malformed, decode, encode

ALG, CRIT, CONTENT_TYPE, KEY_ID, TYPE, X5CHAIN = 1, 2, 3, 4, 16, 33
ES256, HMAC256 = -7, 5
SIGN1_TAG = 18

_ECDSA: Mapping[int, hashes.HashAlgorithm] = {
    -7: hashes.SHA256(), -9: hashes.SHA256(),
    -35: hashes.SHA384(), -51: hashes.SHA384(),
    -36: hashes.SHA512(), -52: hashes.SHA512(),
}  # fmt: skip
_EDDSA = frozenset({-8, -19, -53})
_CURVES: Mapping[int, ec.EllipticCurve] = {
    1: ec.SECP256R1(), 2: ec.SECP384R1(), 3: ec.SECP521R1(),
    256: ec.BrainpoolP256R1(), 258: ec.BrainpoolP384R1(), 259: ec.BrainpoolP512R1(),
}  # fmt: skip

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | ed448.Ed448PublicKey


@dataclass(frozen=True, slots=True)
class Sealed:
    """A COSE_Sign1 or COSE_Mac0: `protected` as it was signed, `tag` the signature or the MAC."""

    protected: bytes
    headers: Mapping[Any, Any]
    unprotected: Mapping[Any, Any]
    payload: bytes | None
    tag: bytes

    @property
    def algorithm(self) -> int | None:
        """The algorithm's number; None where the protected header names none."""
        return _integer(self.headers.get(ALG))

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates that came along, signer first; empty where there are none."""
        value = self.unprotected.get(X5CHAIN, self.headers.get(X5CHAIN))
        certificates = [value] if isinstance(value, bytes) else value
        if not isinstance(certificates, list | tuple):
            return ()
        return tuple(item for item in certificates if isinstance(item, bytes))

    @property
    def key_id(self) -> bytes | None:
        value = self.headers.get(KEY_ID, self.unprotected.get(KEY_ID))
        return value if isinstance(value, bytes) else None


def parse(value: Any) -> Sealed:
    """Read the four-part array of COSE_Sign1 or COSE_Mac0, with or without its tag."""
    if isinstance(value, CBORTag) and value.tag in (SIGN1_TAG, 17):
        value = value.value
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise Malformed("not a COSE array of four")
    protected, unprotected, payload, tag = value
    if not isinstance(protected, bytes) or not isinstance(unprotected, Mapping):
        raise Malformed("the COSE headers are not a byte string and a map")
    if not isinstance(tag, bytes) or not (payload is None or isinstance(payload, bytes)):
        raise Malformed("the COSE payload or signature is not a byte string")
    headers = decode(protected) if protected else {}
    if not isinstance(headers, Mapping):
        raise Malformed("the protected header is not a map")
    return Sealed(protected, headers, unprotected, payload, tag)


def sign1(
    payload: bytes,
    sign: Callable[[bytes], bytes],
    *,
    protected: Mapping[int, Any] | None = None,
    unprotected: Mapping[int, Any] | None = None,
) -> list[Any]:
    """Return an untagged COSE_Sign1; `sign` gives r and s in one string, ES256."""
    header = encode({ALG: ES256, **(protected or {})})
    signature = sign(_to_be_sealed("Signature1", header, payload))
    return [header, dict(unprotected or {}), payload, signature]


def signature_holds(sealed: Sealed, key: object, payload: bytes | None = None) -> bool:
    """Say whether the signature is by `key`; `payload` is given where it travels apart."""
    content = sealed.payload if payload is None else payload
    if content is None or CRIT in sealed.headers:
        return False
    signed = _to_be_sealed("Signature1", sealed.protected, content)
    hash_algorithm = _ECDSA.get(sealed.algorithm) if sealed.algorithm is not None else None
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and hash_algorithm:
            key.verify(_der(sealed.tag, key), signed, ec.ECDSA(hash_algorithm))
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey) and sealed.algorithm in _EDDSA:
            key.verify(sealed.tag, signed)
        else:
            return False
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        return False
    return True


def mac_holds(sealed: Sealed, key: bytes, payload: bytes) -> bool:
    """Say whether the MAC (HMAC 256/256) over the detached payload is made with `key`."""
    if sealed.algorithm != HMAC256 or CRIT in sealed.headers:
        return False
    expected = hmac.new(key, _to_be_sealed("MAC0", sealed.protected, payload), sha256).digest()
    return hmac.compare_digest(expected, sealed.tag)


def mac0(payload: bytes, key: bytes) -> list[Any]:
    """Return a COSE_Mac0 over a detached payload (HMAC 256/256)."""
    header = encode({ALG: HMAC256})
    return [header, {}, None, hmac.new(key, _to_be_sealed("MAC0", header, payload), sha256).digest()]


def cose_key(key: ec.EllipticCurvePublicKey) -> dict[int, Any]:
    """Return an elliptic-curve public key as a COSE_Key map."""
    numbers, size = key.public_numbers(), (key.curve.key_size + 7) // 8
    curve = next(number for number, curve in _CURVES.items() if curve.name == key.curve.name)
    return {1: 2, -1: curve, -2: numbers.x.to_bytes(size, "big"), -3: numbers.y.to_bytes(size, "big")}


def public_key(value: Any) -> PublicKey:
    """Read a COSE_Key; raise `Malformed` where it is none or its point is not on its curve."""
    if not isinstance(value, Mapping):
        raise Malformed("the key is not a map")
    curve, x, y = _integer(value.get(-1)), value.get(-2), value.get(-3)
    if not isinstance(x, bytes):
        raise Malformed("the key has no x")
    try:
        if value.get(1) == 2 and curve is not None and curve in _CURVES:
            return _point(_CURVES[curve], x, y)
        if value.get(1) == 1 and curve == 6:
            return ed25519.Ed25519PublicKey.from_public_bytes(x)
        if value.get(1) == 1 and curve == 7:
            return ed448.Ed448PublicKey.from_public_bytes(x)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Malformed(f"not a point of its curve: {error}") from error
    raise Malformed("the key's type or curve is not one of the standard")


def _point(curve: ec.EllipticCurve, x: bytes, y: object) -> ec.EllipticCurvePublicKey:
    if isinstance(y, bool):
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes([3 if y else 2]) + x)
    if not isinstance(y, bytes):
        raise Malformed("the key has no y")
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, b"\x04" + x + y)


def _integer(value: object) -> int | None:
    """Return a number as it is, None for what cannot be one (and could not be looked up)."""
    return value if isinstance(value, int) else None


def _to_be_sealed(context: str, protected: bytes, payload: bytes) -> bytes:
    parts: Sequence[object] = [context, protected, b"", payload]
    return encode(parts)


def _der(raw: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    size = (key.curve.key_size + 7) // 8
    if len(raw) != 2 * size:
        raise ValueError("the signature has another length than its curve")
    return encode_dss_signature(int.from_bytes(raw[:size], "big"), int.from_bytes(raw[size:], "big"))

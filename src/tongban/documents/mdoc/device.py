"""Device authentication: was this presentation made by the device the credential is bound to?

The device signs, or makes a MAC over, the session transcript it shared with this reader (ISO/IEC 18013-5,
9.1.3), so a recorded presentation is worthless in another session. The MAC's key comes from the device's
key and the reader's ephemeral key, so checking a MAC needs the reader's private key.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tongban.documents.mdoc import cbor, cose
from tongban.documents.mdoc.reading import Document, Unreadable
from tongban.law.text import Text

_CURVES: Mapping[str, ec.EllipticCurve] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
}
_EMPTY_MAP = cbor.embedded(b"\xa0")


def problem(document: Document, transcript: bytes, reader_key: ec.EllipticCurvePrivateKey | None) -> str:
    """Return what is wrong with the device authentication, empty where it holds.

    "missing" | "no_key" | "reader_key_needed" | "wrong" | "not_authorised".
    """
    device = document.device
    if device is None or (device.signature is None and device.mac is None):
        return "missing"
    try:
        key = cose.public_key(document.security.device_key)
    except cbor.Malformed:
        return "no_key"
    try:
        signed = authentication_bytes(transcript, document.doc_type, device.namespaces)
    except cbor.Malformed:
        return "wrong"
    if device.signature is not None:
        holds = cose.signature_holds(device.signature, key, signed)
    elif reader_key is None:
        return "reader_key_needed"
    else:
        holds = device.mac is not None and _mac_holds(device.mac, key, reader_key, transcript, signed)
    if not holds:
        return "wrong"
    return "" if _authorised(document) else "not_authorised"


def authentication_bytes(transcript: bytes, doc_type: str, namespaces: Any) -> bytes:
    """Return `DeviceAuthenticationBytes`: what the device seals. The transcript enters byte by byte.

    Raises `Malformed` where the device's namespaces are not embedded CBOR.
    """
    names = cbor.encode(cbor.embedded(cbor.content_of(_EMPTY_MAP if namespaces is None else namespaces)))
    content = b"\x84" + cbor.encode("DeviceAuthentication") + transcript + cbor.encode(doc_type) + names
    return cbor.encode(cbor.embedded(content))


def mac_key(private: ec.EllipticCurvePrivateKey, public: ec.EllipticCurvePublicKey, transcript: bytes) -> bytes:
    """Return EMacKey, equal for the device's and the reader's pair of keys."""
    salt = sha256(cbor.encode(cbor.embedded(transcript))).digest()
    shared = private.exchange(ec.ECDH(), public)
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"EMacKey").derive(shared)


def read_private_jwk(content: bytes | str) -> ec.EllipticCurvePrivateKey:
    """Read a private elliptic-curve key in JWK; raise `Unreadable` where it is none."""
    try:
        jwk = json.loads(content)
        curve = _CURVES[jwk["crv"]]
        secret = int.from_bytes(_base64url(jwk["d"]), "big")
        return ec.derive_private_key(secret, curve)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable(
            Text(
                zh="阅读器密钥不是椭圆曲线私钥（JWK）。",
                en="The reader's key is no private elliptic-curve JWK.",
            )
        ) from error


def read_public_jwk(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    """Read a public elliptic-curve key in JWK, as a holder's device sends it; raise `Unreadable`."""
    try:
        curve = _CURVES[jwk["crv"]]
        point = b"\x04" + _base64url(jwk["x"]) + _base64url(jwk["y"])
        return ec.EllipticCurvePublicKey.from_encoded_point(curve, point)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(
            Text(zh="设备密钥不是椭圆曲线公钥（JWK）。", en="The device's key is no public elliptic-curve JWK.")
        ) from error


def _mac_holds(
    mac: cose.Sealed,
    key: cose.PublicKey,
    reader_key: ec.EllipticCurvePrivateKey,
    transcript: bytes,
    signed: bytes,
) -> bool:
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != reader_key.curve.name:
        return False
    return cose.mac_holds(mac, mac_key(reader_key, key, transcript), signed)


def _authorised(document: Document) -> bool:
    """Say whether the issuer allowed the device to state every element it stated itself (9.1.2.4)."""
    if document.device is None or document.device.namespaces is None:
        return True
    try:
        stated = cbor.decode(cbor.content_of(document.device.namespaces))
    except cbor.Malformed:
        return False
    if not isinstance(stated, Mapping):
        return False
    allowed = document.security.authorised
    namespaces, elements = allowed.get("nameSpaces", ()), allowed.get("dataElements", {})
    if not isinstance(namespaces, list | tuple) or not isinstance(elements, Mapping):
        return not stated
    return all(
        namespace in namespaces or _all_in(named, elements.get(namespace, ())) for namespace, named in stated.items()
    )


def _all_in(named: Any, allowed: Any) -> bool:
    if not isinstance(named, Mapping) or not isinstance(allowed, list | tuple):
        return False
    return all(name in allowed for name in named)


def _base64url(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error

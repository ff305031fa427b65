"""EC P-256 public keys as JWK (RFC 7517) and their thumbprints (RFC 7638)."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tongban.core.errors import BadInput
from tongban.law.text import Text

SIZE = 32
WRONG = Text(zh="设备密钥格式不对。", en="The device key is not an EC P-256 public key.")


def public_key(jwk: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    """The key; BadInput where it is not a point of P-256."""
    try:
        if (jwk["kty"], jwk["crv"]) != ("EC", "P-256"):
            raise ValueError("another kind of key")
        x, y = (_number(jwk[part]) for part in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("jwk", WRONG) from error


def thumbprint(jwk: dict[str, Any]) -> str:
    """RFC 7638: SHA-256 of the required members in order, base64url without padding."""
    text = json.dumps({part: jwk[part] for part in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _number(text: str) -> int:
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(raw) != SIZE:
        raise ValueError("not 32 bytes")
    return int.from_bytes(raw, "big")

"""What is signed and sealed, byte for byte as docs/partners/site-day.md says: two lines, base64 and an Ed25519
signature in hexadecimal."""

import base64
import binascii
import json
import os
import zlib
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PACKAGE, DAY = "tongban-site-package-1", "tongban-site-day-1"
NONCE = 12


class Wrong(Exception):
    """A package that is not for this site, not whole, or not signed by its office."""


def signed(packed: bytes, key: Ed25519PrivateKey) -> bytes:
    """The two lines."""
    return base64.b64encode(packed) + b"\n" + key.sign(packed).hex().encode() + b"\n"


def package_of(content: bytes, office: str, opening: X25519PrivateKey) -> dict[str, Any]:
    """What a package says. `office`: the public key of the office in hexadecimal. Raises Wrong."""
    try:
        first, second = content.split()
        packed = base64.b64decode(first, validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(office)).verify(bytes.fromhex(second.decode()), packed)
        outer = json.loads(packed)
        if outer["format"] != PACKAGE:
            raise Wrong(outer["format"])
        box = base64.b64decode(outer["box"], validate=True)
        theirs = X25519PublicKey.from_public_bytes(bytes.fromhex(outer["to"]))
        key = HKDF(SHA256(), 32, None, PACKAGE.encode()).derive(opening.exchange(theirs))
        opened = AESGCM(key).decrypt(box[:NONCE], box[NONCE:], PACKAGE.encode())
        told: dict[str, Any] = json.loads(zlib.decompress(opened))
    except (ValueError, KeyError, TypeError, binascii.Error, zlib.error, InvalidSignature, InvalidTag) as error:
        raise Wrong(str(error)) from error
    return told


def sealed(content: Any, key: bytes) -> str:
    """A part of the site's file that only the office reads: AES-GCM under the key that the package brought."""
    nonce = os.urandom(NONCE)
    packed = zlib.compress(json.dumps(content, sort_keys=True).encode(), 6)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, packed, DAY.encode())).decode()

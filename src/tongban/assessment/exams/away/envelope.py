"""Signing and sealing of packages, and opening what a site sealed, byte for byte as docs/partners/site-day.md says."""

import base64
import json
import os
import zlib
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tongban.assessment.exams.driving.site_files import FORMAT as DAY

PACKAGE = "tongban-site-package-1"
NONCE, KEY = 12, 32


def package(content: Any, *, site: str, number: str, opening: str, key: Ed25519PrivateKey) -> bytes:
    """The bytes of a package for the site that opens with the key `opening` (X25519, hexadecimal)."""
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(opening)))
    box_key = HKDF(SHA256(), KEY, None, PACKAGE.encode()).derive(shared)
    nonce = os.urandom(NONCE)
    packed = zlib.compress(json.dumps(content, sort_keys=True, ensure_ascii=False).encode(), 6)
    box = nonce + AESGCM(box_key).encrypt(nonce, packed, PACKAGE.encode())
    outer = {
        "format": PACKAGE,
        "site": site,
        "package": number,
        "to": once.public_key().public_bytes_raw().hex(),
        "box": base64.b64encode(box).decode(),
    }
    signed = json.dumps(outer, sort_keys=True).encode()
    return base64.b64encode(signed) + b"\n" + key.sign(signed).hex().encode() + b"\n"


def opened(sealed: str, key: bytes) -> Any:
    """What a site sealed under the key that its package brought. Raises ValueError."""
    try:
        box = base64.b64decode(sealed, validate=True)
        return json.loads(zlib.decompress(AESGCM(key).decrypt(box[:NONCE], box[NONCE:], DAY.encode())))
    except (InvalidTag, zlib.error) as error:
        raise ValueError("not sealed under this key") from error

"""The key that signs seals: Ed25519, from `settings.TONGBAN_KEYS["seal"]` (PEM).

Former public keys, if the key was changed, are listed in `settings.TONGBAN_KEYS["seal_former"]` (PEM each).
"""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def statement(size: int, root: bytes, previous_root: bytes, sealed_at: datetime) -> bytes:
    """Return the canonical bytes a seal's signature is over."""
    return rfc8785.dumps(
        {
            "previous_root": bytes(previous_root).hex(),
            "root": bytes(root).hex(),
            "sealed_at": sealed_at.astimezone(UTC).isoformat(),
            "size": size,
        }
    )


def sign(content: bytes) -> tuple[str, bytes]:
    """Return the key's id and the signature over a seal's statement."""
    key = _private(settings.TONGBAN_KEYS["seal"])
    return key_id(key.public_key()), key.sign(content)


def is_signed(content: bytes, identifier: str, signature: bytes) -> bool:
    """True where a key of this authority, the present one or a former one, signed the statement."""
    key = _known().get(identifier)
    if key is None:
        return False
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def public_pem() -> str:
    """Return the present public key, for the public page of roots."""
    public = _private(settings.TONGBAN_KEYS["seal"]).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def public_hex() -> str:
    """Return the present public key as 64 hexadecimal digits."""
    key = _private(settings.TONGBAN_KEYS["seal"]).public_key()
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def key_id(key: Ed25519PublicKey) -> str:
    """Return the first 16 hex digits of SHA-256 of the raw public key."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def _known() -> dict[str, Ed25519PublicKey]:
    keys = [_private(settings.TONGBAN_KEYS["seal"]).public_key()]
    keys += [_public(pem) for pem in settings.TONGBAN_KEYS.get("seal_former", ())]
    return {key_id(key): key for key in keys}


@lru_cache(maxsize=4)
def _private(pem: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("Seals are signed with an Ed25519 key")
    return key


@lru_cache(maxsize=16)
def _public(pem: bytes) -> Ed25519PublicKey:
    key = serialization.load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("Seals are signed with an Ed25519 key")
    return key

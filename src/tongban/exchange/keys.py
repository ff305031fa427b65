"""Keys: our own signing key, and the one pinned key of each partner.

A partner's key is pinned when the partner is registered and never learned from a message. Pinned keys are
read from the database at most once a minute and process.
"""

import base64
import hashlib
import threading
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings

from tongban.core import clock
from tongban.exchange.models import PartnerKey

KEPT_SECONDS = 60.0
RAW_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Pinned:
    """The key a partner signs with, under the id it puts into `keyid`."""

    kid: str
    key: Ed25519PublicKey


@cache
def own_key() -> Ed25519PrivateKey:
    """Return the key this copy signs with."""
    key = load_pem_private_key(settings.TONGBAN_KEYS["partner"], password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("The partner key of this copy is not an Ed25519 key: remove it to have a new one made")
    return key


def own_key_id() -> str:
    """Return the `keyid` of this copy."""
    return f"tongban-{settings.TONGBAN_ID}"


def own_jwks() -> dict[str, list[dict[str, str]]]:
    """Return our public key as the JWK set served at /.well-known/tongban-keys."""
    raw = own_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"keys": [{"kid": own_key_id(), "kty": "OKP", "crv": "Ed25519", "x": base64url(raw)}]}


def base64url(raw: bytes) -> str:
    """Return bytes as base64url without padding, the form of JWK and of cashier addresses."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_key(x: str) -> Ed25519PublicKey:
    """Return the key of a JWK's `x`; raises ValueError where it is not 32 bytes of base64url."""
    raw = base64.b64decode(x + "=" * (-len(x) % 4), altchars=b"-_", validate=True)
    if len(raw) != RAW_KEY_BYTES:
        raise ValueError("An Ed25519 key has 32 bytes")
    return Ed25519PublicKey.from_public_bytes(raw)


def fingerprint(x: str) -> str:
    """Return what people compare by telephone: 32 hexadecimal digits over the raw key."""
    return hashlib.sha256(public_key(x).public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]


_pinned: dict[str, Pinned] = {}
_read_at = float("-inf")
_lock = threading.Lock()


def pinned(partner: str) -> Pinned | None:
    """Return a partner's pinned key, None where it has not been registered."""
    global _pinned, _read_at
    if clock.ticks() - _read_at > KEPT_SECONDS or partner not in _pinned:
        with _lock:
            rows = PartnerKey.objects.filter(ended_at=None).values_list("partner", "kid", "x")
            _pinned = {code: Pinned(kid, public_key(x)) for code, kid, x in rows}
            _read_at = clock.ticks()
    return _pinned.get(partner)


def forget() -> None:
    """Read the pinned keys again at the next question: one was changed."""
    global _pinned, _read_at
    _pinned, _read_at = {}, float("-inf")

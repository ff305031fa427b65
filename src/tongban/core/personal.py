"""Personal values at rest: sealed, found, masked.

A sealed value is key id (2 bytes, big-endian) + nonce (12) + AES-256-GCM ciphertext with its tag; the key
id is authenticated too. Equal values are found through HMAC-SHA-256 under another key. Keys come from
`settings.TONGBAN_KEYS`: `personal` is {key id: 32 bytes}, the highest id seals and all of them open;
`lookup` is bytes.
"""

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_KEY_ID_BYTES = 2
_NONCE_BYTES = 12
_NONCE_END = _KEY_ID_BYTES + _NONCE_BYTES


class Unreadable(Exception):
    """A sealed value whose key is missing or which was changed."""


def seal(text: str) -> bytes:
    """Seal a text under the newest key."""
    return seal_bytes(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Return the text. Raises Unreadable where the key is not there or the bytes were changed."""
    return unseal_bytes(sealed).decode()


def seal_bytes(content: bytes) -> bytes:
    """Seal bytes under the newest key."""
    key_id = _newest()
    head = key_id.to_bytes(_KEY_ID_BYTES)
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + _cipher(settings.TONGBAN_KEYS["personal"][key_id]).encrypt(nonce, content, head)


def unseal_bytes(sealed: bytes | memoryview) -> bytes:
    """Return the bytes. Raises Unreadable where the key is not there or the bytes were changed."""
    sealed = bytes(sealed)
    head, nonce, content = sealed[:_KEY_ID_BYTES], sealed[_KEY_ID_BYTES:_NONCE_END], sealed[_NONCE_END:]
    key_id = int.from_bytes(head)
    key = settings.TONGBAN_KEYS["personal"].get(key_id)
    if key is None:
        raise Unreadable(f"Sealed under key {key_id}, which is not among the keys of this copy")
    try:
        return _cipher(key).decrypt(nonce, content, head)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("The sealed value was changed or cut") from error


def is_sealed_anew(sealed: bytes | memoryview) -> bool:
    """True where a value is sealed under the newest key already."""
    return int.from_bytes(bytes(sealed[:_KEY_ID_BYTES])) == _newest()


def reseal(sealed: bytes | memoryview) -> bytes:
    """Return the same value sealed under the newest key."""
    return bytes(sealed) if is_sealed_anew(sealed) else seal_bytes(unseal_bytes(sealed))


def lookup(text: str) -> bytes:
    """Return 32 bytes that are the same for equal values and tell nothing without the key."""
    return hmac.new(settings.TONGBAN_KEYS["lookup"], text.encode(), hashlib.sha256).digest()


def mask_identity(number: str) -> str:
    """Return "3101************1X": the first four and the last two stay."""
    return _mask(number, first=4, last=2)


def mask_phone(number: str) -> str:
    """Return "138****5678": the first three and the last four stay."""
    return _mask(number, first=3, last=4)


def mask_name(name: str) -> str:
    """Return "**明": only the last character stays, as public lists in China show names."""
    return _mask(name, first=0, last=1)


def _mask(value: str, *, first: int, last: int) -> str:
    """Too short a value is hidden whole: what would be left to hide is not worth a mask."""
    hidden = len(value) - first - last
    return value[:first] + "*" * hidden + value[-last:] if hidden > 0 else "*" * len(value)


def _newest() -> int:
    return max(settings.TONGBAN_KEYS["personal"])


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)

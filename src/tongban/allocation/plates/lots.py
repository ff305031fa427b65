"""The generator of random sets. Pure: the places of a set follow from a secret and from what the set is for.

    key    = HMAC-SHA-256(secret of the day, what)        what = "pool id|person|vin|number of the set"
    block  = SHA-256(key, counter)                         counter 0, 1, 2 ... as 8 bytes
    place  = first 8 bytes of the block modulo places, plus 1; a block beyond the last full multiple is passed over

Whoever knows the secret, published the day after, gets the same places in the same order. What of them was offered is
what was free at that instant; the entry of the set says which were passed over.
"""

import hashlib
import hmac
from collections.abc import Iterator

_BYTES = 8
_ALL = 1 << 8 * _BYTES


def places(secret: bytes, what: str, count: int) -> Iterator[int]:
    """Places from 1 to `count`, each as likely as every other, without end and with repeats."""
    key = hmac.new(secret, what.encode(), hashlib.sha256).digest()
    beyond = _ALL - _ALL % count
    counter = 0
    while True:
        drawn = int.from_bytes(hashlib.sha256(key + counter.to_bytes(_BYTES)).digest()[:_BYTES])
        counter += 1
        if drawn < beyond:
            yield drawn % count + 1


def commitment(secret: bytes) -> str:
    """What is published before the secret is used."""
    return hashlib.sha256(secret).hexdigest()

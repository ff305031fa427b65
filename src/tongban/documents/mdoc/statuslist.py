"""The token status list: which credentials were revoked or suspended since they were issued.

Two bits for each credential in one long string, compressed and signed as a CBOR web token
(`application/statuslist+cwt`), fetched whole: the list's keeper does not learn who looks at whom. An old
list can still say no, because what was revoked stays revoked; it can no longer say yes.

Which index a credential gets is the caller's to keep. Indexes shall not tell who came after whom:
`shuffled` turns the position 0, 1, 2 ... into an index that looks random and is never given twice.
"""

import hmac
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from typing import Any

from cbor2 import CBORTag
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.documents.mdoc import cbor, cose
from tongban.documents.mdoc.keys import Signer
from tongban.documents.mdoc.profiles import Purpose
from tongban.documents.mdoc.trust import Anchors, Path, find_path, may_sign

BITS = 2
MEDIA_TYPE = "application/statuslist+cwt"
GOOD_FOR = timedelta(hours=24)  # our rule for a list that names no end of its own
MAX_BYTES = 32 * 1024 * 1024  # 128 million credentials; a guard against a bomb
_SUBJECT, _EXPIRES, _ISSUED, _LIST, _TTL = 2, 4, 6, 65533, 65534
_ROUNDS = 6


class Status(IntEnum):
    """What the list says of one credential."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


class ListProblem(ValueError):
    """The list cannot be used; `code`: "unreadable" | "not_genuine" | "another_list"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list that was read and whose signature holds."""

    uri: str
    issued_at: datetime
    expires_at: datetime
    bits: int
    packed: bytes
    path: Path  # who signed it

    def __len__(self) -> int:
        return len(self.packed) * 8 // self.bits

    def status(self, index: int) -> int | None:
        """The status at an index (a `Status`, or a number of others' lists); None beyond the end."""
        if not 0 <= index < len(self):
            return None
        per_byte = 8 // self.bits
        shift = index % per_byte * self.bits
        return self.packed[index // per_byte] >> shift & (1 << self.bits) - 1

    def is_fresh(self, at: datetime) -> bool:
        """Say whether the list may still say yes at `at`: until its own end, or 24 hours where it names none."""
        return at <= self.expires_at


def pack(size: int, statuses: Mapping[int, Status] | Iterable[tuple[int, Status]]) -> bytes:
    """Return the bits of a list of `size` credentials, valid where nothing else is said.

    Raises IndexError for an index beyond the list.
    """
    per_byte = 8 // BITS
    packed = bytearray(-(-size // per_byte))
    pairs = statuses.items() if isinstance(statuses, Mapping) else statuses
    for index, status in pairs:
        if not 0 <= index < size:
            raise IndexError(f"no index {index} in a list of {size}")
        packed[index // per_byte] |= int(status) << index % per_byte * BITS
    return bytes(packed)


def sign_list(packed: bytes, *, uri: str, now: datetime, lasts: timedelta, signer: Signer) -> bytes:
    """Return the signed list, to be served at `uri` as `application/statuslist+cwt`; good for `lasts`."""
    issued = int(now.timestamp())
    seconds = int(lasts.total_seconds())
    claims = {
        _SUBJECT: uri,
        _ISSUED: issued,
        _EXPIRES: issued + seconds,
        _TTL: seconds,
        _LIST: {"bits": BITS, "lst": zlib.compress(packed, 9)},
    }
    chain = signer.certificate.public_bytes(Encoding.DER)
    sealed = cose.sign1(
        cbor.encode(claims),
        signer.sign,
        protected={cose.TYPE: MEDIA_TYPE},
        unprotected={cose.KEY_ID: signer.key_id, cose.X5CHAIN: chain},
    )
    return cbor.encode(CBORTag(cose.SIGN1_TAG, sealed))


def read_list(token: bytes, anchors: Anchors) -> StatusList:
    """Check a signed list against the anchors and return it; raise `ListProblem` where it will not do.

    The certificate under it must have been valid when the list was issued.
    """
    try:
        sealed = cose.parse(cbor.decode(token))
        path = find_path(sealed, anchors)
        found = _read_claims(cbor.decode(sealed.payload or b""), path)
    except cbor.Malformed as error:
        raise ListProblem("unreadable") from error
    rightful = path.leaf is None or (may_sign(path.leaf, Purpose.STATUS) and path.in_time(found.issued_at))
    typed = sealed.headers.get(cose.TYPE) == MEDIA_TYPE
    if not (path.trusted and rightful and typed and cose.signature_holds(sealed, path.key)):
        raise ListProblem("not_genuine")
    return found


def shuffled(position: int, size: int, key: bytes) -> int:
    """Return the index of the `position`-th credential: a secret permutation of 0 .. size-1.

    A Feistel network over the next even power of two, walked until it falls into the range.
    """
    if not 0 <= position < size:
        raise IndexError(f"no position {position} in a list of {size}")
    half = max(1, -(-(size - 1).bit_length() // 2))
    index = _feistel(position, half, key)
    while index >= size:
        index = _feistel(index, half, key)
    return index


def _feistel(value: int, half: int, key: bytes) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for number in range(_ROUNDS):
        digest = hmac.digest(key, bytes([number, half]) + right.to_bytes(8, "big"), sha256)
        left, right = right, left ^ int.from_bytes(digest[:8], "big") & mask
    return left << half | right


def _read_claims(claims: Any, path: Path) -> StatusList:
    if not isinstance(claims, Mapping) or not isinstance(claims.get(_LIST), Mapping):
        raise cbor.Malformed("not the claims of a status list")
    bits, compressed = claims[_LIST].get("bits"), claims[_LIST].get("lst")
    if bits not in (1, 2, 4, 8) or not isinstance(compressed, bytes) or not isinstance(claims.get(_SUBJECT), str):
        raise cbor.Malformed("not a status list")
    expires = claims.get(_EXPIRES)
    issued_at = _instant(claims.get(_ISSUED))
    return StatusList(
        uri=claims[_SUBJECT],
        issued_at=issued_at,
        expires_at=issued_at + GOOD_FOR if expires is None else _instant(expires),
        bits=int(bits),
        packed=_inflate(compressed),
        path=path,
    )


def _instant(value: object) -> datetime:
    if not isinstance(value, int) or not 0 <= value < 2**40:
        raise cbor.Malformed("not an instant in seconds")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise cbor.Malformed("no such instant") from error


def _inflate(compressed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        packed = stream.decompress(compressed, MAX_BYTES)
    except zlib.error as error:
        raise cbor.Malformed("the list is not compressed with zlib") from error
    if not stream.eof:
        raise cbor.Malformed("the list is cut off or too long")
    return packed

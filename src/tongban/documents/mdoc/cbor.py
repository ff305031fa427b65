"""CBOR as the mdoc uses it: reading without surprises, and the three tags of the standard.

Reading leaves every tag as it stands: a file of a stranger must not make us build regular expressions,
big decimals or shared references. What a tag means is decided where the element is used.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import cbor2
from cbor2 import CBORDecoder, CBORTag

ENCODED = 24  # a byte string that holds CBOR
TDATE = 0  # an instant, RFC 3339
FULL_DATE = 1004  # a day, RFC 8943
MAX_DEPTH = 24

_TAGS_CBOR2_INTERPRETS = (
    *range(6), *range(21, 26), *range(28, 31), *range(35, 38),
    52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799,
)  # fmt: skip
_TDATE_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Malformed(ValueError):
    """The bytes or values are not what the standard describes."""


def _keep(tag: int) -> Callable[[Any, bool], CBORTag]:
    return lambda value, _immutable: CBORTag(tag, value)


_KEEP_TAGS = {tag: _keep(tag) for tag in _TAGS_CBOR2_INTERPRETS}


def decode(data: bytes) -> Any:
    """Read exactly one CBOR item; raise `Malformed` for anything else, also for bytes after it."""
    try:
        decoder = CBORDecoder(
            BytesIO(data), semantic_decoders=_KEEP_TAGS, max_depth=MAX_DEPTH, allow_duplicate_keys=False
        )
        value = decoder.decode()
    except (cbor2.CBORDecodeError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise Malformed(f"not CBOR: {error}") from error
    try:
        decoder.read(1)
    except cbor2.CBORDecodeEOF:
        return value
    raise Malformed("bytes follow the CBOR item")


def encode(value: Any) -> bytes:
    """Encode with definite lengths and shortest forms, maps in the order given."""
    return cbor2.dumps(value)


def embedded(content: bytes) -> CBORTag:
    """Return `#6.24(bstr .cbor ...)` around already encoded CBOR."""
    return CBORTag(ENCODED, content)


def content_of(value: Any) -> bytes:
    """Return the bytes inside a tag 24; raise `Malformed` where it is something else."""
    if isinstance(value, CBORTag) and value.tag == ENCODED and isinstance(value.value, bytes):
        return value.value
    raise Malformed("not an embedded CBOR byte string (tag 24)")


def tdate(at: datetime) -> CBORTag:
    """Return an instant as the standard wants it: UTC, whole seconds, tag 0."""
    return CBORTag(TDATE, at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def full_date(day: date) -> CBORTag:
    """Return a day with tag 1004."""
    return CBORTag(FULL_DATE, day.isoformat())


def read_tdate(value: Any) -> datetime:
    """Read an instant of tag 0; raise `Malformed` for anything else."""
    text = value.value if isinstance(value, CBORTag) and value.tag == TDATE else None
    if not isinstance(text, str) or not _TDATE_FORM.fullmatch(text):
        raise Malformed("not an instant (tag 0)")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Malformed(f"no such instant: {text}") from error


def plain(value: Any) -> Any:
    """Turn a decoded element into plain values: days and instants become text, tags fall away."""
    if isinstance(value, CBORTag):
        return plain(value.value)
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | bytes | bool | int | float):
        return value
    return str(value)

"""JSON and bytes that hold personal data, sealed for the database."""

import json
from typing import Any

from tongban.core import personal


def pack(content: Any) -> bytes:
    """Seal a JSON value."""
    return personal.seal(json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True))


def unpack(sealed: bytes | memoryview) -> Any:
    """Open what `pack` sealed; an empty value is an empty dictionary."""
    return json.loads(personal.unseal(sealed)) if sealed else {}


def pack_bytes(content: bytes) -> bytes:
    """Seal bytes."""
    return personal.seal_bytes(content)


def unpack_bytes(sealed: bytes | memoryview) -> bytes:
    """Open what `pack_bytes` sealed."""
    return personal.unseal_bytes(sealed)

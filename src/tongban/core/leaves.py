"""What a seal covers: the canonical bytes (RFC 8785) of an entry, read back from the table."""

import json
from typing import Any

import rfc8785

from tongban.core.tree import leaf_hash

# `recorded_at` is not among them: it is generated from the id.
COLUMNS = "id, register, subject, kind, effective_on, actor, office, channel, cause, facts, corrects, request_id"
_NAMES = COLUMNS.split(", ")


def content(row: tuple[Any, ...]) -> bytes:
    """Return the bytes of an entry, from a row of `COLUMNS` whose facts arrive as JSON text."""
    document = dict(zip(_NAMES, row, strict=True))
    document["id"] = str(document["id"])
    document["subject"] = str(document["subject"])
    document["effective_on"] = document["effective_on"].isoformat()
    document["facts"] = json.loads(document["facts"])
    if document["corrects"] is not None:
        document["corrects"] = str(document["corrects"])
    return rfc8785.dumps(document)


def hash_of(row: tuple[Any, ...]) -> bytes:
    """Return the leaf hash of an entry."""
    return leaf_hash(content(row))

"""The sealed list: encrypted in a file, its hash in an entry, its key told once.

The file is a nonce of 12 bytes and AES-256-GCM over JSON. The JSON holds 32 random bytes, so that the hash of the
content tells nothing before it is opened.
"""

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tongban.core import entries
from tongban.core.actor import Actor

SUBJECT = uuid5(NAMESPACE_URL, "tongban:demo:sealed-list")
NONCE, FOLDER, KEY = 12, "sealed", "key"


class NotTheList(ValueError):
    """The key does not open the file, or the file is not the one whose hash was written down."""


def seal(
    told: dict[str, Any], folder: Path, day: date, actor: Actor, *, until: int, keep_key: bool
) -> tuple[Path, str]:  # fmt: skip
    """Write the list and the entry with its hashes; return the file and the key (hexadecimal).

    `until`: the position after its last candidate; `keep_key`: beside the list too, in a file that only its owner may
    read. The file is named by its hash: an older one is never written over.
    """
    content = json.dumps({**told, "salt": os.urandom(32).hex()}, ensure_ascii=False).encode()
    key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, content, None)
    digest = hashlib.sha256(sealed).hexdigest()
    where = folder / FOLDER
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = where / f"{digest[:16]}.bin"
    _write(path, sealed)
    if keep_key:
        _write(path.with_suffix(f".{KEY}"), key.hex().encode())
    inside = hashlib.sha256(content).hexdigest()
    entries.write(
        register="demo", subject=SUBJECT, kind="list_sealed", effective_on=day, actor=actor, cause="demo",
        facts={"sha256": digest, "content_sha256": inside, "file": path.name, "until": until},
    )  # fmt: skip
    return path, key.hex()


def opened(path: Path, key: str) -> dict[str, Any]:
    """The list, where the key opens it and an entry holds both its hashes. Raises NotTheList."""
    sealed = path.read_bytes()
    try:
        content = AESGCM(bytes.fromhex(key)).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except (InvalidTag, ValueError) as error:
        raise NotTheList("This key does not open this file.") from error
    hashes = (hashlib.sha256(sealed).hexdigest(), hashlib.sha256(content).hexdigest())
    if hashes not in {(one["sha256"], one["content_sha256"]) for one in lists()}:
        raise NotTheList("No entry of this database holds the hash of this list.")
    told: dict[str, Any] = json.loads(content)
    return told


def lists() -> list[dict[str, Any]]:
    """What the entries say of the lists that were sealed into this database, oldest first."""
    return [one.facts for one in entries.history(SUBJECT, "demo")]


def accused(told: dict[str, Any]) -> set[UUID]:
    """The exam files in a list."""
    return {UUID(one["file"]) for one in told["files"]}


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)

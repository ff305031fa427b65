"""The keys of one copy: made once, kept in files only the owner may read, never in the database."""

import json
import os
import secrets as random
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class PersonalKeys(dict[int, bytes]):
    """Keys that seal personal data, by id. An id not known yet is looked up in the file: another process rotated."""

    def __init__(self, path: Path) -> None:
        super().__init__(_personal(path))
        self._path = path

    def get(self, key_id: int, default: Any = None) -> Any:
        """The key with this id, read again from the file where this process does not know it."""
        if key_id not in self:
            self.update(_personal(self._path))
        return super().get(key_id, default)


def _personal(path: Path) -> dict[int, bytes]:
    return {int(key): bytes.fromhex(value) for key, value in json.loads(path.read_text())["personal"].items()}


def load(home: Path) -> dict[str, Any]:
    """Return the keys of this copy, made on first use.

    `django`, `lookup`: bytes; `personal`: {key id: bytes}, the last one seals; `seal`, `partner`: Ed25519
    private keys as PEM bytes (sealing entries, signing requests to partners); `seal_former`: public keys that
    sealed before.
    """
    path = home / "secrets" / "keys.json"
    if not path.exists():
        _make(path)
    raw = json.loads(path.read_text())
    return {
        "django": bytes.fromhex(raw["django"]),
        "lookup": bytes.fromhex(raw["lookup"]),
        "personal": PersonalKeys(path),
        "seal": raw["seal"].encode(),
        "seal_former": [pem.encode() for pem in raw.get("seal_former", [])],
        "partner": raw["partner"].encode(),
    }


def rotate_personal_key(home: Path) -> int:
    """Add a new key for sealing personal data and return its id; old keys stay for reading."""
    path = home / "secrets" / "keys.json"
    raw = json.loads(path.read_text())
    key_id = max(int(key) for key in raw["personal"]) + 1
    raw["personal"][str(key_id)] = random.token_hex(32)
    _write(path, raw, replace=True)
    return key_id


class NotKept(OSError):
    """The file of keys could not be written whole; the one there was is as it was."""


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(
        path,
        {
            "django": random.token_hex(32),
            "lookup": random.token_hex(32),
            "personal": {"1": random.token_hex(32)},
            "seal": _ed25519_pem(),
            "partner": _ed25519_pem(),
        },
        replace=False,
    )


def _ed25519_pem() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def _write(path: Path, raw: dict[str, Any], *, replace: bool) -> None:
    """Write in one step: several processes may start at once, the first one's keys win."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(raw, file)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:  # the keys there were stay as they are
        part.unlink(missing_ok=True)
        raise NotKept(error.errno, f"The keys could not be written, nothing was changed: {error.strerror}") from error
    if replace:
        os.replace(part, path)
        return
    with suppress(FileExistsError):  # another process was first: its keys are the keys
        os.link(part, path)
    part.unlink()

"""The two keys of a site: one signs its files, one opens its packages. They are made at the first start."""

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

RAW = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """Both private keys."""

    signing: Ed25519PrivateKey
    opening: X25519PrivateKey

    @property
    def public(self) -> str:
        """What the office registers: both public keys in hexadecimal with a colon between them."""
        return (
            f"{self.signing.public_key().public_bytes_raw().hex()}:{self.opening.public_key().public_bytes_raw().hex()}"
        )


def of(folder: Path) -> Keys:
    """The keys of a site's folder, made where there are none. The folder is closed to everybody else."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "site.key"
    if not path.exists():
        part = folder / "site.key.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(os.urandom(2 * RAW))
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    raw = path.read_bytes()
    return Keys(Ed25519PrivateKey.from_private_bytes(raw[:RAW]), X25519PrivateKey.from_private_bytes(raw[RAW:]))

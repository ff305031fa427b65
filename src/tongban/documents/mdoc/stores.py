"""Where private keys lie: in files of the issuer's folder, or in a hardware module (`token`).

A store makes a key under a name and finds it again. What it returns signs like any other private key; whether
its secret can be read is the store's affair.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


class KeyStore(Protocol):
    """A place that keeps private keys of P-256 by name."""

    def make(self, name: str) -> ec.EllipticCurvePrivateKey:
        """Make a key, keep it under the name in place of an older one, and return it."""
        ...

    def read(self, name: str) -> ec.EllipticCurvePrivateKey:
        """Return the key of that name; raise OSError or ValueError where it cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class FileStore:
    """Keys in PEM files that only their owner may read."""

    folder: Path

    def make(self, name: str) -> ec.EllipticCurvePrivateKey:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_whole(self.folder / f"{name}.key", pem, 0o600)
        return key

    def read(self, name: str) -> ec.EllipticCurvePrivateKey:
        key = load_pem_private_key((self.folder / f"{name}.key").read_bytes(), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{name}.key is not an elliptic-curve key")
        return key


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file that appears complete or not at all, on disk before this returns."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)

"""The authority's keys in a folder: root, signers of credentials, signers of status lists.

The folder has mode 0700, a private key file 0600. Keys are made on first use; several processes may ask
at the same time: whoever holds the lock makes them, the others find them. A file appears whole or not at
all, and a key counts only once its certificate lies beside it, so a process killed half-way harms nothing.

A signer signs for 90 days and is then followed by a new one; its certificate lasts 457 days, so that a
credential of a year never outlives the certificate under it. Old signers stay, for verification.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import urljoin

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tongban.documents.mdoc import profiles
from tongban.documents.mdoc.trust import Anchors

SIGNS_FOR = timedelta(days=90)
CREDENTIAL, STATUS = "signer", "status"
_TITLES = {CREDENTIAL: "document signer", STATUS: "status list signer"}


class Signer(Protocol):
    """A key that signs, wherever it lies: here a file; a hardware module answers to the same three."""

    @property
    def certificate(self) -> x509.Certificate: ...

    @property
    def key_id(self) -> bytes: ...

    def sign(self, data: bytes) -> bytes:
        """Return r and s of ES256 in one string of 64 bytes."""
        ...


@dataclass(frozen=True)
class FileSigner:
    """A signer whose key was read from the folder."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    key_id: bytes

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class IssuerKeys:
    """The keys of one authority. Make it with `IssuerKeys.open`, keep it for the life of a process."""

    folder: Path
    status_url: str
    name: str
    addresses: profiles.Addresses
    _known: dict[str, list[FileSigner]] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, *, now: datetime, status_url: str, name: str = "Tongban") -> Self:
        """Open the folder, making folder, root and first signers where they are missing.

        `status_url` is the public address of the status list, written into every credential; the
        addresses in the certificates lie beside it. Raises OSError where the folder cannot be used.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        addresses = profiles.Addresses(contact=urljoin(status_url, "/"), crl=urljoin(status_url, "iaca.crl"))
        keys = cls(folder, status_url, name, addresses)
        keys.signer(now)
        keys.status_signer(now)
        return keys

    @property
    def root(self) -> x509.Certificate:
        """The root certificate, which verifiers are given."""
        return x509.load_pem_x509_certificate((self.folder / "iaca.pem").read_bytes())

    def signer(self, now: datetime) -> FileSigner:
        """The newest signer of credentials; a new one is made when it has signed for 90 days."""
        return self._current(CREDENTIAL, now)

    def status_signer(self, now: datetime) -> FileSigner:
        """The newest signer of status lists."""
        return self._current(STATUS, now)

    def certificates(self) -> list[x509.Certificate]:
        """Root and every signer there ever was, root first."""
        signers = sorted([*self.folder.glob(f"{CREDENTIAL}-*.pem"), *self.folder.glob(f"{STATUS}-*.pem")])
        return [self.root, *(x509.load_pem_x509_certificate(path.read_bytes()) for path in signers)]

    def trust_bundle(self) -> bytes:
        """Root and signers as one PEM file: all that an offline verifier needs, show codes included."""
        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in self.certificates())

    def anchors(self) -> Anchors:
        """The trust anchors of this authority, for `verify`."""
        return Anchors.from_pem(self.trust_bundle())

    def crl(self, *, now: datetime, revoked: Iterable[tuple[int, datetime]] = ()) -> bytes:
        """Return the list of revoked signers (serial, instant) in DER; its number grows with time."""
        root, key = self._root(now)
        number = int(now.timestamp())
        return profiles.revocation_list(root, key, now=now, number=number, revoked=revoked)

    def _current(self, kind: str, now: datetime) -> FileSigner:
        found = _usable(self._known.get(kind, []), now)
        if found is None:
            with self._locked():
                self._known[kind] = self._load(kind)
                found = _usable(self._known[kind], now) or self._make(kind, now)
        return found

    def _make(self, kind: str, now: datetime) -> FileSigner:
        root, root_key = self._root(now)
        key = ec.generate_private_key(ec.SECP256R1())
        key_id = profiles.key_id(key.public_key())
        certificate = profiles.signer_certificate(
            key.public_key(),
            name=f"{self.name} {_TITLES[kind]} {key_id.hex()}",
            organisation=self.name,
            addresses=self.addresses,
            now=now,
            root=root,
            root_key=root_key,
        )
        self._keep(f"{kind}-{key_id.hex()}", key, certificate)
        signer = FileSigner(certificate, key, key_id)
        self._known[kind].append(signer)
        return signer

    def _root(self, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        if not (self.folder / "iaca.pem").exists():
            key = ec.generate_private_key(ec.SECP256R1())
            certificate = profiles.root_certificate(key, name=self.name, addresses=self.addresses, now=now)
            self._keep("iaca", key, certificate)
        return self.root, _read_key(self.folder / "iaca.key")

    def _load(self, kind: str) -> list[FileSigner]:
        signers = []
        for path in sorted(self.folder.glob(f"{kind}-*.pem")):
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
            key = _read_key(path.with_suffix(".key"))
            signers.append(FileSigner(certificate, key, profiles.key_id(key.public_key())))
        return signers

    def _keep(self, stem: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        """Write the key first: a certificate on disk says that its key is there too."""
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_whole(self.folder / f"{stem}.key", pem, 0o600)
        _write_whole(self.folder / f"{stem}.pem", certificate.public_bytes(Encoding.PEM), 0o644)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder's lock; the system releases it when a process dies."""
        descriptor = os.open(self.folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _usable(signers: list[FileSigner], now: datetime) -> FileSigner | None:
    """The newest signer that exists at `now` and has not yet signed for 90 days."""
    started = [
        signer
        for signer in signers
        if signer.certificate.not_valid_before_utc <= now < signer.certificate.not_valid_before_utc + SIGNS_FOR
    ]
    return max(started, key=lambda signer: signer.certificate.not_valid_before_utc, default=None)


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path.name} is not an elliptic-curve key")
    return key


def _write_whole(path: Path, content: bytes, mode: int) -> None:
    """Write a file that appears complete or not at all, on disk before this returns."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)

"""The authority's keys: root, signers of licences, of documents of vehicles, of status lists and of papers.

The folder has mode 0700; in it lie certificates and, unless a hardware module keeps them (`stores`), private keys of
mode 0600. Keys are made on first use; several processes may ask at the same time: whoever holds the lock makes them,
the others find them. A file appears whole or not at all, and a key counts only once its certificate lies there, so a
process killed half-way harms nothing.

A signer signs for 90 days and is then followed by a new one; its certificate lasts 457 days, so that a
credential of a year never outlives the certificate under it. Old signers stay, for verification. A lost one is
revoked: it stands on the revocation list from then on, and another takes its place.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
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
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.documents.mdoc import profiles
from tongban.documents.mdoc.profiles import Purpose
from tongban.documents.mdoc.stores import FileStore, KeyStore, write_whole
from tongban.documents.mdoc.trust import Anchors, may_sign

SIGNS_FOR = timedelta(days=90)
ROOT = "iaca"
_TITLES = {
    Purpose.CREDENTIAL: "document signer",
    Purpose.VEHICLE: "vehicle document signer",
    Purpose.STATUS: "status list signer",
    Purpose.PAPER: "paper signer",
}


class NoSuchSigner(LookupError):
    """No signer of this authority has the key id."""


class Signer(Protocol):
    """A key that signs, wherever it lies: in a file or in a hardware module."""

    @property
    def certificate(self) -> x509.Certificate: ...

    @property
    def key_id(self) -> bytes: ...

    def sign(self, data: bytes) -> bytes:
        """Return r and s of ES256 in one string of 64 bytes."""
        ...


@dataclass(frozen=True)
class KeySigner:
    """A signer with its key as its store gave it."""

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
    store: KeyStore
    _known: dict[Purpose, list[KeySigner]] = field(default_factory=dict)

    @classmethod
    def open(
        cls, folder: Path, *, now: datetime, status_url: str, name: str = "Tongban", store: KeyStore | None = None
    ) -> Self:
        """Open the folder, making folder, root and first signers where they are missing.

        `status_url` is the public address of the status list, written into every credential; the
        addresses in the certificates lie beside it. `store` keeps the private keys, by default files of the
        folder. Raises OSError where folder or store cannot be used.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        addresses = profiles.Addresses(contact=urljoin(status_url, "/"), crl=urljoin(status_url, "iaca.crl"))
        keys = cls(folder, status_url, name, addresses, store or FileStore(folder))
        keys.signer(now)
        keys.status_signer(now)
        return keys

    @property
    def root(self) -> x509.Certificate:
        """The root certificate, which verifiers are given."""
        return _read(self.folder / f"{ROOT}.pem")

    def signer(self, now: datetime) -> KeySigner:
        """The newest signer of credentials; a new one is made when it has signed for 90 days."""
        return self._current(Purpose.CREDENTIAL, now)

    def vehicle_signer(self, now: datetime) -> KeySigner:
        """The newest signer of documents of vehicles; the first one is made when the first of them is signed."""
        return self._current(Purpose.VEHICLE, now)

    def status_signer(self, now: datetime) -> KeySigner:
        """The newest signer of status lists."""
        return self._current(Purpose.STATUS, now)

    def paper_signer(self, now: datetime) -> KeySigner:
        """The newest signer of papers; the first one is made when the first paper is signed."""
        return self._current(Purpose.PAPER, now)

    def certificates(self) -> list[x509.Certificate]:
        """Root and every signer there ever was, root first."""
        return [self.root, *(_read(path) for purpose in Purpose for path in self._files(purpose))]

    def trust_bundle(self) -> bytes:
        """Root and signers as one PEM file: all that an offline verifier needs, show codes included."""
        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in self.certificates())

    def anchors(self) -> Anchors:
        """The trust anchors of this authority, for `verify`."""
        return Anchors.from_pem(self.trust_bundle())

    def revoke(self, key_id: str, now: datetime) -> x509.Certificate:
        """Put a signer on the revocation list; another is made when one is needed. Raises NoSuchSigner.

        A signer that stands there already keeps its first instant.
        """
        with self._locked():
            certificate = next((one for one in self.certificates()[1:] if key_id_of(one).hex() == key_id.lower()), None)
            if certificate is None:
                raise NoSuchSigner(key_id)
            listed = {certificate.serial_number: now, **self.revoked()}
            content = json.dumps({str(serial): at.isoformat() for serial, at in listed.items()}, indent=1)
            write_whole(self._revoked_file, content.encode(), 0o644)
        return certificate

    def revoked(self) -> dict[int, datetime]:
        """The revoked signers: serial number and instant."""
        try:
            content = json.loads(self._revoked_file.read_bytes())
        except FileNotFoundError:
            return {}
        return {int(serial): datetime.fromisoformat(at) for serial, at in content.items()}

    def crl(self, *, now: datetime) -> bytes:
        """Return the list of revoked signers in DER; its number grows with time."""
        root, key = self._root(now)
        return profiles.revocation_list(root, key, now=now, number=int(now.timestamp()), revoked=self.revoked().items())

    @property
    def _revoked_file(self) -> Path:
        return self.folder / "revoked.json"

    def _files(self, purpose: Purpose) -> list[Path]:
        return sorted(self.folder.glob(f"{purpose}-*.pem"))

    def _current(self, purpose: Purpose, now: datetime) -> KeySigner:
        revoked = self.revoked()
        found = _usable(self._known.get(purpose, []), now, revoked)
        if found is None:
            with self._locked():
                self._known[purpose] = self._load(purpose)
                found = _usable(self._known[purpose], now, revoked) or self._make(purpose, now)
        return found

    def _make(self, purpose: Purpose, now: datetime) -> KeySigner:
        root, root_key = self._root(now)
        stem = f"{purpose}-{now:%Y%m%d}-{secrets.token_hex(4)}"
        key = self.store.make(stem)
        certificate = profiles.signer_certificate(
            key.public_key(),
            purpose,
            name=f"{self.name} {_TITLES[purpose]} {profiles.key_id(key.public_key()).hex()}",
            organisation=self.name,
            addresses=self.addresses,
            now=now,
            root=root,
            root_key=root_key,
        )
        self._keep(stem, certificate)
        signer = KeySigner(certificate, key, key_id_of(certificate))
        self._known[purpose].append(signer)
        return signer

    def _root(self, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        if (self.folder / f"{ROOT}.pem").exists():
            return self.root, self.store.read(ROOT)
        key = self.store.make(ROOT)
        self._keep(ROOT, profiles.root_certificate(key, name=self.name, addresses=self.addresses, now=now))
        return self.root, key

    def _load(self, purpose: Purpose) -> list[KeySigner]:
        found = [(path.stem, _read(path)) for path in self._files(purpose)]
        return [
            KeySigner(certificate, self.store.read(stem), key_id_of(certificate))
            for stem, certificate in found
            if may_sign(certificate, purpose)
        ]

    def _keep(self, stem: str, certificate: x509.Certificate) -> None:
        """The key is kept already: a certificate on disk says that its key is there too."""
        write_whole(self.folder / f"{stem}.pem", certificate.public_bytes(Encoding.PEM), 0o644)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder's lock; the system releases it when a process dies."""
        descriptor = os.open(self.folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _usable(signers: list[KeySigner], now: datetime, revoked: dict[int, datetime]) -> KeySigner | None:
    """The newest signer that exists at `now`, has not yet signed for 90 days and is not revoked."""
    started = [
        signer
        for signer in signers
        if signer.certificate.not_valid_before_utc <= now < signer.certificate.not_valid_before_utc + SIGNS_FOR
        and signer.certificate.serial_number not in revoked
    ]
    return max(started, key=lambda signer: signer.certificate.not_valid_before_utc, default=None)


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def key_id_of(certificate: x509.Certificate) -> bytes:
    """The key id of a signer's certificate."""
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("a signer's key is one of an elliptic curve")
    return profiles.key_id(key)

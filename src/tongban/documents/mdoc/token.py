"""Private keys in a hardware module, by PKCS#11: made there, never leaving it.

Needs the package python-pkcs11 (the extra `pkcs11`) and the module's own library. Only what every module has is used: a
pair of P-256 keys and CKM_ECDSA over a digest made here. A key is found by its label.
"""

import importlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, Self
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import utils as asymmetric

CURVE = "secp256r1"
_HALF = 32  # bytes of r and of s
_HOW = "a token is named as pkcs11:token=NAME?module-path=FILE&pin-source=FILE"


class TokenProblem(OSError):
    """The module, the token or a key on it cannot be had; the message says which and why."""


@dataclass
class TokenStore:
    """The keys of one token. `module` is the library of the maker, `pin_file` holds the user's PIN."""

    module: Path
    token: str
    pin_file: Path
    _session: Any = None
    _of_process: int = 0
    _lock: Any = field(default_factory=Lock)

    @classmethod
    def at(cls, address: str) -> Self:
        """The store of a PKCS#11 address (RFC 7512): "pkcs11:token=NAME?module-path=FILE&pin-source=FILE"."""
        scheme, _, rest = address.partition(":")
        path, _, query = rest.partition("?")
        parts = dict(parse_qsl(path.replace(";", "&"))) | dict(parse_qsl(query))
        try:
            module, token, pin_file = (parts[name] for name in ("module-path", "token", "pin-source"))
        except KeyError as error:
            raise TokenProblem(_HOW) from error
        if scheme != "pkcs11":
            raise TokenProblem(_HOW)
        return cls(Path(module), token, Path(pin_file))

    def make(self, name: str) -> ec.EllipticCurvePrivateKey:
        """Make a key on the token in place of an older one of that name."""
        pkcs11, util = _library("pkcs11"), _library("pkcs11.util.ec")
        with self._lock:
            session = self._opened()
            for old in list(session.get_objects({pkcs11.Attribute.LABEL: name})):
                old.destroy()
            curve = {pkcs11.Attribute.EC_PARAMS: util.encode_named_curve_parameters(CURVE)}
            parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
            parameters.generate_keypair(store=True, label=name)
        return self.read(name)

    def read(self, name: str) -> ec.EllipticCurvePrivateKey:
        """Return the key of that name; raise `TokenProblem` where the token has none."""
        pkcs11, util = _library("pkcs11"), _library("pkcs11.util.ec")
        with self._lock:
            try:
                public = self._opened().get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=name)
                spki = util.encode_ec_public_key(public)
            except pkcs11.NoSuchKey as error:
                raise TokenProblem(f"the token {self.token!r} holds no key {name!r}") from error
        key = serialization.load_der_public_key(spki)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise TokenProblem(f"{name!r} on the token {self.token!r} is no elliptic-curve key")
        return TokenKey(self, name, key)

    def sign_digest(self, name: str, digest: bytes) -> bytes:
        """Return r and s of ECDSA over a digest, in one string of 64 bytes. One signature at a time."""
        pkcs11 = _library("pkcs11")
        with self._lock:
            key = self._opened().get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name)
            return bytes(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))

    def _opened(self) -> Any:
        """The session of this process: one that was inherited over a fork is of no use."""
        if self._session is None or self._of_process != os.getpid():
            pkcs11 = _library("pkcs11")
            try:
                library = pkcs11.lib(str(self.module))
                if self._session is not None:
                    library.reinitialize()
                self._session = self._logged_in(library.get_token(token_label=self.token))
            except (pkcs11.PKCS11Error, RuntimeError) as error:
                why = str(error) or type(error).__name__
                raise TokenProblem(f"{self.module}, token {self.token!r}: {why}") from error
            self._of_process = os.getpid()
        return self._session

    def _logged_in(self, token: Any) -> Any:
        """A session of the token; whoever in this process logged in before us has logged in for all."""
        try:
            return token.open(rw=True, user_pin=self.pin_file.read_text("ascii").strip())
        except _library("pkcs11").UserAlreadyLoggedIn:
            return token.open(rw=True)


class TokenKey(ec.EllipticCurvePrivateKey):
    """A private key that stays on its token: it signs, and that is all."""

    def __init__(self, store: TokenStore, name: str, public: ec.EllipticCurvePublicKey) -> None:
        self._store, self._name, self._public = store, name, public

    @property
    def curve(self) -> ec.EllipticCurve:
        return self._public.curve

    @property
    def key_size(self) -> int:
        return self._public.key_size

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._public

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        """Sign as `cryptography` does: DER of r and s, by ECDSA with the algorithm's hash."""
        algorithm = signature_algorithm.algorithm
        if isinstance(algorithm, asymmetric.Prehashed):
            digest = bytes(data)
        else:
            hashed = hashes.Hash(algorithm)
            hashed.update(data)
            digest = hashed.finalize()
        raw = self._store.sign_digest(self._name, digest)
        return asymmetric.encode_dss_signature(int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big"))

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> NoReturn:
        raise TokenProblem("a key on a token is for signing only")

    def private_numbers(self) -> NoReturn:
        raise TokenProblem("a key on a token cannot be read")

    def private_bytes(self, *_: Any) -> NoReturn:
        raise TokenProblem("a key on a token cannot be read")

    def __copy__(self) -> "TokenKey":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "TokenKey":
        return self


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise TokenProblem("the package python-pkcs11 is not installed: pip install 'tongban[pkcs11]'") from error

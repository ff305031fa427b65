"""Keys: those of the played partners, and those of the product as it publishes them."""

import asyncio
import base64
import json
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .clock import Clock
from .problems import Problem
from .signing import Claim, WrongSignature
from .store import Store

KEYS_PATH = "/.well-known/tongban-keys"
FETCH_TIMEOUT_SECONDS = 5
LEARN_PAUSE_SECONDS = 0.5
REFETCH_PAUSE_SECONDS = 1.0  # a flood of forged messages must not become a flood of fetches


class PartnerKeys:
    """One Ed25519 key per partner, made at the first start and kept for ever."""

    def __init__(self, store: Store, partners: Iterable[str]) -> None:
        self._keys: dict[str, Ed25519PrivateKey] = {}
        with store.transaction():
            for partner in partners:
                row = store.one("SELECT private FROM keys WHERE partner = ?", partner)
                key = Ed25519PrivateKey.from_private_bytes(row["private"]) if row else Ed25519PrivateKey.generate()
                if row is None:
                    store.run("INSERT INTO keys VALUES (?, ?)", partner, key.private_bytes_raw())
                self._keys[partner] = key

    def __getitem__(self, partner: str) -> Ed25519PrivateKey:
        return self._keys[partner]

    def published(self) -> dict[str, list[dict[str, str]]]:
        """The JWK set of all partners."""
        return {"keys": [_jwk(name, key.public_key()) for name, key in self._keys.items()]}


class ProductKeys:
    """The product's public keys: fetched when first needed, again when one is unknown or no longer fits."""

    def __init__(self, store: Store, clock: Clock, callback: str) -> None:
        self._store = store
        self._clock = clock
        self._url = callback.rstrip("/") + KEYS_PATH
        self._keys = {row["kid"]: _public(row["x"]) for row in store.all("SELECT kid, x FROM product_keys")}
        self._fetched_at = 0.0
        self._fetching = asyncio.Lock()

    async def learn(self) -> None:
        """Fetch the keys as soon as the product answers: the first questions must not have to wait for themselves.

        A product whose threads all wait for an answer could not serve its keys to the one who needs them to answer.
        """
        while not self._keys:
            await asyncio.sleep(LEARN_PAUSE_SECONDS)
            await self._fetch_again()

    async def check(self, claim: Claim) -> None:
        """Raise WrongSignature, or Problem 503 if the key is unknown and the product's keys cannot be
        fetched.
        """
        key = self._keys.get(claim.keyid)
        if key is not None:
            try:
                claim.check(key)
                return
            except WrongSignature:
                if not await self._fetch_again():
                    raise
        elif not await self._fetch_again():
            raise Problem(503, "keys_unavailable", f"The product's keys could not be fetched from {self._url}.")
        key = self._keys.get(claim.keyid)
        if key is None:
            raise WrongSignature(f"the product publishes no key {claim.keyid}")
        claim.check(key)

    async def _fetch_again(self) -> bool:
        """Fetch the product's keys; False if that failed. Within the pause the last answer stands."""
        async with self._fetching:
            if self._clock.seconds() - self._fetched_at < REFETCH_PAUSE_SECONDS:
                return True
            try:
                published = await asyncio.to_thread(_fetch, self._url)
            except (OSError, ValueError, HTTPException):
                return False
            self._fetched_at = self._clock.seconds()
            self._keys = {kid: _public(x) for kid, x in published.items()}
            with self._store.transaction():
                self._store.run("DELETE FROM product_keys")
                for kid, x in published.items():
                    self._store.run("INSERT INTO product_keys VALUES (?, ?)", kid, x)
            return True


def _fetch(url: str) -> dict[str, str]:
    """Key id to `x`; entries that are not Ed25519 keys are left out. Raises OSError, HTTPException or
    ValueError.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=FETCH_TIMEOUT_SECONDS) as answer:
        body = json.loads(answer.read())
    if not isinstance(body, dict) or not isinstance(body.get("keys"), list):
        raise ValueError("not a JWK set")
    keys: dict[str, str] = {}
    for entry in body["keys"]:
        if isinstance(entry, dict) and entry.get("kty") == "OKP" and entry.get("crv") == "Ed25519":
            _public(str(entry.get("x")))
            keys[str(entry.get("kid"))] = str(entry["x"])
    return keys


def _public(x: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64url(x))


def _jwk(kid: str, key: Ed25519PublicKey) -> dict[str, str]:
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "kid": kid,
        "kty": "OKP",
        "crv": "Ed25519",
        "x": base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }


def base64url(text: str) -> bytes:
    """Decode base64url with or without padding; ValueError if it is not."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

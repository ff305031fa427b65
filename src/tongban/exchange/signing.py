"""Signed messages between us and partners: RFC 9421 with Ed25519, the body bound by its digest (RFC 9530).

Signing writes one fixed form, so the signature base is put together here (about 0.05 ms). Verifying reads
what somebody else wrote, in whatever order and quoting the standard allows: that is left to
`http_message_signatures` (about 0.25 ms), given the body, the label, the tag and the components that must be
covered.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException, InvalidSignature

from tongban.core import clock

LABEL = "tongban"
TAG = "tongban-partner-v1"
WINDOW = timedelta(seconds=300)
REQUEST_COMPONENTS = ("@method", "@path", "content-digest", "content-type", "request-id", "idempotency-key")
RESPONSE_COMPONENTS = ("@status", "content-digest", "content-type", "request-id")
SIGNED_HEADERS = ("content-digest", "content-type", "request-id", "signature-input", "signature")
CONTENT_TYPE = "application/json"


class BadSignature(Exception):
    """The message is not signed as agreed; the sentence is for the log, never for a person."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A request (`method`, `url`) or a response (`status_code`) as the verifier wants to see it."""

    headers: dict[str, str]  # names in lower case


@dataclass(frozen=True, slots=True)
class SignedRequest(Signed):
    """A request; only the path of `url` is signed."""

    method: str
    url: str


@dataclass(frozen=True, slots=True)
class SignedResponse(Signed):
    """A response; `request` is never asked for, because no component of it is covered."""

    status_code: int
    request: None = field(default=None)


def digest(body: bytes) -> str:
    """Return the content-digest field of a body: SHA-256 as RFC 9530 writes it."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign_request(
    key: Ed25519PrivateKey,
    key_id: str,
    *,
    method: str,
    path: str,
    body: bytes,
    request_id: str,
    idempotency_key: str,
) -> dict[str, str]:
    """Return the header fields of a signed request, `content-type` and `content-digest` included."""
    fields = {
        "content-type": CONTENT_TYPE,
        "content-digest": digest(body),
        "request-id": request_id,
        "idempotency-key": idempotency_key,
    }
    return fields | _signature(key, key_id, REQUEST_COMPONENTS, {"@method": method, "@path": path, **fields})


def sign_response(key: Ed25519PrivateKey, key_id: str, *, status: int, body: bytes, request_id: str) -> dict[str, str]:
    """Return the header fields of a signed response."""
    fields = {"content-type": CONTENT_TYPE, "content-digest": digest(body), "request-id": request_id}
    return fields | _signature(key, key_id, RESPONSE_COMPONENTS, {"@status": str(status), **fields})


def verify_request(
    key: Ed25519PublicKey, key_id: str, *, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> None:
    """Raise BadSignature unless the request is signed by this key, over this body, within the window."""
    message = SignedRequest(_lower(headers), method=method.upper(), url=f"http://partner{path}")
    _verify(message, key, key_id, REQUEST_COMPONENTS, body, fresh=True)


def verify_response(
    key: Ed25519PublicKey,
    key_id: str,
    *,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    request_id: str,
    fresh: bool = True,
) -> None:
    """Raise BadSignature unless the answer is signed by this key and answers the request `request_id`.

    `fresh=False` leaves out the age: for an answer taken from the store and checked again later.
    """
    message = SignedResponse(_lower(headers), status_code=status)
    if message.headers.get("request-id") != request_id:
        raise BadSignature("the answer repeats another request-id")
    _verify(message, key, key_id, RESPONSE_COMPONENTS, body, fresh=fresh)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _signature(
    key: Ed25519PrivateKey, key_id: str, components: tuple[str, ...], values: dict[str, str]
) -> dict[str, str]:
    covered = " ".join(f'"{name}"' for name in components)
    created = int(clock.now().timestamp())
    parameters = f'({covered});created={created};keyid="{key_id}";alg="ed25519";tag="{TAG}"'
    lines = [f'"{name}": {values[name]}' for name in components]
    base = "\n".join([*lines, f'"@signature-params": {parameters}'])
    signature = base64.b64encode(key.sign(base.encode("ascii"))).decode()
    return {"signature-input": f"{LABEL}={parameters}", "signature": f"{LABEL}=:{signature}:"}


@dataclass(frozen=True, slots=True)
class _OneKey(HTTPSignatureKeyResolver):
    """Gives out the one pinned key, to its own id only."""

    key: Ed25519PublicKey
    key_id: str

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        if key_id != self.key_id:
            raise InvalidSignature(f"key {key_id!r} is not the pinned one")
        return self.key


class _Verifier(HTTPMessageVerifier):
    """The library's verifier on our clock, refusing what is older *or newer* than the window."""

    fresh = True

    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        created = sig_input.params.get("created")
        if type(created) is not int:
            raise InvalidSignature("the signature does not say when it was made")
        if self.fresh and abs(clock.now().timestamp() - created) > WINDOW.total_seconds():
            raise InvalidSignature("the signature is too old or from the future")


def _verify(
    message: Signed,
    key: Ed25519PublicKey,
    key_id: str,
    components: tuple[str, ...],
    body: bytes,
    *,
    fresh: bool,
) -> None:
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_OneKey(key, key_id))
    verifier.fresh = fresh
    try:
        results = verifier.verify(message, expect_tag=TAG, expect_label=LABEL)
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise BadSignature(str(error) or "not made with the pinned key") from error
    if len(results) != 1:
        raise BadSignature("more than one signature")
    covered = results[0].covered_components
    missing = [name for name in components if f'"{name}"' not in covered]
    if missing:
        raise BadSignature(f"not covered by the signature: {', '.join(missing)}")
    if covered['"content-digest"'] != digest(body):
        raise BadSignature("the content-digest is not that of the body")

"""HTTP Message Signatures (RFC 9421) with Ed25519 and Content-Digest (RFC 9530), as section 1 of the
contract says.

The signature base is built here in a few lines instead of by a library, because every question is verified
and every answer signed; the tests check both directions against an independent library.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LABEL = "tongban"
TAG = "tongban-partner-v1"
TOLERANCE_SECONDS = 300
REQUEST_PARTS = ("@method", "@path", "content-digest", "content-type", "request-id", "idempotency-key")
RESPONSE_PARTS = ("@status", "content-digest", "content-type", "request-id")

_INPUT = re.compile(rf'{LABEL}=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\)((?:;[a-z]+=(?:"[^"\\]*"|\d{{1,15}}))*))')
_PARAMETER = re.compile(r';([a-z]+)=(?:"([^"\\]*)"|(\d+))')
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/=]+):")
_DIGEST = re.compile(r"(?:^|, ?)sha-256=:([A-Za-z0-9+/=]+):")


class WrongSignature(Exception):
    """The message is not signed as agreed; the text says what is wrong."""


@dataclass(frozen=True)
class Claim:
    """A well-formed signature whose truth is not known yet."""

    keyid: str
    base: bytes
    signature: bytes

    def check(self, key: Ed25519PublicKey) -> None:
        """Raise WrongSignature unless `key` made this signature."""
        try:
            key.verify(self.signature, self.base)
        except InvalidSignature as error:
            raise WrongSignature("the signature does not fit the message") from error


def digest(body: bytes) -> str:
    """The value of the `content-digest` header for a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def sign(parts: Mapping[str, str], *, key: Ed25519PrivateKey, keyid: str, created: int) -> dict[str, str]:
    """The headers `signature-input` and `signature` over `parts` (component name to value, in order)."""
    names = " ".join(f'"{name}"' for name in parts)
    params = f'({names});created={created};keyid="{keyid}";alg="ed25519";tag="{TAG}"'
    signature = base64.b64encode(key.sign(_base(parts, params))).decode()
    return {"signature-input": f"{LABEL}={params}", "signature": f"{LABEL}=:{signature}:"}


def read_claim(*, method: str, path: str, headers: Mapping[str, str], body: bytes, now: float) -> Claim:
    """The claim of a request whose body, covered parts, label, tag and age are as agreed.

    Raises WrongSignature with the reason otherwise. Whether the key made it is for `Claim.check`.
    """
    _check_digest(headers.get("content-digest", ""), body)
    found = _INPUT.fullmatch(headers.get("signature-input", ""))
    value = _SIGNATURE.fullmatch(headers.get("signature", ""))
    if not found or not value:
        raise WrongSignature("there is no signature with the label tongban")
    names = tuple(name.strip('"') for name in found[2].split(" "))
    if len(names) != len(REQUEST_PARTS) or set(names) != set(REQUEST_PARTS):
        raise WrongSignature("the signature does not cover the agreed parts")
    parameters = {name: text or number for name, text, number in _PARAMETER.findall(found[3])}
    _check_parameters(parameters, now)
    values = {"@method": method, "@path": path}
    try:
        parts = {name: values[name] if name in values else headers[name] for name in names}
    except KeyError as error:
        raise WrongSignature(f"the header {error.args[0]} is missing") from error
    return Claim(parameters["keyid"], _base(parts, found[1]), _bytes(value[1]))


def _base(parts: Mapping[str, str], params: str) -> bytes:
    lines = [f'"{name}": {value}' for name, value in parts.items()]
    lines.append(f'"@signature-params": {params}')
    return "\n".join(lines).encode("latin-1", "replace")


def _check_digest(header: str, body: bytes) -> None:
    found = _DIGEST.search(header)
    if not found:
        raise WrongSignature("there is no content-digest with sha-256")
    if _bytes(found[1]) != hashlib.sha256(body).digest():
        raise WrongSignature("the content-digest is not that of the body")


def _check_parameters(parameters: Mapping[str, str], now: float) -> None:
    if parameters.get("alg") != "ed25519" or parameters.get("tag") != TAG or not parameters.get("keyid"):
        raise WrongSignature("the signature does not say alg, tag and keyid as agreed")
    created, expires = parameters.get("created", ""), parameters.get("expires", "")
    if not created.isdigit() or abs(now - int(created)) > TOLERANCE_SECONDS:
        raise WrongSignature(f"the signature is more than {TOLERANCE_SECONDS} seconds away from now")
    if expires and (not expires.isdigit() or now > int(expires)):
        raise WrongSignature("the signature has expired")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise WrongSignature("a value is not base64") from error

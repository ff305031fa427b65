"""Codes for showing: an mdoc packed into the text of a QR code, and unpacked to the very structure that was signed.

A code is a prefix and base45 of cbor of [key id, signature, *body]. What the body holds is its kind's own: `build`
makes the security object and the items from it, before signing and after reading alike, so both are the same bytes.
"""

from collections.abc import Callable
from typing import Any

from tongban.documents.mdoc import base45, cbor, cose
from tongban.documents.mdoc.keys import Signer

Build = Callable[[list[Any]], tuple[bytes, dict[str, list[Any]]]]


def pack(prefix: str, body: list[Any], build: Build, signer: Signer) -> str:
    """Sign what the body stands for and return the text of the code."""
    payload, _ = build(body)
    _, _, _, signature = cose.sign1(payload, signer.sign)
    return prefix + base45.encode(cbor.encode([signer.key_id, signature, *body]))


def unpack(text: str, prefix: str, fields: int, build: Build) -> bytes:
    """Return the IssuerSigned structure a code stands for, whose body has so many fields; raise `Malformed` where it is
    none."""
    try:
        read = cbor.decode(base45.decode(text.removeprefix(prefix)))
    except ValueError as error:
        raise cbor.Malformed("not a code for showing") from error
    if not isinstance(read, list | tuple) or len(read) != fields + 2:
        raise cbor.Malformed("not the fields of such a code")
    key_id, signature, *body = read
    if not isinstance(key_id, bytes) or not isinstance(signature, bytes):
        raise cbor.Malformed("no signature in the code")
    payload, namespaces = build(body)
    auth = [cbor.encode({cose.ALG: cose.ES256}), {cose.KEY_ID: key_id}, payload, signature]
    return cbor.encode({"nameSpaces": namespaces, "issuerAuth": auth})

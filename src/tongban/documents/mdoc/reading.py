"""From what somebody holds to the parts that are checked: files, hex, base64url, the text of a code.

Reading asks for the outer shape only. Everything a forger may have changed inside stays readable as far
as possible, so that `verify` can name the part that does not hold instead of saying "unreadable".
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256, sha384, sha512
from typing import Any

from cbor2 import CBORTag

from tongban.documents.mdoc import cbor, cose, showcode, unbound
from tongban.law.text import Text

MAX_BYTES = 4 * 1024 * 1024
_HASHES = {"SHA-256": sha256, "SHA-384": sha384, "SHA-512": sha512}
_PRINTABLE = re.compile(rb"[\t\r\n -~]*")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")


class Unreadable(ValueError):
    """What was given is no credential at all; `message` says so in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, slots=True)
class Item:
    """One disclosed element. `number` is None and `name` empty where the item cannot be read."""

    namespace: str
    digest_of: bytes  # the bytes the digest is computed over
    number: int | None
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class SecurityObject:
    """What the issuer signed. A part that cannot be read is empty or None, never an error."""

    doc_type: str
    version: str
    algorithm: str
    digests: Mapping[Any, Any]
    device_key: Any
    authorised: Mapping[Any, Any]  # what the device may sign itself
    signed: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    status_index: int | None
    status_uri: str

    def expected_digest(self, namespace: str, number: int) -> bytes | None:
        value = _map(self.digests.get(namespace)).get(number)
        return value if isinstance(value, bytes) else None

    def digest(self, data: bytes) -> bytes | None:
        """The digest by the object's own algorithm; None where it names another than SHA-2."""
        algorithm = _HASHES.get(self.algorithm)
        return algorithm(data).digest() if algorithm else None


@dataclass(frozen=True, slots=True)
class DeviceSigned:
    """What the holder's device added in a presentation."""

    namespaces: Any  # tag 24, as sent
    signature: cose.Sealed | None
    mac: cose.Sealed | None


@dataclass(frozen=True, slots=True)
class Document:
    """One credential as it was handed over. `kind`: "issuer_signed" | "device_response" | "show_code"."""

    kind: str
    doc_type: str  # as the presentation says it; empty where it says nothing
    items: tuple[Item, ...]
    auth: cose.Sealed
    security: SecurityObject
    device: DeviceSigned | None = None


NOT_A_CREDENTIAL = Text(
    zh="这不是电子驾驶证，也不是车辆电子证件：既不是 IssuerSigned 或 DeviceResponse（CBOR、十六进制、base64url），"
    "也不是亮证二维码的文字。",
    en="This is no digital document: neither IssuerSigned nor DeviceResponse (CBOR, hex, base64url), "
    "nor the text of a show code.",
)
TOO_BIG = Text(zh="文件过大，不可能是电子驾驶证。", en="The file is too big to be a digital licence.")
NO_DOCUMENT = Text(zh="回应中没有任何证件。", en="The response contains no document.")


def read(given: bytes | str) -> tuple[Document, ...]:
    """Return the credentials in what was given, at least one; raise `Unreadable` where there is none."""
    if len(given) > 2 * MAX_BYTES:
        raise Unreadable(TOO_BIG)
    text = given if isinstance(given, str) else _as_text(given)
    try:
        for code in (showcode, unbound):
            if text is not None and text.strip().upper().startswith(code.PREFIX):
                return (_issuer_signed(cbor.decode(code.unpack(text.strip().upper())), "show_code"),)
        content = _from_text(text) if text is not None else given
        if not isinstance(content, bytes):
            raise cbor.Malformed("not bytes")
        return _documents(cbor.decode(content))
    except cbor.Malformed as error:
        raise Unreadable(NOT_A_CREDENTIAL) from error


def transcript_bytes(given: bytes | str) -> bytes:
    """Return a session transcript as CBOR without its tag 24; raise `Unreadable` where it is none."""
    text = given if isinstance(given, str) else _as_text(given)
    try:
        content = _from_text(text) if text is not None else given
        if not isinstance(content, bytes):
            raise cbor.Malformed("not bytes")
        value = cbor.decode(content)
        if isinstance(value, CBORTag):
            content = cbor.content_of(value)
            value = cbor.decode(content)
        if not isinstance(value, list | tuple):
            raise cbor.Malformed("not an array")
    except cbor.Malformed as error:
        raise Unreadable(
            Text(zh="会话记录（session transcript）无法读取。", en="The session transcript cannot be read.")
        ) from error
    return content


def _as_text(given: bytes) -> str | None:
    """Return bytes as text where they are printable ASCII (no CBOR map is), None otherwise."""
    bare = given.removeprefix(b"\xef\xbb\xbf")
    return bare.decode("ascii") if _PRINTABLE.fullmatch(bare) else None


def _from_text(text: str) -> bytes:
    compact = "".join(text.split())
    if _HEX.fullmatch(compact) and len(compact) % 2 == 0:
        return bytes.fromhex(compact)
    if not _BASE64.fullmatch(compact):
        raise cbor.Malformed("neither hex nor base64url")
    bare = compact.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise cbor.Malformed("not base64url") from error


def _documents(value: Any) -> tuple[Document, ...]:
    if isinstance(value, CBORTag):
        value = cbor.decode(cbor.content_of(value))
    if not isinstance(value, Mapping):
        raise cbor.Malformed("not a map")
    if "issuerAuth" in value:
        return (_issuer_signed(value, "issuer_signed"),)
    if "issuerSigned" in value:
        return (_document(value),)
    if "documents" not in value and "status" not in value:
        raise cbor.Malformed("neither a credential nor a response")
    documents = value.get("documents")
    if not isinstance(documents, list | tuple) or not documents:
        raise Unreadable(NO_DOCUMENT)
    return tuple(_document(one) for one in documents)


def _document(value: Any) -> Document:
    document = _issuer_signed(_map(_map(value).get("issuerSigned")), "device_response")
    doc_type = _map(value).get("docType")
    device = _device(_map(value).get("deviceSigned"))
    return Document(document.kind, _text(doc_type), document.items, document.auth, document.security, device)


def _issuer_signed(value: Any, kind: str) -> Document:
    if not isinstance(value, Mapping):
        raise cbor.Malformed("not IssuerSigned")
    namespaces = value.get("nameSpaces") or {}
    if not isinstance(namespaces, Mapping):
        raise cbor.Malformed("the namespaces are not a map")
    auth = cose.parse(value.get("issuerAuth"))
    items = [
        _item(_text(namespace), tagged)
        for namespace, listed in namespaces.items()
        for tagged in (listed if isinstance(listed, list | tuple) else [listed])
    ]
    return Document(kind, "", tuple(items), auth, _security(auth.payload or b""))


def _item(namespace: str, tagged: Any) -> Item:
    try:
        content = cbor.content_of(tagged)
    except cbor.Malformed:
        return Item(namespace, b"", None, "", None)
    digest_of = cbor.encode(tagged)
    try:
        fields = _map(cbor.decode(content))
    except cbor.Malformed:
        return Item(namespace, digest_of, None, "", None)
    number = fields.get("digestID")
    return Item(
        namespace,
        digest_of,
        number if isinstance(number, int) else None,
        _text(fields.get("elementIdentifier")),
        fields.get("elementValue"),
    )


def _security(payload: bytes) -> SecurityObject:
    try:
        value = cbor.decode(payload)
        if isinstance(value, CBORTag):
            value = cbor.decode(cbor.content_of(value))
    except cbor.Malformed:
        value = {}
    fields = _map(value)
    device, validity = _map(fields.get("deviceKeyInfo")), _map(fields.get("validityInfo"))
    entry = _map(_map(fields.get("status")).get("status_list"))
    index = entry.get("idx")
    return SecurityObject(
        doc_type=_text(fields.get("docType")),
        version=_text(fields.get("version")),
        algorithm=_text(fields.get("digestAlgorithm")),
        digests=_map(fields.get("valueDigests")),
        device_key=device.get("deviceKey"),
        authorised=_map(device.get("keyAuthorizations")),
        signed=_instant(validity.get("signed")),
        valid_from=_instant(validity.get("validFrom")),
        valid_until=_instant(validity.get("validUntil")),
        status_index=index if isinstance(index, int) else None,
        status_uri=_text(entry.get("uri")),
    )


def _device(value: Any) -> DeviceSigned | None:
    if not isinstance(value, Mapping):
        return None
    auth = _map(value.get("deviceAuth"))
    return DeviceSigned(value.get("nameSpaces"), _sealed(auth.get("deviceSignature")), _sealed(auth.get("deviceMac")))


def _sealed(value: Any) -> cose.Sealed | None:
    try:
        return cose.parse(value)
    except cbor.Malformed:
        return None


def _instant(value: Any) -> datetime | None:
    try:
        return cbor.read_tdate(value)
    except cbor.Malformed:
        return None


def _map(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""

"""Builders for the tests of the digital licence: the least facts, fixed instants, one set of keys."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.documents.mdoc import cbor, cose, device, issue, showcode, statuslist
from tongban.documents.mdoc.claims import MDL, LicenceClaims
from tongban.documents.mdoc.keys import IssuerKeys, KeySigner
from tongban.documents.mdoc.mso import StatusEntry
from tongban.documents.mdoc.verify import Outcome, Verification, verify
from tongban.law.facts import HeldClass

NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
STATUS_URL = "https://tongban.example/status/1"
ENTRY = StatusEntry(index=4711, uri=STATUS_URL)
HOLDER = ec.derive_private_key(20260302, ec.SECP256R1())
READER = ec.derive_private_key(18013, ec.SECP256R1())
TRANSCRIPT = cbor.encode([None, None, ["a test's handover", b"nonce"]])


def some_claims(**changes: Any) -> LicenceClaims:
    claims = LicenceClaims(
        family_name="Wang",
        given_name="Xiaoming",
        family_name_national="王",
        given_name_national="小明",
        birth_on=date(1990, 2, 28),
        sex="male",
        nationality="CN",
        administrative_number="11010519491231002X",
        card_serial="3112345678901",
        file_number="310012345678",
        issue_on=date(2025, 3, 1),
        expiry_on=date(2031, 3, 1),
        first_issue_on=date(2015, 3, 1),
        stated_on=date(2026, 3, 2),
        classes=(HeldClass("C1", date(2015, 3, 1)),),
        portrait=b"\xff\xd8\xff\xe0 a portrait \xff\xd9",
        issuing_authority="上海市公安局交通警察总队",
        region="310000",
    )
    return replace(claims, **changes)


def some_keys(folder: Path) -> IssuerKeys:
    return IssuerKeys.open(folder, now=NOW, status_url=STATUS_URL)


def a_credential(keys: IssuerKeys, **changes: Any) -> bytes:
    issued = issue.issue(
        some_claims(**changes), holder_key=HOLDER.public_key(), signer=keys.signer(NOW), status=ENTRY, now=NOW
    )
    return issued.content


def a_show_code(keys: IssuerKeys, **changes: Any) -> str:
    return showcode.make(
        some_claims(**changes), holder_key=HOLDER.public_key(), signer=keys.signer(NOW), status=ENTRY, now=NOW
    )


def a_status_list(keys: IssuerKeys, status: statuslist.Status = statuslist.Status.VALID, **kwargs: Any) -> bytes:
    options = {"uri": STATUS_URL, "now": NOW, "lasts": timedelta(hours=12), **kwargs}
    packed = statuslist.pack(10_000, {ENTRY.index: status})
    return statuslist.sign_list(packed, signer=keys.status_signer(NOW), **options)


def a_response(
    credential: bytes,
    *,
    by_mac: bool = False,
    key: ec.EllipticCurvePrivateKey = HOLDER,
    stated: dict[str, Any] | None = None,
    doc_type: str = MDL,
) -> bytes:
    """A presentation of the credential by the holder's device in the session of TRANSCRIPT."""
    namespaces = cbor.embedded(cbor.encode(stated or {}))
    signed = device.authentication_bytes(TRANSCRIPT, doc_type, namespaces)
    if by_mac:
        auth = {"deviceMac": cose.mac0(signed, device.mac_key(key, READER.public_key(), TRANSCRIPT))}
    else:
        header, unprotected, _, signature = cose.sign1(signed, raw_signer(key))
        auth = {"deviceSignature": [header, unprotected, None, signature]}
    document = {
        "docType": doc_type,
        "issuerSigned": cbor.decode(credential),
        "deviceSigned": {"nameSpaces": namespaces, "deviceAuth": auth},
    }
    return cbor.encode({"version": "1.0", "documents": [document], "status": 0})


def raw_signer(key: ec.EllipticCurvePrivateKey) -> Any:
    """A bare key that signs as a `Signer` does."""
    return KeySigner(None, key, b"").sign  # type: ignore[arg-type]


def changed(credential: bytes, namespace: str, name: str, value: Any) -> bytes:
    """The credential with another value in one element: what a forger would try first."""
    whole = cbor.decode(credential)
    listed = whole["nameSpaces"][namespace]
    for place, tagged in enumerate(listed):
        item = cbor.decode(tagged.value)
        if item["elementIdentifier"] == name:
            listed[place] = cbor2.CBORTag(24, cbor.encode({**item, "elementValue": value}))
    return cbor.encode(whole)


def data_of_others() -> Path:
    """The folder of vectors made by others; the test is skipped where it is not there."""
    project = Path(__file__).parents[3]
    folder = (project / os.environ.get("TONGBAN_SHARED", "../shared")).resolve() / "data" / "mdl"
    if not folder.is_dir():
        pytest.skip(f"the vectors of others are not there: {folder} (set TONGBAN_SHARED)")
    return folder


def answer_for(keys: IssuerKeys, given: bytes | str, **options: Any) -> Verification:
    return verify(given, **{"anchors": keys.anchors(), "at": LATER, **options})


def failures(answer: Verification) -> list[str]:
    """The checks that failed, as name.code."""
    return [f"{check.name}.{check.code}" for check in answer.checks if check.outcome is Outcome.FAILED]


def a_foreign_object(keys: IssuerKeys, *, doc_type: str = MDL, version: str = "1.0", **parts: Any) -> bytes:
    """A credential signed by the true signer over a security object with other parts."""
    signer = keys.signer(NOW)
    whole = cbor.decode(a_credential(keys))
    content = cbor.decode(cbor.content_of(cbor.decode(whole["issuerAuth"][2])))
    content.update({"docType": doc_type, "version": version, **parts})
    payload = cbor.encode(cbor.embedded(cbor.encode(content)))
    chain = signer.certificate.public_bytes(Encoding.DER)
    whole["issuerAuth"] = cose.sign1(payload, signer.sign, unprotected={cose.X5CHAIN: chain})
    return cbor.encode(whole)

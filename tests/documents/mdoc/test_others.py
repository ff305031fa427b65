"""Vectors and implementations of others: theirs read by us, ours read by them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.documents.mdoc.making import LATER, a_credential, changed, data_of_others

from tongban.documents.mdoc import cbor, reading
from tongban.documents.mdoc.claims import ISO, MDL
from tongban.documents.mdoc.device import read_public_jwk
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.trust import Anchors
from tongban.documents.mdoc.verify import Outcome, verify

THEN = datetime(2023, 11, 1, tzinfo=UTC)


def vector(name: str) -> dict[str, Any]:
    content = (data_of_others() / "auth0_mdl_parser_vectors.json").read_text("utf-8")
    return dict(json.loads(content)[name])


@pytest.mark.parametrize("name", ["deviceResponse", "deviceResponse2"])
def test_the_issuers_signature_of_a_published_response_holds_under_its_published_key(name: str) -> None:
    found = vector(name)
    anchors = Anchors(keys=(read_public_jwk(found["issuer_public_jwk"]),))
    answer = verify(found["hex"], anchors=anchors, at=THEN)
    assert answer.check("issuer_signature").outcome is Outcome.PASSED


def test_a_published_response_under_another_key_is_named() -> None:
    found = vector("deviceResponse2")
    stranger = Anchors(keys=(read_public_jwk(vector("deviceResponse")["issuer_public_jwk"]),))
    answer = verify(found["hex"], anchors=stranger, at=THEN)
    assert answer.check("issuer_signature").outcome is Outcome.FAILED


def test_a_published_licence_holds_in_every_check_that_it_can() -> None:
    found = vector("issuerSigned")
    certificate = reading.read(found["hex"])[0].auth.chain[-1]
    answer = verify(found["hex"], anchors=Anchors.from_pem(certificate), at=THEN)
    passed = {check.name for check in answer.checks if check.outcome is Outcome.PASSED}
    assert passed >= {"issuer_signature", "digests", "doc_type", "validity", "country"}
    assert answer.elements[ISO]["family_name"] == "Smith"


def test_an_authoritys_real_certificates_are_read_as_anchors() -> None:
    folder = data_of_others()
    root, intermediate = ((folder / f"aamva_{name}.crt").read_bytes() for name in ("root", "intermediate"))
    anchors = Anchors.from_pem(root, intermediate)
    assert len(anchors.roots) == 2 and not anchors.signers


def test_the_licence_that_the_other_implementation_carries_is_read_by_ours() -> None:
    theirs = pytest.importorskip("pymdoccbor.tests.test_01_mdoc_parser")
    answer = verify(theirs.ISSUED_MDOC, anchors=Anchors(), at=datetime(2021, 1, 1, tzinfo=UTC))
    passed = {check.name for check in answer.checks if check.outcome is Outcome.PASSED}
    assert passed >= {"issuer_signature", "digests", "doc_type", "validity", "signer"}
    assert answer.elements[ISO]["family_name"] == "Doe"


def read_by_the_other_implementation(credential: bytes) -> Any:
    verifier = pytest.importorskip("pymdoccbor.mdoc.verifier")
    found = verifier.MdocCbor()
    document = {"docType": MDL, "issuerSigned": cbor.decode(credential)}
    found.loads(cbor.encode({"version": "1.0", "documents": [document], "status": 0}))
    return found


def test_our_credential_is_verified_by_the_other_implementation(keys: IssuerKeys) -> None:
    found = read_by_the_other_implementation(a_credential(keys))
    assert found.verify() is True
    hashes = found.documents[0].hash_verification
    assert hashes["valid"] and hashes["verified"] == hashes["total"] > 20
    assert str(found.disclosure_map[ISO]["birth_date"]) == "1990-02-28"


def test_our_tampered_credential_is_refused_by_the_other_implementation_too(keys: IssuerKeys) -> None:
    forged = changed(a_credential(keys), ISO, "family_name", "Li")
    assert read_by_the_other_implementation(forged).verify() is False
    assert not verify(forged, anchors=keys.anchors(), at=LATER).genuine

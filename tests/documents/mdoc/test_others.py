"""Vectors and implementations of others: theirs read by us, ours read by them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.documents.mdoc.making import LATER, a_credential, changed, data_of_others

from tongban.documents.mdoc import cbor, reading
from tongban.documents.mdoc.claims import ISO, MDL
from tongban.documents.mdoc.device import read_public_jwk
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.trust import Anchors
from tongban.documents.mdoc.verify import Outcome, verify

THEN = datetime(2023, 11, 1, tzinfo=UTC)
# The example session of ISO/IEC 18013-5, Annex D: transcript, the reader's ephemeral key, the MAC of the device
ANNEX_D_READER = 0xDE3B4B9E5F72DD9B58406AE3091434DA48A6F9FD010D88FCB0958E2CEBEC947C
ANNEX_D_MAC = bytes.fromhex("e99521a85ad7891b806a07f8b5388a332d92c189a7bf293ee1f543405ae6824d")
ANNEX_D_TRANSCRIPT = (
    "d81859024183d8185858a20063312e30018201d818584ba4010220012158205a88d182bce5f42efa59943f33359d2e8a968ff289d93e"
    "5fa444b624343167fe225820b16e8cf858ddc7690407ba61d4c338237a8cfcf3de6aa672fc60a557aa32fc67d818584ba40102200121"
    "582060e3392385041f51403051f2415531cb56dd3f999c71687013aac6768bc8187e225820e58deb8fdbe907f7dd5368245551a34796"
    "f7d2215c440c339bb0f7b67beccdfa8258c391020f487315d10209616301013001046d646f631a200c016170706c69636174696f6e2f"
    "766e642e626c7565746f6f74682e6c652e6f6f6230081b28128b37282801021c015c1e580469736f2e6f72673a31383031333a646576"
    "696365656e676167656d656e746d646f63a20063312e30018201d818584ba4010220012158205a88d182bce5f42efa59943f33359d2e"
    "8a968ff289d93e5fa444b624343167fe225820b16e8cf858ddc7690407ba61d4c338237a8cfcf3de6aa672fc60a557aa32fc6758cd91"
    "022548721591020263720102110204616301013000110206616301036e6663005102046163010157001a201e016170706c6963617469"
    "6f6e2f766e642e626c7565746f6f74682e6c652e6f6f6230081b28078080bf2801021c021107c832fff6d26fa0beb34dfcd555d4823a"
    "1c11010369736f2e6f72673a31383031333a6e66636e6663015a172b016170706c69636174696f6e2f766e642e7766612e6e616e5703"
    "0101032302001324fec9a70b97ac9684a4e326176ef5b981c5e8533e5f00298cfccbc35e700a6b020414"
)


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


def test_where_nobody_knows_the_signer_nothing_is_said_of_the_signature() -> None:
    answer = verify(vector("deviceResponse2")["hex"], anchors=Anchors(), at=THEN)
    assert answer.check("issuer_signature").outcome is Outcome.NOT_CHECKED and not answer.genuine


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


def test_the_mac_of_the_standards_own_example_holds_in_its_session_and_in_no_other() -> None:
    theirs = pytest.importorskip("pymdoccbor.tests.test_01_mdoc_parser")
    response = cbor.decode(bytes.fromhex(theirs.ISSUED_MDOC))  # the package carries the MAC of another session
    response["documents"][0]["deviceSigned"]["deviceAuth"]["deviceMac"][3] = ANNEX_D_MAC
    reader = ec.derive_private_key(ANNEX_D_READER, ec.SECP256R1())

    def device(transcript: str, key: ec.EllipticCurvePrivateKey) -> str:
        answer = verify(cbor.encode(response), anchors=Anchors(), at=THEN, transcript=transcript, reader_key=key)
        return answer.check("device_authentication").code

    assert device(ANNEX_D_TRANSCRIPT, reader) == "passed"
    assert device(ANNEX_D_TRANSCRIPT[:-1] + "5", reader) == "wrong"
    assert device(ANNEX_D_TRANSCRIPT, ec.derive_private_key(7, ec.SECP256R1())) == "wrong"


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

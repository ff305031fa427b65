"""Presentations by the holder's device: the session, the key, what the device may state."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.documents.mdoc.making import (
    HOLDER,
    READER,
    TRANSCRIPT,
    a_credential,
    a_foreign_object,
    a_response,
    answer_for,
    failures,
    some_keys,
)

from tongban.documents.mdoc import cbor, cose
from tongban.documents.mdoc.claims import MDL, NATIONAL
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.verify import Outcome, Unreadable


@pytest.mark.parametrize("by_mac", [False, True])
def test_a_presentation_by_the_holders_device_is_authenticated(keys: IssuerKeys, by_mac: bool) -> None:
    response = a_response(a_credential(keys), by_mac=by_mac)
    answer = answer_for(keys, response, transcript=TRANSCRIPT, reader_key=READER)
    assert answer.genuine and answer.check("device_authentication").outcome is Outcome.PASSED
    assert answer.kind == "device_response"


@pytest.mark.parametrize("form", [bytes, bytes.hex, lambda raw: cbor.encode(cbor.embedded(raw))])
def test_a_transcript_is_read_bare_as_hex_and_in_its_tag(keys: IssuerKeys, form: Any) -> None:
    answer = answer_for(keys, a_response(a_credential(keys)), transcript=form(TRANSCRIPT))
    assert answer.check("device_authentication").outcome is Outcome.PASSED


@pytest.mark.parametrize("by_mac", [False, True])
def test_a_presentation_recorded_in_another_session_is_named(keys: IssuerKeys, by_mac: bool) -> None:
    response = a_response(a_credential(keys), by_mac=by_mac)
    other = cbor.encode([None, None, "another session"])
    answer = answer_for(keys, response, transcript=other, reader_key=READER)
    assert failures(answer) == ["device_authentication.wrong"]


@pytest.mark.parametrize("by_mac", [False, True])
def test_a_presentation_by_another_device_is_named(keys: IssuerKeys, by_mac: bool) -> None:
    thief = ec.derive_private_key(666, ec.SECP256R1())
    response = a_response(a_credential(keys), by_mac=by_mac, key=thief)
    answer = answer_for(keys, response, transcript=TRANSCRIPT, reader_key=READER)
    assert failures(answer) == ["device_authentication.wrong"]


def test_without_a_transcript_or_the_readers_key_the_device_is_not_checked(keys: IssuerKeys) -> None:
    response = a_response(a_credential(keys), by_mac=True)
    assert answer_for(keys, response).check("device_authentication").code == "no_transcript"
    answer = answer_for(keys, response, transcript=TRANSCRIPT)
    assert answer.check("device_authentication").code == "reader_key_needed"


def test_a_response_without_device_authentication_is_named_when_a_transcript_is_given(
    keys: IssuerKeys,
) -> None:
    document = {"docType": MDL, "issuerSigned": cbor.decode(a_credential(keys))}
    response = cbor.encode({"version": "1.0", "documents": [document], "status": 0})
    assert failures(answer_for(keys, response, transcript=TRANSCRIPT)) == ["device_authentication.missing"]


def test_elements_the_device_states_without_permission_are_named(keys: IssuerKeys) -> None:
    response = a_response(a_credential(keys), stated={NATIONAL: {"points": 0}})
    assert failures(answer_for(keys, response, transcript=TRANSCRIPT)) == ["device_authentication.not_authorised"]


def test_elements_the_device_states_with_permission_are_accepted(keys: IssuerKeys) -> None:
    allowed = {
        "deviceKey": cose.cose_key(HOLDER.public_key()),
        "keyAuthorizations": {"dataElements": {NATIONAL: ["note"]}},
    }
    credential = a_foreign_object(keys, deviceKeyInfo=allowed)
    response = a_response(credential, stated={NATIONAL: {"note": "x"}})
    assert answer_for(keys, response, transcript=TRANSCRIPT).genuine


def test_a_response_is_genuine_only_when_each_of_its_documents_is(keys: IssuerKeys, tmp_path: Path) -> None:
    good, bad = a_credential(keys), a_credential(some_keys(tmp_path / "other"))
    documents = [{"docType": MDL, "issuerSigned": cbor.decode(one)} for one in (good, bad)]
    answer = answer_for(keys, cbor.encode({"version": "1.0", "documents": documents, "status": 0}))
    assert not answer.problems and not answer.genuine
    assert failures(answer.others[0]) == ["chain.unknown_root"]


def test_a_response_without_documents_is_unreadable_and_says_so(keys: IssuerKeys) -> None:
    with pytest.raises(Unreadable) as caught:
        answer_for(keys, cbor.encode({"version": "1.0", "status": 10}))
    assert "证件" in caught.value.message.zh

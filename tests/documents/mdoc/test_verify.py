"""Every part of a credential that is tampered with is named by the check that is about it."""

import base64
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from tests.documents.mdoc.making import (
    ENTRY,
    HOLDER,
    LATER,
    NOW,
    STATUS_URL,
    a_credential,
    a_foreign_object,
    a_response,
    a_status_list,
    answer_for,
    changed,
    failures,
    some_claims,
    some_keys,
)

from tongban.documents.mdoc import cbor, cose, mso, profiles
from tongban.documents.mdoc.claims import ISO, MDL, NATIONAL, elements
from tongban.documents.mdoc.issue import issue
from tongban.documents.mdoc.keys import IssuerKeys, KeySigner
from tongban.documents.mdoc.profiles import Purpose
from tongban.documents.mdoc.statuslist import Status
from tongban.documents.mdoc.trust import Anchors
from tongban.documents.mdoc.verify import Outcome, Unreadable, driving_answers


def test_a_credential_as_issued_is_genuine_and_says_that_revocation_was_not_checked(keys: IssuerKeys) -> None:
    answer = answer_for(keys, a_credential(keys))
    assert answer.genuine and answer.kind == "issuer_signed"
    assert answer.check("status").outcome is Outcome.NOT_CHECKED
    assert answer.elements[ISO]["given_name_national_character"] == "小明"
    assert answer.elements[ISO]["birth_date"] == "1990-02-28"
    assert answer.headline.en == "genuine and in time; revocation was not checked"


@pytest.mark.parametrize("form", [bytes, bytes.hex, lambda raw: raw.hex().upper() + "\n"])
def test_a_credential_is_read_as_cbor_and_as_hex(keys: IssuerKeys, form: Any) -> None:
    assert answer_for(keys, form(a_credential(keys))).genuine


def test_a_credential_is_read_as_base64url_with_line_breaks(keys: IssuerKeys) -> None:
    text = base64.urlsafe_b64encode(a_credential(keys)).decode().rstrip("=")
    broken = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    assert answer_for(keys, broken).genuine and answer_for(keys, broken.encode()).genuine


def test_a_changed_element_is_named_by_its_digest(keys: IssuerKeys) -> None:
    forged = changed(a_credential(keys), ISO, "birth_date", cbor.full_date(date(2000, 1, 1)))
    answer = answer_for(keys, forged)
    assert failures(answer) == ["digests.wrong"]
    assert "org.iso.18013.5.1/birth_date" in answer.check("digests").sentence.en
    assert "birth_date" not in answer.elements[ISO]


def test_an_element_that_was_never_issued_is_named(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    item = {"digestID": 99, "random": bytes(16), "elementIdentifier": "classes_more", "elementValue": "A1"}
    whole["nameSpaces"][NATIONAL].append(cbor.embedded(cbor.encode(item)))
    assert failures(answer_for(keys, cbor.encode(whole))) == ["digests.wrong"]


def test_an_element_moved_to_another_namespace_is_named(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    whole["nameSpaces"]["elsewhere"] = [whole["nameSpaces"][ISO].pop()]
    assert failures(answer_for(keys, cbor.encode(whole))) == ["digests.wrong"]


def test_an_element_shown_twice_is_named(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    whole["nameSpaces"][ISO].append(whole["nameSpaces"][ISO][0])
    assert failures(answer_for(keys, cbor.encode(whole))) == ["digests.twice"]


def test_an_element_that_is_no_cbor_is_named(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    whole["nameSpaces"][ISO][0] = cbor.embedded(b"\xff\xff")
    assert failures(answer_for(keys, cbor.encode(whole))) == ["digests.unreadable"]


def test_elements_may_be_withheld(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    whole["nameSpaces"] = {ISO: whole["nameSpaces"][ISO][:1]}
    answer = answer_for(keys, cbor.encode(whole))
    assert answer.genuine and answer.check("country").code == "not_shown"
    assert driving_answers(answer, date(2026, 3, 2)) is None


def test_a_credential_that_shows_nothing_is_not_genuine_and_says_why(keys: IssuerKeys) -> None:
    answer = answer_for(keys, cbor.encode({**cbor.decode(a_credential(keys)), "nameSpaces": {}}))
    assert [f"{check.name}.{check.code}" for check in answer.problems] == ["digests.nothing_shown"]


def test_a_changed_security_object_is_named_by_the_signature(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    whole["issuerAuth"][2] = whole["issuerAuth"][2].replace(b"2026-03-02T01:02:03Z", b"2026-03-02T01:02:04Z")
    assert "issuer_signature.wrong" in failures(answer_for(keys, cbor.encode(whole)))


def test_a_changed_signature_is_named(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    whole["issuerAuth"][3] = bytes(64)
    assert failures(answer_for(keys, cbor.encode(whole))) == ["issuer_signature.wrong"]


def test_another_algorithm_in_the_header_is_named_by_the_signature(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    for header in ({}, {1: -35}, {1: 5}, {1: "ES256"}, {1: [-7]}):
        whole["issuerAuth"][0] = cbor.encode(header)
        assert failures(answer_for(keys, cbor.encode(whole))) == ["issuer_signature.wrong"]


def test_a_signature_with_an_unknown_critical_header_is_not_accepted(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    signer = keys.signer(NOW)
    payload = whole["issuerAuth"][2]
    sealed = cose.sign1(payload, signer.sign, protected={2: ["x"], "x": 1}, unprotected=whole["issuerAuth"][1])
    whole["issuerAuth"] = sealed
    assert failures(answer_for(keys, cbor.encode(whole))) == ["issuer_signature.wrong"]


def test_a_credential_of_another_authority_is_named_by_the_chain(keys: IssuerKeys, tmp_path: Path) -> None:
    other = some_keys(tmp_path / "other")
    assert failures(answer_for(keys, a_credential(other))) == ["chain.unknown_root"]


def test_another_authority_of_the_same_name_does_not_pass(keys: IssuerKeys, tmp_path: Path) -> None:
    other = some_keys(tmp_path / "other")
    assert other.root.subject == keys.root.subject
    assert not answer_for(keys, a_credential(other)).genuine


def test_a_credential_with_anothers_certificate_is_named_by_the_signature(keys: IssuerKeys, tmp_path: Path) -> None:
    whole = cbor.decode(a_credential(some_keys(tmp_path / "other")))
    whole["issuerAuth"][1][33] = keys.signer(NOW).certificate.public_bytes(Encoding.DER)
    assert failures(answer_for(keys, cbor.encode(whole))) == ["issuer_signature.wrong"]


def test_without_a_root_nothing_is_genuine_and_the_chain_says_why(keys: IssuerKeys) -> None:
    answer = answer_for(keys, a_credential(keys), anchors=Anchors())
    assert not answer.genuine
    assert [f"{check.name}.{check.code}" for check in answer.problems] == ["chain.no_anchor"]


def test_a_signer_may_not_stand_above_another_signer(keys: IssuerKeys) -> None:
    signer, key = keys.signer(NOW), ec.generate_private_key(ec.SECP256R1())
    below = profiles.signer_certificate(
        key.public_key(), Purpose.CREDENTIAL, name="below", addresses=keys.addresses, now=NOW, root=signer.certificate,
        root_key=signer.key, organisation="x",
    )  # fmt: skip
    whole = cbor.decode(a_credential(keys))
    chain = [one.public_bytes(Encoding.DER) for one in (below, signer.certificate)]
    forger = KeySigner(below, key, b"")
    whole["issuerAuth"] = cose.sign1(whole["issuerAuth"][2], forger.sign, unprotected={33: chain})
    assert failures(answer_for(keys, cbor.encode(whole))) == ["chain.not_a_ca"]


def test_the_root_itself_may_not_sign_licences(keys: IssuerKeys) -> None:
    root, key = keys._root(NOW)
    content = issue(
        some_claims(),
        holder_key=HOLDER.public_key(),
        signer=KeySigner(root, key, b""),
        status=ENTRY,
        now=NOW,
    ).content
    assert failures(answer_for(keys, content)) == ["signer.wrong_purpose"]


def test_a_certificate_out_of_time_is_named_by_the_chain(keys: IssuerKeys) -> None:
    answer = answer_for(keys, a_credential(keys), at=NOW + timedelta(days=500))
    assert failures(answer) == ["chain.out_of_time", "validity.expired"]


def test_another_document_type_is_named(keys: IssuerKeys) -> None:
    assert failures(answer_for(keys, a_foreign_object(keys, doc_type="org.iso.23220.photoid.1"))) == ["doc_type.other"]


def test_a_response_that_states_another_type_than_was_issued_is_named(keys: IssuerKeys) -> None:
    response = a_response(a_credential(keys), doc_type="org.iso.18013.5.1.mVRC")
    assert failures(answer_for(keys, response)) == ["doc_type.differs"]


def test_another_country_than_that_of_the_certificate_is_named(keys: IssuerKeys) -> None:
    values = elements(some_claims(), technical_end_on=date(2027, 3, 2))
    values[ISO]["issuing_country"] = "UT"
    signer, namespaces, digests = keys.signer(NOW), {}, {}
    for namespace, part in values.items():
        salts = [bytes([number]) * 16 for number in range(len(part))]
        namespaces[namespace], digests[namespace] = mso.items(part, salts)
    payload = mso.security_object(
        doc_type=MDL, digests=digests, device_key=HOLDER.public_key(), status=ENTRY,
        validity=mso.Validity(NOW, NOW, NOW + timedelta(days=1)),
    )  # fmt: skip
    chain = {33: signer.certificate.public_bytes(Encoding.DER)}
    auth = cose.sign1(payload, signer.sign, unprotected=chain)
    content = cbor.encode({"nameSpaces": namespaces, "issuerAuth": auth})
    assert failures(answer_for(keys, content)) == ["country.differs"]


@pytest.mark.parametrize(
    ("shift", "code"),
    [
        (timedelta(seconds=-1), "not_yet"),
        (timedelta(0), "passed"),
        (timedelta(days=365), "passed"),
        (timedelta(days=365, seconds=1), "expired"),
    ],
)
def test_validity_holds_from_the_first_to_the_last_second(keys: IssuerKeys, shift: timedelta, code: str) -> None:
    assert answer_for(keys, a_credential(keys), at=NOW + shift).check("validity").code == code


def test_a_credential_signed_before_its_signer_existed_is_named(keys: IssuerKeys) -> None:
    early = {
        "signed": cbor.tdate(NOW - timedelta(days=1)),
        "validFrom": cbor.tdate(NOW),
        "validUntil": cbor.tdate(LATER),
    }
    assert failures(answer_for(keys, a_foreign_object(keys, validityInfo=early))) == ["validity.signed_outside"]


@pytest.mark.parametrize("parts", [{"validityInfo": {}}, {"validityInfo": 7}, {"version": "2.0"}])
def test_a_validity_that_cannot_be_read_is_named(keys: IssuerKeys, parts: dict[str, Any]) -> None:
    assert failures(answer_for(keys, a_foreign_object(keys, **parts))) == ["validity.unreadable"]


@pytest.mark.parametrize("algorithm", ["SHA-1", "sha256", "", 5])
def test_a_digest_algorithm_that_is_not_of_the_standard_is_named(keys: IssuerKeys, algorithm: object) -> None:
    assert failures(answer_for(keys, a_foreign_object(keys, digestAlgorithm=algorithm))) == ["digests.unreadable"]


@pytest.mark.parametrize(
    ("status", "code", "genuine"),
    [
        (Status.VALID, "passed", True),
        (Status.INVALID, "revoked", False),
        (Status.SUSPENDED, "suspended", False),
    ],
)
def test_the_status_list_decides(keys: IssuerKeys, status: Status, code: str, genuine: bool) -> None:
    answer = answer_for(keys, a_credential(keys), status=a_status_list(keys, status))
    assert (answer.check("status").code, answer.genuine) == (code, genuine)


@pytest.mark.parametrize(
    ("status", "code", "genuine"),
    [
        (Status.VALID, "list_too_old", True),
        (Status.INVALID, "revoked", False),
        (Status.SUSPENDED, "suspended", False),
    ],
)
def test_a_list_a_day_old_can_still_say_no_but_no_longer_yes(
    keys: IssuerKeys, status: Status, code: str, genuine: bool
) -> None:
    day_after = NOW + timedelta(days=1)
    answer = answer_for(keys, a_credential(keys), status=a_status_list(keys, status), at=day_after)
    assert (answer.check("status").code, answer.genuine) == (code, genuine)
    assert answer.check("status").outcome is not Outcome.PASSED


def test_the_list_is_fetched_from_the_address_in_the_credential(keys: IssuerKeys) -> None:
    asked = []

    def fetch(uri: str) -> bytes:
        asked.append(uri)
        return a_status_list(keys, Status.INVALID)

    answer = answer_for(keys, a_credential(keys), fetch=fetch, crls=[keys.crl(now=NOW)])
    assert asked == [STATUS_URL] and answer.check("status").code == "revoked"


def test_with_the_network_cut_the_status_is_not_checked_and_the_rest_is(keys: IssuerKeys) -> None:
    def fetch(uri: str) -> bytes:
        raise ConnectionRefusedError(uri)

    answer = answer_for(keys, a_credential(keys), fetch=fetch)
    assert answer.genuine and answer.check("status").code == "not_checked"


def test_an_address_in_a_forged_credential_is_never_fetched(keys: IssuerKeys, tmp_path: Path) -> None:
    def fetch(uri: str) -> bytes:
        raise AssertionError("the address of a stranger was asked")

    forged = a_credential(some_keys(tmp_path / "other"))
    assert answer_for(keys, forged, fetch=fetch).check("status").code == "not_trusted"


def test_a_list_that_is_another_one_or_anothers_or_garbage_proves_nothing(keys: IssuerKeys, tmp_path: Path) -> None:
    def code(status: bytes) -> str:
        return answer_for(keys, a_credential(keys), status=status).check("status").code

    assert code(a_status_list(keys, uri="https://tongban.example/status/2")) == "another_list"
    assert code(a_status_list(some_keys(tmp_path / "other"))) == "not_genuine"
    assert code(b"garbage") == "unreadable"


def test_a_credential_beyond_the_end_of_the_list_is_not_usable(keys: IssuerKeys) -> None:
    beyond = {"status_list": {"idx": 10_000_000, "uri": STATUS_URL}}
    answer = answer_for(keys, a_foreign_object(keys, status=beyond), status=a_status_list(keys))
    assert failures(answer) == ["status.not_listed"]


def test_a_copy_of_a_suspended_drivers_licence_is_genuine_and_says_that_he_may_not_drive(
    keys: IssuerKeys,
) -> None:
    answer = answer_for(keys, a_credential(keys, letters=frozenset("D")))
    found = driving_answers(answer, date(2026, 3, 2))
    assert answer.genuine and found is not None
    assert not found["C1"].allowed and found["C1"].word.zh == "暂扣"


def test_an_element_that_was_tampered_with_is_not_used_to_answer_about_driving(keys: IssuerKeys) -> None:
    sober = changed(a_credential(keys, letters=frozenset("D")), NATIONAL, "status_letters", "A")
    assert driving_answers(answer_for(keys, sober), date(2026, 3, 2)) is None


@pytest.mark.parametrize(
    "given_", [b"", b"\x00", b"%PDF-1.7", "你好", "TB1:", "TB1:ABC", "00", "-----BEGIN", b"\xa0", b"\x80"]
)
def test_what_is_no_credential_is_unreadable_in_both_languages(keys: IssuerKeys, given_: bytes | str) -> None:
    with pytest.raises(Unreadable) as caught:
        answer_for(keys, given_)
    assert caught.value.message.zh and caught.value.message.en


def test_a_file_of_many_megabytes_is_refused_unread(keys: IssuerKeys) -> None:
    with pytest.raises(Unreadable, match="too big"):
        answer_for(keys, bytes(10_000_000))

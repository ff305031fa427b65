"""What a credential says, and in which encoding."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cbor2 import CBORTag
from tests.documents.mdoc.making import ENTRY, HOLDER, NOW, a_credential, some_claims

from tongban.documents.mdoc import cbor, cose, issue
from tongban.documents.mdoc.claims import ISO, MDL, NATIONAL, elements, jurisdiction
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.law.facts import HeldClass, Postponement

MANDATORY = {
    "family_name", "given_name", "birth_date", "issue_date", "expiry_date", "issuing_country",
    "issuing_authority", "document_number", "portrait", "driving_privileges", "un_distinguishing_sign",
}  # fmt: skip


def said(**changes: object) -> dict[str, dict[str, object]]:
    return elements(some_claims(**changes), technical_end_on=date(2027, 3, 2))


def signed_object(credential: bytes) -> dict[str, object]:
    payload = cbor.decode(credential)["issuerAuth"][2]
    return cbor.decode(cbor.content_of(cbor.decode(payload)))


def test_every_mandatory_element_of_the_standard_is_there() -> None:
    assert set(said()[ISO]) >= MANDATORY


def test_days_carry_tag_1004_and_instants_tag_0_without_fractions(keys: IssuerKeys) -> None:
    assert said()[ISO]["birth_date"] == CBORTag(1004, "1990-02-28")
    validity = signed_object(a_credential(keys))["validityInfo"]
    assert validity["signed"] == CBORTag(0, "2026-03-02T01:02:03Z")


def test_items_and_the_security_object_are_embedded_cbor_and_the_signature_untagged(keys: IssuerKeys) -> None:
    whole = cbor.decode(a_credential(keys))
    assert all(item.tag == 24 for listed in whole["nameSpaces"].values() for item in listed)
    assert whole["issuerAuth"][2][:2] == b"\xd8\x18"
    assert isinstance(whole["issuerAuth"], list)
    assert cbor.decode(whole["issuerAuth"][0]) == {1: -7}
    assert isinstance(whole["issuerAuth"][1][33], bytes)


def test_the_security_object_names_type_algorithm_device_key_and_status(keys: IssuerKeys) -> None:
    found = signed_object(a_credential(keys))
    assert (found["version"], found["docType"], found["digestAlgorithm"]) == ("1.0", MDL, "SHA-256")
    assert found["deviceKeyInfo"] == {"deviceKey": cose.cose_key(HOLDER.public_key())}
    assert found["status"] == {"status_list": {"idx": ENTRY.index, "uri": ENTRY.uri}}


def test_salts_are_random_sixteen_bytes_and_digest_ids_do_not_follow_the_names(keys: IssuerKeys) -> None:
    one, two = (cbor.decode(a_credential(keys))["nameSpaces"][ISO] for _ in range(2))
    items = [cbor.decode(tagged.value) for tagged in one]
    others = [cbor.decode(tagged.value) for tagged in two]
    assert min(len(item["random"]) for item in items) >= 16
    assert len({item["random"] for item in [*items, *others]}) == len(items) + len(others)
    assert [item["digestID"] for item in items] != [item["digestID"] for item in others]


@pytest.mark.parametrize(
    ("code", "category", "codes"),
    [
        ("A1", "D", None),
        ("A2", "CE", None),
        ("A3", "D", [{"code": "CN", "sign": "=", "value": "A3"}]),
        ("B1", "D1", None),
        ("B2", "C", None),
        ("C1", "B", None),
        ("C2", "B", [{"code": "78"}]),
        ("C6", "BE", [{"code": "S01", "sign": "<=", "value": "4500"}]),
        ("D", "A", None),
        ("F", "AM", None),
    ],
)
def test_a_chinese_class_becomes_a_category_of_the_standard(
    code: str, category: str, codes: list[dict[str, str]] | None
) -> None:
    privileges = said(classes=(HeldClass(code, date(2020, 1, 1)),))[ISO]["driving_privileges"]
    assert [(row["vehicle_category_code"], row.get("codes")) for row in privileges] == [(category, codes)]


@pytest.mark.parametrize("code", ["C3", "C4", "M", "N", "P"])
def test_a_class_known_in_china_only_stands_in_the_national_namespace_alone(code: str) -> None:
    found = said(classes=(HeldClass(code, date(2020, 1, 1)),))
    assert found[ISO]["driving_privileges"] == []
    assert found[NATIONAL]["classes"] == [{"code": code, "since": CBORTag(1004, "2020-01-01")}]


def test_corrected_vision_is_restriction_01_of_every_category() -> None:
    privileges = said(vision_corrected=True)[ISO]["driving_privileges"]
    assert privileges[0]["codes"] == [{"code": "01"}]


def test_a_long_term_licence_expires_with_its_credential_and_says_that_it_is_long_term() -> None:
    found = said(expiry_on=None)
    assert found[ISO]["expiry_date"] == CBORTag(1004, "2027-03-02")
    assert found[NATIONAL]["long_term"] is True


def test_status_letters_points_and_postponements_stand_in_the_national_namespace() -> None:
    postponed = Postponement("renewal", date(2026, 4, 1), date(2027, 4, 1))
    found = said(letters=frozenset("NB"), points=12, postponements=(postponed,))[NATIONAL]
    assert (found["status_letters"], found["points"]) == ("BN", 12)
    assert found["postponements"][0]["duty"] == "renewal"
    assert said()[NATIONAL]["status_letters"] == "A"


@pytest.mark.parametrize(
    ("born", "reached"), [(date(2008, 3, 1), True), (date(2008, 3, 2), True), (date(2008, 3, 3), False)]
)
def test_an_age_is_reached_on_the_birthday(born: date, reached: bool) -> None:
    assert said(birth_on=born)[ISO]["age_over_18"] is reached


def test_an_age_of_somebody_born_on_29_february_is_reached_on_1_march() -> None:
    leap = {"birth_on": date(2008, 2, 29)}
    assert said(**leap, stated_on=date(2026, 2, 28))[ISO]["age_over_18"] is False
    assert said(**leap, stated_on=date(2026, 3, 1))[ISO]["age_over_18"] is True


def test_a_region_becomes_its_iso_code() -> None:
    assert (jurisdiction("440300"), jurisdiction("310000"), jurisdiction("999999")) == ("CN-GD", "CN-SH", "")


def test_a_credential_never_outlives_its_signers_certificate_nor_the_licence(keys: IssuerKeys) -> None:
    def until(**changes: object) -> datetime:
        options = {"lasts": timedelta(days=4000), **changes}
        claims = some_claims(expiry_on=options.pop("expiry_on", None))
        return issue.issue(
            claims, holder_key=HOLDER.public_key(), signer=keys.signer(NOW), status=ENTRY, now=NOW, **options
        ).valid_until

    assert until() == keys.signer(NOW).certificate.not_valid_after_utc
    assert until(lasts=timedelta(days=10)) == NOW + timedelta(days=10)
    assert until(expiry_on=date(2026, 3, 5)) == datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC)
    assert until(expiry_on=date(2026, 3, 1), lasts=timedelta(days=10)) == NOW + timedelta(days=10)


@pytest.mark.parametrize("wrong", [{"portrait": b"GIF89a"}, {"sex": "1"}, {"family_name": ""}])
def test_claims_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"JPEG|5218|needs"):
        some_claims(**wrong)

"""Documents of vehicles: genuine by the same checks as a licence, compared with the plate."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.documents.mdoc.making import ENTRY, LATER, NOW, a_credential, a_status_list, answer_for, changed, failures

from tongban.documents.mdoc import cbor, issue, showcode, unbound
from tongban.documents.mdoc.keys import IssuerKeys
from tongban.documents.mdoc.statuslist import Status

SAID = {
    "plate": "沪A12345",
    "plate_type": "02",
    "vehicle_type": "K33",
    "owner": "王小明",
    "use": "A",
    "vin": "LSVT91339CN063181",
    "registered_date": date(2020, 6, 15),
    "inspected_date": date(2028, 6, 30),
    "state_letters": "A",
    "document_number": "3180000000001",
    "issuing_authority": "上海市公安局交通警察总队",
    "engine": "",
}
MARKED = {**{name: SAID[name] for name in ("plate", "plate_type", "document_number")}, "valid_date": date(2026, 3, 31)}
TEN_MINUTES = timedelta(minutes=10)


def a_document(keys: IssuerKeys, kind: unbound.Kind = unbound.LICENCE, **changes: Any) -> bytes:
    known = SAID if kind is unbound.LICENCE else MARKED
    said = {name: value for name, value in {**known, **changes}.items() if name in kind.labels}
    claims = unbound.VehicleClaims(kind, said, said.get("valid_date"))
    key = unbound.nobodys_key()
    signer = keys.vehicle_signer(NOW)
    return issue.issue(claims, holder_key=key, signer=signer, status=ENTRY, now=NOW).content


def a_code(keys: IssuerKeys, **changes: Any) -> str:
    said = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in {**SAID, **changes}.items()
    }
    signer = keys.vehicle_signer(NOW)
    return unbound.make_code(unbound.LICENCE, said, lasts=TEN_MINUTES, signer=signer, status=ENTRY, now=NOW)


OF_VEHICLES = {name: kind for name, kind in unbound.KINDS.items() if kind.names == "plate"}


@pytest.mark.parametrize("kind", OF_VEHICLES.values(), ids=OF_VEHICLES)
def test_a_document_is_genuine_and_asks_to_compare_the_plate(keys: IssuerKeys, kind: unbound.Kind) -> None:
    answer = answer_for(keys, a_document(keys, kind), status=a_status_list(keys), crls=[keys.crl(now=NOW)])
    assert answer.genuine and answer.vehicle_document is kind
    assert answer.headline.en == "genuine and current, compare the plate on the vehicle"
    assert answer.elements[kind.namespace]["plate"] == "沪A12345"
    assert "engine" not in answer.elements[kind.namespace], "what is not known is not said"


def test_a_mark_ends_with_its_last_day_in_china(keys: IssuerKeys) -> None:
    mark = a_document(keys, unbound.MARK)
    last = NOW.replace(month=3, day=31, hour=15, minute=59, second=59)
    assert answer_for(keys, mark, at=last).genuine
    assert failures(answer_for(keys, mark, at=last + timedelta(seconds=1))) == ["validity.expired"]


def test_a_changed_plate_and_a_revoked_document_are_seen(keys: IssuerKeys) -> None:
    document = a_document(keys)
    forged = changed(document, unbound.LICENCE.namespace, "plate", "沪A99999")
    assert failures(answer_for(keys, forged)) == ["digests.wrong"]
    revoked = a_status_list(keys, Status.INVALID)
    assert failures(answer_for(keys, document, status=revoked)) == ["status.revoked"]


def test_a_signer_of_licences_signs_no_vehicle_and_the_other_way_round(keys: IssuerKeys) -> None:
    claims = unbound.VehicleClaims(unbound.LICENCE, SAID)
    crossed = issue.issue(claims, holder_key=unbound.nobodys_key(), signer=keys.signer(NOW), status=ENTRY, now=NOW)
    assert failures(answer_for(keys, crossed.content)) == ["signer.wrong_purpose"]
    assert answer_for(keys, a_credential(keys)).vehicle_document is None


def test_a_code_says_what_the_document_says_for_its_minutes(keys: IssuerKeys) -> None:
    code = a_code(keys)
    assert showcode.qr_version(code) <= 12
    answer = answer_for(keys, code, at=NOW + TEN_MINUTES)
    assert answer.genuine and answer.kind == "show_code"
    said = answer.elements[unbound.LICENCE.namespace]
    assert {name: said[name] for name in ("owner", "inspected_date", "vin")} == {
        "owner": "王小明", "inspected_date": "2028-06-30", "vin": "LSVT91339CN063181",
    }  # fmt: skip
    assert failures(answer_for(keys, code, at=NOW + TEN_MINUTES + timedelta(seconds=1))) == ["validity.expired"]
    assert answer_for(keys, a_code(keys, inspected_date=""), at=LATER - timedelta(minutes=55)).genuine


@pytest.mark.parametrize("text", ["TB2:", "TB2:AAAA", "TB2:%%%", "tb2:6BFOXN"])
def test_what_is_no_code_is_said_to_be_none(keys: IssuerKeys, text: str) -> None:
    with pytest.raises(cbor.Malformed):
        unbound.unpack(text.upper())


def test_a_document_says_nothing_that_its_kind_does_not_know() -> None:
    with pytest.raises(ValueError, match="colour"):
        unbound.VehicleClaims(unbound.MARK, {**MARKED, "colour": "A"})
    with pytest.raises(ValueError, match="plate"):
        unbound.VehicleClaims(unbound.MARK, {**MARKED, "plate": ""})

"""The agreed forms: what each partner's answer becomes, and what is no answer."""

import base64
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from tests.exchange.facts import CERTIFICATE, DRIVER, IDENTITY, MATTER, MEDICAL, NOT_LISTED, PERSON

from tongban.exchange import (
    fiscal,
    hospital,
    narcotics,
    photos,
    platform,
    population,
    post,
    printer,
    registry,
    residence,
    wire,
)
from tongban.exchange.payment import partner as bank
from tongban.exchange.types import Question
from tongban.law.facts import Cycle, OpenMatter, Residence

JPEG = base64.b64encode(b"\xff\xd8\xff\xe0picture").decode()


def read(question: Question[Any], **facts: Any) -> Any:
    """Read an answer of this question as it comes over the wire."""
    return wire.form(question.answer).validate_json(wire.encode({"identity_number": IDENTITY, **facts}), strict=True)


def test_every_partner_of_the_contract_is_registered_and_says_why_it_is_asked() -> None:
    codes = {contract.code for contract in registry.partners()}
    assert codes == {
        "population", "photos", "hospital", "narcotics", "platform", "payment", "fiscal", "messages", "post",
        "printer", "vehicles", "mortgages", "residence", "marriage", "organisations", "school", "ability", "beacon",
        "tax", "insurance", "industry", "customs", "inspections", "crime", "recalls",
        "commerce", "makers", "certification", "delivery",
        "court", "border", "home_registers",
        "transport", "quota",
    }  # fmt: skip
    for contract in registry.partners():
        assert contract.basis_confidence in ("verified", "derived", "design")
        assert all(set(question.echoes) <= set(question.asked) for question in contract.questions)


def test_the_same_partner_cannot_be_registered_twice() -> None:
    with pytest.raises(ValueError, match="hospital"):
        registry.register(hospital.PARTNER)


def test_a_question_outside_the_contract_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError, match="contract"):
        hospital.PARTNER.question("weather")


def test_a_person_is_read() -> None:
    person = read(population.PERSON, **PERSON)
    assert (person.name, person.born, person.alive) == ("王明", date(1990, 1, 1), True)


@pytest.mark.parametrize("question", [population.PERSON, photos.PORTRAIT, hospital.MEDICAL, platform.DRIVER])
def test_a_person_nobody_knows_is_an_answer(question: Question[Any]) -> None:
    assert read(question, found=False).found is False


@pytest.mark.parametrize(
    "wrong",
    [{"sex": "3"}, {"sex": 1}, {"born": "1990-13-01"}, {"born": 19900101}, {"region": "31"}, {"alive": "yes"},
     {"name": ""}, {"name": "王" * 101}, {"found": "true"}],
    ids=str,
)  # fmt: skip
def test_a_person_with_one_wrong_field_is_no_answer(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(population.PERSON, **PERSON | wrong)


def test_a_portrait_is_read_and_must_be_a_picture() -> None:
    assert read(photos.PORTRAIT, found=True, taken_on="2024-01-01", jpeg=JPEG).image.startswith(b"\xff\xd8")
    for jpeg in ("?", base64.b64encode(b"GIF89a").decode(), ""):
        with pytest.raises(ValidationError):
            read(photos.PORTRAIT, found=True, taken_on="2024-01-01", jpeg=jpeg)


def test_a_certificate_becomes_a_fact_for_the_law() -> None:
    medical = read(hospital.MEDICAL, **MEDICAL).medical
    assert medical.examined_on == date(2025, 3, 1)
    assert (medical.left_vision, medical.limbs, medical.monocular_field_deg) == (5.0, "sound", None)


def test_nobody_examined_is_no_certificate() -> None:
    assert read(hospital.MEDICAL, found=True, certificate=None).medical is None
    assert read(hospital.MEDICAL, found=False).medical is None


@pytest.mark.parametrize(
    "wrong",
    [{"height_cm": 1720}, {"height_cm": "172"}, {"left_vision": 50}, {"limbs": "tail"}, 
     {"colour_blind": "no"}, {"monocular_field_deg": 400}],
    ids=str,
)  # fmt: skip
def test_an_impossible_certificate_is_no_answer(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(hospital.MEDICAL, found=True, certificate=CERTIFICATE | wrong)


def test_a_listing_that_runs_means_not_cured() -> None:
    listed = {
        "listed": True,
        "measure": "isolation",
        "since": "2024-05-01",
        "last_use_on": "2024-04-30",
        "reference": "N1",
    }
    assert read(narcotics.PERSON, **NOT_LISTED | listed).not_cured
    assert not read(narcotics.PERSON, **NOT_LISTED).not_cured


def test_a_residence_card_is_read_as_rules_see_it() -> None:
    card = {"region": "320106", "issued_on": "2026-02-01", "valid_to": "2027-01-31"}
    assert read(residence.PERSON, found=True, card=card).residence == Residence("320106", date(2027, 1, 31))
    assert read(residence.PERSON, found=True, card=None).residence is None
    with pytest.raises(ValidationError):
        read(residence.PERSON, found=True, card=card | {"valid_to": "soon"})


def test_only_open_matters_stand_in_the_way() -> None:
    settled = MATTER | {"number": "V2", "state": "settled"}
    seizure = MATTER | {"number": "S1", "kind": "seizure", "letter": "D", "until": "2025-08-01"}
    record = read(platform.DRIVER, **DRIVER | {"matters": [MATTER, settled, seizure]})
    assert record.open_matters == (
        OpenMatter("violation", "V1", "人民大道", date(2025, 2, 1)),
        OpenMatter("seizure", "S1", "人民大道", date(2025, 2, 1), "D", date(2025, 8, 1)),
    )
    assert record.settle_at("V1") == "黄浦交警支队"
    assert record.settle_at("V9") == ""


def test_points_cycles_come_oldest_first() -> None:
    cycles = [
        {"starts_on": "2024-06-01", "ends_on": "2025-05-31", "points": 3},
        {"starts_on": "2023-06-01", "ends_on": "2024-05-31", "points": 9},
    ]
    record = read(platform.DRIVER, **DRIVER | {"cycles": cycles})
    assert record.law_cycles == (
        Cycle(date(2023, 6, 1), date(2024, 5, 31), 9),
        Cycle(date(2024, 6, 1), date(2025, 5, 31), 3),
    )


def test_a_driver_the_platform_does_not_know_has_nothing_open() -> None:
    record = read(platform.DRIVER, found=False)
    assert (record.open_matters, record.law_cycles, record.points, record.settle_at("V1")) == ((), (), 0, "")


@pytest.mark.parametrize("state", ["paid", "refunded"])
def test_a_paid_order_says_what_when_and_under_which_reference(state: str) -> None:
    with pytest.raises(ValidationError):
        read(bank.QUERY, order="1", state=state)
    assert read(bank.QUERY, order="1", state="waiting").amount is None


@pytest.mark.parametrize("amount", ["-1.00", "1.001", "ten", "NaN", "Infinity", None])
def test_an_amount_that_is_no_money_is_refused(amount: str | None) -> None:
    line = {
        "order": "1",
        "kind": "payment",
        "amount": amount,
        "reference": "r",
        "at": "2025-03-01T10:00:00+08:00",
    }
    with pytest.raises(ValidationError):
        read(bank.STATEMENT, day="2025-03-01", lines=[line], total="0.00")


def test_an_instant_without_an_offset_is_refused() -> None:
    line = {"order": "1", "kind": "payment", "amount": "1.00", "reference": "r", "at": "2025-03-01T10:00:00"}
    with pytest.raises(ValidationError):
        read(bank.STATEMENT, day="2025-03-01", lines=[line], total="1.00")


def test_a_bill_has_eight_and_ten_digits() -> None:
    good = {"order": "1", "bill_code": "31012525", "bill_number": "0000000001", "check_code": "abc"}
    assert read(fiscal.RECEIPT, **good).bill_number == "0000000001"
    for wrong in ({"bill_code": "3101252"}, {"bill_number": "1"}, {"check_code": ""}):
        with pytest.raises(ValidationError):
            read(fiscal.RECEIPT, **good | wrong)


def test_a_printed_card_names_a_serial_of_13_digits() -> None:
    good = {"job": "j", "serial": "1234567890123", "result": "spoilt", "detail": "ribbon"}
    assert read(printer.PRINT, **good).result == "spoilt"
    with pytest.raises(ValidationError):
        read(printer.PRINT, **good | {"serial": "12"})


def test_a_parcel_event_of_an_unknown_kind_is_refused() -> None:
    event = {"at": "2025-03-01T10:00:00+08:00", "kind": "eaten", "place": ""}
    with pytest.raises(ValidationError):
        read(post.TRACK, tracking_number="E1", parcel="P1", events=[event])


def test_what_has_no_form_in_the_contract_is_not_sent() -> None:
    with pytest.raises(TypeError):
        wire.encode({"x": object()})

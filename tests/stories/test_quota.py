"""A quota certificate comes before an ordinary number where the region asks for one: used once, given back, waited
for."""

import pytest
from tests import builders
from tests.stories.test_private_car import buys, knows, reasons, row

from tongban.allocation import quota_certificates
from tongban.casework import actions
from tongban.core.errors import Conflict
from tongban.registers.types import Act


def registers(told, wang, vin):
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    told.pays(case.order_number)
    told.city.work()
    return case


def state(told, vin):
    return told.city.control("GET", f"cars/{vin}")["quota"]["state"]


def test_the_certificate_is_used_with_the_decision_and_the_office_hears_of_it(told):
    wang = told.person()
    vin = buys(told, wang)
    case = registers(told, wang, vin)
    [used] = quota_certificates.uses_of(case.id)
    assert (used.vin, used.told, state(told, vin)) == (vin, True, "used")
    act = Act(effective_on=builders.clock.today(), actor=builders.TEST, cause="test")
    with pytest.raises(Conflict):
        quota_certificates.use(
            number=used.number, vin="LSVT91339CN063181", person=wang, case=builders.new_id(), act=act
        )


def test_a_registration_that_is_struck_gives_its_certificate_back(told):
    wang = told.person()
    vin = buys(told, wang)
    case = registers(told, wang, vin)
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="The invoice was forged.")
    told.city.work()
    assert (state(told, vin), quota_certificates.find(quota_certificates.uses_of(case.id)[0].number)) == ("free", None)


def test_without_a_certificate_the_case_waits_and_says_where_to_get_one(told):
    wang = told.person()
    vin = buys(told, wang, quota=None)
    case = told.applies("V01", wang, vin=vin)
    assert (row(case).status, reasons(case)) == ("waiting", ["registration.no_quota"])
    assert not quota_certificates.uses_of(case.id)


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ({"state": "used"}, "registration.quota_used"), ({"until": "2026-01-01"}, "registration.quota_over"),
        ({"owner": "110101199001010010"}, "registration.no_quota"), ({"plate_type": "52"}, "registration.no_quota"),
    ],
)  # fmt: skip
def test_a_certificate_that_does_not_serve_is_told(told, quota, expected):
    wang = told.person()
    assert expected in reasons(told.applies("V01", wang, vin=buys(told, wang, quota=quota)))


def test_a_new_energy_car_takes_none(told):
    wang = told.person()
    vin = buys(told, wang, certificate={"built": {"fuel": "C"}}, quota=None)
    assert reasons(told.applies("V01", wang, vin=vin)) == ["registration.no_number"]


@pytest.mark.parametrize("switch", [{"status": 503}, {"nonsense": True}, {"signature": "wrong"}])
def test_an_office_that_does_not_answer_well_is_waited_for(told, switch):
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    told.partner("quota", **switch)
    case = told.applies("V01", wang, vin=vin)
    assert (row(case).status, row(case).waiting_for) == ("waiting", "partner")
    told.partner("quota")
    told.time_comes(case.id)
    assert row(case).waiting_for == "payment"


def test_an_office_that_knows_the_certificate_as_used_elsewhere_brings_the_case_to_supervision(told):
    wang = told.person()
    vin = buys(told, wang)
    builders.a_number(wang, vin, "沪A7700K")
    case = told.applies("V01", wang, vin=vin)
    knows(told, vin, quota={"number": "ANOTHER"})
    told.pays(case.order_number)
    told.city.work()
    assert (row(case).outcome, row(case).needs_post) == ("granted", "supervision")

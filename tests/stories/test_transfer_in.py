"""D13: the file moves to another city; a residence card is looked up only where the law asks for one."""

from datetime import date

import pytest
from tests import builders

from tongban.casework import actions
from tongban.casework.models import Evidence
from tongban.core import clock
from tongban.documents import actions as documents
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.registers.drivers import queries as drivers

NANJING = "320100-1"
LORRY = {"A2": date(2010, 6, 1)}


@pytest.fixture
def nanjing(told):
    """An office in another province than the file's."""
    outlets.open_outlet(
        code=NANJING, kind=OutletKind.CITY_OFFICE, name=Text(zh="南京车辆管理所", en="Nanjing office"), region="320100",
        opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    serials = [f"320{number:010d}" for number in range(1000, 1010)]
    documents.receive_blanks(office=NANJING, serials=serials, on=clock.today(), actor=builders.TEST)
    return told


def applies(person, office=NANJING):
    citizen = builders.a_citizen(person)
    case = actions.start(service="D13", applicant=person, actor=citizen, office=office)
    actions.answer(case_id=case.id, actor=citizen, given={"fit": "yes", "delivery": "office"})
    return actions.submit(case_id=case.id, actor=citizen)


def materials_of(case):
    return set(Evidence.objects.filter(case=case.id).values_list("material", flat=True))


def test_a_car_licence_moves_with_the_identity_card_alone(nanjing):
    tan = nanjing.person(name="谭一")
    licence = builders.a_licence(tan)
    before = clock.today()
    case = applies(tan)
    assert "residence" not in materials_of(case), "nobody is asked what the law does not need"
    nanjing.pays(case.order_number)
    assert nanjing.sees(case.id).outcome == "granted"
    after = drivers.find_driver(tan)
    assert (after.authority, after.region, after.licence) == ("苏A", "320100", licence.licence)
    assert (after.file_number, after.licence.valid_to) == (licence.file_number, licence.licence.valid_to)
    assert not drivers.card_standing(licence.card_serial).valid
    then = drivers.driver_as_of(licence.id, date.fromordinal(before.toordinal() - 1))
    assert (then.authority, then.region) == ("沪A", builders.REGION), "for an earlier day the former authority answers"


def test_a_lorry_driver_from_another_province_needs_a_residence_card_and_it_is_looked_up(nanjing):
    tan = nanjing.person(name="谭一", known={"residence": {"region": "320106", "valid_to": "2027-03-31"}})
    builders.a_licence(tan, classes=LORRY)
    case = applies(tan)
    assert "residence" in materials_of(case)
    nanjing.pays(case.order_number)
    assert drivers.find_driver(tan).authority == "苏A"


def test_without_a_card_the_lorry_stays_and_a_register_that_is_silent_is_waited_for(nanjing):
    tan = nanjing.person(name="谭一")
    builders.a_licence(tan, classes=LORRY)
    nanjing.partner("residence", status=503)
    case = applies(tan)
    assert (case.status, case.waiting_for) == ("waiting", "partner")
    nanjing.partner("residence")
    nanjing.time_comes(case.id)
    [why] = nanjing.sees(case.id).reasons
    assert why.code == "transfer.residence_missing"
    assert drivers.find_driver(tan).authority == "沪A"


def test_who_is_registered_in_the_province_needs_no_card(nanjing):
    tan = nanjing.person(name="谭一", known={"person": {"name": "谭一", "region": "320506"}})
    builders.a_licence(tan, classes=LORRY)
    case = applies(tan)
    assert case.waiting_for == "payment" and "residence" not in materials_of(case)


def test_the_file_that_is_here_already_is_not_moved_and_open_matters_come_first(nanjing):
    violation = {
        "kind": "violation", "number": "V1", "place": "世纪大道", "on": "2026-11-01", "state": "open", "letter": "",
        "until": None, "settle_at": "任一窗口",
    }  # fmt: skip
    tan = nanjing.person(name="谭一", known={"matters": [violation]})
    builders.a_licence(tan)
    here = applies(tan, builders.OFFICE)
    assert {reason.code for reason in nanjing.sees(here.id).reasons} == {"matter.violation", "transfer.already_here"}
    case = applies(tan)
    assert [reason.code for reason in nanjing.sees(case.id).reasons] == ["matter.violation"]
    nanjing.settles(tan, "V1")
    assert nanjing.sees(case.id).row.waiting_for == "payment"

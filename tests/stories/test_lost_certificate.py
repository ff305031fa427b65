"""V44: a lost registration certificate is replaced at a window once the vehicle was checked; the lost one is void."""

from tests import builders
from tests.stories.test_colour import checks

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles

CLERK = builders.a_clerk("acceptance")
ITEMS = dict.fromkeys(("vin", "model", "colour", "plates"), "ok")


def comes(service, owner):
    """The owner comes to the window."""
    case = actions.start(service=service, applicant=owner, actor=CLERK, office=builders.OFFICE)
    return actions.submit(case_id=case.id, actor=CLERK)


def row(case):
    return Case.for_system("a story looks").get(id=case.id)


def test_after_the_check_a_new_certificate_is_issued_and_the_lost_one_is_void(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = comes("V44", wang)
    assert [reason["code"] for reason in case.reasons] == ["check.none"]
    case = checks(case, builders.a_checking_officer(), found=ITEMS)
    assert case.waiting_for == "payment"
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    lost, new = (vehicles.find_paper("certificate", serial) for serial in (car.certificate, after.certificate))
    assert (lost.valid, lost.void_cause, new.valid) == (False, "certificate_replaced", True)


def test_with_a_mortgage_an_officer_sees_that_the_mortgagee_has_come_too(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    register.restrict(
        vehicle_id=car.id, kind="mortgage", holder="某某银行", reference="DY-1", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    case = comes("V44", wang)
    case = checks(case, builders.a_checking_officer(), found=ITEMS)
    told.pays(case.order_number)
    assert (row(case).status, row(case).needs_post) == ("in_hand", "review")
    assert vehicles.get_vehicle(car.id).certificate == car.certificate

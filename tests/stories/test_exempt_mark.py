"""V48: the owner of an exempt car has the next mark in one request; insurance and tax are looked up, not handed in."""

from datetime import date, timedelta

import pytest
from tests import builders
from tests.stories.test_electronic_vehicle_licence import of

from tongban.casework.models import Case, Evidence
from tongban.core import clock
from tongban.documents.mdoc.unbound import MARK
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles


def a_car(told, wang, ends, known=None, **more):
    """A car whose mark ends in so many days, in its fourth year, insured and taxed unless `known` says otherwise."""
    last = clock.today() + timedelta(days=ends)
    registered = date(last.year - 4, last.month, 1)
    car = builders.a_vehicle(wang, registered_on=registered, inspected_to=last, **more)
    covered(told, car, **(known or {}))
    return car


def covered(told, car, policy_days=200, tax_year=None):
    """What insurer and tax authority know of a car."""
    today = clock.today()
    until = (today + timedelta(days=policy_days)).isoformat()
    since = (today - timedelta(days=100)).isoformat()
    policy = {"number": "PA-1", "insurer": "示范保险", "since": since, "until": until} if policy_days >= 0 else None
    tax = {"state": "paid", "year": tax_year or today.year}
    told.city.control("PUT", f"cars/{car.vin}", {"policy": policy, "vehicle_tax": tax})


def test_the_mark_is_given_at_once_counted_from_the_last_one_and_nothing_is_handed_in(told):
    wang = told.person()
    car = a_car(told, wang, ends=20)
    seen = told.sees(told.applies("V48", wang).id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    after = vehicles.get_vehicle(car.id)
    assert after.law.inspected_to.year == car.law.inspected_to.year + 2
    assert after.law.inspected_to.month == car.law.inspected_to.month
    assert after.insured_to == clock.today() + timedelta(days=200), "the insurer's word is noted"
    assert of(car)[MARK].said["valid_date"] == after.law.inspected_to.isoformat()
    assert {moment.kind for moment in vehicles.life_of(car.id)} >= {"mark_given", "insured"}


@pytest.mark.parametrize(
    ("car", "code"),
    [
        ({"ends": 200}, "mark.too_early"),
        ({"ends": 20, "more": [register.Change("not_exempt", "injury")]}, "mark.inspection_due"),
    ],
)
def test_who_may_not_have_it_is_told_why_at_once(told, car, code):
    wang = told.person()
    a_car(told, wang, **car)
    seen = told.sees(told.applies("V48", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", [code])


def test_an_open_violation_is_settled_first_and_the_case_waits_for_that(told):
    wang = told.person()
    a_car(told, wang, ends=20, letters="G")
    case = told.applies("V48", wang)
    assert (case.status, [one.code for one in told.sees(case.id).reasons]) == ("waiting", ["vehicle.violation"])


def test_without_insurance_it_waits_and_goes_on_by_itself_once_there_is_a_policy(told):
    wang = told.person()
    car = a_car(told, wang, ends=20, known={"policy_days": -1})
    case = told.applies("V48", wang)
    assert (case.status, case.waiting_for) == ("waiting", "partner")
    covered(told, car)
    Evidence.objects.filter(case_id=case.id).update(obtained_at=clock.now() - timedelta(hours=1))
    told.time_comes(case.id)
    assert told.sees(case.id).outcome == "granted"


def test_a_silent_tax_authority_is_waited_for_and_not_the_persons_doing(told):
    wang = told.person()
    a_car(told, wang, ends=20)
    told.partner("tax", status=503)
    case = told.applies("V48", wang)
    assert (case.status, case.waiting_for) == ("waiting", "partner")
    told.partner("tax")
    told.time_comes(case.id)
    assert Case.for_system("a story looks").get(id=case.id).outcome == "granted"

"""V09: another colour is registered once an officer has checked the vehicle on camera; the officer has no say in it."""

import pytest
from tests import builders

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.checking import Made

ITEMS = dict.fromkeys(("vin", "colour", "shape", "plates"), "ok")
RECORDING = {"recording": "YX-2026-0001", "recording_sha256": "ab" * 32}
PHOTOS = {"vin": b"\xff\xd8\xffstamped\xff\xd9"}


def checks(case, officer, vin="LSVT91339CN063181", **other):
    """An officer checks the vehicle of a case."""
    told = {"found": ITEMS, "stamped": vin, "photos": PHOTOS, **RECORDING, **other}
    return actions.check_vehicle(case_id=case.id, actor=officer, made=Made(**told))


def row(case):
    return Case.for_system("a story looks").get(id=case.id)


def test_after_the_check_the_new_colour_stands_in_the_register_and_on_a_new_licence(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V09", wang, colour="J")
    assert (case.status, case.waiting_for) == ("waiting", "applicant")
    assert [reason["code"] for reason in case.reasons] == ["check.none"]
    case = checks(case, builders.a_checking_officer())
    assert case.waiting_for == "payment"
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    assert (after.colour, after.licence != car.licence) == ("J", True)
    [check] = vehicles.checks_of(vin=car.vin)
    assert (check.result, check.officer_number, len(check.photos)) == ("passed", "C0001", 1)


def test_a_failed_check_waits_and_a_later_one_that_passes_counts(told):
    wang = told.person()
    builders.a_vehicle(wang)
    case, officer = told.applies("V09", wang, colour="J"), builders.a_checking_officer()
    checks(case, officer, found={**ITEMS, "shape": "failed"})
    assert [reason["code"] for reason in row(case).reasons] == ["check.failed"]
    checks(case, officer)
    assert row(case).waiting_for == "payment"


def test_a_vin_stamped_otherwise_makes_the_vehicle_suspected(told):
    wang = told.person()
    builders.a_vehicle(wang)
    case = told.applies("V09", wang, colour="J")
    checks(case, builders.a_checking_officer(), vin="LSVT91339CN063182")
    assert [reason["code"] for reason in row(case).reasons] == ["check.suspected"]


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"recording": ""}, "check.no_recording"),
        ({"recording_sha256": "nonsense"}, "check.no_recording"),
        ({"photos": {}}, None),
        ({"found": {"vin": "ok"}}, None),
        ({"stamped": " "}, None),
    ],
)
def test_without_recording_photograph_or_an_item_there_is_no_check(told, missing, code):
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies("V09", wang, colour="J")
    with pytest.raises(BadInput) as refused:
        checks(case, builders.a_checking_officer(), **missing)
    assert code in (None, refused.value.code)
    assert not vehicles.checks_of(vin=car.vin)


def test_only_a_certified_officer_checks_and_only_where_a_check_is_asked(told):
    wang = told.person()
    builders.a_vehicle(wang)
    case = told.applies("V09", wang, colour="J")
    with pytest.raises(NotAllowed):
        checks(case, builders.a_clerk("acceptance"))
    other = told.applies("V42", wang)
    with pytest.raises(Conflict):
        checks(other, builders.a_checking_officer())


def test_the_checking_officer_never_reviews_the_case(told):
    wang = told.person()
    builders.a_vehicle(wang)
    case, officer = told.applies("V09", wang, colour="J"), builders.a_checking_officer("review")
    case = checks(case, officer)
    told.pays(case.order_number)
    actions.correct(case_id=case.id, actor=officer, reason="The colour was another one.")
    with pytest.raises(NotAllowed):
        actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="I saw it.")

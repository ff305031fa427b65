"""V49: a lost inspection mark is issued anew with an identity document alone; the lost one is void."""

from datetime import timedelta

from tests.stories.test_electronic_vehicle_licence import checked, of
from tests.stories.test_exempt_mark import a_car

from tongban.documents import of_vehicles
from tongban.documents.mdoc.unbound import MARK
from tongban.registers.vehicles import queries as vehicles


def test_a_lost_mark_is_issued_anew_and_the_lost_one_is_void(told):
    wang = told.person()
    car = a_car(told, wang, ends=200)
    told.city.work()
    printed = of_vehicles.code_of(of(car)[MARK], timedelta(days=365))
    assert checked(printed).genuine
    seen = told.sees(told.applies("V49", wang).id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    assert [check.code for check in checked(printed).problems] == ["revoked"]
    assert of(car)[MARK].said["valid_date"] == car.law.inspected_to.isoformat(), "its validity stays"
    assert vehicles.life_of(car.id)[-1].kind == "mark_reissued"


def test_what_has_ended_is_not_issued_anew(told):
    wang = told.person()
    a_car(told, wang, ends=-1)
    seen = told.sees(told.applies("V49", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["mark.not_valid"])

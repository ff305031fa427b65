"""N07: a delivery bike passes its check and the next is due five years later; one that fails comes again."""

from datetime import date
from uuid import uuid4

from tests import builders
from tests.stories.test_bike_delivery import TAG, at_the_window

from tongban.core import clock
from tongban.law.dates import add_years
from tongban.registers.bikes import actions as register
from tongban.registers.bikes import queries as bikes


def test_a_passed_check_moves_the_day_and_a_failed_one_does_not(told):
    wang = told.person()
    bike = builders.a_bike(wang)
    register.begin_delivery(
        bike_id=bike.id, firm=uuid4(), rider=wang, tag=TAG, check_due_on=date(2026, 1, 5), effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    failed = at_the_window("N07", wang, result="failed")
    assert [one["code"] for one in failed.reasons] == ["bike.check_failed"]
    assert bikes.get_bike(bike.id).law.check_due_on == date(2026, 1, 5)
    passed = at_the_window("N07", wang, result="passed")
    assert told.sees(passed.id).outcome == "granted"
    assert bikes.get_bike(bike.id).law.check_due_on == add_years(clock.today(), 5)

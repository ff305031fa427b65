"""What happens at a bad moment: three letters at once, a birthday on the day of acceptance, a ban after the payment."""

from datetime import date, timedelta

import pytest
from tests import builders

from tongban.casework import tasks
from tongban.core import clock
from tongban.core.law_book import book
from tongban.documents import actions as documents
from tongban.documents.types import OutOfBlanks
from tongban.exchange.payment import queries as orders
from tongban.law.rules import status
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import daily
from tongban.registers.drivers import queries as drivers

HEALTHY = {"medical": {}}


def matter(kind: str, number: str) -> dict[str, str]:
    return {"kind": kind, "number": number, "place": "浦东大道", "on": "2026-01-05", "state": "open"}


def expiring(person, **more):
    ends = clock.today() + timedelta(days=30)
    return builders.a_licence(person, valid_from=ends.replace(year=ends.year - 6), valid_to=ends, **more)


def test_three_letters_at_once_are_told_at_once_and_each_that_is_settled_goes_by_itself(told):
    wang = told.person(known={**HEALTHY, "matters": [matter("violation", "V1"), matter("accident", "A1")]})
    licence = expiring(wang, letters="B")
    case = told.applies("D07", wang)
    assert drivers.get_driver(licence.id).licence.letters == {"B", "H", "I"}
    assert {reason.code for reason in told.sees(case.id).reasons} == {
        "points.limit_reached", "matter.violation", "matter.accident",
    }  # fmt: skip
    said = status.may_drive(drivers.get_driver(licence.id).licence, "C1", clock.today(), licence.born, book())
    assert [reason.code for reason in said.reasons] == ["points.limit_reached"], "the two others do not forbid driving"
    told.settles(wang, "V1")
    assert drivers.get_driver(licence.id).licence.letters == {"B", "I"}
    assert {reason.code for reason in told.sees(case.id).reasons} == {"points.limit_reached", "matter.accident"}


def born_63_years_ago() -> date:
    return clock.today().replace(year=clock.today().year - 63)


@pytest.mark.parametrize(("days", "outcome"), [(-1, "refused"), (0, "refused"), (1, "")])
def test_from_the_63rd_birthday_on_the_exchange_comes_before_the_renewal(told, days: int, outcome: str):
    born = born_63_years_ago() + timedelta(days=days)
    person = told.person(born=born, name="赵大力", known=HEALTHY)
    expiring(person, born=born, classes={"A2": date(1990, 6, 1)})
    case = told.applies("D07", person)
    seen = told.sees(case.id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == (
        outcome, ["age.exchange_first"] if outcome else [],
    )  # fmt: skip
    if outcome:
        exchange = told.applies("D08", person, choice="C1")
        told.pays(exchange.order_number)
        assert drivers.find_driver(person).licence.codes == {"C1"}


def test_a_case_accepted_the_day_before_the_63rd_birthday_is_judged_by_that_day(told, settings):
    born = born_63_years_ago() + timedelta(days=1)
    person = told.person(born=born, name="赵大力", known=HEALTHY)
    licence = builders.a_licence(person, born=born, classes={"A2": date(1990, 6, 1)}, valid_to=None, term_years=None)
    case = told.applies("D06", person)
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=1)).isoformat()
    daily.run()
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = drivers.get_driver(licence.id)
    assert not status.may_drive(after.licence, "A2", clock.today(), born, book()).allowed, "the age counts from its day"
    assert status.may_drive(after.licence, "C1", clock.today(), born, book()).allowed


def test_a_ban_that_arrives_after_the_payment_refuses_the_case_and_gives_the_money_back(told):
    wang = told.person()
    licence = builders.a_licence(wang)
    with pytest.raises(OutOfBlanks):
        while True:
            documents.take_blank(office=builders.OFFICE, cause="test")
    case = told.applies("D06", wang)
    told.pays(case.order_number)
    assert told.sees(case.id).row.waiting_for == "production", "paid, but there is no blank card"
    number = case.order_number
    register.set_letter(
        driver_id=licence.id, letter="F", effective_on=clock.today(), actor=builders.TEST, cause="decision"
    )
    documents.receive_blanks(office=builders.OFFICE, serials=["3100000009000"], on=clock.today(), actor=builders.TEST)
    tasks.wake_cases_without_card(builders.OFFICE)
    seen = told.sees(case.id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["letter.revoked"])
    refund = told.until(lambda: (given := orders.refund_of_order(number, case.id)) and given.state == "done" and given)
    assert refund.amount == orders.get_order(number).amount
    assert documents.take_blank(office=builders.OFFICE, cause="test") == "3100000009000", "no blank was used"

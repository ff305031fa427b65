"""D28: a soldier's licence: lorries after tests, cars at once, and the years of driving count."""

from datetime import date
from uuid import UUID

from tests import builders
from tests.stories.conftest import Told

from tongban.assessment.exams import queries as exams
from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.law_book import book
from tongban.law.rules import probation
from tongban.registers.drivers import queries as drivers


def applies(told: Told, person: UUID, code: str, since: str = "2015-06-01") -> Case:
    """The clerk takes the application and the original, another officer decides."""
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="D28", applicant=person, actor=clerk, office=builders.OFFICE)
    given = {"class": code, "military_number": "军1234567", "military_since": since, "school": "none"}
    actions.answer(case_id=case.id, actor=clerk, given=given)
    case = actions.submit(case_id=case.id, actor=clerk)
    assert case.needs_post == "review"
    officer = builders.a_clerk("review", label="0009", account=9)
    return actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="证件已核对")


def test_a_car_driver_of_the_army_gets_the_licence_without_a_test(told: Told) -> None:
    soldier = told.person(name="马军", known={"medical": {}})
    applies(told, soldier, "C1")
    driver = drivers.find_driver(soldier)
    assert driver is not None and driver.licence.codes == {"C1"}
    assert driver.licence.first_issue_on == date(2015, 6, 1)
    assert not probation.on_probation(driver.licence, clock.today(), book())
    assert exams.files_of(soldier) == []


def test_a_lorry_driver_takes_theory_and_the_road_within_three_years(told: Told) -> None:
    soldier = told.person(name="马军", known={"medical": {}})
    applies(told, soldier, "B2")
    [file] = exams.files_of(soldier)
    assert file.subjects == ("S1", "S3R", "S3T") and file.learner_permit is None
    assert drivers.find_driver(soldier) is None
    assert exams.may_book(file.id, "S1", clock.today()).verdict.allowed

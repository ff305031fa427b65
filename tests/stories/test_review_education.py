"""D27: review education is taken here, written into the register, and the review that waited for it goes on."""

from datetime import timedelta

import pytest
from tests import builders
from tests.assessment.learning import builders as learners

from tongban.assessment.learning import queries as courses
from tongban.assessment.learning.types import Kind
from tongban.core import clock
from tongban.exchange.models import Question
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change

LESSONS = ("points", "seeing", "breakdown", "turning")


@pytest.fixture
def driver(told):
    """A lorry driver whose review is due in twelve days."""
    person = told.person()
    due = Change("review_due", (clock.today() + timedelta(days=12)).isoformat())
    builders.a_licence(person, classes={"A2": builders.date(2015, 6, 1)}, more=[due])
    return person


def studies(person, *lessons: str) -> None:
    course = courses.find_open(person, Kind.REVIEW)
    with learners.Clock(clock.now()).running() as time:
        learners.finishes(time, course, *lessons)


def test_three_hours_here_are_in_the_register_and_the_waiting_review_is_passed(told, driver):
    review = told.applies("D14", driver, declaration="yes")
    assert told.sees(review.id).row.waiting_for == "partner"
    assert told.sees(told.applies("D27", driver).id).outcome == "granted"
    studies(driver, *LESSONS[:3])
    told.city.work()
    assert told.sees(review.id).row.status == "waiting"
    studies(driver, LESSONS[3])
    told.city.work()
    assert told.sees(review.id).outcome == "granted"
    assert drivers.find_driver(driver).licence.review_due_on is None


def test_with_education_taken_here_no_school_is_asked(told, driver):
    told.applies("D27", driver)
    studies(driver, *LESSONS)
    review = told.applies("D14", driver, declaration="yes")
    assert told.sees(review.id).outcome == "granted"
    asked = Question.for_system("who was asked").filter(case_id=review.id).values_list("partner", flat=True)
    assert "school" not in set(asked)


def test_who_owes_no_review_is_told_so(told):
    person = told.person()
    builders.a_licence(person)
    seen = told.sees(told.applies("D27", person).id)
    assert [one.code for one in seen.reasons] == ["review.not_due"]

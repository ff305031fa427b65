"""D26: points come off by study and a test, at once, and what the platform reports later does not bring them back."""

from datetime import date

import pytest
from tests import builders
from tests.assessment.learning import builders as learners

from tongban.assessment.learning import queries as courses
from tongban.assessment.learning import testing
from tongban.assessment.learning.types import Kind
from tongban.core import clock
from tongban.registers.drivers import queries as drivers


def cycle(points: int) -> dict[str, object]:
    """What the platform knows: a cycle that holds today, with so many points."""
    today = clock.today()
    first = date(today.year if today >= date(today.year, 6, 1) else today.year - 1, 6, 1)
    ends = date(first.year + 1, 5, 31)
    return {
        "cycles": [{"starts_on": first.isoformat(), "ends_on": ends.isoformat(), "points": points}],
        "points": points,
    }


@pytest.fixture
def wang(told):
    person = told.person(known=cycle(5))
    builders.a_licence(person)
    return person


def points_of(person) -> int:
    return drivers.find_driver(person).licence.cycles[-1].points


def passes(person) -> None:
    """Study for more than half an hour, then pass the test."""
    learners.the_bank()
    course = courses.find_open(person, Kind.REDUCTION)
    with learners.Clock(clock.now()).running() as time:
        learners.Learner(time, course).studies(40)
        paper = testing.begin(course_id=course.id, actor=builders.TEST)
        right = {item.place: item.right for item in courses.items_of(paper.id)}
        testing.answer(paper_id=paper.id, answers=right, actor=builders.TEST)


def test_the_course_is_open_at_once_and_its_test_takes_the_point_off(told, wang):
    case = told.applies("D26", wang, mode="online", declaration="yes")
    assert told.sees(case.id).outcome == "granted"
    assert points_of(wang) == 5
    passes(wang)
    assert points_of(wang) == 4
    again = told.applies("D26", wang, mode="online", declaration="yes")
    assert told.sees(again.id).outcome == "granted"
    assert points_of(wang) == 4, "the platform, asked again, knows nothing of it"


def test_a_second_course_beside_an_open_one_is_refused(told, wang):
    told.applies("D26", wang, mode="online", declaration="yes")
    again = told.sees(told.applies("D26", wang, mode="online", declaration="yes").id)
    assert (again.outcome, [one.code for one in again.reasons]) == ("refused", ["study.open"])


def test_who_has_no_points_hears_it_at_once(told):
    person = told.person(known=cycle(0))
    builders.a_licence(person)
    seen = told.sees(told.applies("D26", person, mode="online", declaration="yes").id)
    assert [one.code for one in seen.reasons] == ["points_reduction.no_points"]


def test_an_overdue_vehicle_stands_in_the_way(told, wang):
    told.partners_say(wang, {"vehicles": [{"plate": "苏A12345", "state": "inspection_overdue"}]})
    seen = told.sees(told.applies("D26", wang, mode="online", declaration="yes").id)
    assert [one.code for one in seen.reasons] == ["points_reduction.vehicle"]

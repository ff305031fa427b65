"""On-site classes by three persons; the test of a points-reduction course, and what it is worth when it is passed."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from tests import builders
from tests.assessment.learning.builders import (
    START,
    Clock,
    Learner,
    a_class,
    a_course,
    a_driver,
    act,
    staff,
    the_bank,
)
from tests.builders import TEST

from tongban.assessment.learning import actions, classes, models, queries, testing
from tongban.assessment.learning.types import Course, CourseState, End, Kind, OnSiteClass, Paper
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotFound, Refused
from tongban.law.learning_facts import Study
from tongban.registers.drivers import points
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Driver

pytestmark = pytest.mark.django_db
TEACHES, SIGNS, CONFIRMS = staff("S11"), staff("S12"), staff("S13")


@pytest.fixture
def time() -> Iterator[Clock]:
    with Clock(START).running() as running:
        yield running


def attends(time: Clock, course: Course, planned: OnSiteClass, late: int = 0) -> None:
    """The person takes a place, comes so many minutes late, stays to the end, and it is confirmed."""
    classes.take_place(course_id=course.id, class_id=planned.id, actor=TEST)
    time.goes(seconds=(planned.starts_at - time.at).total_seconds() + late * 60)
    classes.sign_in(class_id=planned.id, course_id=course.id, actor=SIGNS)
    time.goes(seconds=(planned.ends_at - time.at).total_seconds())
    classes.sign_out(class_id=planned.id, course_id=course.id, actor=SIGNS)
    classes.confirm(class_id=planned.id, actor=CONFIRMS)


def running(driver: Driver) -> int:
    return drivers.get_driver(driver.id).licence.cycles[-1].points


def sits(course: Course, wrong: int = 0) -> Paper:
    """The person takes the test, with so many answers wrong."""
    paper = testing.begin(course_id=course.id, actor=TEST)
    items = queries.items_of(paper.id)
    answers = {item.place: item.right for item in items[wrong:]}
    answers |= {item.place: {"T": "F", "F": "T"}.get(item.right, "E") for item in items[:wrong]}
    return testing.answer(paper_id=paper.id, answers=answers, actor=TEST)


def studied(time: Clock, count: int = 9) -> tuple[Driver, Course]:
    """A course of points reduction whose study is complete."""
    the_bank()
    driver = a_driver(count)
    course = a_course(driver)
    Learner(time, course).studies(40)
    return driver, course


def test_who_teaches_signs_in_and_confirms_are_three_persons(time: Clock) -> None:
    course, planned = a_course(a_driver(), mode="on_site"), a_class()
    classes.take_place(course_id=course.id, class_id=planned.id, actor=TEST)
    time.goes(hours=2)
    with pytest.raises(Conflict), transaction.atomic():
        classes.sign_in(class_id=planned.id, course_id=course.id, actor=TEACHES)
    classes.sign_in(class_id=planned.id, course_id=course.id, actor=SIGNS)
    with pytest.raises(Conflict), transaction.atomic():
        classes.sign_out(class_id=planned.id, course_id=course.id, actor=CONFIRMS)
    time.goes(hours=1)
    classes.sign_out(class_id=planned.id, course_id=course.id, actor=SIGNS)
    for somebody in (TEACHES, SIGNS):
        with pytest.raises(Conflict), transaction.atomic():
            classes.confirm(class_id=planned.id, actor=somebody)
    assert classes.confirm(class_id=planned.id, actor=CONFIRMS).confirmer == CONFIRMS.label
    with pytest.raises(Conflict), transaction.atomic():
        classes.confirm(class_id=planned.id, actor=staff("S14"))


@pytest.mark.parametrize("columns", [{"checker": "S11"}, {"checker": "S12", "confirmer": "S12"}, {"confirmer": "S11"}])
def test_the_table_refuses_one_person_in_two_posts(time: Clock, columns: dict[str, str]) -> None:
    planned = a_class()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.OnSiteClass.objects.filter(id=planned.id).update(**columns)


def test_a_class_has_so_many_places(time: Clock) -> None:
    planned = a_class(places=1)
    first = a_course(a_driver(), mode="on_site")
    other = builders.a_licence(builders.a_person(date(1990, 1, 2), serial=905), serial="3190000000005")
    second = a_course(other, mode="on_site")
    classes.take_place(course_id=first.id, class_id=planned.id, actor=TEST)
    assert classes.take_place(course_id=first.id, class_id=planned.id, actor=TEST).taken == 1
    with pytest.raises(Conflict), transaction.atomic():
        classes.take_place(course_id=second.id, class_id=planned.id, actor=TEST)
    classes.give_place_back(course_id=first.id, class_id=planned.id, actor=TEST)
    assert classes.take_place(course_id=second.id, class_id=planned.id, actor=TEST).taken == 1


def test_a_place_is_for_a_course_that_the_class_fits_and_before_it_begins(time: Clock) -> None:
    driver = a_driver()
    online, planned, activity = a_course(driver), a_class(), a_class(activity=True, in_hours=5)
    for fits_not in (planned, activity):
        with pytest.raises(Conflict), transaction.atomic():
            classes.take_place(course_id=online.id, class_id=fits_not.id, actor=TEST)
    limit = a_course(driver, Kind.POINTS_LIMIT)
    classes.take_place(course_id=limit.id, class_id=planned.id, actor=TEST)
    beside = classes.plan(
        office=builders.OFFICE, place="二号教室", starts_at=planned.starts_at, ends_at=planned.ends_at, places=3,
        teacher="S11", actor=TEST,
    )  # fmt: skip
    with pytest.raises(Conflict), transaction.atomic():
        classes.take_place(course_id=limit.id, class_id=beside.id, actor=TEST)
    time.goes(hours=2)
    with pytest.raises(Conflict), transaction.atomic():
        classes.give_place_back(course_id=limit.id, class_id=planned.id, actor=TEST)
    with pytest.raises(NotFound), transaction.atomic():
        classes.sign_in(class_id=planned.id, course_id=online.id, actor=SIGNS)


def test_a_class_that_cannot_be_is_not_planned(time: Clock) -> None:
    wishes = (partial(a_class, in_hours=-1), partial(a_class, minutes=0), partial(a_class, places=0))
    for wrong in (*wishes, partial(a_class, places=501)):
        with pytest.raises(BadInput):
            wrong()


def test_minutes_are_those_within_the_class_between_coming_and_going(time: Clock) -> None:
    driver = a_driver()
    course = a_course(driver, mode="on_site")
    attends(time, course, a_class(minutes=60), late=1)
    assert queries.get_course(course.id).study.studied_on is None
    attends(time, course, a_class(minutes=60))
    found = queries.get_course(course.id).study
    assert (found.days[-1].on_site, found.studied_on) == (60, clock.today())


def test_who_was_not_signed_out_has_no_minutes(time: Clock) -> None:
    course, planned = a_course(a_driver(), mode="on_site"), a_class()
    classes.take_place(course_id=course.id, class_id=planned.id, actor=TEST)
    time.goes(hours=2)
    with pytest.raises(Conflict), transaction.atomic():
        classes.sign_out(class_id=planned.id, course_id=course.id, actor=SIGNS)
    classes.sign_in(class_id=planned.id, course_id=course.id, actor=SIGNS)
    with pytest.raises(Conflict), transaction.atomic():
        classes.confirm(class_id=planned.id, actor=CONFIRMS)
    time.goes(hours=1)
    classes.confirm(class_id=planned.id, actor=CONFIRMS)
    assert queries.get_course(course.id).study.days == ()


def test_a_passed_test_takes_the_points_off_at_once(time: Clock) -> None:
    driver, course = studied(time)
    paper = sits(course, wrong=2)
    assert (paper.score, paper.passed, running(driver)) == (90, True, 8)
    done = queries.get_course(course.id)
    assert (done.state, done.credited) == (CourseState.DONE, 1)
    again = testing.answer(paper_id=paper.id, answers={1: "T"}, actor=TEST)
    assert (again.score, running(driver)) == (90, 8)


def test_a_class_on_site_is_worth_two_points(time: Clock) -> None:
    the_bank()
    driver = a_driver()
    course = a_course(driver, mode="on_site")
    attends(time, course, a_class(minutes=60))
    assert (sits(course).passed, running(driver)) == (True, 7)


def test_below_the_mark_nothing_is_taken_off_and_two_resits_are_left(time: Clock) -> None:
    driver, course = studied(time)
    assert (sits(course, wrong=3).passed, running(driver)) == (False, 9)
    assert sits(course, wrong=20).score == 0
    assert queries.get_course(course.id).open
    assert sits(course, wrong=3).passed is False
    assert queries.get_course(course.id).end is End.RESITS_USED
    with pytest.raises(Conflict), transaction.atomic():
        testing.begin(course_id=course.id, actor=TEST)


def test_a_resit_is_for_a_day_and_then_the_course_ends(time: Clock) -> None:
    _, course = studied(time)
    sits(course, wrong=5)
    time.goes(hours=24, seconds=1)
    with pytest.raises(Refused) as refused, transaction.atomic():
        testing.begin(course_id=course.id, actor=TEST)
    assert [one.code for one in refused.value.verdict.reasons] == ["points_reduction.resit_late"]
    assert actions.look_at(course.id).end is End.TIME_OVER


def test_the_test_waits_for_the_study(time: Clock) -> None:
    the_bank()
    course = a_course(a_driver())
    with pytest.raises(Refused) as refused, transaction.atomic():
        testing.begin(course_id=course.id, actor=TEST)
    assert [one.code for one in refused.value.verdict.reasons] == ["points_reduction.not_studied"]


def test_a_test_ends_with_its_time_whether_or_not_somebody_is_there(time: Clock) -> None:
    _, course = studied(time)
    paper = testing.begin(course_id=course.id, actor=TEST)
    assert testing.begin(course_id=course.id, actor=TEST).id == paper.id
    time.goes(minutes=20, seconds=1)
    late = testing.answer(paper_id=paper.id, answers={1: queries.items_of(paper.id)[0].right}, actor=TEST)
    assert (late.score, late.ended_at) == (0, paper.ends_at)
    second = testing.begin(course_id=course.id, actor=TEST)
    time.goes(minutes=21)
    assert (testing.end_due(), queries.get_paper(second.id).passed) == (1, False)


def test_the_cap_reached_meanwhile_is_said_and_takes_nothing_off(time: Clock) -> None:
    driver, course = studied(time)
    for number in range(3):
        points.reduce_points(
            driver_id=driver.id,
            study=Study("reduction", clock.today(), mode="on_site"),
            reference=f"r{number}",
            **act(),
        )
    sits(course)
    ended = queries.get_course(course.id)
    assert (ended.end, running(driver)) == (End.REFUSED, 3)
    assert [one.en for one in ended.refusal] == [
        "6 points have been taken off in this cycle already; from 1 June 2027 on you may take part again."
    ]


def test_points_struck_meanwhile_leave_nothing_to_take_off(time: Clock) -> None:
    driver, course = studied(time)
    points.strike_points(driver_id=driver.id, decision="V1", reason="复议撤销", **act())
    sits(course)
    assert (queries.get_course(course.id).end, running(driver)) == (End.REFUSED, 0)


def test_the_limit_reached_meanwhile_stops_the_credit(time: Clock) -> None:
    driver, course = studied(time)
    points.record_points(driver_id=driver.id, decision="V2", points=3, **act())
    sits(course)
    assert (queries.get_course(course.id).end, running(driver)) == (End.REFUSED, 12)


def test_a_cycle_that_ends_in_the_middle_makes_the_course_worth_nothing(time: Clock) -> None:
    time.goes(days=184)  # 30 May 2027, the cycle ends on the 31st
    driver, course = studied(time)
    time.goes(days=2)
    assert clock.today() == date(2027, 6, 1)
    points.record_points(driver_id=driver.id, decision="V9", points=6, **act())
    sits(course)
    assert queries.get_course(course.id).end is End.REFUSED
    assert drivers.get_driver(driver.id).licence.reduced == ()


def test_a_course_of_a_cycle_that_is_over_is_ended_by_the_job(time: Clock) -> None:
    time.goes(days=184)
    course = a_course(a_driver())
    time.goes(days=2)
    assert queries.over(clock.today(), 10) == [course.id]
    assert actions.look_at(course.id).end is End.TIME_OVER


def test_an_activity_counts_when_nobody_has_objected_for_two_working_days(time: Clock) -> None:
    driver = a_driver()
    course = a_course(driver, mode="activity")
    attends(time, course, a_class(activity=True))
    assert queries.get_course(course.id).waits_until == date(2026, 12, 1)  # from a Friday
    for days, left in ((4, 9), (1, 8)):
        time.goes(days=days)
        actions.look_at(course.id)
        assert running(driver) == left
    with pytest.raises(Conflict), transaction.atomic():
        testing.begin(course_id=course.id, actor=TEST)


def test_questions_follow_from_edition_and_seed_and_are_of_the_class(time: Clock) -> None:
    _, course = studied(time)
    paper = testing.begin(course_id=course.id, actor=TEST)
    items = queries.items_of(paper.id)
    row = models.Paper.for_system("test").get(id=paper.id)
    assert (len(items), paper.marks) == (20, 5)
    assert all("car" in one.wording.groups and one.wording.subject == "S1" for one in items)
    assert row.items == [[item[0], item[1], item[2]] for item in testing.drawn_again(row)]


def test_a_course_that_is_nowhere_is_not_found(time: Clock) -> None:
    with pytest.raises(NotFound):
        queries.get_course(UUID(int=5))

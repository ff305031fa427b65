"""Lessons: time is the server's, presence is asked for, nothing counts twice."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.assessment.learning.builders import START, Clock, Learner, a_course, a_driver, finishes
from tests.builders import TEST

from tongban.assessment.learning import actions, models, queries, record, shelf, watching
from tongban.assessment.learning.types import CourseState, End, Kind, ViewingState
from tongban.core import clock
from tongban.core.errors import Conflict, NotAllowed
from tongban.core.law_book import book
from tongban.registers.drivers import endings, points
from tongban.registers.drivers import queries as drivers

pytestmark = pytest.mark.django_db


@pytest.fixture
def time() -> Iterator[Clock]:
    with Clock(START).running() as running:
        yield running


def a_learner(time: Clock, kind: Kind = Kind.REVIEW, lesson: str = "points") -> Learner:
    return Learner(time, a_course(a_driver(), kind), lesson)


def online(learner: Learner) -> int:
    """Seconds on record for the course."""
    return sum(models.Day.objects.filter(course=learner.course.id).values_list("online_seconds", flat=True))


def test_there_are_lessons_of_every_topic_and_each_can_be_read_today() -> None:
    found = shelf.lessons().values()
    assert {one.topic for one in found} == set(shelf.TOPICS)
    for one in found:
        assert all(part.paragraphs for part in one.read(clock.today(), book()))


def test_the_numbers_in_a_lesson_are_those_of_the_law() -> None:
    text = " ".join(one.en for part in shelf.get("points").read(date(2026, 11, 22), book()) for one in part.paragraphs)
    assert "6 in a cycle at most" in text and "{" not in text


def test_a_lesson_is_finished_after_its_minutes_and_no_sooner(time: Clock) -> None:
    learner = a_learner(time)
    learner.studies(44)
    assert learner.viewing.state is ViewingState.RUNNING
    learner.studies(5)
    assert (learner.viewing.state, learner.viewing.counted, online(learner)) == (ViewingState.DONE, 2700, 2700)


def test_a_finished_lesson_counts_nothing_a_second_time(time: Clock) -> None:
    learner = a_learner(time)
    learner.studies(60)
    with pytest.raises(Conflict), transaction.atomic():
        Learner(time, learner.course)
    watching.beat(viewing_id=learner.viewing.id, device=learner.device)
    assert online(learner) == 2700


def test_signs_that_come_quicker_than_time_count_only_time(time: Clock) -> None:
    learner = a_learner(time)
    for _ in range(500):
        learner.beats(seconds=0.2)
    assert 99 <= learner.viewing.waiting <= 100


def test_nothing_counts_before_presence_is_shown(time: Clock) -> None:
    learner = a_learner(time)
    learner.studies_until_asked()
    assert (learner.viewing.counted, online(learner)) == (0, 0)
    waited = learner.viewing.waiting
    learner.answers(after=10)
    assert learner.viewing.counted == online(learner) == waited + 10


def test_the_server_asks_at_a_moment_within_the_limits_of_the_rule(time: Clock) -> None:
    learner = a_learner(time)
    learner.studies_until_asked()
    assert 150 <= learner.viewing.waiting <= 420 + 30


@pytest.mark.parametrize(("after", "stands"), [(59, True), (60, True), (61, False)])
def test_a_check_that_is_answered_late_loses_what_waited(time: Clock, after: int, stands: bool) -> None:
    learner = a_learner(time)
    learner.studies_until_asked()
    learner.answers(after=after)
    assert (online(learner) > 0, learner.viewing.missed) == (stands, 0 if stands else 1)
    assert learner.viewing.state is (ViewingState.RUNNING if stands else ViewingState.STOPPED)


def test_a_wrong_answer_is_no_presence(time: Clock) -> None:
    learner = a_learner(time)
    learner.studies_until_asked()
    learner.answers(word="nothing")
    assert (learner.viewing.state, learner.viewing.waiting, online(learner)) == (ViewingState.STOPPED, 0, 0)


def test_a_page_left_idle_loses_what_waited_at_the_next_sign(time: Clock) -> None:
    learner = a_learner(time)
    learner.studies_until_asked()
    learner.beats(30)
    learner.beats(31)
    assert (learner.viewing.state, learner.viewing.missed, online(learner)) == (ViewingState.STOPPED, 1, 0)


def test_a_silence_counts_nothing_and_is_followed_by_a_check(time: Clock) -> None:
    learner = a_learner(time)
    learner.beats(40)
    learner.beats(46)
    assert learner.viewing.check and learner.viewing.waiting == 40
    learner.answers(after=1)
    assert learner.viewing.counted == 41


def test_a_clock_that_jumps_counts_nothing_either_way(time: Clock) -> None:
    learner = a_learner(time)
    learner.beats(40)
    learner.beats(-3600)
    learner.answers(after=1)
    assert learner.viewing.counted == 41
    learner.beats(+7200)
    assert learner.viewing.counted + learner.viewing.waiting == 41


def test_on_a_phone_without_scripts_a_button_is_the_sign_of_life(time: Clock) -> None:
    learner = a_learner(time)
    learner.beats(140, pressed=True)
    assert learner.viewing.waiting == 140
    learner.beats(181, pressed=True)
    assert learner.viewing.check and learner.viewing.waiting == 140


def test_a_second_device_takes_the_lesson_over_and_the_first_counts_no_more(time: Clock) -> None:
    learner = a_learner(time)
    learner.beats(40)
    other = Learner(time, learner.course)
    with pytest.raises(NotAllowed), transaction.atomic():
        learner.beats(10)
    assert other.viewing.check and other.viewing.waiting == 40
    other.answers(after=1)
    assert online(learner) == 51  # the seconds until the answer are the other device's


def test_another_lesson_on_a_second_device_stops_the_first(time: Clock) -> None:
    learner = a_learner(time)
    learner.beats(40)
    other = Learner(time, learner.course, "gravest")
    assert learner.beats(20).state is ViewingState.STOPPED
    other.beats(20)
    assert (learner.viewing.waiting, other.viewing.waiting) == (40, 40)


def test_the_table_lets_one_lesson_of_a_person_run(time: Clock) -> None:
    learner = a_learner(time)
    row = models.Viewing.for_system("test").get(id=learner.viewing.id)
    row.pk, row.lesson = learner.course.id, "gravest"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_sitting_of_points_reduction_counts_from_five_minutes(time: Clock) -> None:
    learner = a_learner(time, Kind.REDUCTION)
    learner.studies_until_asked()
    if learner.viewing.waiting < 290:
        learner.answers(after=1)
        assert online(learner) == 0
        learner.beats(600)
        assert (learner.viewing.waiting, online(learner)) == (0, 0)
    learner.studies(12)
    assert online(learner) >= 300


def test_review_education_writes_its_hours_when_each_topic_and_three_hours_are_done(time: Clock) -> None:
    driver = a_driver()
    course = a_course(driver, Kind.REVIEW)
    finishes(time, course, "points", "seeing", "breakdown")
    assert drivers.get_driver(driver.id).licence.educated is None
    finishes(time, course, "turning")
    educated = drivers.get_driver(driver.id).licence.educated
    assert educated and (educated.hours, educated.completed_on) == (3, clock.today())
    assert queries.get_course(course.id).state is CourseState.DONE


def test_three_hours_of_one_topic_are_not_enough(time: Clock) -> None:
    driver = a_driver()
    course = a_course(driver, Kind.REVIEW)
    finishes(time, course, "points", "gravest", "common", "duties")
    assert queries.get_course(course.id).open


def test_a_licence_that_is_gone_ends_the_course_at_the_next_check(time: Clock) -> None:
    driver = a_driver()
    learner = Learner(time, a_course(driver, Kind.REVIEW))
    learner.studies_until_asked()
    endings.cancel_licence(driver_id=driver.id, ground="own", effective_on=clock.today(), actor=TEST, cause="test")
    learner.answers()
    course = queries.get_course(learner.course.id)
    assert (course.state, course.end, online(learner)) == (CourseState.ENDED, End.NO_LICENCE, 0)


def test_a_day_of_points_limit_education_is_more_than_three_hours(time: Clock) -> None:
    driver = a_driver(12)
    course = a_course(driver, Kind.POINTS_LIMIT)
    finishes(time, course, "points", "gravest", "common", "duties")
    assert [day.online for day in queries.get_course(course.id).study.days] == [180]
    finishes(time, course, "seeing")
    assert [day.online for day in queries.get_course(course.id).study.days] == [225]


def test_a_day_of_study_by_oneself_is_noted_once_and_only_at_the_points_limit(time: Clock) -> None:
    course = a_course(a_driver(12), Kind.POINTS_LIMIT)
    for _ in range(2):
        actions.study_alone(course_id=course.id, actor=TEST)
    assert [day.alone for day in queries.get_course(course.id).study.days] == [True]
    review = a_course(drivers.get_driver(course.driver_id), Kind.REVIEW)
    with pytest.raises(Conflict), transaction.atomic():
        actions.study_alone(course_id=review.id, actor=TEST)


def test_cheating_ends_the_course_and_is_written_into_the_register_together(time: Clock) -> None:
    course = a_course(a_driver())
    with pytest.raises(Conflict), transaction.atomic():
        actions.void_for_fraud(course_id=course.id, reason=" ", actor=TEST)
    ended = actions.void_for_fraud(course_id=course.id, reason="替学", actor=TEST)
    assert (ended.end, drivers.get_driver(course.driver_id).licence.frauds) == (End.FRAUD, (clock.today(),))


def test_one_course_of_a_kind_is_open(time: Clock) -> None:
    driver = a_driver()
    a_course(driver)
    with pytest.raises(Conflict), transaction.atomic():
        a_course(driver)
    assert a_course(driver, Kind.REVIEW).open


def test_points_added_during_the_course_do_not_make_it_worth_more(time: Clock) -> None:
    driver = a_driver(3)
    course = a_course(driver)
    points.record_points(
        driver_id=driver.id, decision="V2", points=3, effective_on=clock.today(), actor=TEST, cause="test"
    )
    Learner(time, course).studies(40)
    assert queries.get_course(course.id).study.studied_on == clock.today()


def test_time_counts_on_the_laws_day_where_a_setting_fixes_it(time: Clock, settings: Any) -> None:
    assert record.law_day(clock.now()) == clock.today()
    with_setting = clock._frozen
    clock._frozen = None
    settings.TONGBAN_TODAY = "2026-11-22"
    try:
        now = clock.now()
        assert record.law_day(now) == date(2026, 11, 22)
        assert record.law_day(now + timedelta(days=2)) == date(2026, 11, 24)
    finally:
        clock._frozen = with_setting

"""D25: twelve points, the office tells the driver, days of study, the test, the fines; then the licence is back."""

from datetime import date, timedelta

import pytest
from tests import builders
from tests.assessment.exams import builders as candidates

from tongban.assessment.exams import queries as exam_files
from tongban.assessment.exams.types import FileState
from tongban.assessment.exams.types import Kind as ExamKind
from tongban.assessment.learning import actions as learning
from tongban.assessment.learning import models
from tongban.assessment.learning import queries as courses
from tongban.assessment.learning.types import CourseState, End, Kind
from tongban.casework import actions, own_motion, tasks
from tongban.casework.models import Case
from tongban.core import clock
from tongban.registers.drivers import points
from tongban.registers.drivers import queries as drivers

REVIEWER = builders.a_clerk("review", label="0009", account=9)


def records(person, decision: str, count: int) -> None:
    points.record_points(
        driver_id=drivers.find_driver(person).id, decision=decision, points=count, effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip


def the_case_of(person, service: str = "D25") -> Case:
    return Case.for_system("a story looks").get(applicant=person, service=service)


@pytest.fixture
def qian(told):
    """A driver with twelve points since today, told of it."""
    person = told.person(name="钱满")
    builders.a_licence(person)
    records(person, "V1", 9)
    records(person, "V2", 3)
    told.city.work()
    return person


def takes_part(told, person) -> Case:
    case, citizen = the_case_of(person), builders.a_citizen(person)
    actions.answer(case_id=case.id, actor=citizen, given={"declaration": "yes"})
    actions.respond(case_id=case.id, actor=citizen)
    told.city.work()
    return the_case_of(person)


def has_studied(person, on_site: int = 2, online: int = 3, alone: int = 2) -> None:
    """Days of study behind the person, as classes and lessons have noted them; the last one is studied alone today."""
    course, today = courses.find_open(person, Kind.POINTS_LIMIT), clock.today()
    kinds = (
        [{"on_site_minutes": 200}] * on_site + [{"online_seconds": 11_000}] * online + [{"alone": True}] * (alone - 1)
    )
    for ago, kind in enumerate(kinds, start=1):
        models.Day.objects.create(course_id=course.id, on=today - timedelta(days=ago), **kind)
    learning.study_alone(course_id=course.id, actor=builders.TEST)


def exam_file_of(person):
    return next(one for one in exam_files.files_of(person) if one.kind is ExamKind.POINTS_LIMIT)


def test_the_office_opens_it_once_and_tells_the_driver(told, qian):
    case = the_case_of(qian)
    assert (case.origin, case.status, case.waiting_for) == ("own_motion", "waiting", "applicant")
    assert case.ground["classes"] == ["C1"]
    records(qian, "V3", 1)
    told.city.work()
    assert Case.for_system("look").filter(applicant=qian).count() == 1
    assert "B" in drivers.find_driver(qian).licence.letters


def test_days_then_the_test_then_the_points_are_cleared(told, qian):
    case = takes_part(told, qian)
    course = courses.find_open(qian, Kind.POINTS_LIMIT)
    assert course and case.status == "waiting"
    has_studied(qian)
    told.city.work()
    file = exam_file_of(qian)
    assert (file.subjects, file.state, file.target) == (("S1",), FileState.OPEN, "C1")
    candidates.passes(file, "S1")
    told.city.work()
    licence = drivers.find_driver(qian).licence
    assert (the_case_of(qian).outcome, licence.letters, licence.cycles[-1].points) == ("granted", frozenset(), 0)
    assert courses.get_course(course.id).state is CourseState.DONE
    assert exam_files.get_file(file.id).state is FileState.LICENSED


def test_one_day_too_few_opens_no_test(told, qian):
    takes_part(told, qian)
    has_studied(qian, alone=1)
    told.city.work()
    assert exam_files.files_of(qian) == []


def test_a_fine_that_is_open_holds_the_licence_back_and_its_payment_gives_it(told, qian):
    matter = {
        "kind": "violation", "number": "V7", "place": "沪宁高速", "on": "2026-10-01", "state": "open", "letter": "",
        "until": None, "settle_at": "任意交警窗口",
    }  # fmt: skip
    takes_part(told, qian)
    told.partners_say(qian, {"matters": [matter]})
    case = the_case_of(qian)
    told.answers_age(case)
    has_studied(qian)
    told.city.work()
    candidates.passes(exam_file_of(qian), "S1")
    told.city.work()
    assert [one.code for one in told.sees(case.id).reasons] == ["matter.violation"]
    assert "B" in drivers.find_driver(qian).licence.letters
    told.settles(qian, matter["number"])
    assert told.sees(case.id).outcome == "granted"


def test_points_that_are_struck_end_education_test_and_case(told, qian):
    takes_part(told, qian)
    course = courses.find_open(qian, Kind.POINTS_LIMIT)
    has_studied(qian)
    told.city.work()
    points.strike_points(
        driver_id=drivers.find_driver(qian).id, decision="V2", reason="复议撤销", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    told.city.work()
    assert courses.get_course(course.id).end is End.STRUCK
    assert (the_case_of(qian).status, exam_file_of(qian).state) == ("withdrawn", FileState.ENDED)
    licence = drivers.find_driver(qian).licence
    assert (licence.letters, licence.limits, licence.cycles[-1].points) == (frozenset(), (), 9)


def test_points_that_are_added_ask_for_more_days_and_another_subject(told, qian):
    takes_part(told, qian)
    has_studied(qian)
    told.city.work()
    records(qian, "V3", 12)
    candidates.passes(exam_file_of(qian), "S1")
    told.city.work()
    seen = told.sees(the_case_of(qian).id)
    assert sorted(one.code for one in seen.reasons) == ["limit.days_missing", "limit.test_missing"]
    has_more = courses.find_open(qian, Kind.POINTS_LIMIT)
    for ago in range(10, 17):
        models.Day.objects.create(course_id=has_more.id, on=clock.today() - timedelta(days=ago), online_seconds=11_000)
    learning.study_alone(course_id=has_more.id, actor=builders.TEST)
    told.city.work()
    assert exam_file_of(qian).subjects == ("S3R",)


def test_who_does_not_take_part_in_thirty_days_may_not_use_the_licence(told, qian, settings):
    case = the_case_of(qian)
    own_motion.serve_by_hand(case_id=case.id, proof="handed over", actor=REVIEWER)
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=31)).isoformat()
    tasks.move_on(case.id)
    actions.decide(case_id=case.id, actor=REVIEWER, outcome="lapsed", grounds="served, thirty days passed")
    assert drivers.find_driver(qian).licence.letters >= {"B", "J"}


def test_a_new_driver_on_probation_takes_no_education(told):
    person = told.person(name="新手")
    since = clock.today() - timedelta(days=60)
    builders.a_licence(person, classes={"C1": since}, valid_from=since, valid_to=date(since.year + 6, 6, 1))
    records(person, "V1", 12)
    told.city.work()
    assert [one.service for one in Case.for_system("look").filter(applicant=person)] == ["D21"]

"""What the services about points and education share: the course behind them, and how a case goes on with it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as exam_files
from tongban.assessment.exams.types import End as ExamEnd
from tongban.assessment.exams.types import ExamFile
from tongban.assessment.exams.types import Kind as ExamKind
from tongban.assessment.learning import actions as learning
from tongban.assessment.learning import queries as courses
from tongban.assessment.learning.types import Course, End, Kind
from tongban.casework import actions as cases
from tongban.casework import engine, evidence, news, offices, own_motion, record, states
from tongban.casework.carrying import Carrying
from tongban.casework.catalogue import Material, services
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.law_book import book
from tongban.law.facts import Facts
from tongban.law.rules import demerit_points, points_limit
from tongban.law.text import Text
from tongban.registers.drivers import queries as drivers

TOPIC = "points_limit"  # what the register announces when the limit is reached
STUDY, TESTS = "points_study", "points_tests"
VEHICLES = Material(
    key="vehicles",
    name=Text(zh="名下机动车检验、注销情况", en="Own vehicles: inspection and deregistration"),
    why=Text(zh="名下有逾期车辆的不能减分。", en="Nothing is taken off while an own vehicle is overdue."),
    article="O163.26",
)
DAYS = Material(
    key=STUDY,
    name=Text(zh="满分教育学习记录", en="Record of points-limit education"),
    why=Text(
        zh="在这里学满的天数自动记录，不用学习证明。", en="The days are on record here; no certificate is asked for."
    ),
    article="O163.17",
    arrives=Text(zh="本平台的学习记录", en="the record of study here"),
    wait_text=Text(
        zh="打开“学习”，网上学习或者预约现场课；学满后自动继续。",
        en="Open Learning: study online or take a place in a class; it goes on by itself.",
    ),
    settles=("limit.days_missing",),
)
PASSED = Material(
    key=TESTS,
    name=Text(zh="满分考试成绩", en="Result of the test at the points limit"),
    why=Text(zh="考试合格后自动传来。", en="It arrives by itself when the test is passed."),
    article="O163.17",
    arrives=Text(zh="考试系统", en="the examinations"),
    wait_text=Text(zh="学满天数后，在“约考”里预约考试。", en="When the days are complete, book the test under Tests."),
    settles=("limit.test_missing",),
    by_appointment=True,
)


def add_study(kind: Kind) -> Callable[[Facts, UUID, str], Facts]:
    """A hook for `Service.adds`: the open course of a kind. One that is over belongs to what was owed then."""

    def added(facts: Facts, applicant: UUID, vin: str) -> Facts:
        course = courses.find_open(applicant, kind)
        return replace(facts, study=course.study) if course else facts

    return added


def begin(carrying: Carrying, kind: Kind, mode: str = "online") -> Course:
    """Begin the course that a decision grants."""
    return learning.begin(
        person_id=carrying.person_id, driver_id=carrying.driver.id, kind=kind, mode=mode, actor=carrying.actor,
        cause=carrying.cause,
    )  # fmt: skip


def open_at_limit(driver_id: UUID, reference: str) -> None:
    """A driver reached the points limit: open what the office opens then; never twice for the same reference."""
    file = drivers.get_driver(driver_id)
    office, rules = offices.serving(file.region), book().at(file.region)
    ends = points_limit.ends_on_probation(file.licence, clock.today(), rules)
    for service in services.values():
        motion = service.own_motion
        if motion is None or motion.announced_by != TOPIC:
            continue
        # the class on probation ends; education is for the others
        concerned = ends if motion.at_once else tuple(sorted(file.licence.codes - set(ends)))
        ground = {"ground": TOPIC, "reference": reference, "classes": list(concerned)}
        if concerned and not own_motion.acted_on(service.code, file.person_id, ground):
            own_motion.open_case(
                service=service.code, person_id=file.person_id, subject=file.id, office=office, ground=ground,
                actor=Actor(kind="system", label="points", channel="system", office=office),
            )  # fmt: skip


def take_back(driver_id: UUID) -> None:
    """The points were struck: the education ends, its tests too, and the cases that rest on the limit are let go."""
    file = drivers.get_driver(driver_id)
    actor, cause = system("points"), f"driver:{driver_id}"
    course = courses.find_open(file.person_id, Kind.POINTS_LIMIT)
    if course is not None:
        learning.end(course_id=course.id, why=End.STRUCK, actor=actor, cause=cause)
    tested = _tested(file.person_id)
    if tested is not None:
        exams.end_file(file_id=tested.id, end=ExamEnd.WITHDRAWN, actor=actor, cause=cause)
    for service in services.values():
        if service.own_motion and service.own_motion.announced_by == TOPIC:
            for case_id in own_motion.open_cases(service.code, file.person_id):
                cases.withdraw(case_id=case_id, actor=actor, reason="ground gone")


def begin_at_limit(case_id: UUID) -> None:
    """The person takes part: their course begins, once. Nothing for cases that wait for something else."""
    case = record.get(case_id)
    motion = services[case.service].own_motion
    if motion is None or motion.announced_by != TOPIC or motion.at_once or case.status != states.WAITING:
        return
    if case.subject and courses.find_open(case.applicant, Kind.POINTS_LIMIT) is None:
        licence = drivers.get_driver(case.subject).licence
        if demerit_points.owed(licence) is not None:
            learning.begin(
                person_id=case.applicant, driver_id=case.subject, kind=Kind.POINTS_LIMIT, actor=system("points"),
                cause=record.cause_of(case),
            )  # fmt: skip


def go_on_at_limit(course_id: UUID) -> None:
    """Days are complete or a test is passed: tests that are still to be taken are opened, the case goes on."""
    course = courses.get_course(course_id)
    if course.kind is not Kind.POINTS_LIMIT or not course.open:
        return
    on, file = clock.today(), drivers.get_driver(course.driver_id)
    rules = book().at(file.region)
    wanted = points_limit.demand(file.licence, on, rules)
    complete = points_limit.days_complete(file.licence, course.study, on, rules)
    missing = [one for one in wanted.subjects if one not in course.study.passed]
    if complete and missing and _tested(course.person_id) is None:
        _open_tests(course, missing)
    for case_id in news.waiting_cases_of(course.person_id):
        if complete:
            _arrived(case_id, DAYS)
        if not missing:
            _arrived(case_id, PASSED)
        engine.advance(case_id)


def hear_of_test(file_id: UUID) -> None:
    """An exam file at the points limit has everything passed: its course is told."""
    file = exam_files.get_file(file_id)
    course = courses.find_open(file.person_id, Kind.POINTS_LIMIT)
    if file.kind is ExamKind.POINTS_LIMIT and course is not None:
        passed = (*course.study.passed, *file.passed)
        cause = f"exam:{file_id}"
        learning.tell_passed(
            course_id=course.id, subjects=tuple(sorted(set(passed))), actor=system("exams"), cause=cause
        )
        exams.finish_with_licence(file_id=file_id, actor=system("exams"), cause=cause)


def advance_waiting(course_id: UUID) -> None:
    """A course is done: whatever of its person waits is looked at again."""
    for case_id in news.waiting_cases_of(courses.get_course(course_id).person_id):
        engine.advance(case_id)


def _open_tests(course: Course, subjects: list[str]) -> None:
    file = drivers.get_driver(course.driver_id)
    exams.open_file(
        person_id=course.person_id, born=file.born, target=points_limit.target(file.licence, clock.today(), book()),
        kind=ExamKind.POINTS_LIMIT, held=file.licence.codes, region=f"{file.region[:4]}00",
        office=offices.serving(file.region), subjects=subjects, actor=system("points"), cause=f"course:{course.id}",
    )  # fmt: skip


def _tested(person_id: UUID) -> ExamFile | None:
    """The live exam file at the points limit, None where there is none."""
    files = exam_files.files_of(person_id)
    return next((one for one in files if one.live and one.kind is ExamKind.POINTS_LIMIT), None)


def _arrived(case_id: UUID, material: Material) -> None:
    """Note that a material is there, for a case that asks for it."""
    case = record.get(case_id)
    if services[case.service].find_material(material.key) is not None:
        evidence.arrived(case_id, material.key, "", {"complete": True}, case.created_at)

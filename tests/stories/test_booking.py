"""D03: preferences for a test of one's own exam file, a slot by the rule, and the file expects the candidate there."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests import builders
from tests.allocation import sessions as built
from tests.allocation.sessions import CLOSES, DRAWN, FIRST, OFFICE, PLAN, TODAY, a_session
from tests.assessment.exams import builders as candidates

from tongban.allocation.slots import booking, planning, queries
from tongban.allocation.slots.types import Full, Got
from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import ExamFile, Kind, SittingState
from tongban.core import clock
from tongban.core.errors import BadInput, Refused
from tongban.exchange.models import Notice
from tongban.law.text import Text
from tongban.services import driving_tests
from tongban.services.tasks import exams as tasks

pytestmark = pytest.mark.django_db
BORN = date(1995, 5, 5)
WINDOW = builders.a_clerk("acceptance")


def a_file(person: UUID, at: datetime, *, school: str = "", permit_on: date | None = date(2026, 10, 1)) -> ExamFile:
    """An exam file for C1, accepted at an instant; with a learner permit where a day is given."""
    with clock.frozen(at):
        file = exams.open_file(
            person_id=person, born=BORN, target="C1", kind=Kind.INITIAL, held=[], region=built.REGION,
            office="320100-1", actor=OFFICE, cause="test", school=school,
        )  # fmt: skip
    if permit_on:
        exams.issue_learner_permit(file_id=file.id, issued_on=permit_on, actor=OFFICE, cause="test")
    return files.get_file(file.id)


def prefer(file: ExamFile, *places: int, subjects: str = "S1", at: datetime = TODAY) -> None:
    with clock.frozen(at), transaction.atomic():
        driving_tests.prefer(plan=PLAN, file=file, subjects=subjects, places=places, stands_by=True, actor=OFFICE)


def run() -> None:
    built.fix()
    built.draw()
    built.run()
    with clock.frozen(DRAWN):
        tasks.expect_all(PLAN)
        tasks.expect_all(PLAN)  # a job may come twice


@pytest.fixture
def plan() -> str:
    built.a_site()
    return built.a_plan(a_session(subjects="S1", quota=1), a_session(1, subjects="S1", quota=1), a_session(2 + 2))


def test_who_was_accepted_first_gets_the_slot_whoever_asked_first(plan: str) -> None:
    early = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, 1, tzinfo=UTC), permit_on=None)
    late = a_file(
        builders.a_person(serial=2, phone="13900000002"), datetime(2026, 11, 3, 1, tzinfo=UTC), permit_on=None
    )
    prefer(late, 1)
    prefer(early, 1, 2, at=TODAY + timedelta(days=3))
    run()
    (message,) = Notice.for_system("test").filter(topic="slot_given")
    assert message.person_id == early.person_id
    (sitting,) = files.sittings_of(early.id)
    assert (sitting.subject, sitting.state, sitting.on) == ("S1", SittingState.EXPECTED, FIRST.date())
    assert files.sittings_of(late.id) == []
    assert [one.session.place for one in queries.slots_of(early.person_id)] == [1]


def test_a_test_is_not_preferred_before_the_law_allows_it_and_every_reason_is_told(plan: str) -> None:
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    with pytest.raises(Refused):
        prefer(file, 3, subjects="S2")  # subject 1 is not passed
    assert [one.subjects for one in driving_tests.tests_of(file) if one.earliest] == ["S1"]
    with pytest.raises(BadInput):
        prefer(file, 3)  # a session of another subject


def test_a_slot_given_back_at_the_window_is_no_attempt_and_sets_the_ordering_time(plan: str) -> None:
    first = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    second = a_file(builders.a_person(serial=2, phone="13900000002"), datetime(2026, 11, 3, tzinfo=UTC), permit_on=None)
    prefer(first, 1)
    prefer(second, 1)
    run()
    one = built.session_id(1)
    with clock.frozen(DRAWN):
        booking.cancel(session=one, person=first.person_id, actor=WINDOW)
        tasks.tell_exam_file(str(one), str(first.person_id))
        assert booking.give_next(session=one, actor=OFFICE) == second.person_id
        tasks.expect_one(str(one), str(second.person_id))
        key = driving_tests.ordering_key(files.get_file(first.id), "S1")
    assert (key.event, key.at) == ("cancelled", DRAWN)
    (sitting,) = files.sittings_of(first.id)
    assert (sitting.state, sitting.counts) == (SittingState.VOID, False)
    assert [one.state for one in files.sittings_of(second.id)] == [SittingState.EXPECTED]


def test_whose_session_fails_by_fault_of_the_site_goes_first_next_time(plan: str) -> None:
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    prefer(file, 1)
    run()
    one = built.session_id(1)
    with clock.frozen(DRAWN):
        assert not driving_tests.ordering_key(file, "S1").priority
        planning.cancel_session(session=one, why=Text(zh="停电", en="No power"), actor=WINDOW)
        tasks.tell_exam_file(str(one), str(file.person_id))
        assert driving_tests.ordering_key(file, "S1").priority
    (sitting,) = files.sittings_of(file.id)
    assert (sitting.state, sitting.counts) == (SittingState.VOID, False)


def test_a_no_show_has_failed_and_sets_the_ordering_time(plan: str) -> None:
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    prefer(file, 1)
    run()
    one = built.session_id(1)
    after = FIRST + timedelta(hours=4)
    with clock.frozen(after):
        booking.absent(session=one, person=file.person_id, actor=WINDOW)
        tasks.tell_exam_file(str(one), str(file.person_id))
        assert driving_tests.ordering_key(files.get_file(file.id), "S1").event == "absent"
    assert [each.state for each in files.sittings_of(file.id)] == [SittingState.ABSENT]


def test_a_learner_permit_that_ends_soon_goes_first_once(plan: str) -> None:
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=date(2024, 3, 1))
    with clock.frozen(TODAY):
        assert driving_tests.ordering_key(file, "S2").priority
        assert not queries.used_priority(file.person_id, ["S2"])


def test_what_is_left_is_booked_directly_by_somebody_who_learns_alone(plan: str) -> None:
    other = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    prefer(other, 1)
    run()
    alone = a_file(builders.a_person(serial=2, phone="13900000002"), datetime(2026, 11, 3, tzinfo=UTC), permit_on=None)
    with clock.frozen(DRAWN):
        with pytest.raises(Refused), transaction.atomic():
            driving_tests.take(session=queries.get_session(built.session_id(2)), file=other, actor=OFFICE)
        driving_tests.take(session=queries.get_session(built.session_id(2)), file=alone, actor=OFFICE)
        tasks.expect_one(str(built.session_id(2)), str(alone.person_id))
    assert [one.state for one in files.sittings_of(alone.id)] == [SittingState.EXPECTED]
    assert CLOSES < DRAWN


def test_a_slot_given_back_and_taken_again_is_expected_anew(plan: str) -> None:
    prefer(a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None), 1)
    run()
    alone = builders.a_person(serial=2, phone="13900000002")
    file = a_file(alone, datetime(2026, 11, 3, tzinfo=UTC), permit_on=None)
    two = built.session_id(2)
    with clock.frozen(DRAWN):
        driving_tests.take(session=queries.get_session(two), file=file, actor=OFFICE)
        tasks.expect_one(str(two), str(file.person_id))
        booking.cancel(session=two, person=file.person_id, actor=WINDOW)
        tasks.tell_exam_file(str(two), str(file.person_id))
        driving_tests.take(session=queries.get_session(two), file=files.get_file(file.id), actor=OFFICE)
        tasks.expect_one(str(two), str(file.person_id))
    states = sorted(one.state for one in files.sittings_of(file.id))
    assert states == [SittingState.EXPECTED, SittingState.VOID]


def test_a_session_that_fails_is_told_to_everybody_who_had_a_slot(plan: str) -> None:
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    prefer(file, 1)
    run()
    one = built.session_id(1)

    with clock.frozen(DRAWN):
        planning.cancel_session(session=one, why=Text(zh="停电", en="No power"), actor=WINDOW)
        tasks.tell_exam_file(str(one), str(file.person_id))
        tasks.tell_exam_file(str(one), str(file.person_id))  # a job may come twice
    told = Notice.for_system("test").filter(topic="slot_void")
    assert told.count() == 1


def test_a_test_that_was_taken_uses_its_slot_so_that_the_next_one_can_be_booked(plan: str) -> None:
    file = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    prefer(file, 1)
    run()
    (sitting,) = files.sittings_of(file.id)
    with clock.frozen(FIRST):
        exams.check_in(sitting_id=sitting.id, actor=OFFICE, cause="test")
        exams.start(sitting_id=sitting.id, actor=OFFICE, cause="test")
        exams.judge(sitting_id=sitting.id, score=60, edition="x", evidence_digest="0" * 64, actor=OFFICE, cause="test")
        tasks.use_slot(str(sitting.id))
        tasks.use_slot(str(sitting.id))
    (slot,) = queries.slots_of(file.person_id)
    assert slot.standing == "attended"


def test_who_fails_the_site_twice_releases_the_road_and_somebody_who_waits_takes_it() -> None:
    built.a_site()
    built.a_plan(a_session(subjects="S2+S3R", quota=1))
    first, second = (
        a_file(builders.a_person(serial=n, phone=f"1390000000{n}"), datetime(2026, 8, n, tzinfo=UTC)) for n in (1, 2)
    )
    for one in (first, second):
        with clock.frozen(datetime(2026, 9, 1, tzinfo=UTC)):
            passes(one)
    prefer(first, 1, subjects="S2+S3R")
    run()
    session = built.session_id(1)
    with clock.frozen(FIRST):
        for _ in range(2):
            sitting = next(one for one in files.sittings_of(first.id) if one.subject == "S2" and one.state in OPEN)
            fails(sitting.id)
            tasks.use_slot(str(sitting.id))
            if not sitting.resit:
                exams.resit(sitting_id=sitting.id, actor=OFFICE, cause="test")
        tasks.tell_exam_file(str(session), str(first.person_id))
        road = next(one for one in files.sittings_of(first.id) if one.subject == "S3R")
        assert (road.state, road.counts) == (SittingState.VOID, False)
        with pytest.raises(Refused):  # theory comes last: not yet
            driving_tests.take_part(session=session, file=second, subject="S3T", actor=OFFICE)
        got = driving_tests.take_part(session=session, file=second, subject="S3R", actor=OFFICE)
        assert isinstance(got, Got)
        tasks.expect_one(str(session), str(second.person_id))
        third = builders.a_person(serial=3, phone="13900000003")
        assert isinstance(booking.take_part(session=session, person=third, subject="S3R", actor=OFFICE), Full)
    assert [one.subject for one in files.sittings_of(second.id) if one.state == "expected"] == ["S3R"]


OPEN = ("expected", "present")


def passes(file: ExamFile) -> None:
    candidates.passes(file, "S1")


def fails(sitting_id: UUID) -> None:
    exams.check_in(sitting_id=sitting_id, actor=OFFICE, cause="test")
    exams.start(sitting_id=sitting_id, actor=OFFICE, cause="test")
    exams.judge(
        sitting_id=sitting_id, score=60, edition="x", evidence_digest=candidates.digest(str(sitting_id)), actor=OFFICE,
        cause="test",
    )  # fmt: skip


def test_the_file_of_freed_slots_says_who_got_them_and_by_which_key(plan: str) -> None:
    first = a_file(builders.a_person(serial=1), datetime(2026, 11, 2, tzinfo=UTC), permit_on=None)
    second = a_file(builders.a_person(serial=2, phone="13900000002"), datetime(2026, 11, 3, tzinfo=UTC), permit_on=None)
    prefer(first, 1)
    prefer(second, 1)
    run()
    with clock.frozen(DRAWN):
        booking.cancel(session=built.session_id(1), person=first.person_id, actor=WINDOW)
        booking.give_next(session=built.session_id(1), actor=OFFICE)
    lost, got = queries.freed_file(PLAN).decode().splitlines()
    (theirs,) = queries.preferences_of(second.person_id)
    at = int(DRAWN.timestamp())
    assert lost == f"freed\t1\t{at}\tcancelled\tS1"
    assert got.startswith(f"given\t1\t{at}\t{theirs.code}\t0\t{int(theirs.key.at.timestamp())}\t")

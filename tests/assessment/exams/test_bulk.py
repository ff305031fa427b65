"""Taking over a register of tests writes what the verbs would have written, one after the other."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.assessment.exams.builders import BORN, digest, on
from tests.builders import TEST

from tongban.assessment.exams import actions, bulk, models, queries
from tongban.assessment.exams.bulk import PastFile, PastTest
from tongban.assessment.exams.types import End, ExamFile, Kind, RecordingGiven, Role, Schooling
from tongban.core import clock, entries
from tongban.core.errors import BadInput

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
OFFICE = "310100-1"
CHANGING = ("sitting", "result")


def a_test(subject: str, day: date, score: int | None, number: int = 1, attempt: int = 1, **more: Any) -> PastTest:
    begins = datetime(day.year, day.month, day.day, 9, tzinfo=clock.CHINA)
    times = {"present_at": begins, "started_at": begins, "ended_at": begins + timedelta(minutes=20)} if score else {}
    told = {
        "booking": more.pop("booking", uuid4()), "session": uuid4(), "centre": "K1", "booked_on": day,
        "starts_at": begins, "edition": "e", "evidence": digest("e"), "recording": digest("r") if score else "",
    }  # fmt: skip
    return PastTest(subject, number=number, attempt=attempt, score=score, **{**told, **times, **more})


def take_over(*tests: PastTest, person: UUID | None = None, **more: Any) -> UUID:
    file = PastFile(
        person or uuid4(), BORN, "C1", Kind.INITIAL, tests[0].booked_on if tests else DAY, "310115", OFFICE,
        Schooling.SCHOOL, "S1", tests, **more,
    )  # fmt: skip
    [identifier] = bulk.take_over_exams(files=[file], actor=TEST, cause="test")
    return identifier


def one_by_one(tests: Iterable[PastTest]) -> ExamFile:
    """The same life by the verbs, the clock on the day of each."""
    listed = list(tests)
    with on(listed[0].booked_on):
        file = actions.open_file(
            person_id=uuid4(), born=BORN, target="C1", kind=Kind.INITIAL, held=(), region="310115", office=OFFICE,
            schooling=Schooling.SCHOOL, school="S1", actor=TEST, cause="test",
        )  # fmt: skip
    sitting = None
    for test in listed:
        with clock.frozen(test.starts_at):
            sitting = (
                actions.resit(sitting_id=sitting.id, actor=TEST, cause="test")
                if sitting and test.attempt == 2
                else actions.expect(
                    file_id=file.id, subject=test.subject, booking_id=test.booking, session_id=test.session,
                    centre=test.centre, on=test.on, starts_at=test.starts_at, actor=TEST, cause="test",
                )
            )  # fmt: skip
            if test.score is None:
                actions.absent(sitting_id=sitting.id, actor=TEST, cause="test")
            else:
                _sits(sitting.id, test)
    return queries.get_file(file.id)


def _sits(sitting: UUID, test: PastTest) -> None:
    assert test.ended_at and test.score is not None
    actions.check_in(sitting_id=sitting, actor=TEST, cause="test")
    actions.start(sitting_id=sitting, actor=TEST, cause="test")
    with clock.frozen(test.ended_at):
        actions.judge(
            sitting_id=sitting, score=test.score, edition=test.edition, evidence_digest=test.evidence,
            recording=RecordingGiven("store", test.recording, "hall", test.starts_at, test.ended_at), actor=TEST,
            cause="test",
        )  # fmt: skip
        for role in Role:
            actions.sign(sitting_id=sitting, role=role, method="pad", digest=test.evidence, actor=TEST, cause="test")


def told(file: UUID) -> list[tuple[Any, ...]]:
    """The entries of a file without the ids that are new each time; of one day in the order of their kinds."""
    found = [
        (one.effective_on, one.kind, {key: value for key, value in one.facts.items() if key not in CHANGING})
        for one in entries.history(file)
    ]
    for _, _, said in found:
        said.pop("serial", None)
    return sorted(found, key=lambda one: (one[0], one[1], str(one[2])))


def rows(file: UUID) -> list[dict[str, Any]]:
    """The sittings of a file with everything but their ids."""
    found = models.Sitting.for_system("compare").filter(file=file).order_by("on", "attempt").values()
    return [{key: value for key, value in row.items() if key not in ("id", "file_id")} for row in found]


def a_life() -> list[PastTest]:
    """Failed and passed again, stayed away once, passed everything."""
    first = uuid4()
    return [
        a_test("S1", DAY, 60, booking=first, session=first),
        a_test("S1", DAY, 95, attempt=2, booking=first, session=first),
        a_test("S2", DAY + timedelta(days=20), None),
        a_test("S2", DAY + timedelta(days=40), 85, number=2),
        a_test("S3R", DAY + timedelta(days=60), 95),
        a_test("S3T", DAY + timedelta(days=61), 95),
    ]


def test_entries_and_rows_are_those_of_the_verbs() -> None:
    tests = a_life()
    file, taken = one_by_one(tests), take_over(*tests)
    assert told(taken) == told(file.id)
    assert rows(taken) == rows(file.id)
    other = queries.get_file(taken)
    assert (other.state, other.passed, other.passed_at) == (file.state, file.passed, file.passed_at)
    permits = [one.learner_permit for one in (file, other)]
    assert permits[0] and permits[1]
    assert (permits[0].valid_to, int(permits[0].serial) + 1) == (permits[1].valid_to, int(permits[1].serial))


def test_results_recordings_and_signatures_are_there_and_the_licence_may_be_issued() -> None:
    file = take_over(*a_life())
    assert queries.unsigned(file) == ()
    for sitting in queries.sittings_of(file):
        assert len(queries.recordings_of(sitting.id)) == len(queries.results_of(sitting.id)) == bool(sitting.score)


def test_a_licence_without_everything_passed_is_refused() -> None:
    with pytest.raises(BadInput):
        take_over(*a_life()[:3], licensed_at=datetime(2026, 6, 1, 9, tzinfo=clock.CHINA))
    assert not models.ExamFile.for_system("test").exists()


def test_an_end_that_the_rules_do_not_see_is_refused_and_one_that_they_see_is_asked_for() -> None:
    failed = [
        a_test("S1", DAY, 95),
        *(a_test("S2", DAY + timedelta(days=20 * number), 40, number=number) for number in range(1, 6)),
    ]
    with pytest.raises(BadInput):
        take_over(*failed)
    with pytest.raises(BadInput):
        take_over(*failed[:3], end=End.BOOKINGS_USED, ended_on=DAY + timedelta(days=100))
    file = queries.get_file(take_over(*failed, end=End.BOOKINGS_USED, ended_on=DAY + timedelta(days=100)))
    assert file.end is End.BOOKINGS_USED


def test_serials_of_permits_follow_those_given_one_by_one() -> None:
    taken = [queries.get_file(take_over(a_test("S1", DAY, 95))).learner_permit for _ in range(2)]
    with on(DAY):
        file = actions.open_file(
            person_id=uuid4(), born=BORN, target="C1", kind=Kind.INITIAL, held=(), region="310115", office=OFFICE,
            actor=TEST, cause="test",
        )  # fmt: skip
        actions.issue_learner_permit(file_id=file.id, issued_on=DAY, actor=TEST, cause="test")
    after = queries.get_file(file.id).learner_permit
    serials = [int(permit.serial) for permit in (*taken, after) if permit]
    assert serials == list(range(serials[0], serials[0] + 3))

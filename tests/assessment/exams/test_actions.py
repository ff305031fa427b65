"""Exam files: what each verb writes and refuses."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.assessment.exams.builders import (
    BORN,
    EDITION,
    a_file,
    a_recording,
    digest,
    expected,
    fails,
    on,
    passes,
    sits,
)
from tests.builders import TEST

from tongban.assessment.exams import actions, queries
from tongban.assessment.exams.types import Deduction, End, FileState, Kind, Role, SittingState
from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict, Refused

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _on_the_first_day():
    with on(FIRST_DAY):
        yield


def kinds(file_id) -> list[str]:
    return [one.kind for one in entries.history(file_id)]


def test_a_person_passes_everything_and_gets_a_permit_on_the_way() -> None:
    file = a_file()
    assert (file.subjects, file.learner_permit, file.state) == (("S1", "S2", "S3R", "S3T"), None, FileState.OPEN)
    file = passes(file, "S1")
    assert file.learner_permit is not None
    assert (file.learner_permit.issued_on, file.learner_permit.valid_to) == (FIRST_DAY, date(2029, 3, 2))
    with on(FIRST_DAY + timedelta(days=30)):
        file = passes(file, "S2", "S3R", "S3T")
        assert (file.state, file.to_pass) == (FileState.PASSED, ())
        file = actions.finish_with_licence(file_id=file.id, actor=TEST, cause="test")
    assert file.state is FileState.LICENSED
    assert {"opened", "permit_issued", "judged", "signed", "recording_registered", "passed", "licensed"} <= set(
        kinds(file.id)
    )


def test_permits_are_numbered_one_after_the_other() -> None:
    permits = [passes(a_file(), "S1").learner_permit for _ in range(2)]
    serials = [permit.serial for permit in permits if permit]
    assert int(serials[1]) == int(serials[0]) + 1
    found = queries.find_by_learner_permit(serials[0])
    assert found is not None and found.learner_permit is not None and found.learner_permit.serial == serials[0]


def test_where_subject_1_is_not_asked_for_the_permit_comes_with_the_acceptance() -> None:
    file = a_file("C1", Kind.ADDITION, held=["C2"])
    assert file.learner_permit is not None and file.subjects == ("S2", "S3R", "S3T") and file.holds_car


def test_an_application_without_a_test_opens_no_file() -> None:
    with pytest.raises(BadInput), transaction.atomic():
        a_file("C1", Kind.MILITARY)


def test_one_person_has_one_live_file_for_a_class() -> None:
    person = uuid4()
    file = a_file(person=person)
    with pytest.raises(Conflict, match="live exam file"), transaction.atomic():
        a_file(person=person)
    a_file("D", person=person)
    actions.end_file(file_id=file.id, end=End.WITHDRAWN, actor=TEST, cause="test")
    again = a_file(person=person)
    assert queries.find_live_file(person, "C1") == again
    assert [one.target for one in queries.files_of(person)] == ["C1", "D", "C1"]


def test_a_booking_that_law_does_not_allow_is_refused_with_its_reasons() -> None:
    file = a_file()
    with pytest.raises(Refused) as refused, transaction.atomic():
        expected(file, "S2")
    assert [one.code for one in refused.value.verdict.reasons] == ["exam.first"]
    file = passes(file, "S1")
    with pytest.raises(Refused) as refused, transaction.atomic():
        expected(file, "S2", FIRST_DAY + timedelta(days=9))
    assert refused.value.verdict.possible_from == date(2026, 3, 12)
    sitting = expected(file, "S2", FIRST_DAY + timedelta(days=10))
    assert (sitting.booking_number, sitting.attempt, sitting.state) == (1, 1, SittingState.EXPECTED)


def test_the_same_booking_told_again_is_the_same_sitting() -> None:
    file, booking, session = a_file(), uuid4(), uuid4()
    told = [
        actions.expect(
            file_id=file.id, subject="S1", booking_id=booking, session_id=session, centre="K", on=FIRST_DAY,
            actor=TEST, cause="test",
        )
        for _ in range(2)
    ]  # fmt: skip
    assert told[0] == told[1]
    assert queries.sittings_booked(booking) == queries.sittings_at(session) == [told[0]]


def test_a_booking_is_one_test_and_one_resit() -> None:
    file = a_file()
    first = expected(file, "S1")
    with pytest.raises(Conflict), transaction.atomic():
        actions.resit(sitting_id=first.id, actor=TEST, cause="test")
    sits(first, 89)
    assert not queries.may_book(file.id, "S1", FIRST_DAY).verdict.allowed
    second = actions.resit(sitting_id=first.id, actor=TEST, cause="test")
    assert (second.booking_number, second.attempt) == (1, 2)
    sits(second, 90)
    assert queries.passed(file.id) == ("S1",)
    with pytest.raises(Conflict), transaction.atomic():
        actions.resit(sitting_id=second.id, actor=TEST, cause="test")


def test_who_skips_the_resit_has_failed_the_booking_on_the_next_day() -> None:
    file = passes(a_file(), "S1")
    with on(date(2026, 4, 1)):
        fails(file, "S2", twice=False)
        assert [one.code for one in queries.may_book(file.id, "S2", date(2026, 4, 12)).verdict.reasons] == [
            "exam.booked"
        ]
    with on(date(2026, 4, 2)):
        said = queries.may_book(file.id, "S2", date(2026, 4, 12))
    assert (said.verdict.allowed, said.earliest, said.bookings_used, said.bookings_left) == (
        True,
        date(2026, 4, 11),
        1,
        4,
    )


def test_after_five_failures_everything_is_void_and_the_file_ends() -> None:
    file, day = passes(a_file(), "S1"), date(2026, 4, 1)
    for number in range(5):
        with on(day + timedelta(days=10 * number)):
            assert queries.may_book(file.id, "S2", clock.today()).bookings_left == 5 - number
            file = fails(file, "S2")
    assert (file.state, file.end, file.ended_on) == (FileState.ENDED, End.BOOKINGS_USED, date(2026, 5, 11))
    assert not file.live
    with on(date(2026, 5, 12)):
        again = a_file(person=file.person_id)
    assert again.passed == () and queries.may_book(again.id, "S2", date(2026, 6, 1)).bookings_left == 5


def test_absence_uses_a_booking_and_a_fault_of_the_centre_does_not() -> None:
    file = passes(a_file(), "S1")
    with on(date(2026, 4, 1)):
        missed = expected(file, "S2")
        assert actions.absent(sitting_id=missed.id, actor=TEST, cause="test").state is SittingState.ABSENT
        said = queries.may_book(file.id, "S2", date(2026, 4, 10))
        assert (said.bookings_used, said.earliest) == (1, date(2026, 4, 11))
        broken = expected(file, "S3R")
        actions.void(sitting_id=broken.id, reason="停电", counts=False, actor=TEST, cause="test")
        assert queries.may_book(file.id, "S3R", date(2026, 4, 1)).verdict.allowed
        assert queries.may_book(file.id, "S3R", date(2026, 4, 1)).bookings_used == 0


def test_voiding_asks_for_a_reason() -> None:
    with pytest.raises(BadInput), transaction.atomic():
        actions.void(sitting_id=uuid4(), reason=" ", counts=True, actor=TEST, cause="test")


def test_the_mark_that_passes_comes_from_law() -> None:
    file = passes(a_file(), "S1")
    with on(date(2026, 4, 1)):
        assert sits(expected(file, "S2"), 80).passed
        assert not sits(expected(file, "S3R"), 89).passed


def test_a_sitting_is_judged_once() -> None:
    sitting = expected(a_file(), "S1")
    given = sits(sitting, 95)
    again = actions.judge(
        sitting_id=sitting.id, score=95, edition=EDITION, evidence_digest=digest(str(sitting.id)), actor=TEST, cause="t"
    )
    assert again == given
    with pytest.raises(Conflict, match="another result"), transaction.atomic():
        actions.judge(
            sitting_id=sitting.id, score=96, edition=EDITION, evidence_digest=digest("other"), actor=TEST, cause="t"
        )


def test_what_has_not_begun_cannot_be_judged() -> None:
    with pytest.raises(Conflict, match="expected"), transaction.atomic():
        actions.judge(
            sitting_id=expected(a_file(), "S1").id, score=95, edition=EDITION, evidence_digest=digest("x"),
            actor=TEST, cause="t",
        )  # fmt: skip


def test_a_pass_without_a_recording_is_withheld_until_the_recording_is_there() -> None:
    file = a_file()
    sitting = expected(file, "S1")
    sits(sitting, 95, recorded=False)
    assert queries.passed(file.id) == () and queries.get_file(file.id).learner_permit is None
    assert [one.code for one in queries.may_book(file.id, "S1", FIRST_DAY).verdict.reasons] == ["exam.booked"]
    actions.register_recording(sitting_id=sitting.id, recording=a_recording(), actor=TEST, cause="test")
    assert queries.passed(file.id) == ("S1",)
    [kept] = queries.recordings_of(sitting.id)
    assert kept.keep_until == date(2029, 3, 2)


def test_a_changed_result_stands_beside_the_first_one_and_is_signed_anew() -> None:
    file = a_file()
    sitting = expected(file, "S1")
    sits(sitting, 95)
    with pytest.raises(BadInput), transaction.atomic():
        actions.change_result(
            sitting_id=sitting.id, score=80, reason="", evidence_digest=digest("again"), actor=TEST, cause="test"
        )
    changed = actions.change_result(
        sitting_id=sitting.id, score=80, reason="复核：漏扣两处", evidence_digest=digest("again"),
        deductions=[Deduction("S1", "wrong", 20)], actor=TEST, cause="test",
    )  # fmt: skip
    assert (changed.number, changed.passed, changed.signed) == (2, False, False)
    assert [(one.number, one.score, one.signed) for one in queries.results_of(sitting.id)] == [
        (1, 95, True),
        (2, 80, False),
    ]
    assert queries.passed(file.id) == ()


def test_a_changed_result_opens_a_file_that_had_passed() -> None:
    file = passes(a_file("C1", Kind.RESTORATION), "S1")
    assert file.state is FileState.PASSED
    [sitting] = queries.sittings_of(file.id)
    actions.change_result(
        sitting_id=sitting.id, score=10, reason="替考", evidence_digest=digest("again"), actor=TEST, cause="test"
    )
    assert queries.get_file(file.id).state is FileState.OPEN


def test_results_cannot_be_edited_even_by_the_product_itself() -> None:
    sitting = expected(a_file(), "S1")
    sits(sitting, 60)
    for statement in (
        "UPDATE exams_result SET score = 100",
        "DELETE FROM exams_signature",
        "DELETE FROM exams_recording",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as c:
            c.execute(statement)


def test_both_sign_and_signing_again_changes_nothing() -> None:
    sitting = expected(a_file(), "S1")
    assert not sits(sitting, 95, signed=False).signed
    for _ in range(2):
        once = actions.sign(
            sitting_id=sitting.id, role=Role.CANDIDATE, method="pad", digest=digest("a"), actor=TEST, cause="t"
        )
    assert once.signed_by == {Role.CANDIDATE}
    both = actions.sign(
        sitting_id=sitting.id, role=Role.EXAMINER, method="account", digest=digest("b"), actor=TEST, cause="t"
    )
    assert both.signed


def test_who_comes_after_the_last_day_of_the_permit_is_not_tested() -> None:
    with on(date(2023, 3, 2)):
        file = passes(a_file(), "S1")
    with on(date(2026, 3, 2)):
        sitting = expected(file, "S2")
    with on(date(2026, 3, 3)), pytest.raises(Refused) as refused, transaction.atomic():
        actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    assert [one.code for one in refused.value.verdict.reasons] == ["exam.too_late"]


def test_who_reaches_the_age_of_the_class_on_the_day_is_not_tested() -> None:
    born = date(1956, 4, 1)
    file = passes(a_file("D", born=born), "S1")
    assert file.learner_permit is not None and file.learner_permit.valid_to == date(2026, 3, 31)
    with on(date(2026, 3, 31)):
        sitting = expected(file, "S2")
    with on(date(2026, 4, 1)), pytest.raises(Refused) as refused, transaction.atomic():
        actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    assert sorted(one.code for one in refused.value.verdict.reasons) == ["age.too_old", "exam.too_late"]


def test_whoever_ends_a_file_ends_what_is_still_expected_in_it() -> None:
    file = a_file(born=BORN)
    sitting = expected(file, "S1", date(2026, 3, 20))
    actions.end_file(file_id=file.id, end=End.WITHDRAWN, actor=TEST, cause="test")
    voided = queries.get_sitting(sitting.id)
    assert (voided.state, voided.counts) == (SittingState.VOID, False)
    with pytest.raises(Conflict), transaction.atomic():
        actions.end_file(file_id=file.id, end=End.WITHDRAWN, actor=TEST, cause="test")


def test_examiner_and_car_are_bound_before_the_test_begins_and_not_after() -> None:
    sitting, examiner = expected(a_file(), "S1"), uuid4()
    bound = actions.assign(sitting_id=sitting.id, examiner=examiner, desk="12", actor=TEST, cause="draw")
    assert (bound.examiner, bound.desk) == (examiner, "12")
    sits(sitting, 95)
    with pytest.raises(Conflict), transaction.atomic():
        actions.assign(sitting_id=sitting.id, desk="13", actor=TEST, cause="draw")

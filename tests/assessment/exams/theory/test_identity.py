"""In the middle of a theory test it is looked at once more who sits there: drawn, done, missed, decided by a person."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from tests.assessment.exams import builders as exams
from tests.assessment.exams.theory.builders import answers, seated, the_bank
from tests.builders import TEST

from tongban.assessment.exams import actions as exam_actions
from tongban.assessment.exams import likeness
from tongban.assessment.exams import queries as exam_queries
from tongban.assessment.exams.theory import identity, queries, tasks
from tongban.assessment.exams.theory.models import IdentityCheck, PaperSet
from tongban.assessment.exams.types import FileState, Sitting, SittingState
from tongban.assessment.questions import composing
from tongban.core import clock, sealed
from tongban.core.errors import BadInput, Conflict

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff a face"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _a_bank() -> Iterator[None]:
    with clock.frozen(clock.now()):
        the_bank()
        yield


def due(sitting: Sitting) -> IdentityCheck:
    return IdentityCheck.objects.get(paper=sitting.id)


def finishes(sitting: Sitting, desk: str) -> Sitting:
    """Everything right, the room recorded."""
    answers(sitting, desk, right=100)
    exam_actions.register_recording(sitting_id=sitting.id, recording=exams.a_recording(), actor=TEST, cause="test")
    return exam_queries.get_sitting(sitting.id)


def passed(sitting: Sitting) -> tuple[str, ...]:
    return exam_queries.passed(sitting.file_id)


def test_the_moment_follows_from_the_seed_and_lies_in_the_part_that_the_rule_names() -> None:
    sitting, _ = seated()
    paper = queries.get_paper(sitting.id)
    seed = composing.paper_seed(
        sealed.unpack_bytes(PaperSet.objects.get(session=sitting.session_id).seed), str(sitting.id)
    )
    assert paper.started_at is not None
    assert due(sitting).due_at - paper.started_at == identity.drawn(seed, paper.minutes, (15, 60))
    moments = {identity.drawn(bytes([number]) * 32, 45, (15, 60)) for number in range(50)}
    assert len(moments) == 50
    assert timedelta(minutes=45) * 0.15 <= min(moments) and max(moments) <= timedelta(minutes=45) * 0.60


def test_before_the_moment_nobody_is_told_and_nothing_can_be_checked() -> None:
    sitting, desk = seated()
    with clock.frozen(due(sitting).due_at - SECOND):
        assert identity.asks(desk) is False and identity.checks_of([sitting.id]) == {}
        with pytest.raises(Conflict), transaction.atomic():
            identity.compared(sitting_id=sitting.id, same=True, reason="", actor=TEST, cause="test")


def test_the_examiner_compares_and_the_time_is_given_back_up_to_what_the_rule_gives() -> None:
    sitting, desk = seated()
    before = queries.get_paper(sitting.id).ends_at
    assert before is not None
    with clock.frozen(due(sitting).due_at):
        assert identity.asks(desk) is True
    with clock.frozen(due(sitting).due_at + 50 * SECOND):
        assert identity.asks(desk) is True
        identity.compared(sitting_id=sitting.id, same=True, reason="", actor=TEST, cause="test")
        assert queries.get_paper(sitting.id).ends_at == before + 50 * SECOND
        assert identity.asks(desk) is False
        sat = finishes(sitting, desk)
    assert sat.stands and passed(sitting) == ("S1",)
    other, desk = seated()
    before = queries.get_paper(other.id).ends_at
    assert before is not None
    with clock.frozen(due(other).due_at):
        identity.asks(desk)
    with clock.frozen(due(other).due_at + 600 * SECOND):
        identity.compared(sitting_id=other.id, same=True, reason="", actor=TEST, cause="test")
    assert queries.get_paper(other.id).ends_at == before + 180 * SECOND


def test_a_missed_check_is_a_finding_and_holds_the_result_until_a_person_decides() -> None:
    sitting, desk = seated()
    with clock.frozen(due(sitting).due_at + SECOND):
        sat = finishes(sitting, desk)
        assert (sat.state, sat.passed, sat.held, sat.stands) == (SittingState.JUDGED, True, "identity", False)
        assert passed(sitting) == () and exam_queries.get_file(sitting.file_id).learner_permit is None
        [found] = queries.desks_of(sitting.session_id)[sitting.id].findings
        assert found.kind == "identity_missed"
        with pytest.raises(BadInput), transaction.atomic():
            exam_actions.release(sitting_id=sitting.id, reason=" ", actor=TEST, cause="test")
        exam_actions.release(sitting_id=sitting.id, reason="seen on the film", actor=TEST, cause="test")
        with pytest.raises(Conflict), transaction.atomic():
            exam_actions.release(sitting_id=sitting.id, reason="again", actor=TEST, cause="test")
    assert passed(sitting) == ("S1",) and exam_queries.get_file(sitting.file_id).learner_permit is not None


def test_whoever_is_done_before_the_moment_is_not_checked_and_not_held() -> None:
    sitting, desk = seated()
    with clock.frozen(due(sitting).due_at - SECOND):
        assert finishes(sitting, desk).stands
    assert identity.checks_of([sitting.id]) == {}


def test_another_person_needs_a_reason_and_holds_the_result_which_may_be_voided() -> None:
    sitting, desk = seated()
    with clock.frozen(due(sitting).due_at):
        with pytest.raises(BadInput), transaction.atomic():
            identity.compared(sitting_id=sitting.id, same=False, reason="", actor=TEST, cause="test")
        identity.compared(sitting_id=sitting.id, same=False, reason="other ears", actor=TEST, cause="test")
        assert finishes(sitting, desk).held == "identity"
        exam_actions.void(sitting_id=sitting.id, reason="a substitute", counts=True, actor=TEST, cause="test")
    assert exam_queries.get_sitting(sitting.id).state is SittingState.VOID
    assert exam_queries.get_file(sitting.file_id).state is FileState.OPEN


def test_a_picture_that_no_engine_knows_waits_for_a_person_and_so_does_the_result() -> None:
    sitting, desk = seated()
    with clock.frozen(due(sitting).due_at):
        with pytest.raises(BadInput), transaction.atomic():
            identity.picture(desk=desk, jpeg=b"nothing")
        assert identity.picture(desk=desk, jpeg=JPEG) is None
        with pytest.raises(Conflict), transaction.atomic():
            identity.picture(desk=desk, jpeg=JPEG)  # once
        assert finishes(sitting, desk).held == "identity"
        [check] = likeness.checks_of(sitting.id)
        likeness.decide(check_id=check.id, same=True, reason="", actor=TEST)
        tasks.go_on_after_a_face(str(sitting.id), True)
        tasks.go_on_after_a_face(str(sitting.id), True)  # a job may come twice
    assert exam_queries.get_sitting(sitting.id).held == "" and passed(sitting) == ("S1",)


def test_a_picture_of_somebody_else_keeps_the_result_held() -> None:
    sitting, desk = seated()
    with clock.frozen(due(sitting).due_at):
        identity.picture(desk=desk, jpeg=JPEG)
        finishes(sitting, desk)
        [check] = likeness.checks_of(sitting.id)
        likeness.decide(check_id=check.id, same=False, reason="another chin", actor=TEST)
        tasks.go_on_after_a_face(str(sitting.id), False)
    assert exam_queries.get_sitting(sitting.id).held == "identity" and passed(sitting) == ()

"""Theory tests with the least facts: the sample bank approved, a candidate at a desk."""

from uuid import UUID, uuid4

from tests.assessment.exams import builders as exams
from tests.builders import TEST

from tongban.assessment.exams import actions as exam_actions
from tongban.assessment.exams.theory import actions, queries
from tongban.assessment.exams.theory.models import Item
from tongban.assessment.exams.theory.types import Taken
from tongban.assessment.exams.types import Sitting
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import reading
from tongban.assessment.questions.models import Question
from tongban.core import clock
from tongban.core.actor import system
from tongban.core.law_book import book

SAMPLE = reading.SAMPLE
SECOND = system("second")


def the_bank() -> list[Question]:
    """The sample bank, approved."""
    rows = reading.read(SAMPLE.read_bytes(), book(), clock.today())
    bank.take_in(wordings=[row.wording for row in rows if row.wording], actor=TEST, cause="test")
    drafts = list(Question.objects.all())
    bank.approve(question_ids=[one.id for one in drafts], actor=SECOND, cause="test")
    return drafts


def expected(
    session: UUID | None = None,
    subject: str = "S1",
    target: str = "C1",
    region: str = exams.REGION,
    person: UUID | None = None,
) -> Sitting:
    """Somebody expected at a session today."""
    file = exams.a_file(target, region=region, person=person)
    if subject == "S3T":
        exams.passes(file, "S1")
    return exam_actions.expect(
        file_id=file.id, subject=subject, booking_id=uuid4(), session_id=session or uuid4(), centre="310115-K1",
        on=clock.today(), actor=TEST, cause="test",
    )  # fmt: skip


def seated(session: UUID | None = None, target: str = "C1", person: UUID | None = None) -> tuple[Sitting, str]:
    """Somebody at a desk with a paper, the test running; the sitting and the desk's secret."""
    sitting = expected(session, target=target, person=person)
    actions.set_papers(session_id=sitting.session_id, actor=TEST, cause="test")
    exam_actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    desk, _ = actions.take_over(code=actions.admit(sitting_id=sitting.id, actor=TEST, cause="test"))
    return sitting, desk


def right_of(sitting: Sitting) -> dict[int, str]:
    """The right letters of a paper, by place."""
    return dict(Item.objects.filter(paper=sitting.id).values_list("place", "right"))


def wrong(right: str) -> str:
    """Some answer that is not this one."""
    return {"T": "F", "F": "T"}.get(right) or next(letter for letter in "ABCD" if letter != right)


def answers(sitting: Sitting, desk: str, *, right: int, wrongly: int = 0) -> Taken:
    """The first questions rightly, the next ones wrongly."""
    told = right_of(sitting)
    given = {place: told[place] for place in range(1, right + 1)}
    given |= {place: wrong(told[place]) for place in range(right + 1, right + wrongly + 1)}
    return actions.answer(desk=desk, answers=given)


__all__ = ["SAMPLE", "SECOND", "answers", "expected", "queries", "right_of", "seated", "the_bank", "wrong"]

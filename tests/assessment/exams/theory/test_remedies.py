"""A question is found wrong after tests: who gains and loses, two persons decide, second results, nothing silent."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import transaction
from tests.assessment.exams import builders as exams
from tests.assessment.exams.theory.builders import SECOND, right_of, seated, the_bank, wrong
from tests.builders import TEST

from tongban.assessment.exams import actions as exam_actions
from tongban.assessment.exams import queries as exam_queries
from tongban.assessment.exams.theory import actions, remedies, tasks
from tongban.assessment.exams.theory.models import Item, Remedied
from tongban.assessment.exams.types import Sitting, SittingState
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions.types import Question, QuestionState
from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_bank() -> Iterator[None]:
    with clock.frozen(clock.now()):
        the_bank()
        yield


def sat(
    *, wrongly: int, ended: bool = False, mine_wrong: bool = True, person: UUID | None = None
) -> tuple[Sitting, Question]:
    """Somebody who answered so many wrongly, among them (or not) the question that is returned; the rest rightly, or
    not at all, where the test was `ended` by them."""
    sitting, desk = seated(person=person)
    told = right_of(sitting)
    item = (
        Item.objects.filter(paper=sitting.id, question__kind="single").select_related("question").order_by("place")[0]
    )
    others = [place for place in told if place != item.place]
    bad = set(others[: wrongly - mine_wrong]) | ({item.place} if mine_wrong else set())
    given = {place: wrong(one) if place in bad else one for place, one in told.items() if place in bad or not ended}
    actions.answer(desk=desk, answers=given)
    exam_actions.register_recording(sitting_id=sitting.id, recording=exams.a_recording(), actor=TEST, cause="test")
    found = questions.find(item.question_id)
    assert found is not None
    return exam_queries.get_sitting(sitting.id), found


def decided(question: Question, remedy: str, right: str = "") -> None:
    row = remedies.propose(
        question_id=question.id, remedy=remedy, right=right, reason="two answers are right", actor=TEST, cause="test"
    )
    remedies.confirm(remedy_id=row.id, actor=SECOND, cause="test")
    tasks.carry_out_a_remedy(str(row.id))
    tasks.carry_out_a_remedy(str(row.id))  # a job may come twice


def scores(sitting: Sitting) -> list[int]:
    return [one.score for one in exam_queries.results_of(sitting.id)]


def their_letter(sitting: Sitting, question: Question) -> str:
    """The letter, as the bank has the options, of what somebody answered."""
    item = Item.objects.get(paper=sitting.id, question=question.id)
    chosen = wrong(item.right)
    return "ABCDEFGH"[int(item.order["ABCDEFGH".index(chosen)])]


def test_before_anything_is_decided_everybody_sees_who_would_gain_and_who_would_lose() -> None:
    sitting, question = sat(wrongly=10)
    [found] = remedies.affected(question, their_letter(sitting, question))
    assert (found.now.score, found.now.passed, found.sitting.id) == (90, True, sitting.id)
    assert {name: one.score for name, one in found.by_remedy.items()} == {
        "credit_all": 91, "leave_out": 91, "credit_right": 91, "none": 90
    }  # fmt: skip
    assert not any(found.changes(name) for name in found.by_remedy)
    sitting, question = sat(wrongly=10, mine_wrong=False)
    found = next(one for one in remedies.affected(question, "") if one.sitting.id == sitting.id)
    assert (found.by_remedy["credit_right"].score, found.by_remedy["credit_right"].passed) == (89, False)
    assert found.changes("credit_right") and not found.changes("credit_all")


def test_a_pass_becomes_a_fail_only_by_two_persons_and_both_results_stay_with_the_reason() -> None:
    sitting, question = sat(wrongly=10, mine_wrong=False)
    other = next(letter for letter in "ABC" if letter != question.wording.right)
    row = remedies.propose(
        question_id=question.id, remedy="credit_right", right=other, reason="law says otherwise", actor=TEST, cause="t"
    )
    with pytest.raises(Conflict), transaction.atomic():
        remedies.confirm(remedy_id=row.id, actor=TEST, cause="t")
    with pytest.raises(Conflict), transaction.atomic():
        tasks.carry_out_a_remedy(str(row.id))
    assert scores(sitting) == [90]
    remedies.confirm(remedy_id=row.id, actor=SECOND, cause="t")
    tasks.carry_out_a_remedy(str(row.id))
    tasks.carry_out_a_remedy(str(row.id))
    assert scores(sitting) == [90, 89]
    second = exam_queries.results_of(sitting.id)[-1]
    assert "law says otherwise" in second.reason and question.wording.code in second.reason and not second.signed
    assert exam_queries.passed(sitting.file_id) == ()
    assert [one.kind for one in entries.history(row.id)] == ["remedy_proposed", "remedy_confirmed"]


def test_whom_a_wrong_question_ended_gets_the_attempt_back() -> None:
    sitting, question = sat(wrongly=11, ended=True)
    assert exam_queries.get_sitting(sitting.id).passed is False
    [found] = remedies.affected(question)
    assert found.by_remedy["credit_all"].score is None and found.by_remedy["none"].score == found.now.score
    decided(question, "credit_all")
    after = exam_queries.get_sitting(sitting.id)
    assert (after.state, after.counts) == (SittingState.VOID, False)
    assert list(Remedied.objects.values_list("after", flat=True)) == [None]


def test_what_a_person_changed_before_stays_changed() -> None:
    sitting, question = sat(wrongly=3)
    exam_actions.change_result(
        sitting_id=sitting.id, score=80, reason="talked", evidence_digest="a" * 64, actor=TEST, cause="test"
    )
    decided(question, "credit_all")
    assert scores(sitting) == [97, 80, 81]


def test_a_proposal_ends_the_question_at_once_and_says_why_and_there_is_one() -> None:
    _, question = sat(wrongly=1)
    given = {"question_id": question.id, "right": "", "actor": TEST, "cause": "test"}
    for remedy, right, reason in (("nonsense", "", "x"), ("credit_all", "", " "), ("credit_right", "", "x")):
        with pytest.raises(BadInput), transaction.atomic():
            remedies.propose(**{**given, "remedy": remedy, "right": right, "reason": reason})
    remedies.propose(**{**given, "remedy": "none", "reason": "a spelling mistake"})
    kept = questions.find(question.id)
    assert kept is not None
    assert (kept.state, kept.withdrawn_because) == (QuestionState.WITHDRAWN, "a spelling mistake")
    with pytest.raises(Conflict), transaction.atomic():
        remedies.propose(**{**given, "remedy": "none", "reason": "again"})

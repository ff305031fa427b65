"""Theory tests at the desk: papers anybody can draw again, answers that count once, ends that no browser has to see."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.assessment.exams import builders as exams
from tests.assessment.exams.theory.builders import SECOND, answers, expected, right_of, seated, the_bank, wrong
from tests.builders import TEST

from tongban.assessment.exams import actions as exam_actions
from tongban.assessment.exams import queries as exam_queries
from tongban.assessment.exams.theory import actions, queries
from tongban.assessment.exams.theory.models import Answer, Finding, Item, Paper, PaperSet
from tongban.assessment.exams.theory.types import Noticed
from tongban.assessment.exams.types import Kind, Sitting, SittingState
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import composing
from tongban.assessment.questions import queries as question_queries
from tongban.assessment.questions.models import Question
from tongban.assessment.questions.types import QuestionState
from tongban.core import actions as core
from tongban.core import clock, entries
from tongban.core.errors import BadInput, Conflict, NotAllowed
from tongban.core.law_book import book
from tongban.law.rules import theory as law

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def questions():
    return the_bank()


def takes_a_seat(sitting: Sitting) -> str:
    actions.set_papers(session_id=sitting.session_id, actor=TEST, cause="test")
    exam_actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    desk, _ = actions.take_over(code=actions.admit(sitting_id=sitting.id, actor=TEST, cause="test"))
    return desk


def later(**much: int) -> clock.frozen:
    return clock.frozen(clock.now() + timedelta(**much))


def test_a_paper_is_made_up_as_the_law_of_its_day_says():
    sitting, _ = seated()
    plan = law.plan("S1", "C1", sitting.on, book())
    asked = [row.question for row in Item.objects.filter(paper=sitting.id).select_related("question")]
    assert Counter(one.section for one in asked) == {name: n for name, n in plan.sections.items() if n}
    assert Counter(one.kind for one in asked) == plan.kinds
    assert len({one.code for one in asked}) == plan.count == 100


def test_with_the_seed_anybody_draws_the_same_paper_and_the_hash_of_it_was_written_down_before():
    session = uuid4()
    first, _ = seated(session)
    second, _ = seated(session)
    said = next(one for one in entries.history(session) if one.kind == "papers_begun").facts
    with pytest.raises(Conflict), transaction.atomic():
        actions.reveal(session_id=session, actor=TEST, cause="test")
    for one in (first, second):
        actions.end(sitting_id=one.id, why="examiner", actor=TEST, cause="test")
    seed = bytes.fromhex(actions.reveal(session_id=session, actor=TEST, cause="test"))
    assert composing.commitment(seed) == said["commitment"]
    edition = PaperSet.objects.get(session=session).edition
    pool = [
        composing.Drawable(row.id, row.code, row.section, row.kind, len(row.options))
        for row in Question.objects.filter(id__in=edition.questions, subject="S1", groups__contains=["car"])
    ]
    plan = law.plan("S1", "C1", first.on, book())
    for one in (first, second):
        drawn = composing.compose(pool, plan, composing.paper_seed(seed, str(one.id)))
        kept = Item.objects.filter(paper=one.id).order_by("place").values_list("question_id", "order")
        assert [(d.id, "".join(map(str, d.order))) for d in drawn] == list(kept)


def test_a_paper_asks_no_local_rules_of_another_place_and_their_share_falls_to_the_rest():
    here, there = expected(), expected(region="320100")
    for one in (here, there):
        actions.set_papers(session_id=one.session_id, actor=TEST, cause="test")
    sections = {
        one.id: Counter(Item.objects.filter(paper=one.id).values_list("question__section", flat=True))
        for one in (here, there)
    }
    assert sections[here.id]["local"] == 10 and sections[there.id]["local"] == 0
    assert sum(sections[there.id].values()) == 100


def test_a_local_question_is_asked_in_its_region_and_what_lies_in_it():
    question = Question.objects.filter(section="local").first()
    assert question is not None
    words = question_queries.wording_of(question)
    assert words.region == "310000"
    asked = [region for region in ("310115", "310000", "320100", "110000") if words.asked_in(region)]
    assert asked == ["310115", "310000"]
    assert replace(words, region="").asked_in("320100")
    assert replace(words, region="140100").asked_in("140105") and not replace(words, region="140100").asked_in("141000")


def test_where_the_rule_does_not_spare_the_local_part_a_bank_without_it_is_too_small():
    core.give_order(
        number="1", basis="x", since=clock.today(), values={"theory.local_spared_where_none": False}, actor=TEST
    )
    one = expected(region="320100")
    with pytest.raises(Conflict, match="local: 10 are needed, 0 are there"), transaction.atomic():
        actions.set_papers(session_id=one.session_id, actor=TEST, cause="test")


def test_neighbours_see_other_questions_in_another_order():
    session = uuid4()
    (first, _), (second, _) = seated(session), seated(session)
    papers = [list(Item.objects.filter(paper=one.id).order_by("place").values_list("question_id", flat=True))
              for one in (first, second)]  # fmt: skip
    assert papers[0] != papers[1] and set(papers[0]) != set(papers[1])


def test_a_bank_that_is_too_small_says_what_is_missing_and_nothing_is_written():
    for row in Question.objects.filter(section="accidents")[:10]:
        bank.withdraw(code=row.code, reason="test", actor=TEST, cause="test")
    sitting = expected()
    with pytest.raises(Conflict, match="accidents: 10 are needed, 5 are there"), transaction.atomic():
        actions.set_papers(session_id=sitting.session_id, actor=TEST, cause="test")
    assert not Paper.objects.exists()


def test_everything_right_passes_at_once_and_everything_counts():
    sitting, desk = seated()
    taken = answers(sitting, desk, right=100)
    assert (taken.ended, taken.score, taken.passed) == (True, 100, True)
    after = exam_queries.get_sitting(sitting.id)
    assert (after.state, queries.get_paper(sitting.id).ended_by) == (SittingState.JUDGED, "answers")
    [result] = exam_queries.results_of(sitting.id)
    assert result.edition.startswith("bank:") and not result.deductions


@pytest.mark.parametrize(("lost", "over"), [(9, False), (10, False), (11, True)])
def test_a_test_ends_when_passing_has_become_impossible(lost: int, over: bool):
    sitting, desk = seated()
    taken = answers(sitting, desk, right=3, wrongly=lost)
    assert taken.ended is over
    if over:
        assert (taken.passed, queries.get_paper(sitting.id).ended_by) == (False, "marks")
        [result] = exam_queries.results_of(sitting.id)
        assert result.score == 3 and len(result.deductions) == 97


def test_an_answer_is_final_and_telling_it_again_or_otherwise_changes_nothing():
    sitting, desk = seated()
    right = right_of(sitting)[5]
    assert actions.answer(desk=desk, answers={5: wrong(right)}).places == (5,)
    assert actions.answer(desk=desk, answers={5: right}).places == (5,)
    assert Answer.objects.get(paper=sitting.id).given == "".join(sorted(wrong(right)))


def test_answers_that_a_cut_line_kept_back_are_taken_in_any_order():
    sitting, desk = seated()
    right = right_of(sitting)
    taken = actions.answer(desk=desk, answers={9: right[9], 2: right[2], 1: right[1]})
    assert sorted(taken.places) == [1, 2, 9] and not taken.ended


def test_only_the_desk_that_holds_the_paper_answers():
    sitting, desk = seated()
    with pytest.raises(NotAllowed):
        actions.answer(desk="somebody else", answers={1: "A"})
    code = actions.admit(sitting_id=sitting.id, actor=TEST, cause="test")
    assert not actions.answer(desk=desk, answers={1: right_of(sitting)[1]}).ended  # until the code is used
    other, paper = actions.take_over(code=code)
    assert paper.answered == 1
    with pytest.raises(NotAllowed, match="Another computer"):
        actions.answer(desk=desk, answers={2: "A"})
    assert actions.answer(desk=other, answers={2: right_of(sitting)[2]}).places == (2,)
    assert [row.kind for row in Finding.objects.all()] == [Noticed.TAKEN_OVER]


def test_a_code_is_used_once_and_a_new_one_ends_the_old():
    sitting = expected()
    actions.set_papers(session_id=sitting.session_id, actor=TEST, cause="test")
    with pytest.raises(Conflict, match="checked in"):
        actions.admit(sitting_id=sitting.id, actor=TEST, cause="test")
    exam_actions.check_in(sitting_id=sitting.id, actor=TEST, cause="test")
    old = actions.admit(sitting_id=sitting.id, actor=TEST, cause="test")
    new = actions.admit(sitting_id=sitting.id, actor=TEST, cause="test")
    for code in (old, "", "00000000x"):
        with pytest.raises(BadInput), transaction.atomic():
            actions.take_over(code=code)
    actions.take_over(code=new)
    with pytest.raises(BadInput), transaction.atomic():
        actions.take_over(code=new)


def test_after_the_time_no_answer_counts_and_the_test_is_judged():
    sitting, desk = seated()
    right = right_of(sitting)
    answers(sitting, desk, right=5)
    with later(minutes=45):
        taken = actions.answer(desk=desk, answers={6: right[6]})
        assert (taken.ended, taken.score, 6 in taken.places) == (True, 5, False)
    assert queries.get_paper(sitting.id).ended_by == "time"


def test_a_test_whose_browser_is_gone_ends_by_itself():
    sitting, desk = seated()
    answers(sitting, desk, right=95)
    assert actions.end_due() == 0
    with later(minutes=45, seconds=1):
        assert actions.end_due() == 1
        assert actions.end_due() == 0
    assert exam_queries.get_sitting(sitting.id).passed is True


def test_time_is_given_back_with_a_reason_and_the_test_goes_on_that_long():
    sitting, desk = seated()
    for seconds, reason in ((60, " "), (0, "cut"), (99_999, "cut")):
        with pytest.raises(BadInput), transaction.atomic():
            actions.give_time(sitting_id=sitting.id, seconds=seconds, reason=reason, actor=TEST, cause="test")
    actions.give_time(sitting_id=sitting.id, seconds=120, reason="The line was cut.", actor=TEST, cause="test")
    with later(minutes=46):
        assert not answers(sitting, desk, right=1).ended
    with later(minutes=47, seconds=1):
        assert answers(sitting, desk, right=2).ended
    [entry] = [one for one in entries.history(sitting.file_id) if one.kind == "time_given"]
    assert entry.facts["seconds"] == 120 and entry.facts["reason"] == "The line was cut."


def test_multiple_choice_is_all_or_nothing():
    file = exams.a_file("C6", held=["C1"], kind=Kind.ADDITION)
    with later(days=20):
        sitting = exams.expected(exams.passes(file, "S2"), "S3T")
        desk = takes_a_seat(sitting)
        answers_half(sitting, desk)


def answers_half(sitting: Sitting, desk: str):
    place, right = next((place, right) for place, right in right_of(sitting).items() if len(right) > 1)
    actions.answer(desk=desk, answers={place: right[:-1]})
    assert not Answer.objects.get(paper=sitting.id, place=place).correct
    place, right = next((at, one) for at, one in right_of(sitting).items() if len(one) > 1 and at != place)
    actions.answer(desk=desk, answers={place: right[::-1]})
    assert Answer.objects.get(paper=sitting.id, place=place).correct


@pytest.mark.parametrize("target", ["E", "F"])
def test_motorcycles_are_asked_fifty_questions_of_two_marks(target: str):
    sitting, desk = seated(target=target)
    paper = queries.get_paper(sitting.id)
    assert (paper.count, paper.marks, paper.group) == (50, 2, "motorcycle")
    assert answers(sitting, desk, right=44, wrongly=6).ended  # twelve marks


def test_what_a_paper_asked_stays_when_its_question_is_withdrawn():
    sitting, _ = seated()
    row = Item.objects.filter(paper=sitting.id).order_by("place").first()
    bank.withdraw(code=row.question.code, reason="wrong", actor=SECOND, cause="test")
    shown = queries.items_of(sitting.id)[0]
    assert shown.item.question_id == row.question_id
    assert Question.objects.get(id=row.question_id).state == QuestionState.WITHDRAWN


def test_answers_and_items_cannot_be_changed_or_removed():
    sitting, desk = seated()
    answers(sitting, desk, right=1)
    for statement in (
        "UPDATE theory_answer SET given = 'A'", "DELETE FROM theory_answer", "UPDATE theory_item SET \"right\" = 'A'",
    ):  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("said", ["", "Z", "AZ", "真", "T" * 9])
def test_what_is_no_answer_is_refused(said: str):
    _, desk = seated()
    with pytest.raises(BadInput):
        actions.answer(desk=desk, answers={1: said})


def test_a_place_that_the_paper_does_not_have_is_not_taken():
    sitting, desk = seated()
    assert actions.answer(desk=desk, answers={101: "A", 0: "A"}).places == ()
    assert not Answer.objects.filter(paper=sitting.id).exists()


def test_an_answer_is_one_statement(django_assert_num_queries):
    sitting, desk = seated()
    right: dict[int, str] = right_of(sitting)
    with django_assert_num_queries(1):
        actions.answer(desk=desk, answers={1: right[1]})
    assert isinstance(sitting.id, UUID)


@pytest.mark.parametrize(("seconds", "noted"), [(1, 1), (2, 0), (3, 0)])
def test_answers_faster_than_anybody_reads_are_noted_and_nothing_follows(seconds: int, noted: int):
    sitting, desk = seated()
    right = right_of(sitting)
    actions.answer(desk=desk, answers={1: right[1]})
    with later(seconds=seconds):
        actions.answer(desk=desk, answers={2: right[2]})
    with later(minutes=1):
        actions.end(sitting_id=sitting.id, why="examiner", actor=TEST, cause="test")
    found = [row.said for row in Finding.objects.filter(kind=Noticed.TOO_FAST)]
    assert len(found) == noted and exam_queries.get_sitting(sitting.id).score == 2

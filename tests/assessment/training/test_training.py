"""Courses and examinations of staff: one paper at a time, within its time, judged at once, the pass with the result."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.outlets.builders import DEMO, LONG_AGO, a_clerk, actor_of, an_outlet, refused
from tests.passes import qualified

from tongban.assessment.learning.training import actions, lessons, queries
from tongban.assessment.learning.training.models import Attempt, Item
from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions import reading
from tongban.assessment.questions.types import QuestionState
from tongban.core import clock, entries, sealed
from tongban.core.actor import CONFIGURE, WORK, Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.law.rules import qualifications as law
from tongban.outlets import actions as outlets
from tongban.outlets import passes
from tongban.outlets.models import Qualification
from tongban.outlets.types import OutletKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
TODAY = NOW.date()


def a_bank() -> None:
    """The questions to staff, approved by somebody else."""
    rows = reading.read(lessons.BANK.read_bytes(), book(), clock.today())
    assert not [row.faults for row in rows if row.faults]
    bank.take_in(wordings=[row.wording for row in rows if row.wording], actor=system("one"), cause="test")
    drafts = questions.questions(state=QuestionState.DRAFT, limit=1000)
    bank.approve(question_ids=[one.id for one in drafts], actor=system("other"), cause="test")


def a_candidate(posts: tuple[str, ...] = ("acceptance",), number: str = "0007", outlet: str = "") -> Actor:
    """A clerk with the power to work and without a pass, who has read every lesson."""
    a_clerk(number, passed=False, posts=list(posts), outlet=outlet)
    outlets.grant(number=number, power=WORK, since=LONG_AGO, actor=DEMO, cause="test")
    actor = actor_of(number)
    for topic in lessons.lessons():
        actions.read_lesson(topic=topic, actor=actor)
    return actor


def answers(attempt: UUID, wrong: int = 0) -> dict[int, str]:
    """Right answers, the first few left out."""
    return {one.place: one.right for one in queries.asked(attempt) if one.place > wrong}


@pytest.fixture(autouse=True)
def morning():
    with clock.frozen(NOW):
        yield


def account_of(actor: Actor) -> UUID:
    assert actor.account_id
    return actor.account_id


def test_at_least_sixty_questions_cite_their_article_and_agree_with_law() -> None:
    a_bank()
    found = questions.questions(state=QuestionState.APPROVED, subject=law.SUBJECT, limit=1000)
    assert len(found) >= 60 and all(one.wording.article and one.wording.explanation for one in found)
    assert questions.overtaken() == []


def test_passing_writes_the_pass_with_the_result_and_the_right_is_back_at_once() -> None:
    a_bank()
    actor = a_candidate()
    assert not actor.may(WORK)
    attempt = actions.begin(qualification="acceptance", actor=actor)
    actions.hand_in(attempt=attempt, answers=answers(attempt), actor=actor)
    found = queries.get_attempt(attempt, account_of(actor))
    assert (found.score, found.passed, found.ended_by) == (100, True, "handed_in")
    now = actor_of("0007")
    assert now.may(WORK)
    (row,) = passes.qualifications_of(account_of(actor))
    assert (row.examination, row.since) == (attempt, TODAY) and row.until is not None and row.until.year == 2028
    assert [one.kind for one in entries.history(attempt)] == ["begun", "judged"]


@pytest.mark.parametrize(("wrong", "passed"), [(4, True), (5, False)])
def test_the_mark_that_passes_is_exact(wrong: int, passed: bool) -> None:
    a_bank()
    actor = a_candidate()
    attempt = actions.begin(qualification="acceptance", actor=actor)
    actions.hand_in(attempt=attempt, answers=answers(attempt, wrong), actor=actor)
    assert queries.get_attempt(attempt, account_of(actor)).passed is passed
    assert actor_of("0007").may(WORK) is passed


def test_a_result_without_its_pass_does_not_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    a_bank()
    actor = a_candidate()
    attempt = actions.begin(qualification="acceptance", actor=actor)

    def broken(**told: object) -> UUID:
        raise RuntimeError("the line was cut")

    monkeypatch.setattr(outlets, "write_pass", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.hand_in(attempt=attempt, answers=answers(attempt), actor=actor)
    assert queries.get_attempt(attempt, account_of(actor)).ended_at is None
    assert not Qualification.objects.filter(examination=attempt).exists()


def test_what_comes_after_the_end_does_not_count_and_what_was_kept_does() -> None:
    a_bank()
    actor = a_candidate()
    attempt = actions.begin(qualification="acceptance", actor=actor)
    everything = answers(attempt)
    early = {place: everything[place] for place in list(everything)[:15]}
    with clock.frozen(NOW + timedelta(minutes=29, seconds=59)):
        assert actions.save(attempt=attempt, answers=early, actor=actor).left_seconds == 1
    with clock.frozen(NOW + timedelta(minutes=30)):
        actions.hand_in(attempt=attempt, answers=everything, actor=actor)
    found = queries.get_attempt(attempt, account_of(actor))
    assert (found.score, found.passed, found.ended_by) == (75, False, "time")
    assert found.ended_at == NOW + timedelta(minutes=30)


def test_an_examination_ends_though_no_browser_is_there() -> None:
    a_bank()
    actor = a_candidate()
    attempt = actions.begin(qualification="acceptance", actor=actor)
    actions.save(attempt=attempt, answers=answers(attempt), actor=actor)
    with clock.frozen(NOW + timedelta(minutes=31)):
        assert actions.end_due() == 1 and actions.end_due() == 0
        assert queries.get_attempt(attempt, account_of(actor)).passed


def test_an_answer_may_be_changed_until_the_end_and_no_later() -> None:
    a_bank()
    actor = a_candidate()
    attempt = actions.begin(qualification="acceptance", actor=actor)
    right = answers(attempt)
    actions.save(attempt=attempt, answers={1: "F" if right[1] == "T" else "T"}, actor=actor)
    actions.hand_in(attempt=attempt, answers=right, actor=actor)
    actions.save(attempt=attempt, answers={1: "X"}, actor=actor)
    assert queries.asked(attempt)[0].given == right[1]


def test_two_papers_at_once_are_one() -> None:
    a_bank()
    actor = a_candidate(("acceptance", "review"))
    actions.begin(qualification="acceptance", actor=actor)
    with refused(Conflict):
        actions.begin(qualification="review", actor=actor)
    assert Attempt.objects.count() == 1


def test_the_paper_follows_from_edition_plan_and_seed() -> None:
    a_bank()
    actor = a_candidate()
    attempt = actions.begin(qualification="acceptance", actor=actor)
    row = Attempt.objects.get(id=attempt)
    found = law.examination("acceptance", TODAY, book())
    assert found is not None
    again = actions.items_of(attempt, row.edition, found, sealed.unpack_bytes(row.seed))
    kept = list(Item.objects.filter(attempt=attempt).order_by("place"))
    assert [(one.question_id, one.order, one.right) for one in again] == [
        (one.question_id, one.order, one.right) for one in kept
    ]


def test_anothers_paper_does_not_exist() -> None:
    a_bank()
    actor = a_candidate()
    other = a_candidate(number="0008", outlet="310115-1")
    attempt = actions.begin(qualification="acceptance", actor=actor)
    with refused(NotFound):
        actions.hand_in(attempt=attempt, answers=answers(attempt), actor=other)
    with pytest.raises(NotFound):
        queries.get_attempt(attempt, account_of(other))


def test_the_course_comes_first() -> None:
    a_bank()
    a_clerk(passed=False)
    with refused(Conflict) as raised:
        actions.begin(qualification="acceptance", actor=actor_of("0007"))
    assert raised.value.code == "course_first"


def test_nobody_sits_for_a_post_they_do_not_hold() -> None:
    a_bank()
    actor = a_candidate()
    with refused(NotAllowed):
        actions.begin(qualification="review", actor=actor)


def test_three_attempts_in_thirty_days_and_then_a_wait() -> None:
    a_bank()
    actor = a_candidate()
    for _ in range(3):
        attempt = actions.begin(qualification="acceptance", actor=actor)
        actions.hand_in(attempt=attempt, answers={}, actor=actor)
    with refused(Conflict) as raised:
        actions.begin(qualification="acceptance", actor=actor)
    assert raised.value.code == "too_many_attempts" and "2026年12月22日" in raised.value.message.zh
    with clock.frozen(NOW + timedelta(days=29)), refused(Conflict):
        actions.begin(qualification="acceptance", actor=actor)
    with clock.frozen(NOW + timedelta(days=30)):
        assert actions.begin(qualification="acceptance", actor=actor)


def test_a_pass_that_holds_for_long_is_not_sat_again_and_the_next_cuts_nothing_short() -> None:
    a_bank()
    actor = a_candidate()
    qualified("0007", until=TODAY + timedelta(31))
    with refused(Conflict):
        actions.begin(qualification="acceptance", actor=actor)
    with clock.frozen(NOW + timedelta(days=1)):
        attempt = actions.begin(qualification="acceptance", actor=actor)
        actions.hand_in(attempt=attempt, answers=answers(attempt), actor=actor)
    newest = passes.qualifications_of(account_of(actor))[0]
    assert newest.since == TODAY + timedelta(32)


def test_a_certificate_of_the_province_is_practised_and_not_won() -> None:
    a_bank()
    actor = a_candidate(("check",))
    attempt = actions.begin(qualification="checking_officer", actor=actor)
    actions.hand_in(attempt=attempt, answers=answers(attempt), actor=actor)
    assert queries.get_attempt(attempt, account_of(actor)).passed
    assert not passes.has_qualification("0007", "checking_officer", TODAY)


def test_a_changed_lesson_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = a_candidate()
    assert queries.unread(account_of(actor), "acceptance") == []
    changed = {**lessons.lessons(), "privacy": replace(lessons.lessons()["privacy"], digest="0" * 64)}
    monkeypatch.setattr(lessons, "lessons", lambda: changed)
    assert queries.unread(account_of(actor), "acceptance") == ["privacy"]


def a_head(number: str = "0001") -> Actor:
    a_clerk(number, outlet="310115-1", posts=["supervision"])
    outlets.grant(number=number, power=CONFIGURE, office="310115-1", since=LONG_AGO, actor=DEMO, cause="test")
    return actor_of(number)


def test_a_note_is_read_by_its_post_only_and_the_lead_sees_by_whom() -> None:
    actor = a_candidate()
    head = a_head()
    note = actions.write_note(outlet="310115-1", post="acceptance", words="看证看脸", until=TODAY, actor=head)
    with refused(NotFound):
        actions.read_note(note=note, actor=head)
    actions.read_note(note=note, actor=actor)
    actions.read_note(note=note, actor=actor)
    assert [one.read for one in queries.notes_for(actor)] == [True]
    assert queries.notes_of(["310115-1"], head)[0].readers == ("0007",)
    with refused(NotAllowed):
        actions.write_note(outlet="310115-1", post="acceptance", words="x", until=TODAY, actor=actor)


def test_figures_count_trainings_examinations_and_passes() -> None:
    a_bank()
    actor, head = a_candidate(), a_head()
    actions.hold_training(
        topic="privacy", outlet="310115-1", held_on=TODAY, minutes=60, numbers=["0007", "0001"], actor=head
    )
    with refused(BadInput):
        actions.hold_training(topic="privacy", outlet="310115-1", held_on=TODAY, minutes=60, numbers=["9"], actor=head)
    for given in ({}, None):
        attempt = actions.begin(qualification="acceptance", actor=actor)
        actions.hand_in(attempt=attempt, answers=answers(attempt) if given is None else given, actor=actor)
    one = queries.figures(TODAY, TODAY)
    assert (one.held, one.attended, one.sat, one.passed) == (1, 2, 2, 1)
    assert queries.figures(TODAY + timedelta(1), TODAY + timedelta(1)).sat == 0


def test_clerks_of_a_partner_sit_their_own_examination() -> None:
    a_bank()
    actor = a_candidate(outlet=an_outlet("POST-1", OutletKind.POST))
    assert actor.kind == "partner" and not actor.may(WORK)
    attempt = actions.begin(qualification="partner", actor=actor)
    actions.hand_in(attempt=attempt, answers=answers(attempt), actor=actor)
    assert actor_of("0007").may(WORK)

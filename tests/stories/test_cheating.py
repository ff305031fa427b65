"""Cheating at a test: void, a dated bar, refused applications and bookings with the reason; taken back by another."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.assessment.exams import builders as candidates
from tests.web.builders import a_clerk, an_office

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import End, ExamFile, FileState, Kind, SittingState
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict
from tongban.core.law_book import book
from tongban.exchange.models import Notice
from tongban.law.dates import add_years
from tongban.law.rules import bars
from tongban.people import actions as verified
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers
from tongban.services import cheating, driving_tests

pytestmark = pytest.mark.django_db
ONE = Actor(kind="staff", label="NJ-1", channel="window", office="310100-1")
TWO = Actor(kind="staff", label="NJ-2", channel="window", office="310100-1")


def a_cheat() -> tuple[ExamFile, builders.UUID]:
    """Somebody who has passed subject 1 and whose subject 2 was stopped."""
    file = candidates.passes(candidates.a_file(person=builders.a_person(candidates.BORN)), "S1")
    with candidates.on(date.fromordinal(clock.today().toordinal() + 40)):
        sitting = candidates.expected(file, "S2")
        exams.check_in(sitting_id=sitting.id, actor=ONE, cause="test")
        exams.start(sitting_id=sitting.id, actor=ONE, cause="test")
        exams.void(sitting_id=sitting.id, reason="a wire in the ear", counts=True, actor=ONE, cause="test")
    return file, sitting.id


def law_says(person: builders.UUID) -> tuple[str, ...]:
    found = drivers.bars_on(people.identity_lookups(person), clock.today())
    return tuple(one.code for one in bars.may_apply(found, clock.today(), book()).reasons)


def test_a_cheat_loses_what_was_passed_and_may_not_apply_for_a_year() -> None:
    file, sitting = a_cheat()
    with pytest.raises(BadInput):
        cheating.decide(sitting_id=sitting, reason=" ", actor=ONE)
    cheating.decide(sitting_id=sitting, reason="a wire in the ear, on film", actor=ONE)
    ended = files.get_file(file.id)
    assert (ended.state, ended.end) == (FileState.ENDED, End.CHEATED)
    until = cheating.barred_until(file.person_id, file.id)
    assert until == add_years(clock.today(), 1)
    found = drivers.bars_on(people.identity_lookups(file.person_id), clock.today())
    assert [one.code for one in found] == ["N13"]
    assert law_says(file.person_id) == ("bar.term",)
    reason = bars.may_apply(found, clock.today(), book()).reasons[0]
    assert reason.possible_from == until
    assert bars.may_apply(found, until, book()).allowed
    assert Notice.for_system("test").filter(topic="cheating").count() == 1
    with pytest.raises(Conflict):
        cheating.decide(sitting_id=sitting, reason="again", actor=ONE)


def test_a_test_for_another_class_is_not_booked_while_the_bar_stands() -> None:
    file, sitting = a_cheat()
    other = exams.open_file(
        person_id=file.person_id, born=file.born, target="D", kind=Kind.ADDITION, held=["C1"], region="310115",
        office="310100-1", actor=ONE, cause="test",
    )  # fmt: skip
    [before, *_] = driving_tests.tests_of(other)
    assert before.earliest is not None
    cheating.decide(sitting_id=sitting, reason="a wire in the ear", actor=ONE)
    for test in driving_tests.tests_of(other):
        assert test.earliest is None and "bar.term" in [one.code for one in test.reasons]


def test_a_wrong_decision_is_taken_back_by_somebody_else_and_everything_goes_on() -> None:
    file, sitting = a_cheat()
    with pytest.raises(Conflict):
        cheating.take_back(sitting_id=sitting, reason="nothing was decided", actor=TWO)
    cheating.decide(sitting_id=sitting, reason="a wire in the ear", actor=ONE)
    with pytest.raises(BadInput):
        cheating.take_back(sitting_id=sitting, reason="", actor=TWO)
    with pytest.raises(Conflict):
        cheating.take_back(sitting_id=sitting, reason="a hearing aid", actor=ONE)
    cheating.take_back(sitting_id=sitting, reason="a hearing aid", actor=TWO)
    after = files.get_file(file.id)
    assert (after.state, after.passed, after.end) == (FileState.OPEN, ("S1",), None)
    assert law_says(file.person_id) == () and cheating.barred_until(file.person_id, file.id) is None
    back = files.get_sitting(sitting)
    assert (back.state, back.counts) == (SittingState.VOID, False)
    assert driving_tests.tests_of(after)[0].reasons == () or driving_tests.tests_of(after)[0].earliest is not None
    with pytest.raises(Conflict):
        cheating.take_back(sitting_id=sitting, reason="again", actor=TWO)


def test_a_file_that_ended_otherwise_is_never_opened_again() -> None:
    file, sitting = a_cheat()
    exams.end_file(file_id=file.id, end=End.WITHDRAWN, actor=ONE, cause="test")
    with pytest.raises(Conflict):
        exams.correct_cheating(file_id=file.id, sitting_id=sitting, reason="x", actor=TWO, cause="test")


def test_the_desk_decides_and_the_candidate_reads_why_until_when_and_how_to_object(settings: Any) -> None:
    settings.TONGBAN_DEMO = True  # a password is enough at the desk
    file, sitting = a_cheat()
    an_office("310100-1")
    clerk = a_clerk("310100-0801", posts=("supervision",), office="310100-1")
    form = {"sitting": str(sitting), "action": "decide", "reason": "耳内有接收器"}
    assert "a wire in the ear" in clerk.get(reverse("desk:cheating")).content.decode()
    assert "前不得申请" in clerk.post(reverse("desk:cheating"), form, follow=True).content.decode()
    assert "由另一个人更正" in clerk.post(reverse("desk:cheating"), form | {"action": "take_back"}).content.decode()
    assert a_clerk("310100-0802", posts=("exam",), office="310100-1").get(reverse("desk:cheating")).status_code == 403
    candidate = Client()
    candidate.force_login(builders.an_account(file.person_id))
    verified.verify_at_window(person_id=file.person_id, actor=builders.TEST)
    page = candidate.get(reverse("citizen:exams")).content.decode()
    assert "起可以再次申请" in page and "行政复议" in page

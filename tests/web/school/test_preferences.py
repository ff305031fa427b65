"""Preferences by a school: only for its own learner, only while they let it, and they count as the learner's own."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client
from tests import builders
from tests.allocation import sessions as built
from tests.allocation.sessions import DRAWN, PLAN, TODAY, a_session
from tests.web.school.conftest import MAPLE, POPLAR, Schools, let_schools_say

from tongban.allocation.slots import queries
from tongban.assessment.exams import queries as files
from tongban.assessment.exams.types import ExamFile
from tongban.core import clock
from tongban.core.entries import history
from tongban.people import actions as people
from tongban.services import driving_schools, driving_tests

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(schools: Schools) -> ExamFile:
    """A learner of the Maple school, and a plan that takes preferences for subject 1."""
    built.a_site(region="310100")
    built.a_plan(a_session(subjects="S1", quota=1), a_session(1, subjects="S1", quota=1))
    with clock.frozen(datetime(2026, 11, 2, 1, tzinfo=UTC)):
        return schools.learner()


def say(schools: Schools, file: ExamFile, client: object = None) -> int:
    with clock.frozen(TODAY):
        path = f"/school/learners/{file.id}/{PLAN}/S1/"
        return int((client or schools.maple).post(path, {"key": "1", "first": "2", "stands_by": "1"}).status_code)  # type: ignore[attr-defined]


def test_without_the_learner_s_word_nothing_is_said(schools: Schools, file: ExamFile) -> None:
    let_schools_say()
    assert say(schools, file) == 403
    assert queries.preferences_of(file.person_id) == []


def test_where_schools_may_not_hand_in_the_learner_s_word_does_not_help(schools: Schools, file: ExamFile) -> None:
    schools.named(file, MAPLE, books=True)
    assert say(schools, file) == 403
    assert queries.preferences_of(file.person_id) == []


def test_with_it_the_school_says_them_in_its_own_name_until_it_is_taken_back(schools: Schools, file: ExamFile) -> None:
    let_schools_say()
    schools.named(file, MAPLE, books=True)
    assert say(schools, file, schools.poplar) == 404
    assert say(schools, file) == 302
    [mine] = queries.preferences_of(file.person_id)
    assert (mine.places, mine.stands_by) == ((2,), True)
    told = [one.actor for one in history(file.person_id, "slots") if one.kind == "preferred"]
    assert len(told) == 1 and "maple-1" in str(told[0])
    schools.named(file, MAPLE, books=False)
    assert say(schools, file) == 403


def test_another_school_inherits_no_mandate(schools: Schools, file: ExamFile) -> None:
    let_schools_say()
    schools.named(file, MAPLE, books=True)
    assert not schools.named(file, POPLAR).school_books
    assert say(schools, file, schools.poplar) == 403


def test_the_learner_s_and_the_school_s_word_have_the_same_place(schools: Schools, file: ExamFile) -> None:
    let_schools_say()
    schools.named(file, MAPLE, books=True)
    say(schools, file)
    [by_school] = queries.preferences_of(file.person_id)
    with clock.frozen(TODAY), transaction.atomic():
        driving_tests.prefer(
            plan=PLAN, file=files.get_file(file.id), subjects="S1", places=[2], stands_by=True,
            actor=builders.a_citizen(file.person_id),
        )  # fmt: skip
    [by_learner] = queries.preferences_of(file.person_id)
    assert by_school == by_learner


def test_the_ordering_time_is_the_same_whichever_school_is_named(schools: Schools, file: ExamFile) -> None:
    def key() -> object:
        return driving_tests.ordering_key(files.get_file(file.id), "S1")

    with clock.frozen(DRAWN):
        before = key()
        schools.named(file, POPLAR)
        assert key() == before
        schools.named(file, "")
        assert key() == before


def test_a_learner_names_only_what_is_offered(schools: Schools, file: ExamFile) -> None:
    learner = Client()
    learner.force_login(builders.an_account(file.person_id))
    people.verify_at_window(person_id=file.person_id, actor=builders.TEST)
    path = f"/me/exams/{file.id}/school/"
    page = learner.get(path).content.decode()
    assert "您选的驾校看得到什么" in page and "委托驾校" not in page, "schools may not hand in preferences here"
    assert learner.post(path, {"key": "1", "school": "310115-BANK"}).status_code == 400
    assert learner.post(path, {"key": "2", "school": POPLAR}).status_code == 302
    assert files.get_file(file.id).school == POPLAR
    assert learner.post(path, {"key": "3", "school": "none"}).status_code == 302
    assert (files.get_file(file.id).school, files.get_file(file.id).school_named_at) == ("", None)
    assert driving_schools.chosen(files.get_file(file.id)) == "none"

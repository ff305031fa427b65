"""Faces at tests: both pictures side by side, decided by a person of supervision and by nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.assessment.exams import builders as candidates
from tests.builders import a_person
from tests.web.builders import JPEG, OFFICE, SETUP, a_clerk, an_office

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import likeness, queries
from tongban.assessment.exams.types import SittingState
from tongban.documents import actions as documents

pytestmark = pytest.mark.django_db
PAGE = "desk:test_faces"


def test_both_pictures_are_shown_and_another_person_needs_a_reason() -> None:
    an_office()
    clerk = a_clerk(posts=("supervision",))
    file = candidates.a_file(person=a_person(candidates.BORN), office=OFFICE)
    documents.keep_portrait(subject=file.id, person_id=file.person_id, jpeg=JPEG)
    sitting = candidates.expected(file, "S1")
    check = likeness.compare(sitting_id=sitting.id, moment="entry", jpeg=JPEG, actor=SETUP, cause="test")
    page = clerk.get(reverse(PAGE)).content.decode()
    assert page.count("data:image/jpeg") == 2 and "科目一" in page and "入场" in page
    form = {"check": str(check.id), "action": "different"}
    assert clerk.post(reverse(PAGE), form).status_code == 400
    assert clerk.post(reverse(PAGE), form | {"reason": "不是同一个人"}).status_code == 302
    assert likeness.checks_of(sitting.id)[0].same is False
    assert "没有待比对的人脸" in clerk.get(reverse(PAGE)).content.decode()


def test_who_accepts_applications_does_not_decide_here() -> None:
    an_office()
    accepts: Client = a_clerk(posts=("acceptance",))
    assert accepts.get(reverse(PAGE)).status_code == 403


def test_a_result_that_waits_is_let_count_or_voided_with_a_reason() -> None:
    an_office()
    clerk = a_clerk(posts=("supervision",))
    file = candidates.a_file(person=a_person(candidates.BORN), office=OFFICE)
    sitting = candidates.expected(file, "S1")
    candidates.sits(sitting, 95)
    exams.hold(sitting_id=sitting.id, why="identity", actor=SETUP, cause="test")
    assert queries.passed(file.id) == ()
    assert "待确认的成绩" in clerk.get(reverse(PAGE)).content.decode()
    form = {"sitting": str(sitting.id), "action": "release"}
    assert clerk.post(reverse(PAGE), form).status_code == 400
    assert clerk.post(reverse(PAGE), form | {"reason": "看过录像"}).status_code == 302
    assert queries.passed(file.id) == ("S1",)
    assert "待确认的成绩" not in clerk.get(reverse(PAGE)).content.decode()
    void = {"sitting": str(sitting.id), "action": "void", "reason": "替考"}
    exams.hold(sitting_id=sitting.id, why="identity", actor=SETUP, cause="test")
    assert clerk.post(reverse(PAGE), void).status_code == 302
    assert queries.get_sitting(sitting.id).state is SittingState.VOID
    assert "待确认的成绩" not in clerk.get(reverse(PAGE)).content.decode()

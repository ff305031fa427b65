"""My exam file: what is passed, what is next and from when; the learner permit as code, file and paper, checked in
public; recordings for three days; nobody else's.
"""

import re
from datetime import date, timedelta
from uuid import UUID

from django.test import Client
from tests import builders
from tests.assessment.exams import builders as candidates
from tests.web.citizen.conftest import Citizen, Enter, enter

from tongban.assessment.exams import actions, queries
from tongban.assessment.exams.types import End, ExamFile
from tongban.core import clock
from tongban.core.law_book import book
from tongban.documents import of_vehicles
from tongban.services.driver import learner_permit
from tongban.services.tasks import exams as tasks

__all__ = ["enter"]
BORN = date(1985, 5, 5)


def a_learner(person: UUID, target: str = "D") -> ExamFile:
    """Subject 1 was passed today: the learner permit is on the phone."""
    file = candidates.passes(candidates.a_file(target, born=BORN, person=person), "S1")
    learner_permit.issue(file, builders.TEST)
    return file


def page_of(citizen: Citizen) -> str:
    return citizen.get("/me/exams/").content.decode()


def test_who_is_not_tested_is_told_where_to_begin(enter: Enter) -> None:
    citizen = enter()
    assert "您现在没有在考任何驾驶证" in page_of(citizen)
    assert "我的考试档案" not in citizen.get("/me/").content.decode()


def test_the_page_says_what_is_passed_what_is_next_and_from_when(enter: Enter) -> None:
    citizen = enter()
    file = a_learner(citizen.person_id, "B2")
    page = page_of(citizen)
    assert "合格，95分" in page and file.learner_permit and file.learner_permit.serial in page
    earliest = clock.today() + timedelta(days=20)
    assert f"{earliest.year}年{earliest.month}月{earliest.day}日" in page
    assert "还可以预约 5 次（共 5 次）" in page
    assert "我的考试档案" in citizen.get("/me/").content.decode()


def test_the_learner_permit_is_shown_printed_and_genuine_until_the_file_ends(enter: Enter) -> None:
    citizen, other = enter(), enter("李四")
    file = a_learner(citizen.person_id)
    shown = citizen.get(f"/me/exams/{file.id}/").content.decode()
    assert "<svg" in shown and "普通三轮摩托车" in shown
    paper = citizen.get(f"/me/exams/{file.id}/permit.pdf")
    assert paper["content-type"] == "application/pdf" and paper.content.startswith(b"%PDF-")
    for part in ("", "code/", "file/", "permit.pdf"):
        assert other.get(f"/me/exams/{file.id}/{part}").status_code == 404
    [document] = of_vehicles.standing([file.id])[file.id]
    code = of_vehicles.code_of(document, timedelta(minutes=5))
    genuine = checked(code)
    assert "学习驾驶证明" in genuine and file.learner_permit and file.learner_permit.serial in genuine
    ended = actions.end_file(file_id=file.id, end=End.WITHDRAWN, actor=builders.TEST, cause="test")
    tasks.end_learner_permit(str(ended.id), "ended", "test")
    assert citizen.get(f"/me/exams/{file.id}/").status_code == 404
    assert of_vehicles.standing([file.id])[file.id] == []


def checked(text: str) -> str:
    return Client().post("/check/", {"text": text}).content.decode()


def test_recordings_are_shown_for_three_days_to_their_candidate_alone(enter: Enter) -> None:
    citizen, other = enter(), enter("李四")
    file = a_learner(citizen.person_id)
    [sitting] = queries.sittings_of(file.id)
    address = f"/me/sittings/{sitting.id}/recordings/"
    assert "SHA-256" in citizen.get(address).content.decode()
    assert other.get(address).status_code == 404
    days = book().value("exams.recording_view_days", sitting.on)
    with candidates.on(sitting.on + timedelta(days=days)):
        assert citizen.get(address).status_code == 200
    with candidates.on(sitting.on + timedelta(days=days + 1)):
        assert citizen.get(address).status_code == 404
        assert not re.search("recordings", page_of(citizen))
    assert "查看" in citizen.get("/me/looks/").content.decode()

"""A theory test from the examiner's tablet to the candidate's desk and back, over HTTP; and the editors of the bank."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.assessment.exams import builders as exams
from tests.assessment.exams.theory.builders import SAMPLE, right_of, the_bank, wrong
from tests.config.conftest import Urls
from tests.web.builders import a_clerk, a_person, an_office

from tongban.assessment.exams import queries as exam_queries
from tongban.assessment.exams.theory import queries
from tongban.assessment.exams.types import Sitting, SittingState
from tongban.assessment.questions import queries as questions
from tongban.assessment.questions.types import QuestionState

DESK, PAPER, ANSWERS = reverse("public:theory"), reverse("public:theory_paper"), reverse("public:theory_answers")


@pytest.fixture
def examiner(committed: Urls):
    an_office()
    return a_clerk(posts=("exam",), powers=("see", "work"))


@pytest.fixture
def sitting(examiner) -> Sitting:
    the_bank()
    return exams.expected(exams.a_file(person=a_person()), "S1")


def page_of(sitting: Sitting) -> str:
    return reverse("desk:theory_session", args=[sitting.session_id])


def presses(examiner: Client, sitting: Sitting, do: str, **more: str) -> str:
    return examiner.post(page_of(sitting), {"do": do, "sitting": str(sitting.id), **more}, follow=True).content.decode()


def seated(examiner: Client, sitting: Sitting) -> Client:
    presses(examiner, sitting, "papers")
    presses(examiner, sitting, "present")
    said = presses(examiner, sitting, "admit")
    code = said.split("口令 ")[1].split("，")[0]
    desk = Client(raise_request_exception=True)
    answer = desk.post(DESK, {"code": code.lower()})
    assert (answer.status_code, answer["Location"]) == (302, PAPER)
    return desk


def answers(desk: Client, given: dict[int, str]):
    return desk.post(ANSWERS, json.dumps({"answers": given}), content_type="application/json")


def test_a_whole_test_from_the_list_of_today_to_both_signatures_and_the_recording(examiner, sitting):
    assert page_of(sitting) in examiner.get(reverse("desk:theory")).content.decode()
    desk = seated(examiner, sitting)
    paper = desk.get(PAPER).content.decode()
    told = json.loads(paper.split('type="application/json">')[1].split("</script>")[0])
    assert len(told["items"]) == 100 and "right" not in told["items"][0]
    right = right_of(sitting)
    taken = answers(desk, {1: wrong(right[1])}).json()
    assert (taken["places"], taken["ended"]) == ([1], False) and 0 < taken["left_seconds"] <= 45 * 60
    assert "1/100题" in examiner.get(page_of(sitting)).content.decode()
    assert answers(desk, {place: right[place] for place in range(2, 101)}).json()["ended"]
    result = desk.get(PAPER).content.decode()
    assert "99分" in result and "合格" in result and "正确答案" in result and "考试录像登记后" in result
    assert exam_queries.get_file(sitting.file_id).passed == ()  # withheld without a recording
    desk.post(reverse("public:theory_leave"))
    presses(examiner, sitting, "sign")
    presses(examiner, sitting, "record", recording="YX-1", recording_sha256="ab" * 32)
    assert exam_queries.results_of(sitting.id)[-1].signed
    file = exam_queries.get_file(sitting.file_id)
    assert file.passed == ("S1",) and file.learner_permit is not None
    assert desk.get(PAPER)["Location"] == DESK


def test_a_browser_that_crashed_finds_its_paper_again_with_what_was_answered(examiner, sitting):
    desk = seated(examiner, sitting)
    answers(desk, {7: right_of(sitting)[7]})
    again = desk.get(PAPER).content.decode()
    item = json.loads(again.split('type="application/json">')[1].split("</script>")[0])["items"][6]
    assert item["given"] == right_of(sitting)[7]


def test_another_computer_needs_another_code_and_the_first_one_is_told(examiner, sitting):
    first = seated(examiner, sitting)
    assert "口令不对" in Client().post(DESK, {"code": "00000000"}).content.decode()
    said = presses(examiner, sitting, "admit")
    second = Client()
    second.post(DESK, {"code": said.split("口令 ")[1].split("，")[0]})
    refused = answers(first, {1: "A"})
    assert refused.status_code == 403 and "另一台机器" in refused.json()["error"]
    assert answers(second, {1: right_of(sitting)[1]}).status_code == 200
    assert "换了机器" in examiner.get(page_of(sitting)).content.decode()


@pytest.mark.parametrize(
    "body", ["", "[]", '{"answers": 3}', '{"answers": {"x": "A"}}', "{", '{"answers": {"1": "Z"}}']
)
def test_what_a_desk_sends_that_is_no_answer_is_said_and_changes_nothing(examiner, sitting, body):
    desk = seated(examiner, sitting)
    answer = desk.post(ANSWERS, body, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["error"]
    assert queries.get_paper(sitting.id).answered == 0


def test_time_is_given_back_and_misconduct_ends_a_test_with_a_reason(examiner, sitting):
    desk = seated(examiner, sitting)
    before = queries.get_paper(sitting.id).ends_at
    assert "请写明理由" in presses(examiner, sitting, "time", seconds="60")
    presses(examiner, sitting, "time", seconds="60", reason="断电")
    assert (queries.get_paper(sitting.id).ends_at - before).total_seconds() == 60
    assert "请写明理由" in presses(examiner, sitting, "stop")
    presses(examiner, sitting, "stop", reason="使用手机")
    after = exam_queries.get_sitting(sitting.id)
    assert (after.state, after.counts, after.void_reason) == (SittingState.VOID, True, "使用手机")
    assert "作废" in desk.get(PAPER).content.decode()


def test_a_desk_notes_that_its_page_was_left(examiner, sitting):
    desk = seated(examiner, sitting)
    desk.post(reverse("public:theory_notices"), {"kind": "left_page"})
    desk.post(reverse("public:theory_notices"), {"kind": "nonsense"})
    assert examiner.get(page_of(sitting)).content.decode().count("离开过页面") == 1


def test_a_file_is_taken_in_row_by_row_and_somebody_else_approves_it(examiner):
    page = reverse("desk:questions")
    assert "题库是空的" in examiner.get(page).content.decode()
    rows = SAMPLE.read_text(encoding="utf-8").splitlines()
    rows[1] = rows[1].replace("O162.40", "O162.999")
    given = SimpleUploadedFile("bank.csv", "\n".join(rows).encode("gbk", errors="replace"))
    shown = examiner.post(page, {"do": "file", "file": given}).content.decode()
    assert "没有“O162.999”这条依据" in shown and "321" in shown
    assert "要由另一个人审核" in examiner.get(page).content.decode()
    examiner.post(page, {"do": "approve"})
    assert not questions.questions(state=QuestionState.APPROVED)
    other = a_clerk("310100-0077", posts=("supervision",), powers=("see", "work"))
    other.post(page, {"do": "approve"})
    assert len(questions.questions(state=QuestionState.APPROVED, limit=1000)) == 321
    assert "请写明停用的理由" in other.post(page, {"do": "withdraw", "question": "S1-0002"}).content.decode()
    other.post(page, {"do": "withdraw", "question": "S1-0002", "reason": "写错了"})
    assert len(questions.questions(state=QuestionState.APPROVED, limit=1000)) == 320
    again = other.get(reverse("desk:questions_file"))
    assert again.content.decode().count("\n") == 321


def test_a_file_that_is_none_is_refused_beside_its_field(examiner):
    answer = examiner.post(reverse("desk:questions"), {"do": "file", "file": SimpleUploadedFile("x", b"\x00\x01")})
    assert answer.status_code == 400 and "文件不是文本" in answer.content.decode()


def test_a_session_of_nobody_is_an_empty_page(examiner):
    assert examiner.get(reverse("desk:theory_session", args=[uuid4()])).status_code == 200

"""What a driving school sees: who names it, from then on and no longer, and nothing of how the test was."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import builders
from tests.assessment.exams import builders as candidates
from tests.web.api.clients import an_outlet
from tests.web.school.conftest import MAPLE, POPLAR, Schools, employee

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries
from tongban.assessment.exams import schools as of_schools
from tongban.assessment.exams.types import End, SittingState
from tongban.core import audit, clock
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.people import actions as people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def text(client: Client, path: str = "/school/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_school_sees_who_names_it_and_nobody_else(schools: Schools) -> None:
    own, other = schools.learner(MAPLE, 1, "陈学车"), schools.learner(POPLAR, 2, "李练车")
    schools.learner("", 3, "王自己")
    here, there = text(schools.maple), text(schools.poplar)
    assert "陈学车" in here and "李练车" not in here and "王自己" not in here
    assert "李练车" in there and "陈学车" not in there
    assert "陈学车" in text(schools.maple, f"/school/learners/{own.id}/")
    assert schools.maple.get(f"/school/learners/{other.id}/").status_code == 404
    assert "李练车" not in text(schools.maple, "/school/learners.csv")


def test_who_leaves_a_school_is_gone_from_it_with_what_is_booked(schools: Schools) -> None:
    file = schools.learner()
    with candidates.on(TODAY):
        sitting = candidates.expected(file, "S1", TODAY + timedelta(days=3))
        schools.named(file, POPLAR)
        assert schools.maple.get(f"/school/learners/{file.id}/").status_code == 404
        assert "陈学车" not in text(schools.maple)
        seen = of_schools.get_learner(POPLAR, file.id)
    assert [(one.subject, one.outcome) for one in seen.tests] == [("S1", "booked")]
    assert queries.get_sitting(sitting.id).state is SittingState.EXPECTED


def test_what_was_taken_before_a_school_was_named_is_not_told_to_it(schools: Schools) -> None:
    file = schools.learner()
    with candidates.on(TODAY):
        candidates.passes(file, "S1")
        schools.named(file, POPLAR)
        seen = of_schools.get_learner(POPLAR, file.id)
    assert (seen.passed, seen.tests) == (("S1",), ())


def test_a_file_that_is_over_is_seen_by_no_school(schools: Schools) -> None:
    file = schools.learner()
    exams.end_file(file_id=file.id, end=End.WITHDRAWN, actor=builders.TEST, cause="test")
    assert schools.maple.get(f"/school/learners/{file.id}/").status_code == 404
    assert "陈学车" not in text(schools.maple)


def test_results_say_passed_or_not_and_never_who_examined_or_what_was_scored(schools: Schools) -> None:
    file, examiner = schools.learner(), builders.a_person(serial=9, phone="13900000009")
    with candidates.on(TODAY):
        sitting = candidates.expected(file, "S1")
        exams.assign(sitting_id=sitting.id, examiner=examiner, actor=builders.TEST, cause="test")
        candidates.sits(sitting, 73)
        shown = text(schools.maple, f"/school/learners/{file.id}/") + text(schools.maple, "/school/learners.csv")
    assert "不合格" in shown
    assert "73" not in shown and str(examiner) not in shown
    assert not {"examiner", "score", "deductions"} & set(of_schools.TestOfLearner.__slots__)


def test_a_pass_without_its_recording_is_not_told_yet(schools: Schools) -> None:
    file = schools.learner()
    with candidates.on(TODAY):
        candidates.sits(candidates.expected(file, "S1"), 95, recorded=False)
        assert of_schools.get_learner(MAPLE, file.id).tests == ()


def test_each_look_is_written_down_with_its_purpose_and_the_learner_reads_it(schools: Schools) -> None:
    file = schools.learner()
    text(schools.maple)
    text(schools.maple, f"/school/learners/{file.id}/")
    text(schools.maple, "/school/learners.csv")
    found = audit.looks_at(file.person_id)
    assert [(one.purpose, one.what, one.office) for one in found] == [
        ("export", "learner", MAPLE), ("partner", "learner", MAPLE), ("partner", "learner", MAPLE)
    ]  # fmt: skip
    learner = Client()
    learner.force_login(builders.an_account(file.person_id))
    people.verify_at_window(person_id=file.person_id, actor=builders.TEST)
    page = learner.get("/me/looks/").content.decode()
    assert "合作单位：浦东网点" in page and "学车进度" in page


def test_a_school_without_learners_is_told_what_to_do(schools: Schools) -> None:
    page = text(schools.maple)
    assert "还没有学员选您的驾校" in page and "/services/D01/" in page, page[page.index("<main") :]


def test_a_table_for_a_spreadsheet_begins_no_formula(schools: Schools) -> None:
    schools.learner(name="-陈学车")
    rows = list(csv.reader(io.StringIO(text(schools.maple, "/school/learners.csv").removeprefix("\ufeff"))))
    assert rows[1][0] == "'-陈学车"
    assert len(rows[0]) == len(rows[1]) == 8


def test_the_pages_are_closed_to_other_partners_closed_schools_and_who_left(schools: Schools) -> None:
    an_outlet("310115-BANK", OutletKind.BANK)
    assert employee("bank-9", "310115-BANK").get("/school/").status_code == 404
    assert Client().get("/school/").status_code == 302
    outlets.close_outlet(code=POPLAR, on=clock.today(), actor=builders.TEST, cause="test")
    assert schools.poplar.get("/school/").status_code == 404
    outlets.dismiss(number="maple-1", on=clock.today(), actor=builders.TEST, cause="test")
    assert schools.maple.get("/school/").status_code == 404


def test_without_a_second_factor_the_way_leads_to_one(schools: Schools, settings: LazySettings) -> None:
    settings.TONGBAN_DEMO = False
    answer = schools.maple.get("/school/")
    assert answer.status_code == 302 and "/2fa/" in answer["location"]


def test_a_list_of_many_costs_as_many_statements_as_a_list_of_one(schools: Schools) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            text(schools.maple)
        return len(made)

    schools.learner(serial=1)
    text(schools.maple)
    one = min(cost(), cost())
    for serial in range(2, 12):
        schools.learner(serial=serial)
    assert min(cost(), cost()) == one


def test_pass_rates_count_each_test_for_the_school_in_which_it_was_taken(schools: Schools) -> None:
    moved, stays = schools.learner(MAPLE, 1), schools.learner(POPLAR, 2)
    with candidates.on(TODAY):
        candidates.sits(candidates.expected(moved, "S1"), 60)
        schools.named(moved, POPLAR)
        candidates.passes(stays, "S1")
        [maple] = of_schools.rates_of(MAPLE, "310100", TODAY)
        [poplar] = of_schools.rates_of(POPLAR, "310100", TODAY)
        page = text(schools.poplar, "/school/rates/")
    assert ((maple.own.part, maple.own.whole), (maple.all.part, maple.all.whole)) == ((0, 1), (1, 2))
    assert (poplar.own.part, poplar.own.whole) == (1, 1)
    assert "100%" in page and "21%–100%" in page and "看不出差别" in page

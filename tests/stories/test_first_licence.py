"""D01: somebody who never drove applies by phone, is accepted at once and can book subject 1."""

from datetime import date

from tests import builders
from tests.stories.conftest import Told

from tongban.assessment.exams import queries as exams
from tongban.core import clock
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.people import queries as people
from tongban.registers.drivers import actions as drivers


def a_school(code: str = "310100-S1") -> str:
    outlets.open_outlet(
        code=code, kind=OutletKind.DRIVING_SCHOOL, name=Text(zh="安心驾校", en="Anxin driving school"),
        region="310100", opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    return code


def test_a_first_licence_begins_with_an_exam_file_and_no_paper(told: Told) -> None:
    lin = told.person(born=date(2000, 5, 1), name="林晓", known={"medical": {}})
    case = told.applies("D01", lin, **{"class": "C1"}, school=a_school())
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    [file] = exams.files_of(lin)
    assert (file.target, file.subjects, file.school, file.region) == (
        "C1",
        ("S1", "S2", "S3R", "S3T"),
        "310100-S1",
        "310100",
    )
    assert exams.may_book(file.id, "S1", clock.today()).verdict.allowed


def test_the_hospital_is_waited_for_and_the_file_opens_with_its_result(told: Told) -> None:
    lin = told.person(born=date(2000, 5, 1), name="林晓")
    case = told.applies("D01", lin, **{"class": "C2"}, school="none")
    assert (case.status, case.waiting_for) == ("waiting", "partner")
    told.is_examined(lin)
    assert told.sees(case.id).outcome == "granted"
    assert [file.target for file in exams.files_of(lin)] == ["C2"]


def test_all_that_stands_in_the_way_is_told_at_once(told: Told) -> None:
    lin = told.person(born=date(2010, 5, 1), name="林晓", known={"medical": {"colour_blind": True}})
    drivers.set_ban(
        identity_number=people.identity_number(lin), person_id=lin, code="N12", since=date(2026, 1, 5),
        until=date(2029, 1, 4), reference="x", actor=builders.TEST, cause="test",
    )  # fmt: skip
    case = told.applies("D01", lin, **{"class": "C1"}, school="none")
    reasons = {reason.code: reason for reason in told.sees(case.id).reasons}
    assert set(reasons) == {"age.too_young", "bar.term", "medical.unfit"}
    assert reasons["bar.term"].possible_from == date(2029, 1, 5)
    assert exams.files_of(lin) == []


def test_nobody_is_tested_twice_for_a_class(told: Told) -> None:
    lin = told.person(born=date(2000, 5, 1), name="林晓", known={"medical": {}})
    told.applies("D01", lin, **{"class": "C1"}, school="none")
    again = told.applies("D01", lin, **{"class": "C1"}, school="none")
    assert [reason.code for reason in told.sees(again.id).reasons] == ["applying.live_file"]
    assert len(exams.files_of(lin)) == 1


def test_a_large_class_outside_ones_province_asks_the_residence_register(told: Told) -> None:
    known = {"medical": {}, "person": {"name": "林晓", "address": "杭州", "region": "330102"}}
    lin = told.person(born=date(2000, 5, 1), name="林晓", known=known)
    refused = told.applies("D01", lin, **{"class": "B2"}, school="none")
    assert [reason.code for reason in told.sees(refused.id).reasons] == ["applying.residence"]
    told.partners_say(lin, {**known, "residence": {"region": "310115", "valid_to": "2027-12-31"}})
    case = told.applies("D01", lin, **{"class": "B2"}, school="none")
    assert told.sees(case.id).outcome == "granted"

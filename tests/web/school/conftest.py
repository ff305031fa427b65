"""Two driving schools with staff who are signed in; a password is enough, as in a demonstration."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client
from tests import builders
from tests.web.api.clients import an_outlet

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import schools as of_schools
from tongban.assessment.exams.types import ExamFile, Kind, Schooling
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets import queries as staff
from tongban.outlets.types import ACCEPT, OutletKind
from tongban.people import queries as accounts

MAPLE, POPLAR, BORN = "310115-MAPLE", "310115-POPLAR", date(1995, 5, 5)


@pytest.fixture(autouse=True)
def no_second_factor(settings: LazySettings) -> None:
    settings.TONGBAN_DEMO = True


@dataclass
class Schools:
    """Somebody at each school, with a browser."""

    maple: Client
    poplar: Client

    def learner(self, school: str = MAPLE, serial: int = 1, name: str = "陈学车") -> ExamFile:
        """Somebody who names a school, with a file for C1."""
        person = builders.a_person(BORN, name, serial, phone=f"139{serial:08d}")
        return exams.open_file(
            person_id=person, born=BORN, target="C1", kind=Kind.INITIAL, held=(), region="310100",
            office=builders.OFFICE, schooling=Schooling.SCHOOL if school else Schooling.NONE, school=school,
            actor=builders.TEST, cause="test",
        )  # fmt: skip

    def named(self, file: ExamFile, school: str, *, books: bool = False) -> ExamFile:
        """The learner names another school, or nobody."""
        return of_schools.choose_school(
            file_id=file.id, schooling=Schooling.SCHOOL if school else Schooling.NONE, school=school, books=books,
            actor=builders.a_citizen(file.person_id), cause="test",
        )  # fmt: skip


def employee(number: str, school: str) -> Client:
    """Somebody who works at a school and may see its learners."""
    outlets.employ(
        number=number, outlet=school, posts=("acceptance",), password=builders.PASSWORD, actor=builders.TEST,
        cause="test", employed_on=builders.LONG_AGO,
    )  # fmt: skip
    outlets.grant(number=number, power="see", office=school, actor=builders.TEST, cause="test", since=builders.LONG_AGO)
    account = accounts.find_account(number)
    assert account is not None
    client = Client()
    client.force_login(account)
    client.actor = staff.actor_for(account, "online")  # type: ignore[attr-defined]
    return client


def let_schools_say() -> None:
    """The delegation matrix lets driving schools accept D03."""
    outlets.delegate(
        service="D03", level=ACCEPT, outlet_kind=OutletKind.DRIVING_SCHOOL, basis=Text(zh="测试", en="test"),
        since=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip


@pytest.fixture
def schools(db: None) -> Schools:
    builders.an_office(matrix=False)
    for school in (MAPLE, POPLAR):
        an_outlet(school, OutletKind.DRIVING_SCHOOL)
    return Schools(employee("maple-1", MAPLE), employee("poplar-1", POPLAR))

"""The office opens a case by itself: who may, on which ground, with which document; somebody else decides."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.exchange.little_partner import LittlePartner
from tests.web.builders import SETUP, a_clerk, a_driver, a_person, a_reviewer, an_office, answering
from tests.web.desk.test_posts import press

from tongban.casework import posts, queries
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import DECIDE, OutletKind
from tongban.web.citizen.cases import own_motion

pytestmark = pytest.mark.django_db
REFERENCE = "雨花交警大队行政处罚决定书 3201142026000017"


@pytest.fixture
def wang(partner: LittlePartner) -> UUID:
    """Somebody with a licence for C1, where the office decides and does not only accept."""
    outlets.delegate(
        service="*", level=DECIDE, outlet_kind=OutletKind.CITY_OFFICE, basis=Text(zh="测试", en="test"),
        since=date(2020, 1, 1), actor=SETUP, cause="test", outlet=an_office(),
    )  # fmt: skip
    answering(partner)
    person = a_person()
    a_driver(person)
    return person


def opens(client: Client, person: UUID, **more: str) -> HttpResponse:
    today = clock.today()
    body = {
        "ground": "D19:drug_driving", "found_on_year": str(today.year), "found_on_month": str(today.month),
        "found_on_day": str(today.day), "reference": REFERENCE, "key": str(uuid4()),
    }  # fmt: skip
    answer: Any = client.post(reverse("desk:open", args=[person]), body | more)
    return answer


def test_a_reviewer_opens_a_case_on_a_document_and_another_reviewer_decides(wang: UUID) -> None:
    finder, reviewer = a_reviewer(), a_reviewer("310100-0003")
    assert reverse("desk:open", args=[wang]) in finder.get(reverse("desk:person", args=[wang])).content.decode()
    page = finder.get(reverse("desk:open", args=[wang])).content.decode()
    assert "吸毒后驾驶机动车被查获" in page and "直接送审核" in page
    answer = opens(finder, wang)
    row = queries.find_by_number(answer["location"].rstrip("/").rsplit("/", 1)[1])
    assert row and (row.service, row.needs_post) == ("D19", "review")
    own, other = posts.doings(row.id, finder.actor), posts.doings(row.id, reviewer.actor)  # type: ignore[attr-defined]
    assert own.blocked == posts.OWN_OPENING and "lapse" not in own.verbs and "lapse" in other.verbs
    assert REFERENCE in reviewer.get(reverse("desk:case", args=[row.number])).content.decode()
    assert press(reviewer, row, "lapse") == 302
    found = queries.find_case(row.id, reviewer.actor)  # type: ignore[attr-defined]
    assert found and found.outcome == "lapsed"


def test_a_second_click_opens_nothing_more(wang: UUID) -> None:
    finder, key = a_reviewer(), str(uuid4())
    first, second = opens(finder, wang, key=key), opens(finder, wang, key=key)
    assert first["location"] == second["location"]
    assert Case.for_system("count").filter(applicant=wang).count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("reference", "   ", "文号"), ("ground", "", "依据的情形"), ("ground", "D19:lapse", "依据的情形"),
        ("found_on_year", "2099", "不能晚于今天"), ("found_on_month", "13", "存在的日期"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(
    wang: UUID, field: str, typed: str, said: str
) -> None:
    finder = a_reviewer()
    answer = opens(finder, wang, **{field: typed})
    assert answer.status_code == 400 and said in answer.content.decode()
    assert field == "reference" or REFERENCE in answer.content.decode()
    assert not Case.for_system("count").filter(applicant=wang).exists()


def test_the_same_kind_twice_is_refused_in_words_on_the_form(wang: UUID) -> None:
    finder = a_reviewer()
    opens(finder, wang)
    answer = opens(finder, wang, reference="另一份文书")
    assert answer.status_code == 409 and "正在办理" in answer.content.decode()


def test_a_window_clerk_and_an_office_that_does_not_decide_open_nothing(wang: UUID) -> None:
    clerk = a_clerk("310100-0004")
    assert reverse("desk:open", args=[wang]) not in clerk.get(reverse("desk:person", args=[wang])).content.decode()
    assert opens(clerk, wang).status_code == 403
    undecided = a_clerk("310100-0005", posts=("review",))  # sees and works, decides nothing
    assert "没有您可以主动立案" in undecided.get(reverse("desk:open", args=[wang])).content.decode()
    assert opens(undecided, wang).status_code == 403


def test_nobody_opens_a_case_against_oneself(wang: UUID) -> None:
    own = a_clerk("310100-0006", posts=("review",), powers=("see", "work", "decide"), person_id=wang)
    assert opens(own, wang).status_code == 403


def test_the_person_reads_on_which_document_it_rests(wang: UUID) -> None:
    number = opens(a_reviewer(), wang)["location"].rstrip("/").rsplit("/", 1)[1]
    reader = Actor(kind="citizen", label="citizen", channel="online", account_id=uuid4(), person_id=wang, assurance=2)
    said = own_motion(queries.get_case_by_number(number, reader))
    assert said and said["found"].reference == REFERENCE

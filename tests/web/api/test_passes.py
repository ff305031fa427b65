"""What a program does for an outlet depends on a valid pass there, or on that of the clerk it names."""

from datetime import date, timedelta

import pytest
from tests import builders
from tests.passes import LONG_AGO, SETUP, qualified
from tests.web.api.clients import Program, Programs, a_driver, a_program, wish

from tongban.core import clock
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind

OUTLET = "310115-PO"


def a_clerk_there(number: str, until: date | None) -> None:
    """A clerk of the post office whose pass ends on a day; None: who never passed."""
    outlets.employ(
        number=number, outlet=OUTLET, posts=["acceptance"], password=builders.PASSWORD, actor=SETUP, cause="test",
        employed_on=LONG_AGO,
    )  # fmt: skip
    if until is not None:
        qualified(number, until=until)


@pytest.fixture
def program(programs: Programs) -> Program:
    """The program of a post office where nobody has passed yet; a driver who wants a new licence."""
    outlets.open_outlet(
        code=OUTLET, kind=OutletKind.POST, name=Text(zh="浦东网点", en="Pudong service point"), region="310115",
        opened_on=LONG_AGO, actor=SETUP, cause="test",
    )  # fmt: skip
    a_driver()
    return a_program("po-1", OUTLET)


def test_a_pass_that_ran_out_yesterday_is_a_problem_in_words(program: Program) -> None:
    a_clerk_there("PO-1", clock.today() - timedelta(1))
    answer = program.start(wish())
    assert answer.status_code == 403 and answer.json()["code"] == "qualification.ended"
    assert "ran out" in answer.json()["detail"] and "pass the examination" in answer.json()["detail"]


def test_with_a_pass_of_today_the_same_request_begins_a_case(program: Program) -> None:
    a_clerk_there("PO-1", clock.today())
    assert program.start(wish()).status_code == 201


def test_the_clerk_that_is_named_has_to_hold_it_themselves(program: Program) -> None:
    a_clerk_there("PO-1", clock.today())
    a_clerk_there("PO-2", None)
    asked = {"idempotency-key": "key-1234"}
    refused = program.send("POST", "/cases", wish(), **asked, **{"tongban-clerk": "PO-2"})
    assert refused.status_code == 403 and refused.json()["code"] == "qualification.missing"
    strange = program.send("POST", "/cases", wish(), **asked, **{"tongban-clerk": "NJ-1"})
    assert strange.status_code == 403 and strange.json()["code"] == "no_clerk"
    assert program.send("POST", "/cases", wish(), **asked, **{"tongban-clerk": "PO-1"}).status_code == 201


def test_what_was_begun_goes_no_further_without_the_pass_and_may_still_be_read(program: Program) -> None:
    a_clerk_there("PO-1", clock.today())
    begun = program.start(wish(service="D07"))
    assert begun.status_code == 201, begun.content
    number = begun.json()["number"]
    outlets.dismiss(number="PO-1", on=clock.today(), actor=SETUP, cause="test")
    refused = program.send("POST", f"/cases/{number}/answers", {"answers": {}, "delivery": {"method": "office"}})
    assert refused.status_code == 403 and refused.json()["code"] == "qualification.missing"
    assert program.send("GET", f"/cases/{number}").status_code == 200

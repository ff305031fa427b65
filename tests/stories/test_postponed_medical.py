"""D18: somebody of seventy-one who is abroad postpones the yearly medical certificate."""

from datetime import timedelta

import pytest
from tests import builders

from tongban.core import clock
from tongban.core.errors import BadInput
from tongban.law.text import day_text
from tongban.registers.drivers import daily
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change

BORN = builders.date(1955, 3, 3)


def elderly(person, due_in_days: int):
    """A long-term licence whose yearly certificate falls due in so many days."""
    due = clock.today() + timedelta(days=due_in_days)
    more = [Change("medical_due", due.isoformat())]
    return builders.a_licence(person, BORN, valid_to=None, term_years=None, more=more)


def postpones(told, person, until):
    return told.applies("D18", person, ground="abroad", until=until.isoformat(), declaration="yes")


def test_a_declaration_is_enough_and_the_licence_is_not_cancelled_meanwhile(told):
    li = told.person(BORN)
    licence = elderly(li, 10)
    until = clock.today() + timedelta(days=700)
    case = postpones(told, li, until)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome, seen.order_number) == ("closed", "granted", "")
    assert drivers.get_driver(licence.id).licence.letters == {"P"}
    daily.look_at(licence.id, until)
    assert drivers.get_driver(licence.id).licence.letters == {"P"}


def test_more_than_three_years_from_the_due_day_is_refused_at_the_question(told):
    li = told.person(BORN)
    due = elderly(li, 10).licence.medical_due_on
    last = due.replace(year=due.year + 3)
    with pytest.raises(BadInput) as refused:
        postpones(told, li, last + timedelta(days=1))
    assert refused.value.field == "until" and day_text(last).zh in refused.value.message.zh
    assert told.sees(postpones(told, li, last).id).outcome == "granted"


def test_who_owes_no_certificate_is_told_so(told):
    wang = told.person()
    builders.a_licence(wang)
    case = postpones(told, wang, clock.today() + timedelta(days=200))
    seen = told.sees(case.id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["postponement.not_due"])

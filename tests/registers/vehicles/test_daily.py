"""Owners are told of due days of their vehicles: once, after a stop the nearest, and nothing that has passed."""

from datetime import date, timedelta

import pytest
from tests import builders
from tests.conftest import run_jobs

from tongban.core import clock
from tongban.exchange.messages.queries import messages_of
from tongban.registers.types import Change
from tongban.registers.vehicles import daily


@pytest.fixture
def wang(committed):
    return builders.a_person()


def a_car(owner, days, **more):
    """A car whose mark ends in so many days, without an inspection due."""
    last = clock.today() + timedelta(days=days)
    return builders.a_vehicle(owner, registered_on=date(last.year - 4, last.month, 1), inspected_to=last, **more)


def told(person):
    run_jobs()
    return [one.text for one in messages_of(person) if one.title.zh == "到期提醒"]


def test_thirty_days_before_the_mark_ends_the_owner_is_told_once_and_where_to_go(wang):
    a_car(wang, 30)
    assert daily.run() == [clock.today()]
    assert daily.run() == []
    [text] = told(wang)
    assert "沪A·12345" in text and "不用上线检验" in text and "免检车辆申领检验标志" in text


def test_after_three_months_that_stood_still_only_the_nearest_goes_out(wang):
    a_car(wang, 30)
    before = clock.today() - timedelta(days=100)
    daily.catch_up(daily.JOB, before, lambda day: None, since=before)
    assert len(daily.run()) == 100
    assert len(told(wang)) == 1


def test_what_passed_while_the_job_stood_still_is_not_told_any_more(wang):
    a_car(wang, -5)
    before = clock.today() - timedelta(days=100)
    daily.catch_up(daily.JOB, before, lambda day: None, since=before)
    daily.run()
    assert told(wang) == []


def test_two_months_before_its_last_day_of_use_each_owner_is_told(wang):
    li = builders.a_person(name="李四", serial=902, phone="13900000002")
    _, last_days = daily.days_told(clock.today(), daily.book())
    a_car(wang, 400, co_owners=[li], more=[Change("scrap_on", last_days[0].isoformat())])
    daily.run()
    assert [len(told(person)) for person in (wang, li)] == [1, 1]
    assert "报废机动车回收企业" in told(li)[0]

"""The daily work tells people of due days, once, and catches up after a stop."""

from datetime import timedelta

import pytest
from tests import builders
from tests.conftest import run_jobs

from tongban.core import clock
from tongban.exchange.messages.queries import messages_of
from tongban.law.book import Book
from tongban.law.facts import HeldClass, Licence
from tongban.law.rules.notices import due_days
from tongban.law.text import day_text
from tongban.registers.drivers import daily
from tongban.registers.drivers import messages as reminders
from tongban.registers.drivers.models import Driver, Reminder


@pytest.fixture
def wang(committed):
    """A driver whose licence expires in ninety days."""
    person = builders.a_person()
    ends = clock.today() + timedelta(days=90)
    builders.a_licence(person, valid_from=ends.replace(year=ends.year - 6), valid_to=ends)
    return person


def test_ninety_days_before_it_ends_the_person_is_told_once(wang):
    daily.run()
    run_jobs()
    [told] = [one for one in messages_of(wang) if one.title.zh == "到期提醒"]
    assert day_text(clock.today() + timedelta(days=90)).zh in told.text
    Driver.for_system("as after a restored backup").update(look_on=clock.today())
    daily.run()
    run_jobs()
    assert Reminder.objects.count() == 1
    assert len(messages_of(wang)) == 1


def test_after_a_month_that_stood_still_only_the_nearest_reminder_goes_out(wang):
    daily.run(clock.today() - timedelta(days=1))
    daily.run(clock.today() + timedelta(days=75))
    assert [row.days_before for row in Reminder.objects.all()] == [30]


def test_a_person_without_a_telephone_is_not_written_to(committed):
    person = builders.people.register_person(
        identity_number=builders.identity_number(clock.today().replace(year=1985, month=5, day=5)), name="无电话",
        actor=builders.TEST, cause="test", address="测试路1号",
    )  # fmt: skip
    assert reminders.remind(person_id=person, duty="renewal", due_on=clock.today()) is None


def test_every_duty_of_law_has_its_words():
    day = clock.today()
    licence = Licence(
        classes=(HeldClass("A2", day),), first_issue_on=day, valid_from=day, valid_to=day, term_years=6,
        medical_due_on=day, review_due_on=day,
    )  # fmt: skip
    kinds = {kind for kind, *_ in due_days(licence, day.replace(year=day.year - 50), day, Book.shipped())}
    assert kinds == set(reminders.DUTIES)

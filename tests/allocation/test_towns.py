"""Tests brought to towns: what is asked for, a day planned from it, the share of central towns; weekends; patrols."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from tests.allocation import sessions as built
from tests.allocation.builders import OFFICE, a_person

from tongban.allocation.models import Patrol, Session, Site
from tongban.allocation.slots import planning, queries, supervising, towns
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.law.text import Text

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
ON = date(2026, 12, 19)
NAME = Text(zh="竹镇", en="Zhuzhen")


def a_town(code: str = "320116101", central: bool = True) -> str:
    towns.keep_town(code=code, region="320116", name=NAME, central=central, actor=OFFICE)
    return code


def ask(order: int, town: str, at: datetime = NOW, licence_class: str = "E") -> None:
    with clock.frozen(at):
        towns.ask(person=a_person(order), town=town, licence_class=licence_class, actor=OFFICE)


def a_day(on: date = ON) -> towns.Day:
    drawn_at = datetime(2026, 12, 15, 13, 15, tzinfo=UTC) + (on - ON)
    return towns.Day(on, 20, 4, 3, "double-colour", "2026146", drawn_at)


def test_people_are_counted_once_where_they_asked_last_and_no_longer_than_a_time() -> None:
    first, second = a_town(), a_town("320116102")
    ask(1, first)
    ask(1, second)
    ask(2, second)
    ask(2, second, licence_class="D")
    ask(3, second, at=NOW - timedelta(days=200))  # too long ago
    with clock.frozen(NOW):
        assert [(one.code, one.asking) for one in towns.towns()] == [(second, 3), (first, 0)]
        assert towns.asked_by(a_person(2)) == {"E": second, "D": second}
        towns.ask_no_more(person=a_person(2), licence_class="D", actor=OFFICE)
        with pytest.raises(NotFound), transaction.atomic():
            towns.ask_no_more(person=a_person(2), licence_class="D", actor=OFFICE)
        for town, licence_class in (("nowhere", "E"), (first, "C1")):
            with pytest.raises(BadInput), transaction.atomic():
                towns.ask(person=a_person(4), town=town, licence_class=licence_class, actor=OFFICE)


def test_two_records_of_one_person_ask_once() -> None:
    town = a_town()
    ask(1, town)
    ask(2, town)
    ask(2, town, licence_class="D")
    towns.follow_merger(a_person(1), a_person(2))
    assert towns.who_asks(town) == [a_person(1)] and set(towns.asked_by(a_person(1))) == {"D", "E"}


def test_a_day_planned_in_a_town_is_a_plan_as_any_other_with_what_goes_along() -> None:
    town = a_town()
    with clock.frozen(NOW):
        plan = towns.plan_day(town=town, day=a_day(), actor=OFFICE)
        theory, riding = queries.sessions_of(plan.number)
        assert (theory.subjects, riding.subjects) == ("S1+S3T", "S2+S3R")
        assert riding.formula["units"] == 4 and riding.formula["examiners"] == 3
        (one,) = towns.towns()
        assert one.next_on == ON and one.last_on is None
        towns.plan_day(town=town, day=a_day(ON + timedelta(days=14)), actor=OFFICE)
        assert [each.next_on for each in towns.towns()] == [ON]  # not the one after it
        (after,) = towns.towns(ON + timedelta(days=1))
        assert after.last_on == ON  # by the law's day, whatever the clock says
        with pytest.raises(Conflict), transaction.atomic():
            towns.plan_day(town=town, day=a_day(), actor=OFFICE)
        soon = a_day(date(2026, 11, 27))
        with pytest.raises(BadInput), transaction.atomic():  # too late to be published
            towns.plan_day(town=town, day=soon, actor=OFFICE)
    site = Site.objects.get(town=town)
    assert site.mobile and site.county == "320116"


def test_the_share_of_central_towns_counts_what_was_held_and_neither_plans_nor_old_days() -> None:
    served, other, small = a_town(), a_town("320116102"), a_town("320116103", central=False)
    with clock.frozen(NOW):
        for town in (served, other, small):
            towns.plan_day(town=town, day=a_day(), actor=OFFICE)
        assert towns.coverage(towns.towns()).percent == 0
    Session.objects.filter(site__town=other).update(cancelled_at=NOW)
    for day, percent in ((ON + timedelta(days=1), 50), (date(2027, 12, 19), 50), (date(2027, 12, 20), 0)):
        with clock.frozen(datetime(day.year, day.month, day.day, 2, tzinfo=UTC)):
            found = towns.coverage(towns.towns(), day)
            assert (found.central, found.percent) == (2, percent)


def test_a_weekend_is_proposed_where_the_wait_is_beyond_the_limit_and_a_person_opens_it() -> None:
    built.a_site()
    built.a_plan()
    with clock.frozen(NOW):
        assert supervising.weekends_due(built.SITE) == []  # nobody waits
    for order in range(1, 5):
        built.prefer(order, 1)
    with clock.frozen(NOW):  # four people × 56 days ÷ 6 slots = 38 days, more than 30
        (one,) = supervising.weekends_due(built.SITE)
        assert (one.expected.days, one.subjects, one.line) == (38, "S2", "2026-11-28 09:00 12:00 S2 C1,C2")
        new = built.NewSession(built.SITE, one.begins_at, one.ends_at, one.subjects, one.classes)
        planning.open_weekend(session=new, waiting=4, actor=OFFICE)
        assert supervising.weekends_due(built.SITE) == []  # the wait is short now


def test_a_county_is_able_where_every_subject_can_be_taken_there() -> None:
    built.a_site("NJ-A")
    built.a_site("NJ-B")
    Site.objects.filter(code="NJ-A").update(county="320115")
    Site.objects.filter(code="NJ-B").update(county="320116", closed_on=date(2026, 1, 1))
    with clock.frozen(NOW):
        found = supervising.capability("320100")
    assert ([one.zh for one in found.able], found.counties, found.percent) == (["江宁区"], 11, 9)


def test_a_patrol_is_planned_and_recorded_once_and_says_what_is_wrong() -> None:
    built.a_site()
    with clock.frozen(NOW):
        patrol = supervising.plan_patrol(site=built.SITE, on=date(2026, 11, 24), staff="NJ-1", actor=OFFICE)
        with pytest.raises(Conflict), transaction.atomic():
            supervising.plan_patrol(site=built.SITE, on=date(2026, 11, 24), staff="NJ-1", actor=OFFICE)
        with pytest.raises(Conflict), transaction.atomic():  # the day has not come
            supervising.record_patrol(patrol=patrol, in_order=True, found="", actor=OFFICE)
    with clock.frozen(NOW + timedelta(days=1)):
        with pytest.raises(BadInput), transaction.atomic():
            supervising.record_patrol(patrol=patrol, in_order=False, found=" ", actor=OFFICE)
        supervising.record_patrol(patrol=patrol, in_order=False, found="a camera was covered", actor=OFFICE)
        with pytest.raises(NotFound), transaction.atomic():
            supervising.record_patrol(patrol=patrol, in_order=True, found="", actor=OFFICE)
    assert Patrol.objects.get().found == "a camera was covered"

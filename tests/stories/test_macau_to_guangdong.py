"""C02: a Macau car drives in Guangdong for at most 30 days a stay and 180 a year; border control tells of each passage,
late, doubled and out of order; the owner is told in time; after 2025-12-19 nothing is granted."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import builders
from tests.passes import qualified
from tests.stories.test_hengqin import VIN, a_resident, has_a_car, reasons

from tongban.core import clock
from tongban.outlets import actions as outlets
from tongban.people import queries as people
from tongban.people.actions import verify_at_window
from tongban.registers.crossing import actions as register
from tongban.registers.crossing import queries as crossing
from tongban.services.cross_border import clearances


def passes(number, kind, at, vin=VIN):
    return register.passed(number=number, vin=vin, kind=kind, at=at, port="珠海", actor=builders.TEST)


def at(days_ago):
    """Noon in China, so many days ago."""
    return datetime.combine(clock.today() - timedelta(days=days_ago), time(4), UTC)


def test_after_its_last_day_the_scheme_is_not_in_force_and_the_page_says_so(told):
    owner = a_resident(told)
    has_a_car(told, owner)
    case = told.applies("C02", owner, vin=VIN)
    assert (case.outcome, reasons(case)) == ("refused", ["crossing.ended"])
    assert "2025" in told.sees(case.id).reasons[0].sentence.zh


def test_border_control_tells_of_entry_and_exit_and_the_days_are_counted(told):
    clearance = builders.a_clearance(a_resident(told))
    told.city.control("POST", f"border/{VIN}/entered", {"at": at(4).isoformat()})
    told.until(lambda: crossing.passages(VIN))
    inside = crossing.get(clearance.id)
    assert (inside.state(clock.today()), inside.standing.days, inside.days_left) == ("entered", 5, 25)
    assert not inside.may_pass(clock.today())
    told.city.control("POST", f"border/{VIN}/exited", {})
    told.until(lambda: len(crossing.passages(VIN)) == 2)
    outside = crossing.get(clearance.id)
    assert (outside.state(clock.today()), outside.standing.year_days, outside.over) == ("exited", 5, False)


def test_a_message_that_comes_twice_under_two_keys_is_one_passage(told):
    clearance = builders.a_clearance(a_resident(told))
    for _ in range(2):
        told.city.control("POST", f"border/{VIN}/entered", {"at": at(2).isoformat(), "passage": "B7"})
    told.until(lambda: crossing.passages(VIN))
    told.city.work()
    assert [one.number for one in crossing.passages(VIN)] == ["B7"]
    assert crossing.get(clearance.id).standing.days == 3


def test_an_exit_that_is_told_before_its_entry_counts_once_both_are_there(told):
    clearance = builders.a_clearance(a_resident(told))
    passes("B2", "exited", at(1))
    assert (crossing.get(clearance.id).standing.gaps, crossing.get(clearance.id).standing.year_days) == (1, 0)
    assert [one.id for one in crossing.to_look_at(builders.a_clerk("review"), clock.today())] == [clearance.id]
    passes("B1", "entered", at(3))
    standing = crossing.get(clearance.id).standing
    assert (standing.gaps, standing.year_days, standing.inside) == (0, 3, False)


@pytest.mark.parametrize(
    ("days_ago", "over", "told_of"), [(24, False, "还可以"), (29, False, "还可以"), (30, True, "超过")]
)
def test_day_31_is_too_many_and_the_owner_is_told_before(told, days_ago, over, told_of):
    owner = a_resident(told)
    clearance = builders.a_clearance(owner)
    passes("B1", "entered", at(days_ago))
    for _ in range(2):
        clearances.warn(crossing.get(clearance.id))
    told.city.work()
    assert crossing.get(clearance.id).over is over
    found = [text for text in told.was_told(owner) if clearance.number in text]
    assert len(found) == 1 and told_of in found[0]


def test_a_vehicle_without_a_clearance_is_kept_for_a_person_to_look_at(told):
    passes("B9", "entered", at(0), vin="JTDKN3DU5A0999999")
    assert [one.number for one in crossing.unknown_passages()] == ["B9"]


def test_the_year_begins_anew_and_old_days_do_not_count(told):
    clearance = builders.a_clearance(a_resident(told))
    passes("B1", "entered", datetime(clock.today().year - 1, 3, 1, 4, tzinfo=UTC))
    passes("B2", "exited", datetime(clock.today().year - 1, 3, 20, 4, tzinfo=UTC))
    assert crossing.get(clearance.id).standing.year_days == 0


def test_the_owner_and_the_desk_see_days_and_log_and_the_desk_ends_a_clearance(told, settings):
    settings.TONGBAN_DEMO = True  # a password is enough at the desk: the second factor has tests of its own
    owner = a_resident(told)
    clearance = builders.a_clearance(owner)
    clearances.follow(clearance)
    passes("B1", "entered", at(4))
    phone = Client()
    phone.force_login(builders.an_account(owner))
    verify_at_window(person_id=owner, actor=builders.TEST)
    assert "还可以停留 25 天" in phone.get(reverse("citizen:vehicles")).content.decode()
    assert clearance.number[-6:] in phone.get(reverse("citizen:clearance", args=[clearance.id])).content.decode()
    page = a_window().get(reverse("desk:crossing"), {"number": "MX1234"}).content.decode()
    assert clearance.number in page and "珠海" in page
    clearances.cancel(clearance_id=clearance.id, why="擅自营运", actor=builders.a_clerk("review"), cause="desk")
    assert crossing.get(clearance.id).state(clock.today()) == "cancelled"
    assert phone.get(reverse("citizen:clearance", args=[clearance.id])).status_code == 404
    assert Client().get(reverse("public:quota")).status_code == 200


def a_window():
    """The browser of somebody at the post review."""
    outlets.employ(
        number="R-77", outlet=builders.OFFICE, posts=["review"], password=builders.PASSWORD, cause="test",
        employed_on=builders.LONG_AGO, actor=builders.TEST,
    )  # fmt: skip
    qualified("R-77")
    outlets.grant(number="R-77", power="see", actor=builders.TEST, cause="test", since=builders.LONG_AGO)
    window = Client()
    window.force_login(people.find_account("R-77"))
    return window

"""Outlets: found by kind, region and distance; open by day and minute."""

from datetime import UTC, date, datetime, time

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.outlets.builders import DEMO, HOURS, TODAY, a_clerk, actor_of, an_outlet, refused

from tongban.core import entries
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.law.days import DayTable
from tongban.law.text import Text
from tongban.outlets import actions, queries
from tongban.outlets.types import OutletKind

pytestmark = pytest.mark.django_db
HOSPITAL = OutletKind.HOSPITAL
TUESDAY, SATURDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 28), date(2026, 11, 22)
EVERY_WEEKDAY = DayTable({}, frozenset({2026}))


def a_hospital(code: str, region: str = "310115", lat: float | None = None, lon: float | None = None) -> str:
    return an_outlet(code, HOSPITAL, region=region, lat=lat, lon=lon)


def codes(found: list[object]) -> list[str]:
    return [outlet.code for outlet in found]  # type: ignore[attr-defined]


def test_the_nearest_hospital_is_found_by_distance() -> None:
    a_hospital("FAR", lat=31.40, lon=121.50)
    a_hospital("NEAR", lat=31.24, lon=121.50)
    a_hospital("UNKNOWN")
    an_outlet("OFFICE", lat=31.23, lon=121.50)
    found = queries.nearest(HOSPITAL, lat=31.23, lon=121.50)
    assert codes(found) == ["NEAR", "FAR"]
    assert found[0].distance_km == 1.1


def test_the_nearest_hospital_is_found_by_region_where_no_place_is_known() -> None:
    a_hospital("A-OTHER", region="320100")
    a_hospital("B-PROVINCE", region="310200")
    a_hospital("C-CITY", region="310106")
    a_hospital("D-DISTRICT", region="310115")
    found = queries.nearest(HOSPITAL, region="310115", limit=4)
    assert codes(found) == ["D-DISTRICT", "C-CITY", "B-PROVINCE", "A-OTHER"]


def test_the_nearest_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        a_hospital(f"H-{number}", lat=31.0 + number, lon=121.0)
    with django_assert_num_queries(1):
        queries.nearest([HOSPITAL], lat=31.0, lon=121.0)


@pytest.mark.parametrize(("region", "count"), [("310115", 1), ("310100", 2), ("310000", 3), ("", 4)])
def test_a_region_holds_the_outlets_within_it(region: str, count: int) -> None:
    for number, where in enumerate(("310115", "310106", "310200", "320100")):
        a_hospital(f"H-{number}", region=where)
    assert len(queries.outlets(kind=HOSPITAL, region=region)) == count


def test_a_closed_outlet_is_found_by_code_only() -> None:
    code = a_hospital("H-1", lat=31.0, lon=121.0)
    actions.close_outlet(code=code, on=TODAY, actor=DEMO, cause="test")
    assert queries.outlets(kind=HOSPITAL) == queries.nearest(HOSPITAL, lat=31.0, lon=121.0) == []
    assert queries.get_outlet(code).closed_on == TODAY


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 24, 0, 59, tzinfo=UTC), False),  # 08:59 in China
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 3, 29, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 3, 30, tzinfo=UTC), False),  # the break at noon
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 1, 0, tzinfo=UTC), True),  # Saturday morning
        (datetime(2026, 11, 28, 5, 30, tzinfo=UTC), False),
    ],
)
def test_an_outlet_is_open_by_the_hours_of_working_days_and_days_of_rest(at: datetime, is_open: bool) -> None:
    office = queries.get_outlet(an_outlet(opens=HOURS))
    assert queries.is_open(office, at, EVERY_WEEKDAY) is is_open


def test_a_saturday_made_a_working_day_has_its_hours() -> None:
    office = queries.get_outlet(an_outlet(opens=HOURS))
    made_up = DayTable({SATURDAY: True}, frozenset({2026}))
    assert len(queries.opening_hours(office, SATURDAY, made_up)) == 2
    assert queries.opening_hours(office, SATURDAY, EVERY_WEEKDAY) == [(time(9), time(12))]


def test_a_closed_office_has_no_hours() -> None:
    code = an_outlet(opens=HOURS)
    actions.close_outlet(code=code, on=TUESDAY, actor=DEMO, cause="test")
    assert queries.opening_hours(queries.get_outlet(code), TUESDAY, EVERY_WEEKDAY) == []


@pytest.mark.parametrize(
    "opens",
    [
        {"monday": [["09:00", "17:00"]]},
        {"working_day": [["17:00", "09:00"]]},
        {"working_day": [["09:00", "12:00"], ["11:00", "17:00"]]},
        {"working_day": [["9", "25:00"]]},
        {"working_day": [["09:00"]]},
    ],
    ids=["day", "order", "overlap", "time", "half"],
)
def test_hours_that_cannot_be_are_refused(opens: dict[str, list[list[str]]]) -> None:
    with refused(BadInput) as raised:
        an_outlet(opens=opens)
    assert raised.value.field == "opens"


@pytest.mark.parametrize(
    "wrong",
    [{"region": "31"}, {"code": "x"}, {"code": "a b"}, {"lat": 31.0}, {"lat": 91.0, "lon": 0.0}],
    ids=["region", "short", "space", "half a place", "off the earth"],
)
def test_an_outlet_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with refused(BadInput):
        an_outlet(**wrong)  # type: ignore[arg-type]


def test_a_code_is_used_once() -> None:
    an_outlet()
    with refused(Conflict):
        an_outlet()


def test_changes_are_entries_and_only_of_what_may_change() -> None:
    code = an_outlet()
    actions.change_outlet(code=code, phone="021-1", name=Text(zh="新所", en="New"), actor=DEMO, cause="test")
    assert (queries.get_outlet(code).phone, queries.get_outlet(code).name.en) == ("021-1", "New")
    assert entries.history(queries.get_outlet(code).id)[-1].kind == "changed"
    with refused(BadInput):
        actions.change_outlet(code=code, kind="bank", actor=DEMO, cause="test")


def test_only_who_configures_an_outlet_changes_it() -> None:
    a_clerk()
    with refused(NotAllowed):
        actions.change_outlet(code="310115-1", phone="1", actor=actor_of("0007"), cause="test")


def test_windows_are_listed_by_number_and_have_one_each() -> None:
    code = an_outlet()
    for number in (2, 1):
        actions.open_window(
            outlet=code, number=number, label=Text(zh=f"{number}号窗口", en=f"Window {number}"), actor=DEMO,
            cause="test", services=["D06"],
        )  # fmt: skip
    assert [window.number for window in queries.windows(code)] == [1, 2]
    with refused(Conflict):
        actions.open_window(outlet=code, number=1, label=Text(zh="一", en="1"), actor=DEMO, cause="test")


def test_an_outlet_that_is_not_is_not_found() -> None:
    assert queries.find_outlet("nowhere") is None
    with refused(NotFound):
        queries.get_outlet("nowhere")

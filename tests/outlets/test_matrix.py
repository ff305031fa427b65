"""The delegation matrix: service, level, outlet, region and day, all five asked in one statement."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.outlets.builders import DEMO, TODAY, a_clerk, actor_of, an_outlet, refused

from tongban.core import entries
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.outlets import actions, catalogue, queries
from tongban.outlets.models import Delegation
from tongban.outlets.types import ACCEPT, DECIDE, PRODUCE, OutletKind

pytestmark = pytest.mark.django_db
BASIS = Text(zh="试点通知", en="Pilot notice")
STATION = OutletKind.POLICE_STATION


def delegated(service: str = "D07", level: str = ACCEPT, kind: OutletKind = STATION, **more: object) -> UUID:
    facts: dict[str, object] = {"basis": BASIS, "since": date(2026, 1, 1), "actor": DEMO, "cause": "test"}
    return actions.delegate(service=service, level=level, outlet_kind=kind, **(facts | more))  # type: ignore[arg-type]


def a_station(code: str = "PS-1", **more: object) -> str:
    return an_outlet(code, STATION, **more)


def test_nothing_is_delegated_without_a_row() -> None:
    assert not queries.may_accept("D07", a_station(), TODAY)


def test_an_unknown_outlet_may_nothing() -> None:
    delegated()
    assert not queries.may_accept("D07", "nowhere", TODAY)


def test_a_row_holds_for_its_service_its_level_and_its_kind() -> None:
    delegated()
    station, post = a_station(), an_outlet("POST-1", OutletKind.POST)
    assert queries.may_accept("D07", station, TODAY)
    assert not queries.may_accept("D06", station, TODAY)
    assert not queries.may_decide("D07", station, TODAY)
    assert not queries.may_produce("D07", station, TODAY)
    assert not queries.may_accept("D07", post, TODAY)


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 2), True),
        (date(2026, 6, 29), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_a_row_holds_from_its_first_to_its_last_day(on: date, held: bool) -> None:
    delegated(since=date(2026, 3, 1), until=date(2026, 6, 30))
    assert queries.may_accept("D07", a_station(), on) is held


@pytest.mark.parametrize(("days", "held"), [(-1, True), (0, False), (1, False)])
def test_a_row_taken_back_does_not_hold_from_that_day_on(days: int, held: bool) -> None:
    row, station = delegated(), a_station()
    actions.end_delegation(delegation_id=row, reason="整改", actor=DEMO, cause="test", on=TODAY)
    assert queries.may_accept("D07", station, TODAY + timedelta(days)) is held


@pytest.mark.parametrize(
    ("region", "held"),
    [
        ("", True),
        ("310115", True),
        ("310100", True),
        ("310000", True),
        ("310106", False),
        ("320000", False),
        ("310200", False),
    ],
)
def test_a_row_of_a_region_holds_within_it(region: str, held: bool) -> None:
    delegated(region=region)
    assert queries.may_accept("D07", a_station(region="310115"), TODAY) is held


def test_a_row_for_one_outlet_holds_for_no_other_of_its_kind() -> None:
    chosen, other = a_station("PS-1"), a_station("PS-2")
    delegated(outlet=chosen)
    assert queries.may_accept("D07", chosen, TODAY)
    assert not queries.may_accept("D07", other, TODAY)


def test_all_services_are_written_as_a_star() -> None:
    delegated("*", kind=OutletKind.CITY_OFFICE)
    office = an_outlet()
    assert queries.may_accept("V26", office, TODAY)
    assert len(queries.services_at(office, TODAY)) == 139


@pytest.mark.parametrize(
    ("on", "held"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 10, 1), False)]
)
def test_an_outlet_that_is_not_open_yet_or_closed_accepts_nothing(on: date, held: bool) -> None:
    delegated(since=date(2020, 1, 1))
    station = a_station(opened_on=date(2026, 1, 1))
    actions.close_outlet(code=station, on=date(2026, 10, 1), actor=DEMO, cause="test")
    assert queries.may_accept("D07", station, on) is held


def test_a_question_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    delegated()
    station = a_station()
    with django_assert_num_queries(1):
        queries.may_accept("D07", station, TODAY)
    with django_assert_num_queries(1):
        queries.services_at(station, TODAY)


def test_decisions_are_given_to_offices_only() -> None:
    with refused(NotAllowed):
        delegated(level=DECIDE)
    delegated(level=DECIDE, kind=OutletKind.COUNTY_OFFICE)
    assert queries.may_decide("D07", an_outlet("C-1", OutletKind.COUNTY_OFFICE), TODAY)


@pytest.mark.parametrize(
    "wrong",
    [{"service": "D99"}, {"level": "guess"}, {"until": date(2025, 12, 31)}],
    ids=["service", "level", "days"],
)
def test_a_row_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with refused(BadInput) as raised:
        delegated(**wrong)  # type: ignore[arg-type]
    assert raised.value.field in {"service", "level", "until"}


def test_an_outlet_of_another_kind_is_refused() -> None:
    with refused(BadInput):
        delegated(outlet=an_outlet("POST-1", OutletKind.POST))


def test_only_who_configures_delegates() -> None:
    a_clerk()
    with refused(NotAllowed):
        delegated(actor=actor_of("0007"))


def test_ending_needs_a_reason_and_happens_once() -> None:
    row = delegated()
    with refused(BadInput):
        actions.end_delegation(delegation_id=row, reason=" ", actor=DEMO, cause="test")
    actions.end_delegation(delegation_id=row, reason="整改", actor=DEMO, cause="test")
    with refused(Conflict):
        actions.end_delegation(delegation_id=row, reason="整改", actor=DEMO, cause="test")
    with refused(NotFound):
        actions.end_delegation(delegation_id=new_id(), reason="整改", actor=DEMO, cause="test")
    assert [entry.kind for entry in entries.history(row)] == ["delegated", "delegation_ended"]


def test_the_shipped_matrix_in_the_database_reaches_every_figure() -> None:
    rows = actions.load_delegations(actor=DEMO, cause="test")
    assert rows == Delegation.objects.count() > 500
    assert queries.counts(TODAY) == catalogue.counts(TODAY)
    assert all(count.met for count in queries.counts(TODAY))


def test_a_missing_row_is_seen_by_the_counts() -> None:
    actions.load_delegations(actor=DEMO, cause="test")
    row = Delegation.objects.get(service="D33", outlet_kind=STATION, level=ACCEPT)
    actions.end_delegation(delegation_id=row.id, reason="整改", actor=DEMO, cause="test", on=TODAY)
    assert [count.value for count in queries.counts(TODAY) if not count.met] == [14]


def test_loading_writes_one_entry_and_is_not_done_twice_by_mistake() -> None:
    actions.load_delegations(actor=DEMO, cause="test")
    assert Delegation.objects.values("entry").distinct().count() == 1
    with refused(Conflict):
        actions.load_delegations(actor=DEMO, cause="test")


def test_a_replaced_matrix_holds_without_a_gap_and_without_doubles() -> None:
    first = actions.load_delegations(actor=DEMO, cause="test")
    second = actions.load_delegations(actor=DEMO, cause="test", replace=True)
    station = a_station()
    for day in (TODAY - timedelta(1), TODAY, TODAY + timedelta(1)):
        assert queries.may_accept("D07", station, day)
    assert len(queries.delegations(TODAY)) == second == first


def test_rows_can_be_asked_for_one_service() -> None:
    actions.load_delegations(actor=DEMO, cause="test")
    rows = queries.delegations(TODAY, service="D06", outlet_kind=OutletKind.KIOSK)
    assert {row.level for row in rows} == {ACCEPT, PRODUCE}

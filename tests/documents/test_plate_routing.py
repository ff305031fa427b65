"""Who makes a set: by stock, load and type; by post the centre, while one waits the nearest point (1+N)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from tests import builders

from tongban.core import clock
from tongban.core.plates import Plate
from tongban.documents.models import Blank, PlateSet
from tongban.documents.plates import ordering, queries, routing
from tongban.documents.plates.types import SetView
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind

pytestmark = pytest.mark.django_db
NEAR, FAR = "310101-1", "310117-1"
Orders = Callable[..., SetView]


@pytest.fixture
def orders() -> Orders:
    """A centre, two on-site points, and a window of the city office at which sets are ordered."""
    builders.an_office(blanks=0)
    for code, lat in ((NEAR, 31.23), (FAR, 31.9), ("310100-9", 31.2)):
        outlets.open_outlet(
            code=code, kind=OutletKind.COUNTY_OFFICE, name=Text(zh=code, en=code), region="310100", lat=lat, lon=121.4,
            opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
        )  # fmt: skip
    builders.a_plate_maker("310100-9", centre=True, blanks=8)
    builders.a_plate_maker(NEAR, centre=False)
    builders.a_plate_maker(FAR, centre=False)
    places = iter(range(1, 99))

    def order(number: str = "", delivery: str = "office", office: str = NEAR, plate_type: str = "02") -> SetView:
        place = next(places)
        to = ordering.Receiver(UUID(int=place), UUID(int=1000 + place), office, delivery)
        plate = Plate(plate_type, number or f"沪A{place:05d}")
        made = ordering.order(plate=plate, vehicle_id=UUID(int=place), to=to, actor=builders.TEST, cause="test")
        return queries.get(made)

    return order


def test_what_is_collected_is_made_at_the_window_itself_else_at_the_nearest_point(orders: Orders) -> None:
    assert orders().maker == NEAR
    assert orders(office=builders.OFFICE).maker in (NEAR, FAR)
    assert orders(office=FAR).maker == FAR


def test_what_is_posted_is_made_at_the_centre(orders: Orders) -> None:
    made = orders(delivery="post")
    assert made.maker == "310100-9"
    assert made.promised_at is not None and made.promised_at > clock.now() + timedelta(days=2)


def test_a_point_without_blanks_is_passed_over_and_blanks_are_spoken_for_once(orders: Orders) -> None:
    assert [orders().maker for _ in range(4)] == [NEAR, NEAR, NEAR, FAR]  # six blanks make three sets


def test_a_point_that_does_not_make_the_type_is_passed_over(orders: Orders) -> None:
    routing.open_maker(outlet=NEAR, centre=False, plate_types=["52"], actor=builders.TEST)
    assert orders().maker == FAR


def test_who_waits_longer_is_promised_a_later_time(orders: Orders) -> None:
    first, second = orders(), orders()
    assert first.promised_at and second.promised_at and second.promised_at > first.promised_at


def test_a_suspended_maker_gets_nothing_and_what_it_has_not_begun_goes_elsewhere(orders: Orders) -> None:
    made = orders()
    routing.suspend_maker(outlet=NEAR, reason="made plates nobody ordered", actor=builders.TEST)
    assert queries.get(made.id).maker == FAR
    assert orders().maker == FAR


def test_without_blanks_anywhere_a_set_waits_and_urgent_ones_go_first(orders: Orders) -> None:
    Blank.objects.all().delete()
    calm, urgent = orders(), orders()
    PlateSet.for_system("test").filter(id=urgent.id).update(urgent=True)
    assert (calm.maker, calm.state) == ("", "ordered")
    builders.documents.receive_blanks(
        office=FAR, serials=["3288000000001", "3288000000002"], on=clock.today(), actor=builders.TEST,
        kind="blue440x140",
    )  # fmt: skip
    assert routing.route_what_waits() == 1
    assert (queries.get(urgent.id).maker, queries.get(calm.id).maker) == (FAR, "")


def test_of_a_number_one_set_at_most_is_not_void(orders: Orders) -> None:
    first = orders("沪A88888")
    second = orders("沪A88888")
    assert queries.get(first.id).voided_on is not None and queries.get(second.id).voided_on is None


def test_the_work_list_of_a_maker_costs_two_statements(orders: Orders, django_assert_num_queries: Callable) -> None:  # type: ignore[type-arg]
    orders(), orders()
    with django_assert_num_queries(2):
        assert len(queries.at_maker(NEAR)) == 2

"""V14: a truck is checked at home and leaves; its file waits in the new city for whoever it is meant for."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from tests import builders
from tests.stories.test_colour import checks
from tests.stories.test_moving_in import THEM, letters, reasons, row
from tests.stories.test_scrap import a_truck

from tongban.core import clock
from tongban.core.actor import system
from tongban.exchange.models import Office
from tongban.exchange.offices.forms import ArchiveMade, Ended, MovedIn, Restricted, Unrestricted
from tongban.people import queries as people
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import leaving, moves
from tongban.registers.vehicles import queries as vehicles
from tongban.web.vehicles import life

CLERK = system("test")
ITEMS = (
    "vin",
    "model",
    "colour",
    "type",
    "shape",
    "plates",
    "mass",
    "dimensions",
    "guards",
    "reflective",
    "tail_plate",
)


@pytest.fixture(autouse=True)
def new_city(told, settings: LazySettings) -> Iterator[None]:
    settings.TONGBAN_REGION = "310100"
    Office.objects.create(region=THEM, address="http://127.0.0.1:9", introduced_at=clock.now())
    yield


def leaves(told, owner):
    """A truck is checked and endorsed: the truck, and the letter that carries its file."""
    car = a_truck(owner)
    case = told.applies("V14", owner, to=THEM)
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=car.vin, found=dict.fromkeys(ITEMS, "ok"))
    assert told.sees(case.id).outcome == "granted"
    [made] = [one for one in letters() if isinstance(one, ArchiveMade)]
    return car, made


def test_after_its_check_the_truck_is_the_other_city_s_and_its_file_is_meant_for_its_owner(told):
    wang = told.person()
    car, made = leaves(told, wang)
    assert (made.flow, made.plate, made.owner_number) == ("moved_out", car.plate, people.identity_number(wang))
    assert "letter:B" not in [facet for facet, *_ in made.facts]
    after = vehicles.get_vehicle(car.id)
    assert ("B" in after.law.letters, after.licence) == (True, car.licence), "plates and licence go with it"
    leaving.has_moved_in(THEM, MovedIn(made.transfer, "01", "苏E54321", clock.today()), CLERK)
    assert vehicles.get_vehicle(car.id).licence == ""
    assert [one["sentence"].zh.split("：")[-1] for one in life(car.id)][-1] == "转出到苏州市"


def test_who_never_goes_on_has_the_truck_here_as_before(told):
    wang = told.person()
    car, made = leaves(told, wang)
    leaving.came_to_nothing(THEM, Ended(made.transfer, "expired"), CLERK)
    assert vehicles.vehicles_of(wang) == [vehicles.get_vehicle(car.id)]


def test_a_small_car_is_told_to_apply_in_the_new_city(told):
    wang = told.person()
    builders.a_vehicle(wang)
    case = told.applies("V14", wang, to=THEM)
    assert (row(case).outcome, reasons(case)) == ("refused", ["moving.ask_there"])


def test_what_a_court_does_after_the_file_was_sent_is_told_to_the_new_city(told):
    wang = told.person()
    car, made = leaves(told, wang)
    act = {"effective_on": clock.today(), "actor": CLERK, "cause": "test"}
    key = register.restrict(vehicle_id=car.id, kind="attachment", holder="某某法院", reference="(2026)1", **act)
    register.restrict(vehicle_id=car.id, kind="mortgage", holder="某某银行", reference="DY-1", **act)
    assert letters()[-1] == Restricted(made.transfer, key, "attachment", "某某法院", "(2026)1", clock.today(), None)
    register.release(vehicle_id=car.id, key=key, **act)
    assert letters()[-1] == Unrestricted(made.transfer, key, clock.today())


def test_a_file_goes_back_for_a_reason_of_the_list_and_for_no_other(told):
    wang = told.person()
    car, made = leaves(told, wang)
    wrong = Ended(made.transfer, "returned", (moves.Reason("no_paper", "没有纸质档案", "no paper"),))
    leaving.came_to_nothing(THEM, wrong, CLERK)
    assert [one.code for one in letters()[-1].reasons] == ["moving.never_for_paper"]
    assert leaving.of_vehicle(car.id)[-1].state == "sent"
    right = Ended(made.transfer, "returned", (moves.Reason("differs", "车架号不符", "another VIN"),))
    leaving.came_to_nothing(THEM, right, CLERK)
    assert leaving.of_vehicle(car.id)[-1].state == "ended"

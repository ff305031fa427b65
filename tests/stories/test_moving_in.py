"""V15: a car moves to this city with its owner: its file is asked for, comes by itself, and nobody travels."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from tests import builders
from tests.stories.test_colour import checks

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import clock, personal
from tongban.core.actor import system
from tongban.core.errors import BadInput
from tongban.documents.plates import queries as plates_made
from tongban.exchange import wire
from tongban.exchange.models import Letter, Office
from tongban.exchange.offices.forms import LETTERS, ArchiveMade, ArchiveRefused, Ended, MovedIn, Reason
from tongban.registers.vehicles import moves
from tongban.registers.vehicles import queries as vehicles
from tongban.services.vehicle import moving_in
from tongban.web.templatetags.tongban import way_to_settle

THEM = "320500"
CLERK = system("test")
ITEMS = ("vin", "model", "colour", "type", "shape", "plates")


@pytest.fixture(autouse=True)
def former_city(told, settings: LazySettings) -> Iterator[None]:
    """Another office, introduced; it cannot be reached, so that its letters are ours to read."""
    settings.TONGBAN_REGION = "310100"
    Office.objects.create(region=THEM, address="http://127.0.0.1:9", introduced_at=clock.now())
    yield


def letters() -> list[object]:
    rows = Letter.for_system("test").order_by("written_at", "id")
    return [wire.form(LETTERS[row.kind]).validate_json(personal.unseal(row.body), strict=True) for row in rows]


def file_of(transfer: str, vin: str, **other: object) -> ArchiveMade:
    """What the former city sends of a private car of 2020."""
    since = date(2020, 6, 15)
    make = {"brand": "大众牌", "model": "SVW7140", "fuel": "A", "capacity": 5}
    facts = {
        "vin": vin, "plate": ["02", "苏E12345"], "authority": ["苏E", THEM], "registered_on": "2020-06-15",
        "type": "K33", "use": "A", "colour": "J", "engine": "E1", "make": make,
        "made_on": "2020-05-01", "inspected_to": "2030-06-30", **other,
    }  # fmt: skip
    return ArchiveMade(
        transfer=transfer, vin=vin, owners=1, original_holder=THEM, made_at=clock.now(),
        facts=tuple((facet, since, None, value) for facet, value in facts.items()),
    )  # fmt: skip


def row(case: Case) -> Case:
    return Case.for_system("a story looks").get(id=case.id)


def reasons(case: Case) -> list[str]:
    return [reason["code"] for reason in row(case).reasons]


def moves_to_here(told, wang, **other):
    """Somebody with an insured car applies, and the worker has asked for its file: case, VIN, the letter."""
    vin = told.city.control("POST", "cars/bought-by/110101199001010010", {})["vin"]
    case = told.applies("V15", wang, **{"from": THEM, "plate_type": "02", "plate": "苏E12345", "vin": vin, **other})
    told.city.work()
    return case, vin, letters()[-1]


def test_the_file_comes_by_itself_and_the_former_registration_ends_with_the_new_one(told):
    wang = told.person()
    case, vin, wanted = moves_to_here(told, wang)
    assert (row(case).waiting_for, reasons(case)) == ("partner", ["moving.file_awaited"])
    assert (wanted.vin, wanted.plate) == (vin, "苏E12345")
    moves.file_came(THEM, file_of(wanted.transfer, vin), CLERK)
    told.city.work()
    assert reasons(case) == ["registration.no_number", "check.none"]
    assert way_to_settle(told.sees(case.id).reasons[0])["href"] == "/me/numbers/"
    builders.a_number(wang, vin, "沪A7700K")
    told.city.work()
    assert reasons(case) == ["check.none"]
    checks(case, builders.a_checking_officer(), vin=vin, found=dict.fromkeys(ITEMS, "ok"))
    assert row(case).waiting_for == "payment"
    told.pays(row(case).order_number)
    assert told.sees(case.id).outcome == "granted"
    [car] = vehicles.vehicles_of(wang)
    assert (car.id, car.vin, car.plate, car.authority, car.colour) == (case.subject, vin, "沪A7700K", "沪A", "J")
    assert car.law.registered_on == date(2020, 6, 15)
    assert letters()[-1] == MovedIn(wanted.transfer, "02", "沪A7700K", clock.today())
    [made], [former] = plates_made.of_case(case.id), plates_made.sets_of("苏E12345")
    assert (made.plate.number, former.voided_on) == ("沪A7700K", clock.today())
    archive = {one.key: one for one in told.sees(case.id).evidence}["archive"]
    assert (archive.group, "苏州" in archive.partner.zh) == ("looked_up", True)


def test_what_the_former_city_says_is_told_to_the_person(told):
    wang = told.person()
    case, _, wanted = moves_to_here(told, wang)
    said = Reason("vehicle.violation", "这辆车有违法未处理。", "A violation of this vehicle is open.")
    moves.file_refused(THEM, ArchiveRefused(wanted.transfer, (said,)), CLERK)
    told.city.work()
    assert (row(case).outcome, reasons(case)) == ("refused", ["moving.refused_there"])
    assert "这辆车有违法未处理" in json.dumps(row(case).reasons, ensure_ascii=False)


def test_an_overdue_inspection_comes_first_and_a_locked_vehicle_does_not_come(told):
    wang = told.person()
    case, vin, wanted = moves_to_here(told, wang)
    moves.file_came(THEM, file_of(wanted.transfer, vin, inspected_to="2024-06-30"), CLERK)
    told.city.work()
    assert "moving.inspect_first" in reasons(case)


def test_somebody_elses_file_helps_nobody(told):
    wang, other = told.person(), told.person(born=date(1990, 1, 2), phone="13900000002")
    _, vin, wanted = moves_to_here(told, wang)
    moves.file_came(THEM, file_of(wanted.transfer, vin), CLERK)
    thief = told.applies("V15", other, **{"from": THEM, "plate_type": "02", "plate": "苏E12345", "vin": vin})
    assert reasons(thief) == ["moving.file_awaited"]
    assert moves.find_of_case(thief.id) is None


def test_a_move_nobody_finishes_ends_and_the_former_city_is_told(told):
    wang = told.person()
    case, vin, wanted = moves_to_here(told, wang)
    moves.file_came(THEM, file_of(wanted.transfer, vin), CLERK)
    arrived = clock.now()
    for days, state in ((30, "arrived"), (31, "ended")):
        with clock.frozen(arrived + timedelta(days=days)):
            moving_in.end_what_nobody_finishes()
        found = moves.find_of_case(case.id)
        assert found
        assert found.state == state, days
    assert letters()[-1] == Ended(wanted.transfer, "expired")
    told.time_comes(case.id)
    assert reasons(case) == ["moving.over"]


def test_a_withdrawn_case_gives_the_file_back(told):
    wang = told.person()
    case, _, wanted = moves_to_here(told, wang)
    actions.withdraw(case_id=case.id, actor=builders.a_citizen(wang))
    moving_in.end_what_nobody_finishes()
    assert letters()[-1] == Ended(wanted.transfer, "withdrawn")


def test_a_plate_number_that_is_none_is_told_beside_its_field(told):
    wang = told.person()
    with pytest.raises(BadInput) as told_why:
        told.applies("V15", wang, **{"from": THEM, "plate_type": "02", "plate": "苏E1234", "vin": "LSVT91339CN063181"})
    assert told_why.value.field == "plate"

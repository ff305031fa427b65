"""Vehicles taken over are the vehicles that the verbs would have made, one by one."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests import builders

from tongban.core import entries
from tongban.registers.vehicles import queries
from tongban.registers.vehicles.bulk import take_over_vehicles
from tongban.registers.vehicles.types import Change, Owner, Past

pytestmark = pytest.mark.django_db


def a_life(owner, vin="LSVT91339CN063181", plate="沪A12345", serial="3180000000001"):
    """A car registered in 2020, with a licence issued anew and a mortgage that ended."""
    make = {"brand": "大众牌", "model": "SVW7140", "fuel": "A", "capacity": 5}
    said = ["mortgage", 1, "2020-07-01", None, "某某银行", "DY-1"]
    states = {
        "vin": vin, "plate": ["02", plate], "authority": ["沪A", "310115"], "registered_on": "2020-06-15",
        "type": "K33", "use": "A", "colour": "A", "engine": "E1", "make": make,
        "made_on": "2020-03-01", "inspected_to": "2022-06-30",
        "owners": [[str(owner), "person"]], "licence": serial, "certificate": serial[:11],
    }  # fmt: skip
    return (
        Past("registered", date(2020, 6, 15), [Change(facet, value) for facet, value in states.items()]),
        Past("mortgage_registered", date(2020, 7, 1), [Change("restriction:1", said)]),
        Past("licence_replaced", date(2021, 1, 5), [Change("licence", f"{serial[:-1]}9")]),
        Past("mortgage_released", date(2023, 7, 1), [Change("restriction:1")]),
    )


def test_a_life_taken_over_is_read_as_one_that_was_lived_here():
    owner = uuid4()
    [vehicle] = take_over_vehicles(lives=[a_life(owner)], actor=builders.TEST, cause="test")
    car = queries.get_vehicle(vehicle)
    assert (car.owners, car.plate, car.licence, car.law.restrictions, car.revision) == (
        (Owner(owner),), "沪A12345", "3180000000009", (), 4,
    )  # fmt: skip
    assert [moment.kind for moment in queries.life_of(vehicle)] == [
        "registered", "mortgage_registered", "licence_replaced", "mortgage_released",
    ]  # fmt: skip
    papers = {(paper.kind, paper.number): paper.valid for paper in queries.papers_of(vehicle)}
    assert papers == {("certificate", 1): True, ("licence", 1): False, ("licence", 2): True}
    assert queries.find_paper("licence", "3180000000001").void_cause == "licence_replaced"


def test_rows_equal_the_fold_of_their_facts_and_every_fact_stands_in_its_entry():
    [vehicle] = take_over_vehicles(lives=[a_life(uuid4())], actor=builders.TEST, cause="test")
    assert list(queries.differences()) == []
    assert list(queries.unfounded_facts()) == []
    then = queries.vehicle_as_of(vehicle, date(2022, 1, 1))
    assert then and [one.reference for one in then.law.restrictions] == ["DY-1"]


def test_a_vin_that_a_live_vehicle_has_leaves_nothing_of_the_batch():
    builders.a_vehicle(uuid4())
    other = a_life(uuid4(), vin="1M8GDM9AXKP042788", plate="沪A00002", serial="3180000000021")
    with pytest.raises(IntegrityError), transaction.atomic():
        lives = [other, a_life(uuid4(), plate="沪A00003", serial="3180000000031")]
        take_over_vehicles(lives=lives, actor=builders.TEST, cause="test")
    assert queries.find_by_vin("1M8GDM9AXKP042788") == []


def test_the_entries_of_a_life_wait_to_be_sealed_as_any_other():
    [vehicle] = take_over_vehicles(lives=[a_life(uuid4())], actor=builders.TEST, cause="test")
    assert len(entries.history(vehicle, "vehicles")) == 4

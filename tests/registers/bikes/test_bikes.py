"""The register of bikes: what each verb writes, what history answers, and what the database refuses."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests import builders

from tongban.core import clock
from tongban.core.actor import system
from tongban.core.errors import Conflict, NotFound
from tongban.registers.bikes import actions, queries
from tongban.registers.bikes.models import Bike

pytestmark = pytest.mark.django_db

TAG = "E2801160600002045A1B2C3D"
DUE = date(2031, 1, 5)


def act(on=None):
    return {"effective_on": on or clock.today(), "actor": system("test"), "cause": "test"}


def delivers(bike, tag=TAG):
    return actions.begin_delivery(bike_id=bike.id, firm=uuid4(), rider=uuid4(), tag=tag, check_due_on=DUE, **act())


def test_each_verb_writes_exactly_one_entry_and_row_and_facts_agree():
    bike = builders.a_bike(uuid4())
    actions.recolour(bike_id=bike.id, colour="E", **act())
    delivers(bike)
    actions.pass_check(bike_id=bike.id, check_due_on=date(2036, 1, 5), **act())
    actions.issue_anew(bike_id=bike.id, what="plate", tag="E2801160600002045A1B2C3E", **act())
    actions.end_delivery(bike_id=bike.id, **act())
    actions.transfer(bike_id=bike.id, to=uuid4(), **act())
    actions.cancel(bike_id=bike.id, ground="lost", **act())
    assert [moment.kind for moment in queries.life_of(bike.id)] == [
        "registered", "colour_changed", "delivery_begun", "check_passed", "plate_replaced", "delivery_ended",
        "transferred", "cancelled",
    ]  # fmt: skip
    assert list(queries.differences()) == [] and list(queries.unfounded_facts()) == []


def test_a_delivery_plate_is_found_by_its_tag_until_delivery_ends():
    bike = builders.a_bike(uuid4())
    delivers(bike)
    found = queries.find_by_tag(TAG)
    assert found and (found.id, found.kind, found.plate) == (bike.id, "delivery", "P0000001")
    actions.end_delivery(bike_id=bike.id, **act())
    assert queries.find_by_tag(TAG) is None
    assert queries.get_bike(bike.id).plate == "A0000002", "numbers that were given back are not given again"


def test_one_code_and_one_tag_are_of_one_live_bike():
    first, second = builders.a_bike(uuid4()), builders.a_bike(uuid4(), code="117099000000002")
    delivers(first)
    with pytest.raises(Conflict), transaction.atomic():
        delivers(second)
    with pytest.raises(Conflict), transaction.atomic():
        builders.a_bike(uuid4(), code=first.code)
    actions.cancel(bike_id=first.id, ground="stolen", **act())
    assert builders.a_bike(uuid4(), code=first.code).plate != first.plate


def test_a_delivery_plate_without_firm_rider_and_tag_is_refused_by_the_database():
    bike = builders.a_bike(uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        Bike.for_system("a test").filter(id=bike.id).update(kind="delivery")


def test_as_of_a_day_it_is_as_it_was_then():
    bike = builders.a_bike(uuid4())
    later = date(clock.today().year + 1, 6, 1)
    actions.recolour(bike_id=bike.id, colour="E", **act(later))
    before, after = queries.bike_as_of(bike.id, clock.today()), queries.bike_as_of(bike.id, later)
    assert before and after and (before.colour, after.colour) == ("J", "E")
    assert queries.bike_as_of(bike.id, date(2020, 1, 1)) is None


def test_a_correction_strikes_and_the_former_licence_does_not_come_back():
    bike = builders.a_bike(uuid4())
    delivers(bike)
    wrong = queries.facts_of(bike.id)[-1].entry
    actions.correct(bike_id=bike.id, entry=wrong, reason="Another rider was meant.", **{
        key: value for key, value in act().items() if key != "cause"
    })  # fmt: skip
    after = queries.get_bike(bike.id)
    assert (after.kind, after.plate, after.tag, after.firm) == ("ordinary", bike.plate, "", None)
    assert after.licence > bike.licence
    assert list(queries.differences()) == []


def test_what_is_not_there_is_named():
    with pytest.raises(NotFound):
        actions.cancel(bike_id=uuid4(), ground="lost", **act())


def test_persons_who_were_one_own_together():
    keep, merged = uuid4(), uuid4()
    builders.a_bike(merged)
    assert actions.follow_merger(keep=keep, merged=merged, **act()) == 1
    assert len(queries.bikes_of(keep)) == 1

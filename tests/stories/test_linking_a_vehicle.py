"""V57: an owner takes a vehicle off their account and links it again; it stays theirs all the while."""

from datetime import date, timedelta

from tests import builders

from tongban.core import clock
from tongban.registers.vehicles import daily
from tongban.registers.vehicles import queries as vehicles


def a_car(owner, others=()):
    """A car whose owners are told of its mark today."""
    last = clock.today() + timedelta(days=30)
    return builders.a_vehicle(
        owner, co_owners=others, registered_on=date(last.year - 4, last.month, 1), inspected_to=last
    )


def test_what_is_taken_off_is_not_reminded_of_and_the_other_owner_still_is(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = a_car(wang, [li])
    seen = told.sees(told.applies("V57", wang, link="end").id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    assert vehicles.unlinked([car.id], wang) == {car.id} and vehicles.unlinked([car.id], li) == set()
    daily.run()
    told.city.work()
    assert told.was_told(wang) == [] or not any("检验标志" in text for text in told.was_told(wang))
    assert any("检验标志" in text for text in told.was_told(li))


def test_it_is_linked_again_and_was_theirs_all_the_while(told):
    wang = told.person()
    car = a_car(wang)
    told.applies("V57", wang, link="end")
    assert vehicles.get_vehicle(car.id).is_of(wang)
    told.applies("V57", wang, link="link")
    assert vehicles.unlinked([car.id], wang) == set()
    assert [moment.kind for moment in vehicles.life_of(car.id)][-2:] == ["unlinked", "linked"]


def test_a_vehicle_of_somebody_else_is_not_theirs_to_link(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = a_car(wang)
    told.applies("V57", wang, link="end")
    assert vehicles.unlinked([car.id], li) == set()

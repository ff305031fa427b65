"""V40: damaged plates are exchanged for new ones of the same number; the old ones are handed in for them."""

from tests import builders
from tests.stories.test_lost_plates import ordered

from tongban.documents.plates import queries


def test_damaged_plates_are_exchanged_and_the_old_ones_are_due(told):
    builders.a_plate_maker()
    car, case, made = ordered(told, "V40")
    assert (made.case, made.state) == (case.id, "assigned")
    _, old = queries.sets_of(car.plate)
    assert {piece.state for piece in old.pieces} == {"due"}


def test_a_second_set_makes_the_first_void_even_while_it_is_made(told):
    builders.a_plate_maker()
    car, _, first = ordered(told, "V40")
    case = told.applies("V39", car.owners[0].id, lost="both")
    told.pays(case.order_number)
    live = [one for one in queries.sets_of(car.plate) if one.voided_on is None]
    assert [one.case for one in live] == [case.id]
    assert first.id not in [one.id for one in live]

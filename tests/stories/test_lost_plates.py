"""V39: lost plates are made anew under the same number; the old ones are void, a case ends with the plates."""

import pytest
from tests import builders

from tongban.casework import actions
from tongban.documents.models import PlatePiece, PlateSet
from tongban.documents.plates import handing, making, queries
from tongban.exchange import post, press
from tongban.exchange.payment import queries as orders
from tongban.registers.vehicles import queries as vehicles


def ordered(told, service="V39", **answers):
    """A person whose plates were granted and paid; returns car, case and the new set."""
    wang = told.person()
    car = builders.a_vehicle(wang)
    case = told.applies(service, wang, **answers)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    told.city.work()
    return car, case, queries.of_case(case.id)[0]


def test_lost_plates_are_ordered_from_a_maker_and_the_old_ones_are_void(told):
    builders.a_plate_maker()
    car, case, made = ordered(told, lost="both")
    assert (made.plate.number, made.state, made.maker) == (car.plate, "assigned", builders.OFFICE)
    assert [(piece.place, piece.kind) for piece in made.pieces] == [("front", "blue440x140"), ("rear", "blue440x140")]
    assert made.promised_at is not None
    new, old = queries.sets_of(car.plate)
    assert (new.id, old.voided_on is not None, {piece.state for piece in old.pieces}) == (made.id, True, {"missing"})
    assert told.sees(case.id).row.status == "decided"
    assert [moment.kind for moment in vehicles.life_of(car.id)] == ["registered", "plates_replaced"]


def test_the_plate_that_was_not_lost_has_to_be_handed_in(told):
    builders.a_plate_maker()
    car, _, _ = ordered(told, lost="front")
    _, old = queries.sets_of(car.plate)
    assert {piece.place: piece.state for piece in old.pieces} == {"front": "missing", "rear": "due"}


def test_the_fee_follows_the_type_of_plate(told):
    builders.a_plate_maker(kind="yellow220x140")
    wang = told.person()
    builders.a_vehicle(wang, plate_type="07")
    order = orders.find_order(told.applies("V39", wang, lost="rear").order_number)
    assert order.amount == 35


def test_without_blanks_anywhere_the_set_waits_and_finds_its_maker_when_blanks_come(told):
    builders.a_plate_maker(blanks=1)
    _, _, made = ordered(told, lost="both")
    assert (made.state, made.maker, made.promised_at) == ("ordered", "", None)
    builders.documents.receive_blanks(
        office=builders.OFFICE, serials=["3299000000001"], on=builders.clock.today(), actor=builders.TEST,
        kind="blue440x140",
    )  # fmt: skip
    told.city.work()
    assert queries.get(made.id).maker == builders.OFFICE


def test_plates_handed_out_end_the_case(told):
    builders.a_plate_maker()
    car, case, made = ordered(told, lost="front")
    PlateSet.for_system("made elsewhere").filter(id=made.id).update(state="in_stock")
    PlatePiece.objects.filter(set=made.id).update(state="in_stock", where=builders.OFFICE)
    handing.hand_out(set_id=made.id, returned=["rear"], actor=builders.a_clerk("production"))
    told.city.work()
    assert told.sees(case.id).row.status == "closed"
    _, old = queries.sets_of(car.plate)
    assert {piece.place: piece.state for piece in old.pieces} == {"front": "missing", "rear": "returned"}


def test_a_wrong_decision_makes_its_plates_void_and_the_former_ones_stay_void(told):
    builders.a_plate_maker()
    car, case, _ = ordered(told, lost="both")
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="they were found")
    assert [one.voided_on is not None for one in queries.sets_of(car.plate)] == [True, True]


@pytest.mark.parametrize(("letters", "code"), [("C", "vehicle.stolen"), ("P", "vehicle.scrap_due")])
def test_a_stolen_or_worn_out_vehicle_gets_no_plates(told, letters, code):
    wang = told.person()
    builders.a_vehicle(wang, letters=letters)
    seen = told.sees(told.applies("V39", wang, lost="both").id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", [code])


def finished(made):
    """The set as its maker has put it on the shelf."""
    maker = builders.a_clerk("production")
    making.take_blanks(set_id=made.id, actor=maker)
    for piece in queries.get(made.id).pieces:
        if piece.state == "blank_issued":
            pressed = press.Pressed(
                piece.serial, made.plate.number, "test", builders.clock.now(), made.plate.number, b"jpeg", "image/jpeg"
            )
            making.keep(made.id, piece.id, pressed, maker)
    making.check(set_id=made.id, actor=maker)
    return maker


def parcel_of(made):
    return post.get_parcel(builders.UUID(queries.get(made.id).parcel))


def test_plates_go_by_post_and_what_was_not_handed_in_is_announced_void(told):
    builders.a_plate_maker()
    car, case, made = ordered(told, "V40", delivery="post", delivery_address="测试路1号")
    maker = finished(made)
    handing.send(set_id=made.id, actor=maker)
    told.city.work()
    told.happens(f"post/{parcel_of(made).tracking_number}/delivered")
    assert queries.get(made.id).state == "issued"
    assert told.sees(case.id).row.status == "closed"
    _, old = queries.sets_of(car.plate)
    assert {piece.state for piece in old.pieces} == {"missing"}


def test_plates_lost_in_the_post_are_made_again_on_other_blanks(told):
    builders.a_plate_maker()
    _, case, made = ordered(told, "V40", delivery="post", delivery_address="测试路1号")
    handing.send(set_id=made.id, actor=finished(made))
    told.city.work()
    told.happens(f"post/{parcel_of(made).tracking_number}/lost")
    again = queries.get(made.id)
    assert (again.state, [piece.serial for piece in again.pieces]) == ("assigned", ["", ""])
    finished(made)
    assert queries.get(made.id).state == "in_stock" and told.sees(case.id).row.status == "decided"

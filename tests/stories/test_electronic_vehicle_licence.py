"""V56: the electronic vehicle licence is there at once, shown by a code, and follows what happens to the vehicle."""

import json

from tests import builders
from tests.stories.test_lost_vehicle_licence import attached

from tongban.core import clock, entries
from tongban.documents import keyring, of_vehicles
from tongban.documents import queries as documents
from tongban.documents.mdoc.unbound import LICENCE, MARK
from tongban.documents.mdoc.verify import verify
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles


def of(car):
    """The documents of a vehicle by kind."""
    return {one.kind: one for one in of_vehicles.standing([car.id])[car.id]}


def checked(given):
    """What a verifier with the issuer's roots and both lists says."""
    keys = keyring.keys()
    lists = {keyring.list_uri(1): documents.status_list(1)}
    return verify(
        given, anchors=keys.anchors(), at=clock.now(), fetch=lists.__getitem__, crls=[keys.crl(now=clock.now())]
    )


def test_the_owner_has_it_at_once_and_anybody_can_check_it(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    told.city.work()
    seen = told.sees(told.applies("V56", wang).id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    licence = of(car)[LICENCE]
    answer = checked(licence.content)
    assert answer.genuine and "核对车上的号牌" in answer.headline.zh
    said = answer.elements[LICENCE.namespace]
    assert (said["plate"], said["owner"], said["document_number"]) == ("沪A12345", "王小明", car.licence)


def test_a_second_wish_changes_nothing(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    told.applies("V56", wang)
    first = of(car)[LICENCE]
    told.applies("V56", wang)
    told.city.work()
    assert of(car)[LICENCE].place == first.place


def test_a_lost_card_revokes_what_was_shown_before_and_the_new_one_is_there_by_itself(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    told.applies("V56", wang)
    before = of(car)[LICENCE].content
    case = told.applies("V42", wang)
    told.pays(case.order_number)
    told.city.work()
    assert [check.code for check in checked(before).problems] == ["revoked"]
    after = checked(of(car)[LICENCE].content)
    assert after.elements[LICENCE.namespace]["document_number"] == vehicles.get_vehicle(car.id).licence != car.licence


def test_it_says_that_a_court_holds_the_vehicle_and_names_a_new_owner(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone="13900000002")
    car = builders.a_vehicle(wang)
    told.applies("V56", wang)
    attached(car)
    told.city.work()
    assert of(car)[LICENCE].said["state_letters"] == "K"
    register.transfer(
        vehicle_id=car.id, to=[register.Owner(li)], licence="3189999999999", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    told.city.work()
    assert of(car)[LICENCE].said["owner"] == "李四"


def test_of_a_deregistered_or_stolen_vehicle_nothing_is_shown(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    told.city.work()
    assert set(of(car)) == {LICENCE, MARK}, "they come with the registration"
    register.set_letter(vehicle_id=car.id, letter="C", effective_on=clock.today(), actor=builders.TEST, cause="test")
    told.city.work()
    assert of(car) == {}
    seen = told.sees(told.applies("V56", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["vehicle.stolen"])


def test_what_is_written_of_it_in_the_log_names_no_person(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    told.city.work()
    written = [one for one in entries.history(car.id) if one.kind == "credential_issued"]
    assert len(written) == 2 and "王" not in json.dumps([one.facts for one in written])

"""V19: an owner who moved within the area, or has another name, files it; outside the area the vehicle moves."""

from tests import builders
from tests.stories.test_information_change import renamed

from tongban.documents import production
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles


def lives(told, person, address, region=builders.REGION):
    """The population register has another address."""
    told.partners_say(
        person, {"person": {"name": people.get_person(person).name, "address": address, "region": region}}
    )


def test_a_new_address_is_filed_and_printed_on_a_new_licence(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    lives(told, wang, "新路9号")
    case = told.applies("V19", wang)
    assert case.waiting_for == "payment"
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(car.id)
    assert people.get_person(wang).address == "新路9号"
    assert "owner_filed" in [one.kind for one in vehicles.life_of(car.id)]
    assert after.licence != car.licence and not vehicles.find_paper("licence", car.licence).valid
    assert production.get_card(after.licence).case == case.id


def test_a_new_name_is_filed_too(told):
    wang = told.person()
    builders.a_vehicle(wang)
    renamed(told, wang)
    case = told.applies("V19", wang)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted" and people.get_person(wang).name == "王晓明"


def test_outside_the_area_it_leads_to_moving_the_vehicle(told):
    wang = told.person()
    builders.a_vehicle(wang)
    lives(told, wang, "西湖路1号", region="330106")
    seen = told.sees(told.applies("V19", wang).id)
    assert "filing.outside_area" in [one.code for one in seen.reasons]

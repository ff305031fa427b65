"""N03: another colour is registered from home; the electronic licence follows."""

from tests.stories.test_bike_registration import bought, registers

from tongban.documents import of_vehicles
from tongban.registers.bikes import queries as bikes


def test_another_colour_is_on_the_licence_at_once(told):
    wang = told.person()
    registers(told, wang, *bought(told, wang))
    case = told.applies("N03", wang, change="colour", colour="E")
    told.city.work()
    assert told.sees(case.id).outcome == "granted"
    [bike] = bikes.bikes_of(wang)
    assert bike.colour == "E"
    assert of_vehicles.standing([bike.id])[bike.id][0].said["colour"] == "红"
    assert [moment.kind for moment in bikes.life_of(bike.id)] == ["registered", "colour_changed"]


def test_an_ordinary_plate_is_not_changed_back(told):
    wang = told.person()
    registers(told, wang, *bought(told, wang))
    case = told.applies("N03", wang, change="ordinary")
    assert [one["code"] for one in case.reasons] == ["bike.not_delivery"]

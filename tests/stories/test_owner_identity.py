"""V20: an owner's new name is filed for the vehicle as the population register has it; its documents follow."""

from tests import builders
from tests.stories.test_electronic_vehicle_licence import of
from tests.stories.test_information_change import renamed

from tongban.documents.mdoc.unbound import LICENCE
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles


def test_the_new_name_stands_in_the_file_and_on_the_electronic_licence(told):
    wang = told.person()
    car = builders.a_vehicle(wang)
    told.applies("V56", wang)
    renamed(told, wang)
    seen = told.sees(told.applies("V20", wang).id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    assert people.get_person(wang).name == "王晓明"
    assert vehicles.life_of(car.id)[-1].kind == "identity_filed"
    told.city.work()
    assert of(car)[LICENCE].said["owner"] == "王晓明"


def test_where_nothing_changed_there_is_nothing_to_file(told):
    wang = told.person()
    builders.a_vehicle(wang)
    seen = told.sees(told.applies("V20", wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["filing.nothing_changed"])

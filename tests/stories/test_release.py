"""V33: a mortgage is released on the mortgagee's own word, never on the owner's alone."""

from datetime import timedelta

from tests import builders

from tongban.casework.models import Case, Evidence
from tongban.core import clock
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles

CONTRACT = {"number": "DY-2026-1", "holder": "某某银行", "vin": "LSVT91339CN063181"}


def mortgaged(owner):
    """A vehicle of somebody that a bank has a mortgage on."""
    car = builders.a_vehicle(owner)
    register.restrict(
        vehicle_id=car.id, kind="mortgage", holder="某某银行", reference="DY-2026-1", effective_on=clock.today(),
        actor=builders.TEST, cause="test",
    )  # fmt: skip
    return car


def test_when_the_bank_has_given_it_up_it_is_released_at_once(told):
    wang = told.person(known={"contracts": [{**CONTRACT, "released": True}]})
    car = mortgaged(wang)
    seen = told.sees(told.applies("V33", wang, contract="DY-2026-1").id)
    assert (seen.outcome, vehicles.get_vehicle(car.id).law.restrictions) == ("granted", ())
    assert vehicles.life_of(car.id)[-1].kind == "mortgage_released"


def test_the_owner_s_word_alone_waits_for_the_bank_and_goes_on_by_itself(told):
    wang = told.person(known={"contracts": [CONTRACT]})
    car = mortgaged(wang)
    case = told.applies("V33", wang, contract="DY-2026-1")
    assert [reason["code"] for reason in case.reasons] == ["mortgage.not_released"]
    told.partners_say(wang, {"contracts": [{**CONTRACT, "released": True}]})
    Evidence.objects.filter(case_id=case.id).update(obtained_at=clock.now() - timedelta(hours=1))
    told.time_comes(case.id)
    assert Case.for_system("a story looks").get(id=case.id).outcome == "granted"
    assert not vehicles.get_vehicle(car.id).law.restrictions


def test_where_no_mortgage_rests_there_is_nothing_to_release(told):
    wang = told.person()
    builders.a_vehicle(wang)
    seen = told.sees(told.applies("V33", wang).id)
    assert [reason.code for reason in seen.reasons] == ["mortgage.none"]

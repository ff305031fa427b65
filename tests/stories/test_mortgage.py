"""V32: a bank files a mortgage; a rule decides where every check is green, an officer otherwise, never the bank."""

from datetime import timedelta

import pytest
from tests import builders
from tests.stories.test_lost_vehicle_licence import attached

from tongban.casework import actions
from tongban.casework.models import Case, Evidence
from tongban.core import clock
from tongban.core.actor import Actor, Grant
from tongban.core.errors import NotAllowed
from tongban.law.text import Text
from tongban.outlets import actions as outlets
from tongban.outlets.types import OutletKind
from tongban.registers.vehicles import queries as vehicles

BANK_OUTLET = "310115-BANK"
CONTRACT = {"number": "DY-2026-1", "holder": "某某银行", "vin": "LSVT91339CN063181", "signed_by_owner": True}


@pytest.fixture
def bank(told):
    """A bank point of the contract network with the partner's own actor."""
    outlets.open_outlet(
        code=BANK_OUTLET, kind=OutletKind.BANK, name=Text(zh="银行网点", en="Bank point"), region="310115",
        opened_on=builders.LONG_AGO, actor=builders.TEST, cause="test",
    )  # fmt: skip
    return Actor(
        kind="partner", label="bank", channel="partner", account_id=builders.UUID(int=77), office=BANK_OUTLET,
        grants=frozenset({Grant("work")}),
    )  # fmt: skip


def files(bank, owner, contract="DY-2026-1"):
    """The bank files the case of an owner."""
    case = actions.start(service="V32", applicant=owner, actor=bank, office=BANK_OUTLET)
    actions.answer(case_id=case.id, actor=bank, given={"contract": contract})
    return actions.submit(case_id=case.id, actor=bank)


def row(case):
    return Case.for_system("a story looks").get(id=case.id)


def test_with_every_check_green_the_rule_decides_at_once(told, bank):
    wang = told.person(known={"contracts": [CONTRACT]})
    car = builders.a_vehicle(wang)
    seen = told.sees(files(bank, wang).id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    [mortgage] = vehicles.get_vehicle(car.id).law.restrictions
    assert (mortgage.kind, mortgage.holder, mortgage.reference) == ("mortgage", "某某银行", "DY-2026-1")
    assert vehicles.life_of(car.id)[-1].kind == "mortgage_registered"


def test_a_second_mortgage_is_for_an_officer_and_the_bank_cannot_decide_it(told, bank):
    wang = told.person(known={"contracts": [CONTRACT, {**CONTRACT, "number": "DY-2026-2"}]})
    car = builders.a_vehicle(wang)
    files(bank, wang)
    second = files(bank, wang, "DY-2026-2")
    assert (row(second).status, row(second).needs_post) == ("in_hand", "review")
    with pytest.raises(NotAllowed):
        actions.decide(case_id=second.id, actor=bank, outcome="granted", grounds="the contract is good")
    officer = builders.a_clerk("review", account=9)
    actions.take(case_id=second.id, actor=officer)
    actions.decide(case_id=second.id, actor=officer, outcome="granted", grounds="Both banks agree.")
    assert [one.rank for one in vehicles.get_vehicle(car.id).law.restrictions] == [1, 2]


def test_an_unsigned_contract_is_waited_for_and_goes_on_by_itself(told, bank):
    wang = told.person(known={"contracts": [{**CONTRACT, "signed_by_owner": False}]})
    car = builders.a_vehicle(wang)
    case = files(bank, wang)
    assert (row(case).status, row(case).waiting_for) == ("waiting", "partner")
    told.partners_say(wang, {"contracts": [CONTRACT]})
    Evidence.objects.filter(case_id=case.id).update(obtained_at=clock.now() - timedelta(hours=1))
    told.time_comes(case.id)
    assert told.sees(case.id).outcome == "granted"
    assert vehicles.get_vehicle(car.id).law.restrictions


def test_a_contract_about_another_vehicle_is_refused(told, bank):
    wang = told.person(known={"contracts": [{**CONTRACT, "vin": "1M8GDM9AXKP042788"}]})
    builders.a_vehicle(wang)
    seen = told.sees(files(bank, wang).id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["mortgage.other_contract"])


def test_a_court_that_comes_while_the_bank_waits_goes_first(told, bank):
    wang = told.person(known={"contracts": [{**CONTRACT, "signed_by_owner": False}]})
    car = builders.a_vehicle(wang)
    case = files(bank, wang)
    attached(car)
    told.partners_say(wang, {"contracts": [CONTRACT]})
    told.time_comes(case.id)
    assert row(case).outcome == ""
    assert [one.kind for one in vehicles.get_vehicle(car.id).law.restrictions] == ["attachment"]

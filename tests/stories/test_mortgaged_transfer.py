"""A transfer (V26) of a mortgaged or pledged vehicle: the one to whom it is bound joins, and is bound to anew behind
the buyer."""

from datetime import timedelta

import pytest
from tests import builders
from tests.stories.test_colour import checks
from tests.stories.test_transfer import ITEMS, agrees, reasons, row, sells, two

from tongban.casework import actions
from tongban.core import clock
from tongban.people import queries as people
from tongban.registers.vehicles import actions as register
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner

__all__ = ["two"]


def bound(car, kind, party, holder, reference="DY-1"):
    """The vehicle is mortgaged or pledged."""
    register.restrict(
        vehicle_id=car.id, kind=kind, holder=holder, party=party, reference=reference,
        effective_on=clock.today() - timedelta(days=300), actor=builders.TEST, cause="test",
    )  # fmt: skip


@pytest.fixture
def bank(told, two):
    """A bank to which the seller's car is mortgaged, and who speaks for it."""
    agent = told.person(name="钱七", serial=905)
    firm = builders.an_organisation(agent, name="示范银行")
    bound(two[2], "mortgage", firm.id, firm.name)
    return firm, agent


def signs(told, two, **otherwise):
    """Buyer and bank have a contract."""
    contract = {
        "number": "DY-2", "holder": "示范银行", "holder_code": "91310115MA1K3BTP2B", "signed_by_owner": True,
        "owner": people.identity_number(two[1]), "signed_on": clock.today().isoformat(), **otherwise,
    }  # fmt: skip
    told.city.control("PUT", f"cars/{two[2].vin}", {"new_contract": contract})


def goes_through(told, two, case):
    """Number, check and fee, as of any sale."""
    builders.a_number(two[1], two[2].vin, "沪A7700K")
    told.city.work()
    checks(case, builders.a_checking_officer(), vin=two[2].vin, found=ITEMS)
    told.pays(row(case).order_number)


def resting(car):
    return [(one.kind, one.holder, one.reference) for one in vehicles.get_vehicle(car.id).law.restrictions]


def test_owner_buyer_and_bank_agree_and_the_new_mortgage_is_registered_with_the_transfer(told, two, bank):
    firm, agent = bank
    signs(told, two)
    case = sells(told, two)
    agrees(two[1])
    assert reasons(case) == ["agreement.awaited"], "not without the bank"
    agrees(agent)
    goes_through(told, two, case)
    assert told.sees(case.id).outcome == "granted"
    after = vehicles.get_vehicle(two[2].id)
    assert after.owners == (Owner(two[1]),)
    [rests] = after.law.restrictions
    assert (rests.holder, rests.reference, rests.party, rests.since) == (
        firm.name, "DY-2", str(firm.id), clock.today(),
    )  # fmt: skip
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="The wrong car was named.")
    assert resting(two[2]) == [("mortgage", "示范银行", "DY-1")]


def test_a_bank_that_says_no_ends_it(told, two, bank):
    signs(told, two)
    case = sells(told, two)
    agrees(bank[1], agrees=False)
    assert row(case).outcome == "refused"
    assert resting(two[2]) == [("mortgage", "示范银行", "DY-1")]


@pytest.mark.parametrize(
    "otherwise", [{"signed_by_owner": False}, {"owner": "110101199001010010"}, {"holder": "另一家银行"}]
)
def test_without_a_contract_that_buyer_and_bank_have_it_waits_and_goes_on_once_there_is_one(told, two, bank, otherwise):
    signs(told, two, **otherwise)
    case = sells(told, two)
    for person in (two[1], bank[1]):
        agrees(person)
    assert (row(case).status, reasons(case)) == ("waiting", ["ownership.not_remortgaged"])
    signs(told, two)
    told.answers_age(case)
    told.time_comes(case.id)
    assert reasons(case) == ["ownership.no_number"]


def test_a_mortgage_that_is_released_meanwhile_is_nobody_s_any_more(told, two, bank):
    case = sells(told, two)
    agrees(two[1])
    key = register.key_of(two[2].id, "mortgage", "DY-1")
    register.release(
        vehicle_id=two[2].id, key=key, effective_on=clock.today(), actor=builders.TEST, cause="test"
    )  # fmt: skip
    told.time_comes(case.id)
    assert reasons(case) == ["ownership.no_number"]


def test_a_pledge_is_filed_anew_under_the_contract_with_the_buyer(told, two):
    wang, li, car = two
    zhao = told.person(name="赵六", serial=904)
    bound(car, "pledge", zhao, "", "ZY-1")
    case = told.applies("V26", wang, buyer=people.identity_number(li), pledge_contract="ZY-2")
    for person in (li, zhao):
        agrees(person)
    goes_through(told, two, case)
    assert told.sees(case.id).outcome == "granted"
    assert resting(car) == [("pledge", "", "ZY-2")]


def test_several_mortgages_are_released_first(told, two, bank):
    bound(two[2], "mortgage", None, "另一家银行", "DY-9")
    assert "ownership.release_first" in reasons(sells(told, two))

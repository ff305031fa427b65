"""The sandbox is told through its control address, and says the same when asked."""

from datetime import date
from typing import Any

import httpx
import pytest
from tests.demo.builders import BOOK, DAY, told

from tongban.demo import population
from tongban.demo.partners import teach
from tongban.demo.situations import find


@pytest.fixture
def sandbox(_sandbox: tuple[str, int]) -> str:
    address, _ = _sandbox
    httpx.delete(f"{address}/control/all", timeout=10, trust_env=False).raise_for_status()
    return address


def known(sandbox: str, number: str) -> dict[str, Any]:
    return httpx.get(f"{sandbox}/control/people/{number}", timeout=10, trust_env=False).raise_for_status().json()


def test_partners_know_what_the_situations_need(sandbox: str) -> None:
    assert teach(sandbox, (one.resident for one in told()), DAY) == len(told())
    facts = {one.code: known(sandbox, one.resident.number) for one in told()}
    assert facts["data-to-correct"]["person"]["name"] != find("data-to-correct", DAY, BOOK).resident.name
    assert facts["deceased"]["person"]["alive"] is False
    assert facts["no-photo"]["person"]["photo_on_file"] is False and "portrait" not in facts["no-photo"]
    assert facts["drug-listed"]["narcotics"]["measure"] == "community_rehab"
    assert facts["expiring-colour-blind"]["medical"]["colour_blind"] is True
    assert [matter["kind"] for matter in facts["goes-on-by-itself"]["matters"]] == ["violation"]
    assert facts["points-and-violation"]["points"] == 12
    assert "medical" not in facts["expiring-without-medical"]


def test_insurers_and_tax_authority_know_every_car(sandbox: str) -> None:
    (car,) = find("exempt-car", DAY, BOOK).resident.cars
    teach(sandbox, (one.resident for one in told()), DAY)
    facts = httpx.get(f"{sandbox}/control/cars/{car.vin}", timeout=10, trust_env=False).raise_for_status().json()
    assert facts["policy"]["since"] <= DAY.isoformat() <= facts["policy"]["until"]
    assert facts["vehicle_tax"] == {"state": "paid", "year": DAY.year}


def test_told_twice_partners_know_the_same(sandbox: str) -> None:
    people = list(population.people(3, 0, 30, DAY, BOOK))
    teach(sandbox, people, DAY)
    before = [known(sandbox, one.number) for one in people]
    teach(sandbox, people, DAY)
    assert [known(sandbox, one.number) for one in people] == before


def test_the_sandbox_knows_born_and_address_as_the_office_does(sandbox: str) -> None:
    (one,) = population.people(3, 7, 8, DAY, BOOK)
    teach(sandbox, [one], DAY)
    person = known(sandbox, one.number)["person"]
    assert (date.fromisoformat(person["born"]), person["address"], person["sex"]) == (one.born, one.address, one.sex)

"""The contract with partners names exactly what the product asks and what the sandbox answers."""

import re

from tests.conftest import PROJECT

from tongban.casework.catalogue import services
from tongban.casework.evidence import FETCHERS
from tongban.exchange import registry
from tongban_sandbox.questions import QUESTIONS

ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \|", re.M)
CONTRACT = (PROJECT / "docs" / "partners" / "contract.md").read_text(encoding="utf-8")


def asked_in_contract() -> set[tuple[str, str]]:
    section = CONTRACT[CONTRACT.index("## 2. ") : CONTRACT.index("## 3. ")]
    return set(ROW.findall(section))


def test_what_the_contract_lists_the_product_asks_and_the_sandbox_answers() -> None:
    product = {(partner.code, question.name) for partner in registry.partners() for question in partner.questions}
    sandbox = {(partner, question) for partner, questions in QUESTIONS.items() for question in questions}
    assert asked_in_contract() == product == sandbox


def test_every_material_of_a_service_is_asked_of_a_partner_of_the_contract() -> None:
    materials = {material.key for service in services.values() for material in service.needed if not material.arrives}
    asked = {(FETCHERS[key].partner, FETCHERS[key].question) for key in materials}
    assert asked <= asked_in_contract()
    assert {"residence", "ability", "vehicles"} <= {partner for partner, _ in asked}


def test_the_military_licence_is_asked_of_no_partner_and_compared_by_a_person() -> None:
    """Order 162 wants it where a military licence is exchanged (D28): the office sees the original."""
    assert services["D28"].decided_by == "person" and services["D28"].channels == ("window",)

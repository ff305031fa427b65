"""The filings V19 and V20 of an organisation's vehicle: its own register says what it is called and where it is, never
that of its agent."""

import pytest
from tests import builders
from tests.stories.test_information_change import renamed
from tests.stories.test_transfer import reasons, row

from tongban.casework import actions, later_checks
from tongban.core import sealed
from tongban.core.errors import BadInput
from tongban.documents.models import Card
from tongban.exchange import breaker
from tongban.people import queries as people
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Owner
from tongban.web.desk import shown_papers

CODE, NEW_CODE = "91310115MA1K3BTP2B", "9131010460728516X7"
NOW = {"name": "新示范物流有限公司", "address": "新路9号", "region": "310104"}


@pytest.fixture
def firm(told):
    """Whoever acts for a firm, the firm, and its car."""
    wang = told.person()
    found = builders.an_organisation(wang, CODE)
    return wang, found, builders.a_vehicle(Owner(found.id, "organisation"))


def is_called(told, **known):
    """What the register of organisations has."""
    told.city.control("PUT", f"cars/{CODE}", {"organisation": {**NOW, **known}})


def test_the_firm_s_new_name_and_address_are_filed_and_printed_and_nothing_of_its_agent(told, firm):
    wang, known, car = firm
    is_called(told)
    case = told.applies("V19", wang)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = people.get_organisation(known.id)
    assert (after.name, after.address, after.region, after.code) == (*NOW.values(), CODE)
    said = sealed.unpack(Card.for_system("what is printed").get(serial=vehicles.get_vehicle(car.id).licence).fields)
    assert (said["owner"], said["address"]) == (NOW["name"], NOW["address"])
    assert vehicles.life_of(car.id)[-2].kind == "owner_filed"
    assert people.get_person(wang).name == "王小明"


def test_a_replaced_code_is_filed_free_and_found_under_it_afterwards(told, firm):
    wang, known, car = firm
    is_called(told, current_code=NEW_CODE)
    seen = told.sees(told.applies("V20", wang).id)
    assert (seen.outcome, seen.row.status) == ("granted", "closed")
    assert people.find_organisation(NEW_CODE).id == known.id and people.find_organisation(CODE) is None
    assert vehicles.life_of(car.id)[-1].kind == "identity_filed"


def test_a_code_that_is_another_organisation_s_here_is_not_taken_over(told, firm):
    wang, known, _ = firm
    builders.an_organisation(wang, NEW_CODE, "另一家公司")
    is_called(told, current_code=NEW_CODE)
    case = told.applies("V20", wang)
    assert (row(case).outcome, row(case).needs_post) == ("", "acceptance"), "a person looks, not the machine"
    assert people.get_organisation(known.id).code == CODE


def test_an_agent_under_another_name_is_a_doubt_and_not_what_it_is_about(told, firm):
    wang, known, _ = firm
    is_called(told, name=known.name)
    renamed(told, wang)
    case = told.applies("V20", wang)
    assert row(case).needs_post == "acceptance"
    assert people.get_person(wang).name == "王小明"


@pytest.mark.parametrize(
    ("service", "known", "expected"),
    [
        ("V19", {"state": "ended"}, ["filing.firm_ended"]),
        ("V19", {"address": "西湖路1号", "region": "330106"}, ["filing.outside_area"]),
        ("V20", {"name": "示范物流有限公司"}, ["filing.firm_same_number"]),
        ("V20", None, ["filing.firm_unknown"]),
    ],
)
def test_what_its_register_has_against_it_is_told(told, firm, service, known, expected):
    if known is not None:
        is_called(told, **known)
    assert reasons(told.applies(service, firm[0])) == expected


@pytest.mark.parametrize("switch", [{"status": 503}, {"nonsense": True}, {"signature": "wrong"}])
def test_while_its_register_is_silent_the_licence_is_shown_and_an_officer_looks(told, firm, switch):
    wang, known, _ = firm
    told.partner("organisations", **switch)
    case = told.applies("V20", wang)
    assert (row(case).status, row(case).waiting_for) == ("waiting", "partner")
    typed = {**NOW, "representative": "王小明"}
    content = shown_papers.content("organisation", told.sees(case.id), typed)
    actions.show(case_id=case.id, actor=builders.a_clerk("acceptance"), material="organisation", content=content)
    assert (row(case).needs_post, people.get_organisation(known.id).name) == ("review", known.name)
    officer = builders.a_clerk("review", account=9)
    actions.decide(case_id=case.id, actor=officer, outcome="granted", grounds="The licence was shown.")
    assert people.get_organisation(known.id).name == NOW["name"]
    told.partner("organisations")
    breaker.reset()
    is_called(told, representative="王小明")
    assert (later_checks.look(), row(case).needs_post) == (1, "")


def test_a_licence_that_is_not_typed_in_full_is_asked_for_again(told, firm):
    told.partner("organisations", refuse=True)
    case = told.applies("V20", firm[0])
    for wrong in ({"region": "浦东"}, {"name": ""}):
        with pytest.raises(BadInput) as error:
            shown_papers.content("organisation", told.sees(case.id), {**NOW, "representative": "王", **wrong})
        assert error.value.field == next(iter(wrong))

"""Organisations act through authorised persons."""

import pytest
from stdnum.cn import uscc
from tests.people.builders import a_citizen, a_clerk, a_person, refused

from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.people import actions, queries

CODE = "91310115MA1K00000" + uscc.calc_check_digit("91310115MA1K00000")


def a_firm() -> object:
    return actions.register_organisation(code=CODE, name="浦东 运输公司", actor=a_clerk())


def test_an_organisation_is_found_by_its_code_with_who_acts_for_it() -> None:
    firm, person = a_firm(), a_person()
    actions.authorise_person(organisation_id=firm, person_id=person, actor=a_clerk())
    found = queries.find_organisation(CODE.lower())
    assert (found.id, found.region, found.authorised_persons) == (firm, "310115", (person,))
    assert queries.organisations_of(person) == [firm]


def test_an_ended_authorisation_holds_no_more() -> None:
    firm, person = a_firm(), a_person()
    row = actions.authorise_person(organisation_id=firm, person_id=person, actor=a_clerk())
    actions.end_authorisation(authorisation_id=row, actor=a_clerk())
    assert queries.organisations_of(person) == []
    with refused(NotFound):
        actions.end_authorisation(authorisation_id=row, actor=a_clerk())


def test_nobody_is_authorised_twice_and_no_code_registered_twice() -> None:
    firm, person = a_firm(), a_person()
    actions.authorise_person(organisation_id=firm, person_id=person, actor=a_clerk())
    with refused(Conflict):
        actions.authorise_person(organisation_id=firm, person_id=person, actor=a_clerk())
    with refused(Conflict):
        a_firm()


def test_only_a_window_registers_organisations() -> None:
    with refused(NotAllowed):
        actions.register_organisation(code=CODE, name="x", actor=a_citizen(a_person()))


@pytest.mark.parametrize("code", ["", CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), "9" * 10_000])
def test_a_wrong_code_is_refused(code: str) -> None:
    with refused(BadInput):
        actions.register_organisation(code=code, name="x", actor=a_clerk())


def test_an_unknown_organisation_authorises_nobody() -> None:
    with refused(NotFound):
        actions.authorise_person(organisation_id=new_id(), person_id=a_person(), actor=a_clerk())

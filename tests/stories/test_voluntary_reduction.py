"""D11: a holder gives up classes and keeps those they choose; a machine decides at once."""

from datetime import date

import pytest
from tests import builders

from tongban.casework import actions
from tongban.core import entries
from tongban.core.errors import BadInput
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import REGISTER

HELD = {"A1": date(2008, 6, 1), "D": date(2012, 6, 1)}


def test_a_bus_driver_keeps_a_lorry_and_a_motorcycle(told):
    luo = told.person(name="罗永年")
    licence = builders.a_licence(luo, classes=HELD)
    case = told.applies("D11", luo, classes="B2 E C1")
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = drivers.find_driver(luo)
    assert {one.code: one.since for one in after.licence.classes} == {"B2": date(2008, 6, 1), "E": date(2012, 6, 1)}
    assert after.licence.valid_to == licence.licence.valid_to
    assert not drivers.card_standing(licence.card_serial).valid
    assert [entry.kind for entry in entries.history(licence.id, REGISTER)][-1] == "reduced"


def test_a_class_that_is_not_covered_cannot_be_chosen_and_keeping_all_is_refused(told):
    luo = told.person(name="罗永年")
    builders.a_licence(luo, classes=HELD)
    with pytest.raises(BadInput):
        told.applies("D11", luo, classes="A2")
    with pytest.raises(BadInput):
        told.applies("D11", luo, classes="")
    case = told.applies("D11", luo, classes="A1 D F")
    assert [reason.code for reason in told.sees(case.id).reasons] == ["reduction.nothing_given_up"]


def test_an_open_violation_is_settled_first_and_then_it_goes_on(told):
    violation = {
        "kind": "violation", "number": "V1", "place": "世纪大道", "on": "2026-11-01", "state": "open", "letter": "",
        "until": None, "settle_at": "任一窗口",
    }  # fmt: skip
    luo = told.person(name="罗永年", known={"matters": [violation]})
    builders.a_licence(luo, classes=HELD)
    case = told.applies("D11", luo, classes="C1")
    assert [reason.code for reason in told.sees(case.id).reasons] == ["matter.violation"]
    told.settles(luo, "V1")
    assert told.sees(case.id).row.waiting_for == "payment"


def test_a_correction_of_a_correction_gives_back_what_was_given_up_by_mistake(told):
    luo = told.person(name="罗永年")
    before = builders.a_licence(luo, classes=HELD)
    case = told.applies("D11", luo, classes="C1")
    told.pays(case.order_number)
    reviewer = builders.a_clerk("review", label="0009", account=9)
    actions.correct(case_id=case.id, actor=reviewer, reason="the wrong box was ticked")
    assert drivers.find_driver(luo).licence.codes == before.licence.codes
    actions.decide(case_id=case.id, actor=reviewer, outcome="granted", grounds="no, it was meant so")
    assert drivers.find_driver(luo).licence.codes == {"C1"}
    actions.correct(case_id=case.id, actor=reviewer, reason="a second look: the person meant A1 to stay")
    after = drivers.find_driver(luo)
    assert {one.code: one.since for one in after.licence.classes} == HELD
    assert list(drivers.differences()) == [] and list(drivers.unfounded_facts()) == []

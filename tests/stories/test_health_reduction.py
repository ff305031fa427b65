"""D12: an examination leaves fewer classes; the licence is exchanged for those, at a window."""

from datetime import date

from tests import builders

from tongban.casework import actions
from tongban.registers.drivers import queries as drivers


def applies(told, person):
    """At a window: no one exchanges for health online."""
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="D12", applicant=person, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"delivery": "office"})
    return actions.submit(case_id=case.id, actor=clerk)


def test_weaker_eyes_end_the_lorry_and_leave_the_car(told):
    shi = told.person(name="石磊", known={"medical": {"left_vision": 4.9, "right_vision": 4.9}})
    licence = builders.a_licence(shi, classes={"A2": date(2010, 6, 1)})
    case = applies(told, shi)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    after = drivers.find_driver(shi)
    assert {one.code: one.since for one in after.licence.classes} == {
        "C1": date(2010, 6, 1), "C6": date(2010, 6, 1), "M": date(2010, 6, 1),
    }  # fmt: skip
    assert not drivers.card_standing(licence.card_serial).valid


def test_the_case_waits_for_the_hospital_and_goes_on_with_its_result(told):
    shi = told.person(name="石磊")
    builders.a_licence(shi, classes={"B1": date(2010, 6, 1)})
    case = applies(told, shi)
    assert (case.status, case.waiting_for) == ("waiting", "partner")
    told.is_examined(shi, limbs="left_leg")
    case = told.sees(case.id)
    assert case.row.waiting_for == "payment"
    told.pays(case.order_number)
    assert drivers.find_driver(shi).licence.codes == {"C2"}


def test_who_is_fit_has_nothing_to_exchange_and_who_is_fit_for_nothing_is_pointed_to_cancellation(told):
    fit = told.person(name="石磊", known={"medical": {}})
    builders.a_licence(fit, classes={"A2": date(2010, 6, 1)})
    assert [reason.code for reason in told.sees(applies(told, fit).id).reasons] == ["health.nothing_lost"]

    blind = told.person(name="丁一", serial=911, phone="13900000011", known={"medical": {"colour_blind": True}})
    builders.a_licence(blind, classes={"C1": date(2010, 6, 1)}, serial="3190000000011")
    [why] = told.sees(applies(told, blind).id).reasons
    assert why.code == "health.nothing_left" and "注销" in why.remedy.zh
    assert drivers.find_driver(blind).licence.codes == {"C1"}


def test_a_lost_right_leg_leads_to_c5_by_tests_not_by_exchange(told):
    shi = told.person(name="石磊", known={"medical": {"limbs": "right_leg"}})
    builders.a_licence(shi, classes={"C1": date(2010, 6, 1)})
    [why] = told.sees(applies(told, shi).id).reasons
    assert why.code == "health.c5_by_test" and "C5" in why.sentence.zh

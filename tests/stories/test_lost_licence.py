"""D06: a licence is lost; a machine decides at once."""

from datetime import date

from tests import builders

from tongban.casework import actions, queries
from tongban.core import entries
from tongban.documents import actions as documents
from tongban.documents import production
from tongban.documents import queries as papers
from tongban.registers.drivers import queries as drivers


def test_wang_loses_her_licence_and_holds_a_new_one_after_paying(told):
    wang = told.person()
    licence = builders.a_licence(wang)
    citizen = builders.a_citizen(wang)

    case = actions.start(service="D06", applicant=wang, actor=citizen, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=citizen, given={"delivery": "office"})
    case = actions.submit(case_id=case.id, actor=citizen)
    assert (case.status, case.waiting_for) == ("waiting", "payment")

    told.pays(case.order_number)
    seen = queries.get_case(case.id, citizen)
    assert (seen.row.status, seen.outcome) == ("decided", "granted")
    assert not drivers.card_standing(licence.card_serial).valid
    assert drivers.get_driver(licence.id).card_serial != licence.card_serial
    assert [receipt.content["outcome"] for receipt in papers.receipts_of(case.id, citizen)] == ["granted"]
    assert [entry.kind for entry in entries.history(case.id)] == ["submitted", "fee_due", "paid", "decided"]

    told.city.work()
    [card] = production.cards_of(wang, citizen)
    assert card.state == "in_custody"
    documents.move_card(serial=card.serial, state="handed_over", actor=builders.a_clerk("production"))
    told.city.work()
    assert queries.get_case(case.id, citizen).row.status == "closed"


def test_nothing_is_asked_for_that_partners_know(told):
    wang = told.person()
    builders.a_licence(wang)
    citizen = builders.a_citizen(wang)
    case = told.applies("D06", wang)
    seen = queries.get_case(case.id, citizen)
    groups = {view.key: view.group for view in seen.evidence}
    assert groups == {
        "identity": "looked_up",
        "portrait": "looked_up",
        "platform": "looked_up",
        "narcotics": "looked_up",
        "loss_statement": "waived",
    }


def test_a_seized_licence_is_refused_with_every_reason(told):
    matter = {
        "kind": "seizure", "number": "S1", "place": "浦东", "on": "2026-11-01", "state": "open", "letter": "U",
        "until": None, "settle_at": "浦东交警支队",
    }  # fmt: skip
    li = told.person(name="李四", known={"matters": [matter], "narcotics": {"listed": True}})
    builders.a_licence(li)
    citizen = builders.a_citizen(li)
    case = told.applies("D06", li)
    seen = queries.get_case(case.id, citizen)
    assert seen.outcome == "refused"
    assert len(seen.reasons) == 2
    assert all(reason.article and reason.remedy.zh and reason.remedy.en for reason in seen.reasons)
    assert drivers.find_driver(li).card_serial == "3190000000001"


def test_a_partner_that_is_down_delays_the_case_and_does_not_lose_it(told):
    wang = told.person()
    builders.a_licence(wang)
    citizen = builders.a_citizen(wang)
    told.partner("narcotics", status=503)
    case = told.applies("D06", wang)
    assert (case.status, case.waiting_for) == ("waiting", "partner")
    assert "吸毒人员信息库" in queries.get_case(case.id, citizen).timeline[-1].sentence.zh

    told.partner("narcotics")
    told.time_comes(case.id)
    assert queries.get_case(case.id, citizen).row.waiting_for == "payment"


def test_an_expired_licence_is_renewed_not_replaced(told):
    wang = told.person()
    builders.a_licence(wang, valid_from=date(2020, 6, 1), valid_to=date(2026, 6, 1))
    citizen = builders.a_citizen(wang)
    case = told.applies("D06", wang)
    seen = queries.get_case(case.id, citizen)
    assert seen.outcome == "refused"
    assert [reason.code for reason in seen.reasons] == ["replacement.renew_instead"]

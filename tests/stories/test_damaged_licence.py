"""D09: a damaged licence is exchanged; a machine decides at once; at a window the old card is handed in."""

from tests import builders

from tongban.registers.drivers import queries as drivers

SEIZED = {
    "kind": "seizure", "number": "S1", "place": "浦东", "on": "2026-11-01", "state": "open", "letter": "K",
    "until": None, "settle_at": "浦东交警支队",
}  # fmt: skip


def test_a_damaged_licence_is_exchanged_and_the_old_card_is_void(told):
    wang = told.person()
    licence = builders.a_licence(wang)
    case = told.applies("D09", wang)
    assert (case.status, case.waiting_for) == ("waiting", "payment")
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    assert not drivers.card_standing(licence.card_serial).valid
    after = drivers.find_driver(wang)
    assert (after.licence, drivers.card_before(after.card_serial)) == (licence.licence, licence.card_serial)


def test_open_violations_do_not_stand_in_the_way_but_a_seized_licence_does(told):
    violation = {**SEIZED, "kind": "violation", "number": "V1", "letter": ""}
    wang = told.person(known={"matters": [violation]})
    builders.a_licence(wang)
    assert told.applies("D09", wang).waiting_for == "payment"

    li = told.person(name="李四", serial=911, phone="13900000011", known={"matters": [violation, SEIZED]})
    builders.a_licence(li, serial="3190000000011")
    case = told.applies("D09", li)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["letter.seized"]
    assert (case.status, case.waiting_for) == ("waiting", "applicant")


def test_a_damaged_licence_goes_on_by_itself_when_the_police_give_it_back(told):
    wang = told.person(known={"matters": [SEIZED]})
    builders.a_licence(wang)
    case = told.applies("D09", wang)
    told.settles(wang, "S1")
    assert told.sees(case.id).row.waiting_for == "payment"

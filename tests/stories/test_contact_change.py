"""D23: a new telephone number, proved by a code, counts within seconds; nothing else is asked for."""

import pytest
from tests import builders

from tongban.casework import actions
from tongban.casework.models import Case
from tongban.core import entries
from tongban.core.errors import BadInput
from tongban.people import actions as people_actions
from tongban.people import queries as people

NEW = "13900000777"


def proves(person, phone=NEW, actor=None):
    """The person types the code that was sent to the number."""
    citizen = actor or builders.a_citizen(person)
    check = people_actions.start_phone_check(phone=phone, actor=citizen, person_id=citizen.person_id)
    assert people_actions.confirm_phone(check_id=check.id, code=check.code).confirmed


def test_a_proved_number_is_bound_in_the_same_request(told):
    wang = told.person()
    builders.a_licence(wang)
    proves(wang)
    case = told.applies("D23", wang, phone="１３９ ００００ ０７７７")
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("closed", "granted")
    assert people.phone_number(wang) == NEW
    assert (seen.decided_at - seen.submitted_at).total_seconds() < 5


def test_a_number_without_its_code_is_not_sent_and_changes_nothing(told):
    wang = told.person()
    builders.a_licence(wang)
    with pytest.raises(BadInput) as refused:
        told.applies("D23", wang, phone=NEW)
    assert refused.value.field == "phone"
    assert people.phone_number(wang) == "13900000001"
    assert Case.for_system("a test looks").get(applicant=wang).status == "draft"


def test_the_code_of_one_number_does_not_prove_another(told):
    wang = told.person()
    builders.a_licence(wang)
    proves(wang, "13900000888")
    with pytest.raises(BadInput):
        told.applies("D23", wang, phone=NEW)


def test_a_code_proves_a_number_once(told):
    wang = told.person()
    builders.a_licence(wang)
    proves(wang)
    told.applies("D23", wang, phone=NEW)
    with pytest.raises(BadInput):
        told.applies("D23", wang, phone=NEW)


def test_at_a_window_the_clerks_word_is_enough(told):
    wang = told.person()
    builders.a_licence(wang)
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="D23", applicant=wang, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"phone": NEW, "address": "新街 2 号"})
    case = actions.submit(case_id=case.id, actor=clerk)
    assert case.outcome == "granted"
    assert people.phone_number(wang) == NEW
    assert people.get_person(wang).address == "新街 2 号"


def test_a_change_that_was_wrong_is_undone_and_the_former_contact_data_hold_again(told):
    wang, li = told.person(), told.person(name="李四", serial=902, phone=NEW)
    builders.a_licence(wang)
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="D23", applicant=wang, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"phone": NEW, "address": "新街 2 号"})
    actions.submit(case_id=case.id, actor=clerk)
    assert people.phone_number(li) == ""
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="the clerk mistyped it")
    assert people.phone_number(wang) == "13900000001"
    assert people.get_person(wang).address == "测试路1号"
    assert people.phone_number(li) == NEW, "who lost the number by the mistake has it again"
    corrected = [entry for entry in entries.history(wang, "people") if entry.kind == "corrected"]
    assert [entry.facts["fields"] for entry in corrected] == [["phone"], ["address"]]
    assert all(entry.corrects for entry in corrected)


def test_undoing_a_change_leaves_what_was_changed_again_since(told):
    wang = told.person()
    builders.a_licence(wang)
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="D23", applicant=wang, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"phone": NEW})
    actions.submit(case_id=case.id, actor=clerk)
    people_actions.bind_phone(person_id=wang, phone="13900000555", actor=clerk, cause="window")
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="mistyped")
    assert people.phone_number(wang) == "13900000555"


def test_a_former_number_that_is_somebody_elses_by_now_is_not_taken_from_them(told):
    wang = told.person()
    builders.a_licence(wang)
    clerk = builders.a_clerk("acceptance")
    case = actions.start(service="D23", applicant=wang, actor=clerk, office=builders.OFFICE)
    actions.answer(case_id=case.id, actor=clerk, given={"phone": NEW})
    actions.submit(case_id=case.id, actor=clerk)
    li = told.person(name="李四", serial=902, phone="13900000001")
    actions.correct(case_id=case.id, actor=builders.a_clerk("review", account=9), reason="mistyped")
    assert (people.phone_number(wang), people.phone_number(li)) == ("", "13900000001")


def test_who_has_no_licence_has_nothing_to_report(told):
    wang = told.person()
    proves(wang)
    case = told.applies("D23", wang, phone=NEW)
    seen = told.sees(case.id)
    assert (seen.outcome, [reason.code for reason in seen.reasons]) == ("refused", ["licence.none"])


@pytest.mark.parametrize("wrong", ["123", "1390000077", "139000007777", "电话", "📱13900000777", "23900000777"])
def test_what_is_no_mobile_number_is_said_beside_the_field(told, wrong):
    wang = told.person()
    builders.a_licence(wang)
    with pytest.raises(BadInput) as refused:
        told.applies("D23", wang, phone=wrong)
    assert refused.value.field == "phone"

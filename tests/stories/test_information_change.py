"""D10: name or number changed in the population register; the licence follows it, and what waited goes on by itself."""

import json
from datetime import date, timedelta

from tests import builders

from tongban.casework.assessment import assess
from tongban.casework.models import Case, Evidence
from tongban.core import clock, entries, sealed
from tongban.documents.models import Card
from tongban.people import queries as people
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers

NEW = builders.identity_number(date(1985, 5, 6), 902)


def renamed(told, person, name="王晓明"):
    told.partners_say(person, {"person": {"name": name}})


def the_case(case):
    return Case.for_system("a story looks").get(id=case.id)


def hours_pass(case):
    """What partners said for a case is no longer fresh."""
    Evidence.objects.filter(case=case.id).update(obtained_at=clock.now() - timedelta(hours=1))


def name_on_card(person):
    card = Card.for_system("a story looks").filter(person=person).latest("ordered_at")
    return sealed.unpack(card.fields)["name"]


def test_a_new_name_is_taken_over_and_printed(told):
    wang = told.person()
    licence = builders.a_licence(wang)
    renamed(told, wang)
    case = told.applies("D10", wang)
    assert case.waiting_for == "payment", "the difference is the subject, not a doubt"
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    assert people.get_person(wang).name == "王晓明"
    assert name_on_card(wang) == "王晓明"
    assert not drivers.card_standing(licence.card_serial).valid
    former = people.former_identities(wang, builders.TEST, "service")
    assert [one.name for one in former] == ["王小明", "王晓明"], "the old identity stays linked"


def test_a_new_number_brings_its_birth_date_and_the_old_one_still_leads_to_the_person(told):
    wang = told.person()
    old = people.identity_number(wang)
    builders.a_licence(wang)
    told.partners_say(wang, {"person": {"current_number": NEW}})
    case = told.applies("D10", wang)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    assert people.identity_number(wang) == NEW
    assert people.find_person(old) == people.find_person(NEW) == wang
    assert people.get_person(wang).born == drivers.find_driver(wang).born == date(1985, 5, 6)


def test_bans_are_found_under_the_old_and_the_new_number(told):
    wang = told.person()
    builders.a_licence(wang)
    for number, code in ((people.identity_number(wang), "N09"), (NEW, "N03")):
        register.set_ban(
            identity_number=number, person_id=None, code=code, since=date(2024, 1, 1), until=None, reference="x",
            actor=builders.TEST, cause="test",
        )  # fmt: skip
    told.partners_say(wang, {"person": {"current_number": NEW}})
    case = told.applies("D10", wang)
    assert assess(the_case(case)).facts.applicant.bans == ("N03", "N09")
    told.pays(case.order_number)
    assert drivers.bans_on(people.identity_lookups(wang), clock.today()) == ("N03", "N09")


def test_where_nothing_changed_it_is_refused(told):
    wang = told.person()
    builders.a_licence(wang)
    case = told.applies("D10", wang)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["information.nothing_changed"]


def test_a_number_that_belongs_to_another_record_is_for_a_person_to_look_at(told):
    wang = told.person()
    builders.a_licence(wang)
    builders.a_person(date(1985, 5, 6), serial=902, phone="13900000011")
    told.partners_say(wang, {"person": {"current_number": NEW}})
    case = told.applies("D10", wang)
    assert case.needs_post == "acceptance"
    assert "合并" in told.sees(case.id).timeline[-1].sentence.zh


def test_a_name_that_changes_between_acceptance_and_issue_of_another_service_waits_for_the_exchange(told):
    wang = told.person()
    builders.a_licence(wang)
    lost = told.applies("D06", wang)
    renamed(told, wang)
    hours_pass(lost)
    told.pays(lost.order_number)
    told.time_comes(lost.id)
    assert the_case(lost).needs_post == "acceptance"
    assert "信息变化换证" in told.sees(lost.id).timeline[-1].sentence.zh, "the person is told what to do"

    change = told.applies("D10", wang)
    told.pays(change.order_number)
    told.city.work()
    assert told.sees(lost.id).outcome == "granted", "it goes on by itself, paid as it is"
    assert name_on_card(wang) == "王晓明"


def test_a_decision_does_not_carry_the_new_name_in_its_entries(told):
    wang = told.person()
    licence = builders.a_licence(wang)
    renamed(told, wang)
    told.pays(told.applies("D10", wang).order_number)
    said = json.dumps([entry.facts for entry in entries.history(licence.id)], ensure_ascii=False)
    assert "information_changed" in {entry.kind for entry in entries.history(licence.id)}
    assert "王" not in said

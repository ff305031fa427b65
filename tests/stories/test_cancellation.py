"""D19: a licence is given up, or ended because the office learned something; a wrong end is corrected."""

from datetime import date, timedelta

import pytest
from tests import builders

from tongban.casework import actions, opening, queries, tasks
from tongban.casework.models import Case, Evidence
from tongban.core import clock, entries
from tongban.core.errors import Conflict, NotAllowed
from tongban.documents import actions as documents
from tongban.documents import production
from tongban.documents import queries as papers
from tongban.exchange import breaker
from tongban.people import actions as people
from tongban.people import queries as persons
from tongban.registers.drivers import daily
from tongban.registers.drivers import queries as drivers
from tongban.services import grounds

FINDER = builders.a_clerk("review", label="0008", account=8)
REVIEWER = builders.a_clerk("review", label="0009", account=9)
ANSWERS = {"card": "here", "declaration": "yes"}


@pytest.fixture
def wang(told):
    person = told.person()
    builders.a_licence(person)
    return person


def case_of(person) -> Case:
    return Case.for_system("a story looks").get(applicant=person, service="D19")


def enlist(told, person) -> None:
    told.happens(f"narcotics/list/{persons.identity_number(person)}", {})


def later(settings, days: int) -> None:
    settings.TONGBAN_TODAY = (clock.day_of(clock.now()) + timedelta(days=days)).isoformat()


def lapse(case: Case) -> Case:
    return actions.decide(case_id=case.id, actor=REVIEWER, outcome="lapsed", grounds="served, nothing was heard")


def test_a_licence_is_given_up_and_is_cancelled_not_revoked(told, wang):
    card = drivers.find_driver(wang).card_serial
    case = told.applies("D19", wang, **ANSWERS)
    assert told.sees(case.id).outcome == "granted"
    licence = drivers.find_driver(wang).licence
    assert licence.letters == {"G"} and not licence.letters & {"E", "F"}
    assert not drivers.card_standing(card).valid
    assert queries.announcements() == ([], 0)


def test_a_card_that_is_not_handed_in_is_announced_void(told, wang):
    case = told.applies("D19", wang, **{**ANSWERS, "card": "lost"})
    [announced], _ = queries.announcements()
    assert (announced.number, announced.classes) == (case.number, ("C1",))


def test_an_open_violation_comes_first_and_then_it_goes_on(told):
    matter = {"kind": "violation", "number": "V1", "place": "x", "on": "2026-01-01", "state": "open"}
    person = told.person(known={"matters": [matter]})
    builders.a_licence(person)
    case = told.applies("D19", person, **ANSWERS)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["matter.violation"]
    told.settles(person, "V1")
    assert told.sees(case.id).outcome == "granted"


def test_a_confirmed_listing_opens_a_case_once_and_tells_the_person(told, wang):
    enlist(told, wang)
    told.until(lambda: Case.for_system("look").filter(applicant=wang).exists())
    case = case_of(wang)
    assert (case.origin, case.waiting_for, case.ground["ground"]) == ("own_motion", "applicant", "drug")
    assert "reference" not in case.ground and persons.identity_number(wang)[-6:] not in str(case.ground)
    grounds.confirm_hit(wang)
    assert Case.for_system("look").filter(applicant=wang).count() == 1
    told.until(lambda: any(case.number in text for text in told.was_told(wang)))


def test_a_report_the_register_does_not_confirm_opens_nothing(told, wang):
    grounds.confirm_hit(wang)
    assert not Case.for_system("look").filter(applicant=wang).exists()


def test_the_person_applies_within_the_time_although_a_violation_is_open(told):
    matter = {"kind": "violation", "number": "V1", "place": "x", "on": "2026-01-01", "state": "open"}
    person = told.person(known={"matters": [matter], "narcotics": {"listed": True}})
    builders.a_licence(person)
    grounds.confirm_hit(person)
    case, citizen = case_of(person), builders.a_citizen(person)
    actions.answer(case_id=case.id, actor=citizen, given=ANSWERS)
    actions.respond(case_id=case.id, actor=citizen)
    assert told.sees(case.id).outcome == "granted"
    [cancelled] = [one for one in entries.history(drivers.find_driver(person).id, "drivers") if one.kind == "cancelled"]
    assert cancelled.facts["ground"] == "drug"


def test_without_an_answer_a_person_decides_announces_and_a_correction_brings_back_the_old_dates(told, wang, settings):
    before = drivers.find_driver(wang)
    enlist(told, wang)
    told.until(lambda: told.was_told(wang))
    case = case_of(wang)
    told.until(lambda: case_of(wang).due_on and told.sees(case.id))
    later(settings, 40)
    tasks.move_on(case.id)
    case = case_of(wang)
    assert (case.needs_post, case.outcome) == ("review", "")
    lapse(case)
    assert drivers.find_driver(wang).licence.letters == {"G"}
    assert [one.number for one in queries.announcements()[0]] == [case.number]
    actions.correct(case_id=case.id, actor=REVIEWER, reason="cancelled by mistake")
    after = drivers.find_driver(wang)
    assert (after.licence.letters, after.licence.valid_to) == (frozenset(), before.licence.valid_to)
    assert after.licence.classes == before.licence.classes
    assert queries.announcements() == ([], 0)


def test_a_listing_that_was_struck_stops_the_decision_and_reaches_the_desk_after_it(told, wang, settings):
    enlist(told, wang)
    told.until(lambda: told.was_told(wang))
    case = case_of(wang)
    later(settings, 40)
    tasks.move_on(case.id)
    told.partners_say(wang, {"narcotics": None})
    _stale(case)
    with pytest.raises(Conflict):
        lapse(case)
    told.partners_say(wang, {"narcotics": {"listed": True}})
    _stale(case)
    lapse(case_of(wang))
    assert grounds.look_at_decided() == 0
    told.partners_say(wang, {"narcotics": None})
    assert [grounds.look_at_decided(), grounds.look_at_decided()] == [1, 0]
    [asked] = queries.open_inquiries(builders.a_clerk("consultation"))
    assert case.number in asked["words"]


def _stale(case: Case) -> None:
    Evidence.objects.filter(case=case).update(obtained_at=clock.now() - timedelta(hours=2))


def test_the_comparison_catches_up_and_never_acts_twice(told, wang):
    other = told.person(name="李四", serial=902, phone="13900000002", known={"narcotics": {"listed": True}})
    builders.a_licence(other, serial="3190000000002")
    told.partner("narcotics", status=503)
    assert grounds.compare_holders(clock.today()) == 0
    told.partner("narcotics")
    breaker.reset()
    assert grounds.compare_holders(clock.today()) == 2
    assert grounds.compare_holders(clock.today() + timedelta(days=6)) == 0
    assert grounds.compare_holders(clock.today() + timedelta(days=7)) == 2
    told.city.work()
    assert Case.for_system("look").filter(service="D19").count() == 1
    assert case_of(other).ground["ground"] == "drug"


def test_a_case_taken_back_is_not_opened_again_on_the_same_listing(told, wang):
    told.partners_say(wang, {"narcotics": {"listed": True}})
    grounds.confirm_hit(wang)
    case = case_of(wang)
    Case.for_system("hand to review").filter(id=case.id).update(status="in_hand", waiting_for="", needs_post="review")
    actions.decide(case_id=case.id, actor=REVIEWER, outcome="voided", grounds="mistaken identity")
    grounds.confirm_hit(wang)
    assert Case.for_system("look").filter(applicant=wang).count() == 1


def test_a_death_goes_to_a_person_at_once_and_nobody_writes_to_the_dead(told, wang):
    told.partners_say(wang, {"person": {"alive": False}})
    people.record_death(person_id=wang, died_on=clock.today(), actor=builders.TEST, cause="test")
    told.city.work()
    case = case_of(wang)
    assert (case.needs_post, case.ground["ground"]) == ("review", "death")
    lapse(case)
    assert drivers.find_driver(wang).licence.letters == {"G"}
    assert told.was_told(wang) == []


def test_a_lapsed_licence_has_its_card_announced_void_and_can_still_be_restored(told, settings):
    person = told.person()
    expired = clock.today().replace(year=clock.today().year - 1) - timedelta(days=1)
    builders.a_licence(person, valid_from=date(expired.year - 6, 1, 1), valid_to=expired, letters="M")
    daily.run()
    told.city.work()
    case = case_of(person)
    assert (case.needs_post, case.ground["ground"]) == ("review", "lapse")
    lapse(case)
    driver = drivers.find_driver(person)
    assert driver.licence.letters == {"R"} and driver.card_serial == ""


def test_an_examination_that_leaves_no_class_is_a_ground(told, wang):
    told.is_examined(wang, declared_illness=True)
    told.until(lambda: Case.for_system("look").filter(applicant=wang).exists())
    assert case_of(wang).ground["ground"] == "unfit"


def test_a_drug_driving_hit_is_opened_at_the_desk_and_decided_by_somebody_else(told, wang):
    case = opening.open_by_hand(
        service="D19", person_id=wang, ground="drug_driving", found_on=clock.today(), reference="traffic police 17",
        actor=FINDER,
    )  # fmt: skip
    assert (case.needs_post, case.ground["classes"]) == ("review", ["C1"])
    told.until(lambda: any(case.number in text for text in told.was_told(wang)))
    with pytest.raises(NotAllowed, match="You opened"):
        actions.decide(case_id=case.id, actor=FINDER, outcome="lapsed", grounds="my own case")
    lapse(case)
    assert drivers.find_driver(wang).licence.letters == {"G"}
    [cancelled] = [one for one in entries.history(drivers.find_driver(wang).id, "drivers") if one.kind == "cancelled"]
    assert cancelled.facts["ground"] == "drug_driving"
    with pytest.raises(Conflict):  # the licence has ended: nothing to act on
        opening.open_by_hand(
            service="D19",
            person_id=wang,
            ground="drug_driving",
            found_on=clock.today(),
            reference="another",
            actor=FINDER,
        )


def test_the_same_document_opens_a_case_once_even_if_that_was_taken_back(told, wang):
    given = {"service": "D19", "person_id": wang, "ground": "drug_driving", "found_on": clock.today(), "actor": FINDER}
    case = opening.open_by_hand(**given, reference=" traffic  police 17 ")
    with pytest.raises(Conflict, match="open already"):
        opening.open_by_hand(**given, reference="traffic police 18")
    actions.decide(case_id=case.id, actor=REVIEWER, outcome="voided", grounds="mistaken identity")
    with pytest.raises(Conflict, match="this document"):
        opening.open_by_hand(**given, reference="traffic police 17")
    assert opening.open_by_hand(**given, reference="traffic police 18").id != case.id


def test_after_a_correction_a_new_card_is_made_free_of_charge(told, wang):
    old = drivers.find_driver(wang).card_serial
    told.has_portrait(wang)
    documents.add_device(person_id=wang, jwk=told.a_phone_key(), label="phone", actor=builders.a_citizen(wang))
    told.partners_say(wang, {"narcotics": {"listed": True}})
    case = opening.open_by_hand(
        service="D19", person_id=wang, ground="drug_driving", found_on=clock.today(), reference="17", actor=FINDER
    )
    lapse(case)
    actions.correct(case_id=case.id, actor=REVIEWER, reason="somebody else was driving")
    assert drivers.find_driver(wang).card_serial == ""
    actions.decide(case_id=case.id, actor=REVIEWER, outcome="voided", grounds="somebody else was driving")
    card = drivers.find_driver(wang).card_serial
    assert card and card != old and drivers.card_standing(card).valid and not drivers.card_standing(old).valid
    assert (case_of(wang).status, case_of(wang).outcome) == ("decided", "voided")
    assert [one.serial for one in production.cards(builders.OFFICE) if one.state != "void"] == [card]
    valid = [one for one in papers.credentials_of(wang, builders.a_citizen(wang)) if one.revoked_at is None]
    assert len(valid) == 1


def test_a_case_taken_back_before_any_decision_makes_no_card(told, wang):
    told.has_portrait(wang)
    old = drivers.find_driver(wang).card_serial
    case = opening.open_by_hand(
        service="D19", person_id=wang, ground="drug_driving", found_on=clock.today(), reference="17", actor=FINDER
    )
    actions.decide(case_id=case.id, actor=REVIEWER, outcome="voided", grounds="mistaken identity")
    assert drivers.find_driver(wang).card_serial == old and case_of(wang).status == "closed"

"""D22: a lapsed licence, one without its medical certificate, and classes lost at 60 come back."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from tests import builders

from tongban.casework import actions, engine, tasks
from tongban.casework.models import Case, Evidence
from tongban.core import clock, entries
from tongban.core.law_book import book
from tongban.exchange import breaker
from tongban.law.dates import next_day
from tongban.law.rules import standing
from tongban.people import queries as persons
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change
from tongban.web import shown
from tongban.web.citizen import home


def years_ago(years: int, days: int = 0) -> date:
    return clock.today().replace(year=clock.today().year - years, day=1) - timedelta(days=days)


@pytest.fixture
def lapsed(told):
    """Expired two years ago, lapsed one year ago."""
    person = told.person(known={"medical": {}})
    builders.a_licence(person, valid_from=years_ago(8), valid_to=years_ago(2), letters="R")
    return person


def passes(told, person) -> None:
    told.happens(f"platform/pass/{persons.identity_number(person)}/S1", {})


def test_a_lapsed_licence_waits_for_the_test_and_comes_back_when_it_is_passed(told, lapsed):
    case = told.applies("D22", lapsed)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.row.waiting_for) == ("waiting", "appointment")
    [reason] = seen.reasons
    last = years_ago(2).replace(year=years_ago(2).year + 3)
    assert reason.code == "restoration.test_missing" and f"{last.year}年" in reason.sentence.zh
    passes(told, lapsed)
    seen = told.sees(case.id)
    assert seen.row.waiting_for == "payment"
    told.pays(seen.order_number)
    driver = drivers.find_driver(lapsed)
    assert told.sees(case.id).outcome == "granted"
    assert (driver.licence.letters, driver.licence.valid_from) == (frozenset(), clock.today())
    assert driver.card_serial and drivers.card_standing(driver.card_serial).valid


def test_the_case_ends_when_the_two_years_are_over(told, lapsed):
    case = told.applies("D22", lapsed)
    driver = drivers.find_driver(lapsed)
    for verb, letter in ((register.clear_letter, "R"), (register.set_letter, "G")):
        verb(driver_id=driver.id, letter=letter, effective_on=clock.today(), actor=builders.TEST, cause="daily")
    told.time_comes(case.id)
    seen = told.sees(case.id)
    assert (seen.outcome, seen.reasons[0].code) == ("refused", "letter.cancelled")


def test_whoever_passed_in_time_and_pays_after_the_two_years_has_the_licence_whether_or_not_a_job_has_run(told, lapsed):
    case = told.applies("D22", lapsed)
    passes(told, lapsed)
    driver = drivers.find_driver(lapsed)
    gone_on = next_day(standing.restore_by(driver.licence, clock.today(), book()))
    for verb, letter in ((register.clear_letter, "R"), (register.set_letter, "G")):
        verb(driver_id=driver.id, letter=letter, effective_on=gone_on, actor=builders.TEST, cause="daily")
    told.time_comes(case.id)
    assert told.sees(case.id).row.waiting_for == "payment"
    told.pays(told.sees(case.id).order_number)
    assert told.sees(case.id).outcome == "granted"
    assert drivers.find_driver(lapsed).licence.letters == frozenset()


def test_an_overdue_vehicle_comes_first_or_is_promised_within_thirty_days(told, lapsed):
    told.partners_say(lapsed, {"vehicles": [{"plate": "沪A12345", "state": "inspection_overdue"}]})
    case = told.applies("D22", lapsed, send=False)
    found = engine.prepare(case.id)
    assert {reason.code for reason in found.verdict.reasons} == {"restoration.vehicle", "restoration.test_missing"}
    assert found.unanswered.key == "commitment"
    citizen = builders.a_citizen(lapsed)
    actions.answer(case_id=case.id, actor=citizen, given={"commitment": "yes"})
    actions.submit(case_id=case.id, actor=citizen)
    passes(told, lapsed)
    told.pays(told.sees(case.id).order_number)
    assert told.sees(case.id).outcome == "granted"
    kept = Evidence.objects.get(case=case.id, material="commitment")
    assert (kept.state, kept.due_on) == ("promised", clock.today() + timedelta(days=30))


@pytest.fixture
def promised(told, lapsed):
    """Restored on the written promise to settle a violation and an overdue vehicle: the case, the person."""
    matter = {"kind": "violation", "number": "V1", "place": "x", "on": "2026-01-01", "state": "open"}
    car = {"plate": "沪A12345", "state": "inspection_overdue"}
    told.partners_say(lapsed, {"matters": [matter], "vehicles": [car]})
    case = told.applies("D22", lapsed, commitment="yes")
    passes(told, lapsed)
    told.pays(told.sees(case.id).order_number)
    assert told.sees(case.id).outcome == "granted"
    return case, lapsed


def commitment(case) -> Evidence:
    return Evidence.objects.get(case=case.id, material="commitment")


def test_a_commitment_is_closed_by_the_word_of_those_who_keep_it_and_only_when_all_is_settled(told, promised):
    case, person = promised
    told.settles(person, "V1")
    assert commitment(case).state == "promised"  # the vehicle is overdue still
    told.partner("vehicles", status=503)
    told.partners_say(person, {"vehicles": []})
    tasks.nightly(0)
    assert commitment(case).state == "promised"  # nobody has said so yet
    told.partner("vehicles")
    breaker.reset()
    tasks.nightly(0)
    assert (commitment(case).state, commitment(case).broken) == ("fetched", False)
    kinds = [one.kind for one in entries.history(drivers.find_driver(person).id, "drivers")]
    assert kinds.count("restored") == 1 and "H" not in drivers.find_driver(person).licence.letters
    assert "承诺的事项已经办好" in told.sees(case.id).timeline[-1].sentence.zh


def test_a_commitment_that_nobody_kept_goes_to_supervision_although_the_case_is_closed(told, promised, settings):
    case, _ = promised
    Case.for_system("the card was handed over").filter(id=case.id).update(status="closed")
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=31)).isoformat()
    tasks.nightly(0)
    assert (commitment(case).broken, told.sees(case.id).row.needs_post) == (True, "supervision")


def test_the_last_day_is_shown_where_the_case_waits_and_on_the_own_page(told, lapsed, settings):
    last = standing.restore_by(drivers.find_driver(lapsed).licence, clock.today(), book())
    assert [item["on"] for item in home.due(drivers.find_driver(lapsed))] == [last]
    case = told.applies("D22", lapsed)
    assert [reason.act_by for reason in told.sees(case.id).reasons] == [last]
    assert shown.next_step(told.sees(case.id))["by"] == last
    settings.TONGBAN_TODAY = (last + timedelta(days=1)).isoformat()
    assert home.due(drivers.find_driver(lapsed)) == []


def test_a_missed_medical_certificate_is_handed_in_and_the_licence_stands_without_a_test(told):
    born = date(clock.today().year - 73, 5, 5)
    person = told.person(born=born, name="赵大力", known={"medical": {}})
    due = Change("medical_due", years_ago(2).isoformat())
    classes = {"C1": date(1990, 6, 1)}
    builders.a_licence(person, born=born, classes=classes, valid_to=None, term_years=None, letters="R", more=[due])
    case = told.applies("D22", person)
    seen = told.sees(case.id)
    assert seen.row.waiting_for == "payment", seen.reasons
    told.pays(seen.order_number)
    driver = drivers.find_driver(person)
    assert (driver.licence.letters, driver.licence.medical_due_on) == (frozenset(), None)


def test_classes_lost_at_sixty_come_back_with_the_day_they_were_first_held(told):
    born = clock.today().replace(year=clock.today().year - 62, day=1)
    person = told.person(born=born, name="赵大力", known={"medical": {}})
    since = date(1990, 6, 1)
    driver = builders.a_licence(person, born=born, classes={"A2": since}, valid_to=None, term_years=None)
    lost_on = born.replace(year=born.year + 60)
    with transaction.atomic():
        register.exchange_for_age(
            driver_id=driver.id, classes={"C1": since}, card_serial="3190000000777", effective_on=lost_on,
            actor=builders.TEST, cause="test",
        )  # fmt: skip
    lost = drivers.find_driver(person).licence.lost_for_age
    assert [(one.code, one.lost_on, one.since) for one in lost] == [("A2", lost_on, since)]
    case = told.applies("D22", person)
    told.pays(told.sees(case.id).order_number)
    licence = drivers.find_driver(person).licence
    assert [(held.code, held.since) for held in licence.classes] == [("A2", since)]
    assert licence.lost_for_age == ()
    assert list(drivers.differences()) == []


def test_a_licence_that_nobody_cancelled_needs_no_restoration(told):
    person = told.person(known={"medical": {}})
    builders.a_licence(person)
    case = told.applies("D22", person)
    assert [reason.code for reason in told.sees(case.id).reasons] == ["restoration.nothing_lost"]


def test_of_a_vehicle_registered_here_our_register_is_believed(told, lapsed):
    builders.a_vehicle(lapsed, inspected_to=clock.today() - timedelta(days=40))
    told.partners_say(lapsed, {"vehicles": [{"plate": "沪A·12345", "state": "ok"}]})
    overdue = engine.prepare(told.applies("D22", lapsed, send=False).id)
    assert "restoration.vehicle" in {reason.code for reason in overdue.verdict.reasons}
    assert [(one.plate, one.state) for one in overdue.facts.vehicles] == [("沪A12345", "inspection_overdue")]


def test_a_partner_that_still_calls_a_marked_vehicle_overdue_does_not_stand_in_the_way(told, lapsed):
    builders.a_vehicle(lapsed)
    told.partners_say(lapsed, {"vehicles": [{"plate": "沪A·12345", "state": "inspection_overdue"}]})
    found = engine.prepare(told.applies("D22", lapsed, send=False).id)
    assert found.facts.vehicles == ()

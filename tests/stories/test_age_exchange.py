"""D08: at 63 the office opens the case itself; the person answers in time, or a human decides and it can be undone."""

from datetime import date, timedelta

import pytest
from tests import builders

from tongban.casework import actions, own_motion, queries, tasks
from tongban.casework.models import Case, Notice
from tongban.core import clock, entries
from tongban.core.errors import Conflict, NotAllowed
from tongban.documents import queries as papers
from tongban.registers.drivers import daily
from tongban.registers.drivers import queries as drivers

REVIEWER = builders.a_clerk("review", label="0009", account=9)


def today_63() -> date:
    return clock.today().replace(year=clock.today().year - 63)


@pytest.fixture
def zhao(told):
    """A lorry driver who turns 63 today."""
    person = told.person(born=today_63(), name="赵大力", known={"medical": {}})
    builders.a_licence(person, born=today_63(), classes={"A2": date(1990, 6, 1)}, valid_to=None, term_years=None)
    return person


def the_case_of(person) -> Case:
    return Case.for_system("a story looks").get(applicant=person)


def opened(told, person) -> Case:
    daily.run()
    told.city.work()
    return the_case_of(person)


def served(told, person) -> Case:
    case = opened(told, person)
    told.until(lambda: Notice.objects.get(case=case).served_at)
    return the_case_of(person)


def later(settings, days: int) -> date:
    """The law's day moves on; instants stay real."""
    day = clock.day_of(clock.now()) + timedelta(days=days)
    settings.TONGBAN_TODAY = day.isoformat()
    return day


def lapse(case: Case) -> Case:
    return actions.decide(case_id=case.id, actor=REVIEWER, outcome="lapsed", grounds="served, thirty days passed")


def test_the_daily_work_opens_the_case_once_and_tells_the_person(told, zhao):
    case = opened(told, zhao)
    assert (case.origin, case.status, case.waiting_for) == ("own_motion", "waiting", "applicant")
    assert case.ground["classes"] == ["A2"]
    daily.run()
    told.city.work()
    assert Case.for_system("look").filter(applicant=zhao).count() == 1
    assert any(case.number in text for text in told.was_told(zhao))


def test_the_gateways_report_proves_service_and_the_thirty_days_run_from_it(told, zhao):
    case = served(told, zhao)
    notice = Notice.objects.get(case=case)
    assert notice.proof == f"message {notice.message}"
    assert case.due_on == clock.today() + timedelta(days=30)
    assert [entry.kind for entry in entries.history(case.id)] == ["opened", "served"]


def test_the_person_answers_with_a_choice_and_a_certificate_and_keeps_driving_a_car(told, zhao):
    case = served(told, zhao)
    licence = drivers.find_driver(zhao)
    citizen = builders.a_citizen(zhao)
    assert "A2" in licence.licence.codes
    given = {"choice": "C1", "delivery": "office"}
    actions.answer(case_id=case.id, actor=citizen, given=given)
    case = actions.respond(case_id=case.id, actor=citizen)
    assert case.waiting_for == "payment"
    told.pays(case.order_number)
    seen = told.sees(case.id)
    assert seen.outcome == "granted"
    assert drivers.get_driver(licence.id).licence.codes == {"C1"}
    assert not drivers.card_standing(licence.card_serial).valid


def test_who_answered_and_waits_for_the_hospital_is_looked_at_when_the_result_arrives(told):
    person = told.person(born=today_63(), name="赵大力")
    builders.a_licence(person, born=today_63(), classes={"A2": date(1990, 6, 1)}, valid_to=None, term_years=None)
    case = served(told, person)
    citizen = builders.a_citizen(person)
    actions.answer(case_id=case.id, actor=citizen, given={"choice": "C1", "delivery": "office"})
    case = actions.respond(case_id=case.id, actor=citizen)
    assert (case.waiting_for, case.due_on) == ("applicant", clock.today() + timedelta(days=30))
    told.is_examined(person)
    assert the_case_of(person).waiting_for == "payment"


def test_before_the_day_nothing_lapses_and_after_it_a_person_decides(told, zhao, settings):
    case = served(told, zhao)
    later(settings, 30)
    tasks.move_on(case.id)
    assert the_case_of(zhao).needs_post == ""
    later(settings, 31)
    tasks.move_on(case.id)
    case = the_case_of(zhao)
    assert (case.status, case.needs_post, case.outcome) == ("in_hand", "review", "")
    with pytest.raises(NotAllowed):
        actions.decide(case_id=case.id, actor=builders.a_clerk("acceptance"), outcome="lapsed", grounds="x")


def test_a_lapse_is_announced_with_its_remedy_and_the_licence_keeps_what_age_does_not_end(told, zhao, settings):
    case = served(told, zhao)
    licence = drivers.find_driver(zhao)
    later(settings, 31)
    tasks.move_on(case.id)
    lapse(case)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("closed", "lapsed")
    assert drivers.get_driver(licence.id).licence.codes == {"C1"}
    assert not drivers.card_standing(licence.card_serial).valid
    [announced], _ = queries.announcements()
    assert (announced.number, announced.classes) == (case.number, ("A2",))
    assert seen.service.own_motion.remedy.zh and seen.grounds
    assert [receipt.content["outcome"] for receipt in papers.receipts_of(case.id, builders.a_citizen(zhao))] == [
        "lapsed"
    ]


def test_a_lapse_that_was_wrong_is_undone_and_the_register_is_as_before(told, zhao, settings):
    case = served(told, zhao)
    before = drivers.find_driver(zhao)
    later(settings, 31)
    tasks.move_on(case.id)
    lapse(case)
    actions.correct(case_id=case.id, actor=REVIEWER, reason="the person had answered at a window")
    after = drivers.find_driver(zhao)
    assert after.licence == before.licence
    assert list(drivers.differences()) == []
    assert queries.announcements() == ([], 0)
    actions.decide(case_id=case.id, actor=REVIEWER, outcome="voided", grounds="answered in time elsewhere")
    assert told.sees(case.id).outcome == "voided"


def test_without_proof_of_service_nothing_lapses_and_the_notice_is_served_by_hand(told, settings):
    person = told.person(born=today_63(), name="钱无信", phone="13900000000")  # ends in 0000: cannot be reached
    builders.a_licence(person, born=today_63(), classes={"A2": date(1990, 6, 1)}, valid_to=None, term_years=None)
    case = opened(told, person)
    later(settings, 31)
    tasks.move_on(case.id)
    assert the_case_of(person).needs_post == "review"
    with pytest.raises(Conflict):
        lapse(case)
    day = later(settings, 32)
    own_motion.serve_by_hand(case_id=case.id, proof="handed over at home, form 12", actor=REVIEWER)
    case = the_case_of(person)
    assert (case.status, case.waiting_for, case.due_on) == ("waiting", "applicant", day + timedelta(days=30))


def test_nobody_reviews_what_they_accepted(told, zhao, settings):
    case = served(told, zhao)
    told.partners_say(zhao, {"medical": {"colour_blind": True}})
    clerk = builders.a_clerk("acceptance", "review")
    actions.answer(case_id=case.id, actor=clerk, given={"choice": "C1", "delivery": "office"})
    case = actions.respond(case_id=case.id, actor=clerk)
    assert case.needs_post == "review", "the rule does not allow it, and the machine ends nothing it began"
    with pytest.raises(NotAllowed):
        actions.decide(case_id=case.id, actor=clerk, outcome="voided", grounds="x")
    actions.decide(case_id=case.id, actor=REVIEWER, outcome="voided", grounds="to be examined again")


def test_a_person_cannot_withdraw_what_the_office_opened_but_can_answer(told, zhao):
    case = opened(told, zhao)
    with pytest.raises(Conflict):
        actions.withdraw(case_id=case.id, actor=builders.a_citizen(zhao))

"""D07: a licence is renewed; the hospital and the platform are waited for, the person is asked for nothing."""

from datetime import date, timedelta

import pytest
from tests import builders

from tongban.casework import actions, engine, promises
from tongban.casework.models import Case
from tongban.core import clock, entries
from tongban.core.errors import BadInput
from tongban.documents import production
from tongban.documents import queries as papers
from tongban.registers.drivers import queries as drivers
from tongban.registers.drivers.types import Change

HEALTHY = {"medical": {}}


def due_soon(person, **more):
    """A licence of six years that expires in thirty days."""
    ends = clock.today() + timedelta(days=30)
    starts = ends.replace(year=ends.year - 6)
    return builders.a_licence(person, valid_from=starts, valid_to=ends, **more)


def violation(number="V7", on=date(2026, 1, 5)):
    return {
        "kind": "violation", "number": number, "place": "浦东大道", "on": on.isoformat(), "state": "open", "letter": "",
        "until": None, "settle_at": "任意交警窗口",
    }  # fmt: skip


def test_a_healthy_driver_renews_for_ten_years_and_brings_nothing(told):
    wang = told.person(known=HEALTHY)
    licence = due_soon(wang)
    case = told.applies("D07", wang)
    assert (case.status, case.waiting_for) == ("waiting", "payment")

    told.pays(case.order_number)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("decided", "granted")
    renewed = drivers.get_driver(licence.id).licence
    assert renewed.valid_from == licence.licence.valid_to
    assert renewed.valid_to == licence.licence.valid_to.replace(year=licence.licence.valid_to.year + 10)
    assert renewed.term_years == 10
    assert not drivers.card_standing(licence.card_serial).valid
    assert {view.key: view.group for view in seen.evidence}["old_licence"] == "waived"


def test_it_waits_for_the_hospital_and_goes_on_by_itself_when_the_result_arrives(told):
    wang = told.person()
    due_soon(wang)
    case = told.applies("D07", wang)
    assert (case.status, case.waiting_for) == ("waiting", "partner")
    seen = told.sees(case.id)
    assert [reason.code for reason in seen.reasons] == ["medical.missing"]
    assert seen.row.clock_stopped

    told.is_examined(wang)
    assert told.sees(case.id).row.waiting_for == "payment"
    told.pays(case.order_number or told.sees(case.id).order_number)
    assert told.sees(case.id).outcome == "granted"


def test_a_wait_is_told_once_however_often_the_machine_looks(told):
    wang = told.person()
    due_soon(wang)
    case = told.applies("D07", wang)
    for _ in range(3):
        told.time_comes(case.id)
    kinds = [entry.kind for entry in entries.history(case.id)]
    assert kinds == ["submitted", "matters_open"]


def test_an_open_violation_is_named_with_place_and_number_and_the_case_goes_on_when_it_is_settled(told):
    wang = told.person(known={**HEALTHY, "matters": [violation()]})
    due_soon(wang)
    case = told.applies("D07", wang)
    assert (case.status, case.waiting_for) == ("waiting", "applicant")
    [reason] = told.sees(case.id).reasons
    assert (reason.matter.number, reason.matter.place.zh) == ("V7", "浦东大道")
    assert reason.matter.settled_by.zh and reason.matter.settled_by.en

    told.settles(wang, "V7")
    assert told.sees(case.id).row.waiting_for == "payment"


def test_of_two_matters_the_settled_one_is_not_named_any_more(told):
    wang = told.person(known={**HEALTHY, "matters": [violation("V1"), violation("V2")]})
    due_soon(wang)
    case = told.applies("D07", wang)
    told.settles(wang, "V1")
    seen = told.sees(case.id)
    assert [reason.matter.number for reason in seen.reasons] == ["V2"]
    assert [moment.kind for moment in seen.timeline].count("matters_open") == 2


def test_a_gap_that_was_there_at_the_first_notice_is_counted_when_it_is_told_later(told):
    wang = told.person(known={**HEALTHY, "matters": [violation("V1")]})
    due_soon(wang)
    case = told.applies("D07", wang)
    told.partners_say(wang, {"matters": [violation("V1"), violation("V0", date(2025, 12, 1))]})
    told.settles(wang, "V1")
    assert Case.for_system("look").get(id=case.id).later_gaps == 1
    told.partners_say(wang, {"matters": [violation("V0", date(2025, 12, 1)), violation("V9", clock.today())]})
    told.settles(wang, "V0")
    assert Case.for_system("look").get(id=case.id).later_gaps == 1, "what happened afterwards could not be told before"


def test_who_does_not_want_to_wait_is_refused_at_once_with_the_reason(told):
    wang = told.person(known={**HEALTHY, "matters": [violation()]})
    due_soon(wang)
    citizen = builders.a_citizen(wang)
    case = told.applies("D07", wang, send=False)
    actions.submit(case_id=case.id, actor=citizen, go_on=False)
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("closed", "refused")
    assert [reason.code for reason in seen.reasons] == ["matter.violation"]


def test_a_colour_blind_driver_is_refused_with_the_article(told):
    wang = told.person(known={"medical": {"colour_blind": True}})
    licence = due_soon(wang)
    case = told.applies("D07", wang)
    seen = told.sees(case.id)
    assert seen.outcome == "refused"
    assert [(reason.code, reason.article) for reason in seen.reasons] == [("medical.unfit", "O162.14")]
    assert drivers.get_driver(licence.id).licence == licence.licence


def test_classes_the_examination_does_not_allow_are_given_up_when_the_person_agrees(told):
    wang = told.person(known={"medical": {"left_vision": 4.9, "right_vision": 4.9}})
    licence = due_soon(wang, classes={"A2": date(2015, 6, 1)})
    case = told.applies("D07", wang, send=False)
    engine.prepare(case.id)
    citizen = builders.a_citizen(wang)
    with pytest.raises(BadInput) as refused:
        actions.submit(case_id=case.id, actor=citizen)
    assert refused.value.field == "accept_lower"
    actions.answer(case_id=case.id, actor=citizen, given={"accept_lower": "yes"})
    case = actions.submit(case_id=case.id, actor=citizen)
    told.pays(case.order_number)
    assert told.sees(case.id).outcome == "granted"
    assert "A2" not in drivers.get_driver(licence.id).licence.codes
    assert drivers.get_driver(licence.id).licence.codes


def test_a_result_that_allows_fewer_classes_asks_the_person_and_refuses_nothing(told):
    wang = told.person()
    licence = due_soon(wang, classes={"A2": date(2015, 6, 1)})
    case = told.applies("D07", wang)
    assert case.waiting_for == "partner"

    told.is_examined(wang, left_vision=4.9, right_vision=4.9)
    assert told.sees(case.id).row.waiting_for == "applicant"
    citizen = builders.a_citizen(wang)
    actions.answer(case_id=case.id, actor=citizen, given={"accept_lower": "yes"})
    case = actions.respond(case_id=case.id, actor=citizen)
    assert case.waiting_for == "payment"
    told.pays(case.order_number)
    assert "A2" not in drivers.get_driver(licence.id).licence.codes


def test_twelve_points_in_one_cycle_keep_the_term_at_six_years(told):
    wang = told.person(known=HEALTHY)
    start = clock.today().replace(year=clock.today().year - 3, day=1)
    end = start.replace(year=start.year + 1) - timedelta(days=1)
    full = Change(f"cycle:{start.isoformat()}", [end.isoformat(), 12], since=start)
    licence = due_soon(wang, more=[full])
    case = told.applies("D07", wang)
    told.pays(case.order_number)
    assert drivers.get_driver(licence.id).licence.term_years == 6


def test_without_a_photograph_it_is_accepted_on_a_promise_and_the_card_is_made_when_it_is_brought(told):
    wang = told.person(known={**HEALTHY, "person": {"name": "王小明", "photo_on_file": False}})
    licence = due_soon(wang)
    case = told.applies("D07", wang)
    told.pays(case.order_number)
    told.city.work()
    seen = told.sees(case.id)
    assert (seen.row.status, seen.outcome) == ("decided", "granted")
    [promised] = [view for view in seen.evidence if view.group == "promised"]
    assert promised.key == "portrait" and promised.due_on > clock.today()
    citizen = builders.a_citizen(wang)
    assert production.cards_of(wang, citizen) == []

    clerk = builders.a_clerk("acceptance")
    portrait = told.a_portrait(wang)
    actions.show(case_id=case.id, actor=clerk, material="portrait", content=portrait)
    [card] = production.cards_of(wang, citizen)
    assert card.serial == drivers.get_driver(licence.id).card_serial
    assert papers.find_portrait(licence.id)


@pytest.mark.parametrize("nights_missed", [0, 1, 2])
def test_a_reminder_of_a_promise_is_made_up_after_missed_nights_and_sent_once(told, settings, nights_missed):
    wang = told.person(known={**HEALTHY, "person": {"name": "王小明", "photo_on_file": False}})
    due_soon(wang)
    case = told.applies("D07", wang)
    told.pays(case.order_number)
    told.city.work()
    [promised] = [view for view in told.sees(case.id).evidence if view.group == "promised"]
    before = len(told.was_told(wang))
    for days_before in range(3, -2, -1):
        settings.TONGBAN_TODAY = (promised.due_on - timedelta(days=days_before)).isoformat()
        if days_before == 3 or days_before <= 2 - nights_missed:
            promises.look_after_due()
            promises.look_after_due()
        told.city.work()
        assert len(told.was_told(wang)) - before == (1 if days_before <= 2 - nights_missed else 0)


def test_a_promise_that_is_not_kept_goes_to_supervision_and_back_when_it_is_kept_late(told, settings):
    wang = told.person(known={**HEALTHY, "person": {"name": "王小明", "photo_on_file": False}})
    due_soon(wang)
    case = told.applies("D07", wang)
    told.pays(case.order_number)
    told.city.work()
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=40)).isoformat()
    assert promises.look_after_due() == 1
    assert promises.look_after_due() == 0
    assert Case.for_system("look").get(id=case.id).needs_post == "supervision"
    actions.show(
        case_id=case.id, actor=builders.a_clerk("acceptance"), material="portrait", content=told.a_portrait(wang)
    )
    assert Case.for_system("look").get(id=case.id).needs_post == ""

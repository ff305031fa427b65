"""What goes wrong: nothing is done twice, nothing half, nothing is lost, and each says so in words."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from tests import builders
from tests.conftest import run_jobs, waiting_jobs

from tongban.casework import actions, driver_facts, engine, queries, states, tasks, waiting
from tongban.casework.models import Case
from tongban.casework.numbers import next_number
from tongban.core import clock, entries, outbox
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.documents import actions as documents
from tongban.documents.models import Blank
from tongban.exchange import breaker
from tongban.exchange.payment import actions as payment
from tongban.exchange.payment import queries as orders
from tongban.exchange.registry import get_partner
from tongban.people import actions as people_actions
from tongban.people import queries as people
from tongban.registers.drivers import actions as register
from tongban.registers.drivers import queries as drivers
from tongban.web import shown


def the_case(case_id):
    return Case.for_system("a test looks").get(id=case_id)


def kinds(case_id):
    return [entry.kind for entry in entries.history(case_id)]


def no_blanks():
    Blank.objects.filter(state="stock").update(state="taken")


@pytest.fixture
def wang(told):
    person = told.person()
    builders.a_licence(person)
    return person


# -- clicks and forms ---------------------------------------------------------------------------------------------


def test_a_second_click_on_send_finds_what_the_first_has_done(told, wang):
    case = told.applies("D06", wang)
    again = actions.submit(case_id=case.id, actor=builders.a_citizen(wang))
    assert (again.id, again.order_number) == (case.id, case.order_number)
    assert kinds(case.id) == ["submitted", "fee_due"]


def test_a_stale_form_cannot_change_what_was_sent(told, wang):
    case = told.applies("D06", wang)
    with pytest.raises(Conflict) as refused:
        actions.answer(case_id=case.id, actor=builders.a_citizen(wang), given={"delivery": "post"})
    assert "已提交" in refused.value.message.zh


def test_an_unanswered_question_is_named_before_anything_is_sent(told, wang):
    citizen = builders.a_citizen(wang)
    case = actions.start(service="D06", applicant=wang, actor=citizen, office=builders.OFFICE)
    with pytest.raises(BadInput) as refused:
        actions.submit(case_id=case.id, actor=citizen)
    assert refused.value.field == "delivery"
    assert the_case(case.id).status == states.DRAFT


def test_a_draft_goes_on_where_the_person_is_now(told, wang):
    online = told.applies("D06", wang, send=False)
    clerk = builders.a_clerk("acceptance")
    at_window = actions.start(service="D06", applicant=wang, actor=clerk, office=builders.OFFICE)
    assert at_window.id == online.id
    assert the_case(online.id).channel == "window"


def test_looking_at_a_case_that_was_sent_asks_nobody_and_changes_nothing(told, wang):
    case = told.applies("D06", wang)
    before = the_case(case.id).__dict__
    asked = told.city.control("GET", "log")
    engine.prepare(case.id)
    assert {**before, "_state": None} == {**the_case(case.id).__dict__, "_state": None}
    assert told.city.control("GET", "log") == asked


def test_nobody_finds_anothers_case_by_its_number(told, wang):
    case = told.applies("D06", wang)
    stranger = builders.a_citizen(told.person(name="路人甲", serial=902, phone="13900000002"))
    for ask in (
        lambda: queries.get_case_by_number(case.number, stranger),
        lambda: queries.get_case(case.id, stranger),
        lambda: actions.withdraw(case_id=case.id, actor=stranger),
        lambda: actions.answer(case_id=case.id, actor=stranger, given={}),
        lambda: actions.order_for(case_id=case.id, actor=stranger),
    ):
        with pytest.raises(NotFound) as refused:
            ask()
        assert refused.value.message.zh == "没有这个案件。"


def test_nobody_begins_a_case_for_another_without_a_mandate(told, wang):
    other = builders.a_citizen(told.person(name="路人乙", serial=903, phone="13900000003"))
    with pytest.raises(NotAllowed):
        actions.start(service="D06", applicant=wang, actor=other, office=builders.OFFICE)


def test_numbers_of_cases_in_a_row_are_not_neighbours(told, wang):
    first, second = int(next_number(clock.today())), int(next_number(clock.today()))
    assert abs(first - second) > 1000


def test_a_person_cannot_bring_what_only_its_holder_can_say(told, wang):
    case = told.applies("D06", wang, send=False)
    for actor in (builders.a_citizen(wang), builders.a_clerk("acceptance")):
        with pytest.raises(NotAllowed):
            actions.show(case_id=case.id, actor=actor, material="narcotics", content={"listed": False})


def test_what_is_no_portrait_is_not_kept(told, wang):
    case = told.applies("D06", wang, send=False)
    with pytest.raises(BadInput):
        actions.show(case_id=case.id, actor=builders.a_clerk("acceptance"), material="portrait", content={"jpeg": "x"})
    assert "evidence_brought" not in kinds(case.id)


# -- two clerks ---------------------------------------------------------------------------------------------------


def a_doubtful_case(told):
    """The population register knows the person under another name: a person of the office has to look."""
    person = told.person(known={"person": {"name": "王大明"}})
    builders.a_licence(person)
    case = told.applies("D06", person)
    assert case.needs_post == "acceptance"
    return case


def test_of_two_clerks_one_takes_the_case_and_the_other_is_told(told):
    case = a_doubtful_case(told)
    first, second = builders.a_clerk("acceptance"), builders.a_clerk("acceptance", label="0008", account=8)
    assert actions.take(case_id=case.id, actor=first) is True
    assert actions.take(case_id=case.id, actor=second) is False
    with pytest.raises(Conflict):
        actions.accept(case_id=case.id, actor=second, grounds="identity document seen")
    actions.release(case_id=case.id, actor=first)
    assert actions.take(case_id=case.id, actor=second) is True
    assert actions.accept(case_id=case.id, actor=second, grounds="identity document seen").waiting_for == "payment"
    with pytest.raises(Conflict):
        actions.accept(case_id=case.id, actor=first, grounds="identity document seen")


def test_a_clerk_does_not_handle_their_own_case(told, wang):
    clerk = replace(builders.a_clerk("acceptance"), person_id=wang)
    with pytest.raises(NotAllowed):
        actions.start(service="D06", applicant=wang, actor=clerk, office=builders.OFFICE)


def test_who_is_unknown_to_the_population_register_is_accepted_by_a_person_who_saw_the_document(told):
    person = builders.a_person()
    builders.a_licence(person)
    told.partners_say(person, {"medical": {}})
    case = told.applies("D06", person)
    assert case.needs_post == "acceptance"
    case = actions.accept(case_id=case.id, actor=builders.a_clerk("acceptance"), grounds="passport and old file")
    assert (case.needs_post, case.waiting_for) == ("", "payment")


# -- money --------------------------------------------------------------------------------------------------------


def test_who_withdraws_after_paying_gets_everything_back(told, wang):
    case = told.applies("D06", wang)
    no_blanks()
    told.pays(case.order_number)
    assert the_case(case.id).waiting_for == "production"
    actions.withdraw(case_id=case.id, actor=builders.a_citizen(wang))
    told.city.work()
    refund = orders.refund_of_order(case.order_number)
    assert (refund.state, refund.amount) == ("done", builders.FEE)
    assert drivers.find_driver(wang).card_serial == "3190000000001"


def test_an_unpaid_order_ends_with_the_withdrawal(told, wang):
    case = told.applies("D06", wang)
    actions.withdraw(case_id=case.id, actor=builders.a_citizen(wang))
    assert orders.get_order(case.order_number).state == "cancelled"


def test_the_banks_message_told_again_changes_nothing(told, wang):
    case = told.applies("D06", wang)
    told.pays(case.order_number)
    history = kinds(case.id)
    told.city.control("POST", f"payment/again/{case.order_number}", {})
    told.city.control("POST", f"payment/again/{case.order_number}", {"amount": "1.00"})
    assert kinds(case.id) == history
    assert history.count("paid") == history.count("decided") == 1


def test_a_forged_message_of_a_payment_is_refused_and_moves_no_case(told, wang):
    case = told.applies("D06", wang)
    body = {
        "order": case.order_number, "amount": "10.00", "payment_reference": "F1", "method": "alipay",
        "paid_at": clock.now().isoformat(),
    }  # fmt: skip
    answer = httpx.post(
        f"{told.city.web}/partners/payment/paid", json=body, headers={"idempotency-key": "f1"}, trust_env=False
    )
    assert answer.status_code in (400, 401, 403)
    assert the_case(case.id).paid is False


def test_a_payment_of_another_amount_does_not_pay_the_case(told, wang):
    case = told.applies("D06", wang)
    payment.record_paid(
        order=case.order_number, amount=Decimal("1.00"), reference="R1", method="alipay", paid_at=clock.now()
    )
    assert orders.get_order(case.order_number).paid is False
    assert [one.kind for one in orders.open_differences()] == ["other_amount"]


def test_an_order_that_is_over_gives_way_to_a_new_one_when_the_person_pays_later(told, wang):
    case = told.applies("D06", wang)
    payment.expire_order(number=case.order_number, actor=builders.TEST)
    told.city.work()
    assert (the_case(case.id).order_number, the_case(case.id).waiting_for) == ("", "payment")
    number = actions.order_for(case_id=case.id, actor=builders.a_citizen(wang))
    assert number != case.order_number
    assert actions.order_for(case_id=case.id, actor=builders.a_citizen(wang)) == number
    told.pays(number)
    assert the_case(case.id).outcome == "granted"


def test_what_nobody_pays_for_thirty_days_counts_as_withdrawn(told, wang, settings):
    case = told.applies("D06", wang)
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=30)).isoformat()
    assert actions.withdraw_unpaid() == 0
    settings.TONGBAN_TODAY = (clock.today() + timedelta(days=1)).isoformat()
    assert actions.withdraw_unpaid() == 1
    assert the_case(case.id).status == states.WITHDRAWN


# -- partners -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [{"nonsense": True}, {"other_person": True}, {"signature": "wrong"}, {"cut": True}])
def test_an_answer_that_cannot_be_used_is_no_answer_and_the_case_waits(told, wang, fault):
    told.partner("platform", **fault)
    case = told.applies("D06", wang)
    assert (case.status, case.waiting_for, case.clock_stopped_on) == ("waiting", "partner", None)
    assert "platform" not in {view.key for view in told.sees(case.id).evidence if view.group == "looked_up"}
    assert queries.waiting_for_partners() == {"platform": 1}
    step = shown.next_step(told.sees(case.id))
    assert step is not None and step["who"] == get_partner("platform").name, "the page says for whom it waits"
    told.partner("platform")
    told.time_comes(case.id)
    assert the_case(case.id).waiting_for == "payment"
    assert queries.waiting_for_partners() == {}


def test_a_photo_library_that_is_down_is_waited_for_and_in_the_end_the_photograph_is_promised(told, wang):
    told.partner("photos", status=503)
    case = told.applies("D06", wang)
    assert case.waiting_for == "partner"
    told.time_comes(case.id)
    assert the_case(case.id).waiting_for == "partner"
    Case.for_system("hours of silence").filter(id=case.id).update(tries=len(waiting.PATIENCE))
    told.time_comes(case.id)
    assert the_case(case.id).waiting_for == "payment"


def test_a_changed_identity_is_asked_for_again(told, wang):
    told.partner("narcotics", status=503)
    case = told.applies("D06", wang)
    told.partners_say(wang, {"person": {"name": "王晓明"}})
    told.partner("narcotics")
    people_actions.change_identity(person_id=wang, name="王晓明", actor=builders.TEST, cause="test")
    told.city.work()
    assert the_case(case.id).waiting_for == "payment", "the new name is the register's: nothing to doubt"


# -- stops and crashes --------------------------------------------------------------------------------------------


def test_a_case_whose_worker_dies_between_asking_and_deciding_goes_on_by_itself(told, wang, monkeypatch):
    def die(*arguments, **named):
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "settle", die)
        with pytest.raises(SystemExit):
            told.applies("D06", wang)
    case = Case.for_system("a test looks").get(applicant=wang)
    assert (case.status, case.wake_at is not None) == ("submitted", True)
    told.time_comes(case.id)
    assert the_case(case.id).waiting_for == "payment"


def test_a_case_that_always_fails_holds_up_no_other_and_is_tried_ever_more_rarely(told, wang, monkeypatch):
    told.partner("narcotics", status=503)
    bad = told.applies("D06", wang)
    other = told.person(name="李四", serial=902, phone="13900000002")
    builders.a_licence(other, serial="3190000000002")
    good = told.applies("D06", other)
    told.partner("narcotics")
    settle = engine.settle

    def fail(case, *more, **known):
        if case.id == bad.id:
            raise ValueError("a fault of ours")
        settle(case, *more, **known)

    monkeypatch.setattr(engine, "settle", fail)
    Case.for_system("the time has come").update(wake_at=clock.now())

    breaker.reset()
    tasks.wake_cases(0)

    run_jobs()
    assert the_case(good.id).waiting_for == "payment"
    Case.for_system("the time has come").filter(id=bad.id).update(wake_at=clock.now())
    assert tasks.lease_due(10) == [bad.id]
    assert the_case(bad.id).wake_at > clock.now() + waiting.LEASE * 1.5


def test_what_a_job_announces_goes_with_its_transaction(told, wang):
    """The worker gives the library a pool of its own; announcing must not use it."""
    before = waiting_jobs()
    worker = app.replace_connector(app.connector.get_worker_connector())
    with worker, pytest.raises(RuntimeError), transaction.atomic():
        outbox.announce("case_due", case=wang)
        raise RuntimeError("rolled back")
    assert waiting_jobs() == before


def test_without_a_blank_card_the_case_waits_and_goes_on_when_blanks_arrive(told, wang):
    case = told.applies("D06", wang)
    no_blanks()
    told.pays(case.order_number)
    seen = the_case(case.id)
    assert (seen.waiting_for, seen.outcome, seen.clock_stopped_on) == ("production", "", None)
    documents.receive_blanks(office=builders.OFFICE, serials=["3155500000001"], on=clock.today(), actor=builders.TEST)
    told.city.work()
    assert the_case(case.id).outcome == "granted"
    assert drivers.find_driver(wang).card_serial == "3155500000001"


def test_a_merged_person_keeps_cases_file_and_papers(told, wang):
    case = told.applies("D06", wang)
    keep = builders.a_person(name="王小明", serial=903, phone="13900000003")
    people_actions.merge_persons(
        keep=keep, merge=wang, reason="one person, two rows", actor=builders.TEST, cause="test"
    )
    told.city.work()
    assert the_case(case.id).applicant == keep
    assert drivers.find_driver(keep) and not drivers.find_driver(wang)
    told.pays(case.order_number)
    assert the_case(case.id).outcome == "granted"


def test_a_ban_on_a_former_number_still_holds(told, wang):
    number = builders.identity_number(clock.today().replace(year=1985, month=5, day=5))
    register.set_ban(
        identity_number=number, person_id=wang, code="N03", since=clock.today(), until=None, reference="court",
        actor=builders.TEST, cause="court",
    )  # fmt: skip
    new = builders.identity_number(clock.today().replace(year=1985, month=5, day=5), serial=905)
    people_actions.change_identity(person_id=wang, identity_number=new, actor=builders.TEST, cause="test")
    facts = driver_facts.build(people.get_person(wang), drivers.find_driver(wang), {}, {}, clock.today())
    assert facts.applicant.bans == ("N03",)

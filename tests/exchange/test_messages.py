"""Messages to telephones: after the transaction, once, and codes forgotten."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.exchange.facts import a_citizen
from tests.exchange.little_partner import Faults, LittlePartner

from tongban.core import clock
from tongban.core.errors import BadInput
from tongban.core.ids import new_id
from tongban.exchange import tasks
from tongban.exchange.messages import actions, queries
from tongban.exchange.messages.partner import Delivery
from tongban.exchange.models import Notice
from tongban.law.text import Text

PHONE = "13800138000"
READY = Text(zh="您的驾驶证已办好。", en="Your licence is ready.")


def a_gateway(little: LittlePartner, accepted: bool = True) -> None:
    little.answer("messages", "send", lambda asked: {"message_id": asked["message_id"], "accepted": accepted})


def the_notice() -> Notice:
    return Notice.for_system("test").get()


def test_a_message_is_queued_sealed_and_sent_by_a_job_in_the_persons_language(partner: LittlePartner) -> None:
    a_gateway(partner)
    notice = actions.send(to="138 0013 8000", text=READY, language="en-GB", topic="ready", person_id=new_id())
    assert partner.seen == []
    row = the_notice()
    assert row.words and b"ready" not in bytes(row.words) and PHONE.encode() not in bytes(row.to)
    job = ProcrastinateJob.objects.get(task_name="exchange.send_notice")
    tasks.send_notice(**job.args)
    assert partner.seen[0].payload == {
        "message_id": str(notice), "to": PHONE, "text": "Your licence is ready.", "language": "en",
    }  # fmt: skip
    assert the_notice().state == "accepted"


def test_a_message_is_sent_once(partner: LittlePartner) -> None:
    a_gateway(partner)
    notice = actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready")
    tasks.send_notice(str(notice))
    tasks.send_notice(str(notice))
    assert len(partner.seen) == 1


def test_a_gateway_that_is_down_only_delays_a_message(partner: LittlePartner) -> None:
    a_gateway(partner)
    notice = actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready")
    partner.faults = Faults(status=503)
    tasks.send_notice(str(notice))
    assert the_notice().state == "queued"
    Notice.for_system("test").update(created_at=clock.now() - timedelta(minutes=5))
    partner.faults = Faults()
    tasks.send_what_waits(60)
    assert the_notice().state == "accepted"
    assert len({seen.headers["idempotency-key"] for seen in partner.seen}) == 1


def test_what_waits_longer_than_an_hour_is_tried_every_hour(partner: LittlePartner) -> None:
    a_gateway(partner)
    actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready")
    Notice.for_system("test").update(created_at=clock.now() - timedelta(hours=2))
    tasks.send_what_waits(60)
    assert partner.seen == []
    tasks.send_what_waits(3600)
    assert len(partner.seen) == 1


def test_a_partner_that_is_down_is_not_asked_for_every_waiting_row(partner: LittlePartner) -> None:
    a_gateway(partner)
    for _ in range(4):
        actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready")
    Notice.for_system("test").update(created_at=clock.now() - timedelta(minutes=5))
    partner.faults = Faults(status=503)
    tasks.send_what_waits(60)
    assert len({seen.payload["message_id"] for seen in partner.seen}) == 1


def test_a_message_the_gateway_does_not_take_has_failed(partner: LittlePartner) -> None:
    a_gateway(partner, accepted=False)
    tasks.send_notice(str(actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready")))
    assert the_notice().state == "failed"


def test_the_words_of_a_code_are_forgotten_once_it_is_sent(partner: LittlePartner) -> None:
    a_gateway(partner)
    tasks.send_notice(str(actions.send_code(to=PHONE, code="493817", language="zh-hans", minutes=5)))
    assert "493817" in partner.seen[0].payload["text"]
    assert the_notice().words is None


def test_a_code_that_has_run_out_is_not_sent(partner: LittlePartner) -> None:
    a_gateway(partner)
    notice = actions.send_code(to=PHONE, code="493817", language="zh-hans", minutes=5)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        tasks.send_notice(str(notice))
    assert partner.seen == []
    assert (the_notice().state, the_notice().words) == ("failed", None)


def test_the_report_of_the_gateway_is_noted_once(partner: LittlePartner) -> None:
    notice = actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready")
    actions.report(delivery=Delivery(str(notice), "delivered", clock.now()))
    actions.report(delivery=Delivery(str(notice), "failed", clock.now()))
    assert the_notice().state == "delivered"


def test_a_report_faster_than_the_gateways_answer_is_not_overwritten(partner: LittlePartner) -> None:
    notice = actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready")

    row = the_notice()
    actions.report(delivery=Delivery(str(notice), "delivered", clock.now()))
    actions._set(row, "accepted")
    assert the_notice().state == "delivered"


@pytest.mark.django_db
@pytest.mark.parametrize("message_id", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_report_of_an_unknown_message_changes_nothing(message_id: str) -> None:
    assert actions.report(delivery=Delivery(message_id, "delivered", clock.now())) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "abc", "１３８００１３８０００", "1" * 21, "+", "13800138000;DROP"])
def test_what_is_no_telephone_number_is_refused(number: str) -> None:
    with pytest.raises(BadInput) as caught:
        actions.send(to=number, text=READY, language="zh-hans", topic="ready")
    assert caught.value.field == "phone"
    assert Notice.for_system("test").count() == 0


@pytest.mark.django_db
def test_a_person_sees_their_own_messages_only() -> None:
    me = new_id()
    actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready", person_id=me)
    actions.send(to=PHONE, text=READY, language="zh-hans", topic="ready", person_id=new_id())
    assert Notice.visible_to(a_citizen(me)).count() == 1
    assert Notice.visible_to(a_citizen()).count() == 0


@pytest.mark.django_db
def test_a_person_reads_the_words_of_their_messages_and_no_codes() -> None:
    me = new_id()
    actions.send(to=PHONE, text=READY, language="zh-hans", topic="case_decided", person_id=me)
    actions.send_code(to=PHONE, code="493817", language="zh-hans", minutes=5, person_id=me)
    (shown,) = queries.messages_of(me)
    assert (shown.title.en, shown.text, shown.state) == ("What was decided", "您的驾驶证已办好。", "queued")

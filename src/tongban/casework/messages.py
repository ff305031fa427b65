"""What a person is told by telephone when a case moves. Short, without personal data, without links to pay."""

from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.casework import commitments, record, states
from tongban.casework.catalogue import services
from tongban.casework.models import Case, Evidence, Inquiry, Notice
from tongban.exchange.messages import actions as messages
from tongban.law.text import Text
from tongban.people import queries as people

GRANTED = Text(zh="您申请的“{service}”已办好，编号 {number}。", en='"{service}" is done, number {number}.')
REFUSED = Text(
    zh="您申请的“{service}”这次不能办理，全部理由和办法请登录查看，编号 {number}。",
    en='"{service}" cannot be done now; see all reasons and what to do after signing in, number {number}.',
)
VOIDED = Text(
    zh="“{service}”已撤销，您无需办理，编号 {number}。",
    en='"{service}" was taken back; you need do nothing, number {number}.',
)
LAPSED = Text(zh="“{service}”已作出决定，请登录查看，编号 {number}。", en='"{service}" was decided, number {number}.')
PAY = Text(
    zh="“{service}”符合条件，请登录缴费，编号 {number}。", en='"{service}": please sign in and pay, number {number}.'
)
WAIT = Text(
    zh="“{service}”有事项需要先办结，办结后自动继续，编号 {number}。",
    en='"{service}" waits for something to be settled and then goes on, number {number}.',
)
OPENED = Text(
    zh="我们为您开立了“{service}”，请登录查看原因和期限，编号 {number}。",
    en='We opened "{service}" for you; sign in to see why and by when, number {number}.',
)
PROMISE = Text(
    zh="请在 {due} 前补交承诺的材料，编号 {number}。", en="Please bring what you promised by {due}, number {number}."
)
COMMITTED = Text(
    zh="请在 {due} 前办好您书面承诺的事项，编号 {number}。",
    en="Please settle what you promised in writing by {due}, number {number}.",
)
READY = Text(
    zh="您的新驾驶证已备好，请登录：看一看、确认、缴费，不用带任何材料，编号 {number}。",
    en="Your new licence is ready: sign in, look, confirm, pay. Nothing to bring. Number {number}.",
)
ERRAND = Text(
    zh="您的“{service}”我们已备好，只差一件事，请登录查看去哪里办，编号 {number}。",
    en='"{service}" is prepared for you; one thing is missing. Sign in to see where to do it. Number {number}.',
)
ERRANDS = Text(
    zh="您的“{service}”我们已备好，还差 {count} 件事，请登录查看去哪里办，编号 {number}。",
    en='"{service}" is prepared for you; {count} things are missing. Sign in to see where to do them. Number {number}.',
)
ANSWERED = Text(zh="您的咨询或投诉已答复，请登录查看。", en="Your question or complaint was answered; please sign in.")
AGREE = Text(
    zh="“{service}”等您同意，请登录后在“等您同意”里答复，或者带身份证到窗口，编号 {number}。",
    en='"{service}" waits for your agreement: sign in and answer, or come to a window, number {number}.',
)
CASE_OPENED = "case_opened"  # the topic of a notice: its delivery is announced as delivered_case_opened
OUTCOMES = {"granted": GRANTED, "refused": REFUSED, "lapsed": LAPSED, "voided": VOIDED}


def decided(case: Case) -> None:
    """Tell the outcome, queued in the transaction of the decision."""
    _send(case, OUTCOMES[case.outcome], "case_decided")


def waits(case_id: UUID) -> None:
    """Tell that it is the person's turn; a wait that needs nothing of them is not worth a message."""
    case = record.get(case_id)
    told = case.waiting_for in (states.APPLICANT, states.APPOINTMENT)
    if case.origin == "application" and case.channel == "online" and told:
        _send(case, WAIT, "matters_open")


def agreement_asked(case: Case, person: UUID) -> None:
    """Tell somebody else that their agreement is asked for."""
    _send(case, AGREE, "agreement_asked", whom=person)


def remind_of_fee(case_id: UUID) -> None:
    """Tell once, some minutes after it fell due, that a fee is not paid yet."""
    with transaction.atomic():
        case = record.locked(case_id)
        if case.waiting_for == states.PAYMENT:
            case.wake_at = None
            case.save(update_fields=["wake_at"])
            _send(case, PAY, "fee_due")


def prepared(case_id: UUID) -> None:
    """Tell that a renewal is ready, or how much is missing; nothing where the person has gone on."""
    case = record.get(case_id)
    if case.status == states.DRAFT:
        several = ERRANDS.fill(count=len(case.reasons), service="{service}", number="{number}")
        text = READY if not case.reasons else ERRAND if len(case.reasons) == 1 else several
        _send(case, text, "case_prepared")


def notice_written(notice_id: UUID) -> None:
    """Tell that the office opened a case; the message's delivery is the first proof of service."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(id=notice_id, kind="ground", message=None).first()
        if notice and people.get_person(record.get(notice.case_id).applicant).alive:
            notice.message = _send(record.get(notice.case_id), OPENED, CASE_OPENED)
            notice.save(update_fields=["message"])


def promise_due(case_id: UUID, material: str) -> None:
    """Remind of a promise, by its last day; nothing where it was kept meanwhile."""
    promised = Evidence.objects.filter(case=case_id, material=material, state="promised").first()
    if promised and promised.due_on:
        words = COMMITTED if material == commitments.MATERIAL else PROMISE
        _send(record.get(case_id), words, "promise_due", due=promised.due_on)


def answered(inquiry_id: UUID) -> None:
    """Tell that a question or a complaint was answered."""
    inquiry = Inquiry.objects.get(id=inquiry_id)
    to = people.phone_number(inquiry.person)
    if to:
        messages.send(to=to, text=ANSWERED, language="zh-hans", topic="inquiry_answered", person_id=inquiry.person)


def _send(case: Case, text: Text, topic: str, *, whom: UUID | None = None, **more: Text | date) -> UUID | None:
    """Queue one message to the applicant, or to somebody else; a person without a telephone reads it on the page and
    at the window."""
    person = whom or case.applicant
    to = people.phone_number(person)
    if not to:
        return None
    return messages.send(
        to=to,
        text=text.fill(service=services[case.service].name, number=case.number, **more),
        language=case.language,
        topic=topic,
        person_id=person,
        case_id=case.id,
    )

"""Cases the office opens itself: ground, notice, proof of service, time to answer, a person's decision.

They live in the same engine as applications: they start in hand, wait for the person as an application would, and
end with a decision that can be corrected. `submitted_at` is empty until the person has answered; `due_on` is the
person's last day, which counts only once a notice is proven to have reached them.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.casework import deadlines, notices, numbers, record, rights, states, waiting
from tongban.casework.catalogue import OwnMotion, services
from tongban.casework.models import Case, Inquiry
from tongban.core import clock, sealed
from tongban.core.actor import DECIDE, WORK, Actor
from tongban.core.errors import Conflict
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.rules import limits
from tongban.law.text import Text

NOT_SERVED = Text(zh="通知未能送达，请改用其他方式送达", en="The notice did not arrive: please serve it another way")
AT_ONCE = Text(zh="此事由依法不设申请期限，请决定", en="This ground leaves no time to apply: please decide")
OVER = Text(zh="期限届满未办理，请决定", en="The time to answer is over: please decide")
AT_WORK = Text(zh="此案现在不等当事人答复。", en="This case does not wait for the person's answer now.")
NO_POWER = Text(zh="您没有送达此案通知的权限。", en="You may not serve the notice of this case.")


def open_case(
    *,
    service: str,
    person_id: UUID,
    subject: UUID,
    office: str,
    ground: dict[str, Any],
    actor: Actor,
    answers: dict[str, Any] | None = None,
) -> Case | None:
    """Open a case because of something the office knows. None where one is open already: never twice.

    `answers`: what the rule has to know of the ground. A ground that leaves no time to answer goes to review at once.
    Raises NotAllowed on a day on which the law has no such service.
    """
    rights.must_be_offered(rights.get_service(service))
    today = clock.today()
    with transaction.atomic():
        former = Case.for_system("own motion").select_for_update().filter(service=service, applicant=person_id)
        if services[service].chosen:  # another vehicle of the same person is another case
            former = former.filter(subject=subject)
        if former.filter(status__in=states.OPEN).exists():
            return None
        former.filter(status=states.DRAFT).delete()
        case = Case(
            id=new_id(),
            number=numbers.next_number(today),
            service=service,
            origin="own_motion",
            status=states.IN_HAND,
            applicant=person_id,
            subject=subject,
            office=office,
            channel=actor.channel,
            created_at=clock.now(),
            law_on=today,
            ground=ground,
            answers=sealed.pack(answers or {}),
        )
        record.begin(case)
        record.note(case, "opened", actor, ground)
        _give_time(case)
        if _leaves_no_time(case):
            waiting.hand_to(case, "review", AT_ONCE)
            deadlines.start(case, limits.limit_days(services[service].limit, today, book()), today)
        record.keep(case)
        return case


def remind(*, case_id: UUID, actor: Actor) -> Case:
    """Tell the person once more and give them their time anew: a case at review goes back to waiting for them."""
    with transaction.atomic():
        case = record.locked(case_id)
        actor.must(DECIDE, case.service, case.office, NO_POWER)
        if case.origin != "own_motion" or case.needs_post != "review":
            raise Conflict(AT_WORK)
        record.note(case, "reminded", actor, {})
        _give_time(case)
        record.keep(case)
        return case


def served(*, notice_id: UUID, proof: str, actor: Actor) -> None:
    """Record proof of service: the person's time to answer runs from this day. The first proof stands."""
    with transaction.atomic():
        notice = notices.serve(notice_id, proof)
        if notice is None:
            return
        case = record.locked(notice.case_id)
        record.note(case, "served", actor, {"notice": notice.id, "proof": proof})
        unanswered = case.submitted_at is None and case.status in (states.IN_HAND, states.WAITING)
        unanswered = unanswered and not _leaves_no_time(case)
        if case.origin == "own_motion" and notice.kind == "ground" and unanswered:
            case.due_on = _last_day(case)
            waiting.for_person(case)
            record.keep(case)


def serve_by_hand(*, case_id: UUID, proof: str, actor: Actor) -> None:
    """Record that the office served the notice another way (handed over, posted, announced); `proof` says how."""
    case = record.get(case_id)
    actor.must(WORK, case.service, case.office, NO_POWER)
    notice = notices.newest_ground(case_id)
    if notice is None or not proof.strip():
        raise Conflict(AT_WORK)
    served(notice_id=notice.id, proof=proof.strip()[:80], actor=actor)


def seen(*, case_id: UUID, actor: Actor) -> None:
    """The person reads the notice on its page: that proves that it reached them."""
    notice = notices.newest_ground(case_id)
    if notice and notice.served_at is None and actor.person_id == record.get(case_id).applicant:
        served(notice_id=notice.id, proof="read on the page", actor=actor)


def answered(*, case_id: UUID, actor: Actor) -> None:
    """Whoever answers a notice has had it."""
    notice = notices.newest_ground(case_id)
    if notice:
        served(notice_id=notice.id, proof="answered", actor=actor)


def reached_phone(message_id: UUID) -> None:
    """The message that carried a notice was delivered: that is its proof of service."""
    notice = notices.find_by_message(message_id)
    if notice:
        gateway = Actor(kind="partner", label="messages", channel="partner")
        served(notice_id=notice.id, proof=f"message {message_id}", actor=gateway)


def look_after(case_id: UUID) -> Case:
    """When the person's time is over, give the case to a person of the office; before, come back later."""
    with transaction.atomic():
        case = record.locked(case_id)
        waits = case.status == states.WAITING and case.waiting_for in (states.APPLICANT, states.PAYMENT)
        if not waits or case.origin != "own_motion":
            return case
        if case.due_on and clock.today() > case.due_on:
            waiting.hand_to(case, "review", OVER if is_served(case) else NOT_SERVED)
            days = limits.limit_days(services[case.service].limit, clock.today(), book())
            deadlines.start(case, days, clock.today())
        else:
            case.wake_at = clock.now() + waiting.LOOK_AGAIN
        record.keep(case)
        return case


def acted_on(service: str, person_id: UUID, ground: dict[str, Any]) -> bool:
    """True where a case of this service, open or over, rests on the very same ground: it is not opened again."""
    rows = Case.for_system("own motion").filter(service=service, applicant=person_id, ground__contains=ground)
    return rows.exists()


def open_cases(service: str, person_id: UUID) -> list[UUID]:
    """The open cases of a service that the office opened about a person. One statement."""
    rows = Case.for_system("own motion").filter(service=service, applicant=person_id, origin="own_motion")
    return list(rows.filter(status__in=states.OPEN).values_list("id", flat=True))


def decided_on(ground: str, limit: int) -> list[Case]:
    """Decided cases that rest on a ground which may be taken back, and of which nobody was told that it was."""
    told = Inquiry.objects.filter(case__isnull=False).values("case")
    rows = Case.for_system("own motion").filter(ground__ground=ground, outcome__in=["granted", "lapsed"])
    return list(rows.exclude(id__in=told).order_by("id")[:limit])


def is_served(case: Case) -> bool:
    """True where the last notice of the ground is proven to have reached the person."""
    notice = notices.newest_ground(case.id)
    return notice is not None and notice.served_at is not None


def time_is_over(case: Case) -> bool:
    """True where the person had their whole time after the notice reached them."""
    if _leaves_no_time(case):
        return True
    notice = notices.newest_ground(case.id)
    if notice is None or notice.served_at is None:
        return False
    days = limits.limit_days(_motion(case.service).answer_limit, case.law_on or clock.today(), book())
    return clock.today() > clock.day_of(notice.served_at) + timedelta(days=days)


def _give_time(case: Case) -> None:
    """Tell the ground and wait for the person; the day moves when the notice is proven to have arrived."""
    notices.tell(case, "ground", [])
    case.submitted_at, case.due_on, case.clock_stopped_on = None, _last_day(case), None
    waiting.for_person(case)


def _leaves_no_time(case: Case) -> bool:
    motion = _motion(case.service)
    on = case.law_on or clock.today()
    return motion.at_once is not None and motion.at_once(str(case.ground.get("ground", "")), on, book())


def _last_day(case: Case) -> date:
    days = limits.limit_days(_motion(case.service).answer_limit, case.law_on or clock.today(), book())
    return clock.today() + timedelta(days=days)


def _motion(service: str) -> OwnMotion:
    motion = services[service].own_motion
    if motion is None:
        raise ValueError(f"The office does not open {service} itself.")
    return motion

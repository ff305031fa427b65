"""Who may do what with a case. Every refusal is a sentence; another's case does not exist."""

from uuid import UUID

from tongban.casework import record, states
from tongban.casework.catalogue import Service, services
from tongban.casework.models import Case
from tongban.core import clock
from tongban.core.actor import WORK, Actor, system
from tongban.core.errors import Conflict, NotAllowed, NotFound
from tongban.core.rows import Rows
from tongban.law.text import Text
from tongban.outlets import passes
from tongban.outlets import queries as outlets
from tongban.people import queries as people

SYSTEM = system("cases")
_OPEN = Rows(Case, "service = %s AND applicant = %s AND status = ANY(%s)", why="find the open case")
_OPEN_FOR = Rows(
    Case, "service = %s AND applicant = %s AND status = ANY(%s) AND subject = %s", why="find the open case of a vehicle"
)
OWN_CASE = Text(zh="工作人员不能办理本人的业务。", en="Nobody handles their own case; ask a colleague.")
NOT_ACCEPTING = Text(zh="您没有受理这项业务的权限。", en="You may not accept this service.")
NOT_OFFERED = Text(
    zh="这项业务只在{since}至{until}期间办理。", en="This service was offered from {since} to {until} only."
)
NOTHING_TO_APPLY = Text(
    zh="这项业务由机关主动办理，无需申请。", en="The office opens this by itself: there is nothing to apply for."
)
NOT_ON_CHANNEL = Text(zh="这项业务不能在此渠道办理。", en="This service is not offered on this channel.")
NOT_TODAY = Text(zh="该网点今天不能受理这项业务。", en="This service point may not accept this service today.")
NOT_VERIFIED = Text(zh="请先完成实名认证，再办理这项业务。", en="Please have your identity verified first.")
NO_MANDATE = Text(zh="您没有代办这项业务的委托。", en="You hold no mandate for this service.")
IN_PERSON = Text(zh="这项业务要由本人办理，不能委托他人。", en="You do this yourself: nobody may act for you.")
NO_POST = Text(zh="您不在处理此案的岗位。", en="You do not hold the post that handles this case.")
DEALT_WITH = Text(zh="此案已由他人处理。", en="Somebody else has dealt with this case already.")
TAKEN = Text(zh="同事正在办理此案。", en="A colleague has taken this case.")


def get_service(code: str) -> Service:
    """A service of the catalogue; NotFound in words where there is none."""
    if code not in services:
        raise NotFound(Text(zh="没有编号为 {code} 的业务。", en="There is no service {code}.").fill(code=code))
    return services[code]


def must_apply(service: Service, applicant: UUID, actor: Actor, office: str) -> None:
    """Refuse whoever may not begin this service for this person, here, today. Raises NotAllowed."""
    must_be_offered(service)
    if service.origin_only_office:
        raise NotAllowed(NOTHING_TO_APPLY)
    if actor.channel not in service.channels:
        raise NotAllowed(NOT_ON_CHANNEL)
    if actor.kind == "citizen":
        _must_be_citizen_for(service, applicant, actor)
    elif actor.kind in ("staff", "partner"):
        actor.must(WORK, service.code, office, NOT_ACCEPTING, post=_window(actor))
        _must_not_be_own(applicant, actor)
    if not outlets.may_accept(service.code, office, clock.today()):
        raise NotAllowed(NOT_TODAY)


def must_accept(service: Service, actor: Actor, office: str) -> None:
    """Refuse whoever may not take applications for this service here, today, for anybody. Raises NotAllowed."""
    must_be_offered(service)
    if actor.channel not in service.channels:
        raise NotAllowed(NOT_ON_CHANNEL)
    actor.must(WORK, service.code, office, NOT_ACCEPTING, post=_window(actor))
    if not outlets.may_accept(service.code, office, clock.today()):
        raise NotAllowed(NOT_TODAY)


def must_be_offered(service: Service) -> None:
    """Refuse a service before its first and after its last day. Raises NotAllowed."""
    if not service.offered_on(clock.today()):
        raise NotAllowed(NOT_OFFERED.fill(since=service.since, until=service.until or "—"))


def own_or_worked_on(case_id: UUID, actor: Actor) -> Case:
    """The case, locked, if this actor may act on it; to anybody else it does not exist. Raises NotAllowed for who
    lacks the pass."""
    case = record.locked(case_id)
    works = actor.kind in ("staff", "partner") and actor.granted(WORK, case.service, case.office)
    allowed = (
        actor.kind == "system" or (actor.kind == "citizen" and actor.person_id in (case.applicant, case.agent)) or works
    )
    if not allowed:
        raise NotFound(record.NO_CASE)
    if works:
        actor.must_be_qualified(WORK, case.service)
    return case


def at_post(case_id: UUID, actor: Actor, post: str, power: str) -> Case:
    """The case, locked, if it is this post's turn and the actor holds post, power and, at this moment, the pass.
    NotAllowed, Conflict. A second statement where the post needs a pass."""
    case = record.locked(case_id)
    if post not in actor.posts:
        raise NotAllowed(NO_POST)
    actor.must(power, case.service, case.office, NO_POST, post=post)
    if any(one.post == post for one in actor.passes):
        passes.must_be_qualified_now(actor, power, case.service, post=post)
    _must_not_be_own(case.applicant, actor)
    if case.needs_post != post:
        raise Conflict(DEALT_WITH)
    if case.taken_by not in (None, actor.account_id):
        raise Conflict(TAKEN)
    return case


def open_case_of(service: str, applicant: UUID, subject: UUID | None = None) -> Case | None:
    """The draft or open case of a person for a service, of a vehicle's service for one vehicle: never more than one."""
    if services[service].chosen:
        return _OPEN_FOR.first(service, applicant, [states.DRAFT, *states.OPEN], subject)
    if services[service].opens_file:  # somebody may register several: only what is not sent is one
        return _OPEN.first(service, applicant, [states.DRAFT])
    return _OPEN.first(service, applicant, [states.DRAFT, *states.OPEN])


def _must_be_citizen_for(service: Service, applicant: UUID, actor: Actor) -> None:
    if actor.assurance < service.assurance:
        raise NotAllowed(NOT_VERIFIED)
    if actor.person_id == applicant:
        return
    if service.in_person:
        raise NotAllowed(IN_PERSON)
    if actor.person_id is None or not people.has_mandate(
        principal=applicant, agent=actor.person_id, service=service.code, on=clock.today()
    ):
        raise NotAllowed(NO_MANDATE)


def _window(actor: Actor) -> str:
    """The post at which an actor accepts: of several posts that of the window."""
    return "acceptance" if "acceptance" in actor.posts else ""


def _must_not_be_own(applicant: UUID, actor: Actor) -> None:
    if actor.kind == "staff" and actor.person_id == applicant:
        raise NotAllowed(OWN_CASE)

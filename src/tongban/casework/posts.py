"""What a post may do with a case, and what waits at all posts: the questions of the desk and of supervision."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Coalesce

from tongban.casework import notices, opening, record, states
from tongban.casework.catalogue import services
from tongban.casework.models import Case, Evidence, Inquiry
from tongban.casework.rights import TAKEN
from tongban.core import clock, sealed
from tongban.core.actor import DECIDE, SEE, WORK, Actor
from tongban.core.errors import NotFound
from tongban.law.text import Text
from tongban.registers.vehicles import queries as vehicles


@dataclass(frozen=True, slots=True)
class Doings:
    """What an actor may do with a case now, and in words why not more. The verbs check again when they act."""

    verbs: frozenset[str]
    blocked: Text | None = None


AT_ONCE = 100
POST_WORDS: dict[str, Text] = {
    "acceptance": Text(zh="受理岗", en="acceptance"),
    "review": Text(zh="审核岗", en="review"),
    "consultation": Text(zh="咨询岗", en="consultation"),
    "supervision": Text(zh="监管岗", en="supervision"),
    "production": Text(zh="制证岗", en="production"),
    "till": Text(zh="收费岗", en="till"),
    "check": Text(zh="查验岗", en="vehicle check"),
    "exam": Text(zh="考试岗", en="examination"),
}
OTHER_POST = Text(zh="此案在{post}办理。", en="The case is with the post {post}.")
NO_POWER = Text(zh="您没有决定此业务的权限。", en="You may not decide about this service.")
OWN_ACCEPTANCE = Text(zh="这是您受理的案件，须由另一人审核。", en="You accepted this case: another person reviews it.")

OWN_CHECK = Text(zh="这辆车是您查验的，须由另一人审核。", en="You checked this vehicle: another person reviews it.")
OWN_ENTRY = Text(zh="这项登记是您办理的，须由另一人决定。", en="You made this registration: another person decides.")
OWN_OPENING = Text(zh="这是您立的案，须由另一人决定。", en="You opened this case: another person decides it.")


def doings(case_id: UUID, actor: Actor) -> Doings:
    """What this actor may do with a case now: take, release, accept, grant, refuse, lapse, void, remind, serve,
    give_back, withdraw, reopen, answer_question.

    One statement, another for a case the office opened. NotFound where the actor may not see the case.
    """
    case = Case.visible_to(actor).filter(id=case_id).first()
    if case is None:
        raise NotFound(Text(zh="没有这个案件。", en="There is no such case."))
    verbs, blocked = _at_post(case, actor)
    if case.status in (states.DRAFT, *states.OPEN) and case.origin == "application":
        verbs |= {"withdraw"} if actor.may(WORK, case.service, case.office) else set()
    decides = actor.may(DECIDE, case.service, case.office)
    if case.outcome and decides:
        verbs |= {"reopen"}
    if case.taken_by and (decides or case.taken_by == actor.account_id):
        verbs |= {"release"}
    if _waits_for_service(case) and actor.may(WORK, case.service, case.office):
        verbs |= {"serve"}
    if "consultation" in actor.posts and actor.may(WORK, "*", case.office, post="consultation"):
        verbs |= {"answer_question"}
    return Doings(frozenset(verbs), blocked)


def checked_by(case: Case, actor: Actor) -> bool:
    """True where the actor made the newest check of the vehicle: such a case another person reviews. One statement,
    none where the service asks for no check."""
    if not services[case.service].vehicle_check:
        return False
    newest = vehicles.newest_check(record.cause_of(case))
    return newest is not None and newest.officer == actor.account_id


def made_by(case: Case, actor: Actor) -> bool:
    """True where the case says that an entry is wrong which the actor wrote, or that a case led to which they
    accepted. At most four statements, none where the service looks at no entry."""
    looks_at = services[case.service].looks_at
    entry = looks_at(case.subject, sealed.unpack(case.answers)) if looks_at and case.subject else None
    if entry is None:
        return False
    if entry.actor == f"{actor.kind}:{actor.label}":
        return True
    kind, _, number = entry.cause.partition(":")
    former = Case.for_system("who accepted what is said to be wrong")
    return kind == "case" and former.filter(id=number, accepted_by=actor.account_id).exists()


def _at_post(case: Case, actor: Actor) -> tuple[set[str], Text | None]:
    """What the post whose turn it is may do, as this actor; nobody reviews what they accepted."""
    if not case.needs_post:
        return set(), None
    if case.needs_post not in actor.posts:
        return set(), OTHER_POST.fill(post=POST_WORDS[case.needs_post])
    if case.taken_by not in (None, actor.account_id):
        return set(), TAKEN
    take = set() if case.taken_by else {"take"}
    if case.needs_post in ("acceptance", "till"):
        why = _stopped(case, actor, WORK)
        verb = "accept" if case.needs_post == "acceptance" else "give_back"
        return (set(), why) if why else ({verb} | take, None)
    if case.needs_post != "review":
        return take, None
    why = _stopped(case, actor, DECIDE)
    if why:
        return set(), why
    if case.accepted_by == actor.account_id:
        return set(), OWN_ACCEPTANCE
    if opening.opened_by(case, actor):
        return set(), OWN_OPENING
    if checked_by(case, actor):
        return set(), OWN_CHECK
    if made_by(case, actor):
        return set(), OWN_ENTRY
    own = {"lapse", "void", "remind"} if case.origin == "own_motion" else set()
    return {"grant", "refuse"} | take | own, None


def _stopped(case: Case, actor: Actor, power: str) -> Text | None:
    """Why the actor may not use a power at the post whose turn it is: never granted, or a pass is missing."""
    if not actor.granted(power, case.service, case.office):
        return NO_POWER
    lack = actor.lack(power, case.service, post=case.needs_post)
    return lack.words if lack else None


def _waits_for_service(case: Case) -> bool:
    """True where the office opened the case and its notice is not proven to have reached the person."""
    if case.origin != "own_motion" or case.status not in states.OPEN:
        return False
    notice = notices.newest_ground(case.id)
    return notice is not None and notice.served_at is None


def waiting_for_check(actor: Actor) -> list[UUID]:
    """The cases of the actor's offices whose vehicle has to be checked (again), the longest waiting first. One
    statement."""
    due = Q()
    for code in ("check.none", "check.failed", "check.suspected"):
        due |= Q(reasons__contains=[{"code": code}])
    rows = Case.visible_to(actor).filter(due, status=states.WAITING).order_by("submitted_at")
    return list(rows.values_list("id", flat=True)[:AT_ONCE])


@dataclass(frozen=True, slots=True)
class Queue:
    """Open cases that wait for the same: how many, how many overdue, since when the oldest."""

    status: str
    waiting_for: str
    post: str
    cases: int
    overdue: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers a supervisor sees before reading a word."""

    overdue: int
    later_gaps: int  # gaps told in a second notice that could have been told in the first
    promises_open: int
    promises_broken: int
    inquiries_open: int
    inquiries_overdue: int


def queues(actor: Actor) -> list[Queue]:
    """What open cases of the actor's offices wait for, the longest queue first. One statement.

    What the office opened itself waits since then, whether or not the person has answered.
    """
    begun = Coalesce("submitted_at", "created_at")
    late = Q(due_on__lt=clock.today(), clock_stopped_on=None)
    rows = (
        Case.visible_to(actor)
        .filter(status__in=states.OPEN)
        .values("status", "waiting_for", "needs_post")
        .annotate(cases=Count("id"), overdue=Count("id", filter=late), oldest=Min(begun))
        .order_by("-cases")
    )
    return [
        Queue(row["status"], row["waiting_for"], row["needs_post"], row["cases"], row["overdue"], row["oldest"])
        for row in rows
    ]


def figures(actor: Actor) -> Figures:
    """Overdue cases, later gaps, promises and unanswered questions of the actor's offices. Three statements."""
    today = clock.today()
    mine = Case.visible_to(actor)
    cases = mine.aggregate(
        overdue=Count("id", filter=Q(status__in=states.OPEN, due_on__lt=today, clock_stopped_on=None)),
        later_gaps=Sum("later_gaps"),
    )
    promised = Evidence.objects.filter(state="promised", case__in=mine).aggregate(
        kept=Count("case_id", filter=Q(broken=False)), broken=Count("case_id", filter=Q(broken=True))
    )
    offices = {grant.office for grant in actor.grants if grant.power == SEE}
    asked = Inquiry.objects.filter(answered_at=None)
    asked = asked if "*" in offices else asked.filter(office__in=offices)
    inquiries = asked.aggregate(waiting=Count("id"), overdue=Count("id", filter=Q(due_on__lt=today)))
    return Figures(
        cases["overdue"], cases["later_gaps"] or 0, promised["kept"], promised["broken"],
        inquiries["waiting"], inquiries["overdue"],
    )  # fmt: skip

"""Questions to the case engine."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongban.casework import costs, driver_facts, evidence, notices, states, timeline
from tongban.casework.catalogue import Service, services
from tongban.casework.evidence_views import evidence_views
from tongban.casework.models import Agreement, Case, Decision, Evidence, Inquiry, Notice, Rating, Visit
from tongban.casework.reasons import from_json
from tongban.casework.types import CaseRow, CaseView, SparedView
from tongban.core import clock, entries, sealed
from tongban.core.actor import SEE, Actor
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.core.rows import Rows
from tongban.exchange.registry import get_partner
from tongban.law.facts import Facts
from tongban.law.text import Text
from tongban.law.verdict import Verdict
from tongban.people import queries as people
from tongban.registers.drivers import queries as drivers

PAGE = 50
_OWN = Rows(Case, "number = %s AND %s IN (applicant, agent)", why="one's own, as Case.visible_to says")
_ALL_OWN = Rows(Case, "applicant = %s OR agent = %s ORDER BY created_at DESC LIMIT %s", why="one's own, as above")
_STANDING = Rows(Decision, "case_id = %s AND corrected_by IS NULL")
_RATING = Rows(Rating, "case_id = %s")
_INQUIRIES = Rows(Inquiry, "case_id = %s ORDER BY asked_at")


def find_case(case_id: UUID, actor: Actor) -> CaseRow | None:
    """A case this actor may see, or None: another's case does not exist. One statement."""
    case = Case.visible_to(actor).filter(id=case_id).first()
    return _row(case) if case else None


def waits_for_number(person: UUID, vehicle: UUID) -> dict[str, Any] | None:
    """The answers of the case about a vehicle that waits until this person has chosen a number, who applied for it or
    agreed to it; None where none waits. Two statements."""
    wants = Q()
    for code in ("registration.no_number", "ownership.no_number", "change.no_number", "co_owner.no_number"):
        wants |= Q(reasons__contains=[{"code": code}])
    agreed = Agreement.objects.filter(party=person, agreed=True).values("case")
    mine = Q(applicant=person) | Q(id__in=agreed)
    found = Case.for_system("a number is chosen for it").filter(wants & mine, subject=vehicle, status=states.WAITING)
    answers = found.values_list("answers", flat=True).first()
    return sealed.unpack(answers) if answers is not None else None


def get_case(case_id: UUID, actor: Actor) -> CaseView:
    """A case with everything its page shows. Six statements. NotFound where the actor may not see it."""
    case = Case.visible_to(actor).filter(id=case_id).first()
    if case is None:
        raise NotFound(Text(zh="没有这个案件。", en="There is no such case."))
    return _view(case)


def get_case_by_number(number: str, actor: Actor) -> CaseView:
    """A case by its number, for whoever may see it; to anybody else it does not exist. Six statements."""
    return _view(_by_number(number, actor))


def get_row_by_number(number: str, actor: Actor) -> CaseRow:
    """One line of a case by its number, for whoever may see it. NotFound for anybody else. One statement."""
    return _row(_by_number(number, actor))


def _by_number(number: str, actor: Actor) -> Case:
    own = actor.kind == "citizen" and actor.person_id
    case = _OWN.first(number, own) if own else Case.visible_to(actor).filter(number=number).first()
    if case is None:
        raise NotFound(Text(zh="没有这个案件。", en="There is no such case."))
    return case


def platform_answer(case_id: UUID) -> tuple[Any, datetime]:
    """What the national platform answered for a case, and when. One statement. NotFound where it did not."""
    row = Evidence.objects.filter(case=case_id, material="platform").first()
    if row is None or row.obtained_at is None:
        raise NotFound(Text(zh="平台没有答复。", en="The platform has not answered."))
    return evidence.typed("platform", sealed.unpack(row.content)), row.obtained_at


def find_by_number(number: str) -> CaseRow | None:
    """A case by its number, for the public progress page, which also asks for the identity number's end."""
    case = Case.for_system("progress by number").filter(number=number).first()
    return _row(case) if case else None


def public_progress(case_id: UUID) -> CaseView:
    """A case for the public progress page; the caller has checked number and identity, and shows no person."""
    return _view(Case.for_system("progress by number").get(id=case_id))


def waiting_for_partners() -> dict[str, int]:
    """How many cases wait for each partner: it is silent, or does not have yet what is needed. Three statements."""
    waiting = Case.for_system("how many wait for whom").filter(status=states.WAITING, waiting_for=states.PARTNER)
    unanswered = waiting.filter(reasons=[]).values_list("id", flat=True)
    silent = entries.newest(list(unanswered), "partner_silent")
    missing = Evidence.objects.filter(case__in=waiting.exclude(reasons=[]), state="missing")
    codes = missing.values_list("partner", flat=True)
    return Counter([code for entry in silent for code in entry.facts["partners"]] + list(codes))


def cases_of(person_id: UUID, actor: Actor, limit: int = PAGE) -> list[CaseRow]:
    """The cases of a person that the actor may see, newest first. One statement."""
    if actor.own(person_id):
        return [_row(case) for case in _ALL_OWN.all(person_id, person_id, limit)]
    rows = Case.visible_to(actor).filter(Q(applicant=person_id) | Q(agent=person_id)).order_by("-created_at")
    return [_row(case) for case in rows[:limit]]


def case_rows(case_ids: Iterable[UUID]) -> dict[UUID, CaseRow]:
    """Several cases by id, for a caller that keeps its own record of who may see them. One statement."""
    wanted = Case.for_system("cases an outlet began through the API").filter(id__in=list(case_ids))
    return {case.id: _row(case) for case in wanted}


@dataclass(frozen=True, slots=True)
class WorkList:
    """What waits at the posts of a clerk: the rows due first, how many there are, and how many a filter hides."""

    rows: list[CaseRow]
    total: int
    hidden: int


def work_list(actor: Actor, *, service: str = "", post: str = "", mine: bool = False, page: int = 1) -> WorkList:
    """What this actor may work on now, due first. Three statements, whatever the length."""
    everything = _at_my_posts(actor)
    chosen = everything
    if service:
        chosen = chosen.filter(service=service)
    if post:
        chosen = chosen.filter(needs_post=post)
    if mine:
        chosen = chosen.filter(taken_by=actor.account_id)
    first = (max(page, 1) - 1) * PAGE
    rows = [_row(case) for case in chosen.order_by("due_on", "id")[first : first + PAGE]]
    total, shown = everything.count(), chosen.count()
    return WorkList(rows=rows, total=shown, hidden=total - shown)


def _at_my_posts(actor: Actor) -> QuerySet[Case]:
    """Authorisation is part of the index: office and post come first in it."""
    offices = {grant.office for grant in actor.grants if grant.power == SEE}
    rows = Case.for_system("work list").filter(needs_post__in=actor.posts)
    if "*" not in offices:
        rows = rows.filter(office__in=offices)
    codes = {grant.service for grant in actor.grants if grant.power == SEE}
    return rows if "*" in codes else rows.filter(service__in=codes)


def queue_counts(actor: Actor) -> list[dict[str, Any]]:
    """Per post: how many wait, how many are overdue. One statement."""
    today = clock.today()
    rows = (
        _at_my_posts(actor)
        .values("needs_post")
        .annotate(count=Count("id"), overdue=Count("id", filter=Q(due_on__lt=today)))
    )
    return [dict(row) for row in rows.order_by("needs_post")]


def open_inquiries(actor: Actor) -> list[dict[str, Any]]:
    """Questions and complaints without an answer that this actor may answer, due first. One statement."""
    offices = {grant.office for grant in actor.grants if grant.power == SEE}
    rows = Inquiry.objects.filter(answered_at=None).order_by("due_on")
    if "*" not in offices:
        rows = rows.filter(office__in=offices)
    return [_inquiry(row) for row in rows[:PAGE]]


def inquiries_of(person_id: UUID) -> list[dict[str, Any]]:
    """A person's own questions and complaints, newest first. One statement."""
    return [_inquiry(row) for row in Inquiry.objects.filter(person=person_id).order_by("-asked_at")[:PAGE]]


def in_service(on_channel: str = "") -> list[Service]:
    """The services in force today, by code."""
    today = clock.today()
    return [
        service
        for service in services.values()
        if service.offered_on(today) and (not on_channel or on_channel in service.channels)
    ]


def services_of(case_ids: Iterable[UUID]) -> dict[UUID, Text]:
    """The names of the services that these cases are about. One statement."""
    rows = Case.for_system("names of services").filter(id__in=list(case_ids)).values_list("id", "service")
    return {case_id: services[code].name for case_id, code in rows}


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was announced void to the public, because a licence was not exchanged in time: no person is named, the
    licence is known by its file."""

    number: str
    service: Service
    office: str
    subject: UUID | None
    classes: tuple[str, ...]
    told_at: datetime


def announcements(page: int = 1) -> tuple[list[Announcement], int]:
    """A page of the public announcements, newest first, and how many there are; those of corrected decisions are taken
    down. Two statements."""
    rows = _announced().order_by("-told_at")
    first = (max(page, 1) - 1) * PAGE
    return [_announcement(row) for row in rows[first : first + PAGE]], rows.count()


def find_announcement(number: str = "", subject: UUID | None = None) -> Announcement | None:
    """The announcement of a case, or the newest of a file; None where there is none or it was taken down. One
    statement."""
    wanted = Q(case__number=number) if number else Q(case__subject=subject)
    row = _announced().filter(wanted).order_by("-told_at").first()
    return _announcement(row) if row else None


def _announced() -> QuerySet[Notice]:
    standing = Notice.objects.filter(kind="announcement", case__outcome__in=["lapsed", "granted"])
    return standing.select_related("case")


def _announcement(row: Notice) -> Announcement:
    case = row.case
    return Announcement(case.number, services[case.service], case.office, case.subject, tuple(row.gaps), row.told_at)


@dataclass(frozen=True, slots=True)
class GroundNotice:
    """How the person was told of a case the office opened; `served_at` is empty until that is proven."""

    told_at: datetime
    served_at: datetime | None
    proof: str


def ground_notice(case_id: UUID) -> GroundNotice | None:
    """The last notice of the ground of a case the office opened, or None. One statement."""
    notice = notices.newest_ground(case_id)
    return GroundNotice(notice.told_at, notice.served_at, notice.proof) if notice else None


# -- at the desk -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outlook:
    """What law would answer today for a person, on what is known already: nobody is asked for it."""

    facts: Facts
    answers: tuple[tuple[Service, Verdict], ...]


def outlook(person_id: UUID, channel: str) -> Outlook:
    """What could be begun for a person as a driver on a channel, with every reason against it. Six statements.

    The newest answers of partners kept for any case of the person count, however old: the case itself asks afresh.
    """
    today = clock.today()
    facts = driver_facts.build(
        people.get_person(person_id), drivers.find_driver(person_id), _known_contents(person_id), {}, today
    )
    rules = book().at(facts.region)
    offered = [one for one in in_service(channel) if one.about == "driver" and not one.origin_only_office]
    return Outlook(facts, tuple((service, service.rule(facts, today, rules)) for service in offered))


def _known_contents(person_id: UUID) -> dict[str, dict[str, Any]]:
    """The newest kept answer of each partner about a person; the portrait is left out, no rule reads it."""
    rows = Evidence.objects.filter(case__applicant=person_id, state="fetched").exclude(material="portrait")
    return {row.material: sealed.unpack(row.content) for row in rows.order_by("obtained_at")}


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One case of a visit. `fee` is what it costs, 0 where it costs nothing (any more)."""

    case: CaseRow
    fee: Decimal
    due: bool
    paid: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Basket:
    """One visit of one person at one office."""

    id: UUID
    person: UUID
    office: str
    opened_at: datetime
    closed_at: datetime | None
    order_number: str
    lines: tuple[BasketLine, ...] = ()

    @property
    def total(self) -> Decimal:
        """What is due or paid in this visit, in yuan; what is not sent yet costs nothing so far."""
        return sum((line.fee for line in self.lines if line.due or line.paid), Decimal(0))


def find_basket(person_id: UUID, actor: Actor) -> Basket | None:
    """The open visit of a person at the actor's office, or None. Two statements."""
    visit = Visit.objects.filter(person=person_id, office=actor.office, closed_at=None).first()
    return _basket(visit) if visit else None


def get_basket(visit_id: UUID, actor: Actor) -> Basket:
    """A visit at the actor's own office; NotFound for any other. Two statements."""
    visit = Visit.objects.filter(id=visit_id, office=actor.office).first()
    if visit is None:
        raise NotFound(Text(zh="没有这次接待。", en="There is no such visit."))
    return _basket(visit)


def visits_of(clerk: UUID, since: datetime) -> list[Basket]:
    """The visits a clerk has opened since an instant, newest first, without their cases. One statement."""
    rows = Visit.objects.filter(clerk=clerk, opened_at__gte=since).order_by("-opened_at")[:PAGE]
    return [_bare_basket(visit) for visit in rows]


def _basket(visit: Visit) -> Basket:
    cases = Case.for_system("basket of a visit").filter(visit=visit.id).exclude(status=states.WITHDRAWN)
    return _bare_basket(visit, tuple(_basket_line(case) for case in cases.order_by("created_at")))


def _bare_basket(visit: Visit, lines: tuple[BasketLine, ...] = ()) -> Basket:
    return Basket(visit.id, visit.person, visit.office, visit.opened_at, visit.closed_at, visit.order_number, lines)


def _basket_line(case: Case) -> BasketLine:
    fee = Decimal(0) if case.outcome in ("refused", "lapsed") else costs.of_case(case)
    due = (case.status, case.waiting_for) == (states.WAITING, states.PAYMENT) and not case.paid
    return BasketLine(_row(case), fee, due, case.paid, case.outcome)


def _row(case: Case) -> CaseRow:
    return CaseRow(
        id=case.id,
        number=case.number,
        service=case.service,
        name=services[case.service].name,
        status=case.status,
        waiting_for=case.waiting_for,
        word=states.word(case.status, case.waiting_for),
        outcome=case.outcome,
        origin=case.origin,
        applicant=case.applicant,
        office=case.office,
        channel=case.channel,
        due_on=case.due_on,
        clock_stopped=case.clock_stopped_on is not None,
        needs_post=case.needs_post,
        taken_by=case.taken_by,
        created_at=case.created_at,
        order_number=case.order_number,
        agent=case.agent,
        prepared_for=case.prepared_for,
        missing=tuple(reason["code"] for reason in case.reasons),
    )


def _view(case: Case) -> CaseView:
    service = services[case.service]
    rows = evidence.held(case.id)
    decision, rating = _STANDING.first(case.id), _RATING.first(case.id)
    former = decision is not None and not decision.book  # a former register decided it, on papers of its own
    return CaseView(
        row=_row(case),
        service=service,
        subject=case.subject,
        go_on=case.go_on,
        law_on=case.law_on,
        book=case.book,
        submitted_at=case.submitted_at,
        decided_at=case.decided_at,
        outcome=case.outcome,
        paid=case.paid,
        order_number=case.order_number,
        answers=sealed.unpack(case.answers),
        ground=case.ground,
        reasons=tuple(from_json(raw) for raw in (decision.reasons if decision else case.reasons)),
        evidence=tuple(one for one in evidence_views(service, rows) if not (former and one.group == "needed")),
        timeline=tuple(timeline.of_case(case.id)),
        spared=_spared(service, rows.values()),
        grounds=decision.grounds if decision else "",
        decided_by=decision.decided_label if decision else "",
        rating=rating.stars if rating else None,
        inquiries=tuple(_inquiry(row) for row in _INQUIRIES.all(case.id)),
    )


def _spared(service: Service, rows: Iterable[Evidence]) -> SparedView:
    fetched = tuple((get_partner(row.partner).name, row.seconds) for row in rows if row.state == "fetched")
    spared = service.spared
    return SparedView(spared.papers, spared.copies, spared.forms, spared.visits, fetched)


def _inquiry(row: Inquiry) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "person": row.person,
        "case": row.case_id,
        "words": sealed.unpack(row.words),
        "asked_at": row.asked_at,
        "due_on": row.due_on,
        "answer": sealed.unpack(row.answer) if row.answer else "",
        "answered_at": row.answered_at,
    }

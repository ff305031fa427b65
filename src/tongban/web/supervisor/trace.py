"""Full-process trace (全过程留痕) of any case or person: who saw, who changed, when, why, under which right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import queries
from tongban.core import audit, entries
from tongban.core.actor import Actor
from tongban.core.audit import LookView, Purpose
from tongban.core.entries import EntryView
from tongban.core.errors import BadInput
from tongban.exchange import queries as exchange
from tongban.exchange.types import QuestionView
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.registers.drivers import queries as drivers
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words

PURPOSES = (Purpose.SUPERVISION, Purpose.INVESTIGATION, Purpose.COMPLAINT)
MOST = 500  # looks shown of one person
ALL_KINDS = Text(zh="全部", en="All")
KINDS = {
    "saw": Text(zh="查看", en="saw"),
    "changed": Text(zh="变更", en="changed"),
    "decided": Text(zh="决定", en="decided"),
    "sent": Text(zh="查询和发送", en="sent"),
}
PERSON = Text(zh="个人", en="Person")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a trace."""

    at: datetime
    kind: str
    who: Text
    office: str
    what: Text
    right: Text
    purpose: Text | None
    entry: str


@staff("supervision")
def trace(request: Request) -> HttpResponse:
    """Ask for a case or a person by number, and say what for."""
    context = _form(request)
    if request.method != "POST":
        return render(request, "supervisor/trace.html", context)
    try:
        purpose = _purpose(request.POST.get("purpose", ""))
        return HttpResponseRedirect(_found(request.POST.get("number", ""), request.actor, purpose))
    except BadInput as error:
        return forms.show_errors(request, "supervisor/trace.html", context, error)


def _form(request: Request, **more: Any) -> dict[str, Any]:
    purposes = [{"value": str(one), "label": one.text} for one in PURPOSES]
    values = {"purpose": request.GET.get("purpose") or str(Purpose.SUPERVISION)}
    return frame.page(request, "trace", values=values, purposes=purposes, subject=None, events=[], **more)


def _purpose(given: str) -> Purpose:
    purpose = audit.check_purpose(given)
    return purpose if purpose in PURPOSES else audit.check_purpose("")


def _found(number: str, actor: Actor, purpose: Purpose) -> str:
    """The page of the case or the person a number leads to; a case number leads to the case."""
    case = queries.find_by_number("".join(number.split()))
    if case and queries.find_case(case.id, actor):
        address = reverse("supervisor:trace_case", args=[case.number])
    else:
        person = frame.find_person(number, actor)
        if person is None:
            raise BadInput("number", frame.NOBODY)
        address = reverse("supervisor:trace_person", args=[person])
    return f"{address}?{urlencode({'purpose': str(purpose)})}"


@staff("supervision")
def person(request: Request, person_id: UUID) -> HttpResponse:
    """Everything about one person. The look is written first, for the purpose in the address."""
    purpose = _purpose(request.GET.get("purpose", ""))
    seen = frame.look(person_id, request.actor, purpose, "trace")
    driver = drivers.find_driver(person_id)
    written = entries.history(person_id) + (entries.history(driver.id) if driver else [])
    looks = audit.looks_at(person_id, delays={}, include_own=True, limit=MOST)
    events = [*map(_of_entry, written), *map(_of_look, looks), *map(_of_question, exchange.questions_about(person_id))]
    cases = queries.cases_of(person_id, request.actor)
    subject = {"title": forms.text(seen.name), "number": seen.identity_masked}
    return _show(request, subject, events, [(row.number, row.name) for row in cases])


@staff("supervision")
def case(request: Request, number: str) -> HttpResponse:
    """Everything about one case. The look at its applicant is written first."""
    purpose = _purpose(request.GET.get("purpose", ""))
    found = queries.get_case_by_number(number, request.actor)
    frame.look(found.row.applicant, request.actor, purpose, "trace", found.row.id)
    written = {entry.id: entry for entry in entries.history(found.row.id)}
    written |= {entry.id: entry for entry in entries.caused_by(f"case:{found.row.id}")}
    events = [
        *map(_of_entry, written.values()),
        *map(_of_look, audit.looks_for(found.row.id, limit=MOST)),
        *map(_of_question, exchange.questions_of_case(found.row.id)),
    ]
    subject = {"title": found.service.name, "number": number}
    return _show(request, subject, events, [], found.row.applicant)


def _show(
    request: Request,
    subject: dict[str, Any],
    events: Iterable[Event],
    cases: list[tuple[str, Text]],
    applicant: UUID | None = None,
) -> HttpResponse:
    kind = request.GET.get("kind", "")
    newest_first = sorted(events, key=lambda event: event.at, reverse=True)
    shown = [event for event in newest_first if kind in ("", event.kind)]
    purpose = request.GET.get("purpose", "")
    context = _form(request) | {
        "subject": subject,
        "events": shown,
        "offices": _offices(shown),
        "tabs": _tabs(newest_first, kind, purpose),
        "related": _related(cases, applicant, purpose),
    }
    return render(request, "supervisor/trace.html", context)


def _offices(events: list[Event]) -> dict[str, Text]:
    """The names of the offices of these events. One statement for each office."""
    found = map(outlets.find_outlet, sorted({event.office for event in events if event.office}))
    return {office.code: office.name for office in found if office}


def _tabs(events: list[Event], chosen: str, purpose: str) -> list[dict[str, Any]]:
    return [
        {
            "label": KINDS[kind] if kind else ALL_KINDS,
            "href": "?" + urlencode({"purpose": purpose, **({"kind": kind} if kind else {})}),
            "current": kind == chosen,
            "count": sum(kind in ("", event.kind) for event in events),
        }
        for kind in ("", *KINDS)
    ]


def _related(cases: list[tuple[str, Text]], applicant: UUID | None, purpose: str) -> list[dict[str, Any]]:
    """From a person to the cases, from a case to the person: each a look of its own, for the same purpose."""
    query = urlencode({"purpose": purpose})
    links = [
        {"label": name, "number": number, "href": f"{reverse('supervisor:trace_case', args=[number])}?{query}"}
        for number, name in cases
    ]
    if applicant:
        href = f"{reverse('supervisor:trace_person', args=[applicant])}?{query}"
        links.append({"label": PERSON, "number": "", "href": href})
    return links


def _of_entry(entry: EntryView) -> Event:
    return Event(
        at=entry.recorded_at,
        kind="decided" if entry.kind == "decided" else "changed",
        who=words.actor(entry.actor),
        office=entry.office,
        what=words.entry(entry.register, entry.kind),
        right=words.right_of_entry(entry.actor, entry.kind),
        purpose=words.cause(entry.cause),
        entry=str(entry.id),
    )


def _of_look(look: LookView) -> Event:
    return Event(
        at=look.looked_at,
        kind="saw",
        who=words.actor(f"{look.actor_kind}:{look.actor_label}"),
        office=look.office,
        what=words.seen(look.what),
        right=words.right_of_look(look.actor_kind),
        purpose=look.purpose.text,
        entry=str(look.id),
    )


def _of_question(question: QuestionView) -> Event:
    """A question to a partner names the person: it is a handing out of data, by the system, for a case."""
    return Event(
        at=question.asked_at,
        kind="sent",
        who=words.SYSTEM,
        office="",
        what=Text(
            zh=f"向{question.partner_name.zh}查询：{question.title.zh}",
            en=f"asked {question.partner_name.en}: {question.title.en}",
        ),
        right=words.BY_CONTRACT,
        purpose=words.sent_for(question.purpose),
        entry=str(question.id),
    )

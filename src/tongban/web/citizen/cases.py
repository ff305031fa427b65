"""The person's cases: the list, one case, its decision and receipt."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, inquiries, opening, proofs, queries, states
from tongban.casework import own_motion as opened_by_office
from tongban.casework.types import CaseView
from tongban.core import clock
from tongban.core.errors import BadInput, NotFound
from tongban.documents import queries as papers
from tongban.documents.plates import queries as plates_of
from tongban.exchange import post
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.people import queries as people
from tongban.web import agreeing, forms, plates, receipts, records, shown
from tongban.web.citizen import apply, principals
from tongban.web.request import Request
from tongban.web.rights import citizen

DECIDER = Text(zh="车辆管理所审核岗位的工作人员", en="a member of staff at the review post")
ACT = Text(zh="现在办理", en="Do it now")
POST_OFFICE = Text(zh="邮政", en="the post")
WORDS_OF = {"ask": "text", "answer": "statement"}


@citizen
def cases(request: Request) -> HttpResponse:
    """All cases, newest first."""
    rows = queries.cases_of(request.actor.own_person, request.actor)
    return render(request, "citizen/cases.html", {"cases": [shown.case_link(row) for row in rows]})


@citizen
def case(request: Request, number: str) -> HttpResponse:
    """One case as the person sees it, and what they can do with it."""
    found = principals.case(request, number)
    if found.row.status == states.DRAFT:
        return HttpResponseRedirect(reverse("citizen:check", args=[number]))
    if found.row.origin == "own_motion":
        opened_by_office.seen(case_id=found.row.id, actor=request.actor)
    context = _page(found, request)
    if request.method != "POST":
        return render(request, "citizen/case.html", context)
    try:
        return forms.redirect_once(request, lambda: _act(request, found))
    except BadInput as error:
        return forms.show_errors(request, "citizen/case.html", context, error, _field(request, error))


def _field(request: Request, error: BadInput) -> str:
    """The input of an error; the words of a question and of a statement have inputs of their own."""
    return WORDS_OF.get(request.POST.get("action", ""), "") if error.field == "words" else error.field


def _act(request: Request, found: CaseView) -> str:
    post, actor, case_id = request.POST, request.actor, found.row.id
    match post.get("action"):
        case "withdraw":
            actions.withdraw(case_id=case_id, actor=actor)
        case "rate":
            actions.rate(case_id=case_id, actor=actor, stars=_stars(post), words=post.get("words", ""))
        case ("ask" | "answer") as action:
            inquiries.ask(
                kind=post.get("kind", "question"),
                person_id=found.row.applicant,
                case_id=case_id,
                office=found.row.office,
                words=post.get(WORDS_OF[action], ""),
                actor=actor,
            )
    return reverse("citizen:case", args=[found.row.number])


def _stars(post: Any) -> int:
    given = post.get("stars", "")
    return int(given) if given.isascii() and given.isdigit() else 0


def _page(found: CaseView, request: Request) -> dict[str, Any]:
    waits, own = found.row.status in states.OPEN, own_motion(found)
    evidence = shown.evidence_groups(found.service, found.evidence)
    return {
        "case": shown.case_head(found),
        "next_step": None if own and own["may_do"] else shown.next_step(found),
        "deadline": shown.deadline(found),
        "timeline": shown.timeline(found),
        "evidence": evidence if evidence["have"] or not waits else {"waived": evidence["waived"]},
        "needs": [] if evidence["have"] or not waits else apply.needs(found.service),
        "verdict": shown.verdict_of(found),
        "resuming": waits and found.go_on,
        "title": shown.GOES_ON if waits else None,
        "object_href": "#ask",
        "own_motion": own,
        "not_asked": shown.not_asked(found),
        "papers": shown.case_papers(found, request.actor),
        "questions": [_question(one) for one in found.inquiries],
        "rating": found.rating,
        "parcel": _parcel(found),
        **agreeing.of_case(found, request.actor),
        "plates": _plates(found),
    }


def _plates(found: CaseView) -> list[dict[str, Any]]:
    """Where the plates of a case are made and when they can be had, of those that are the person's."""
    made = plates_of.of_case(found.row.id) if found.service.plates else []
    return [plates.way_of(one) for one in made if one.person == found.row.applicant]


def own_motion(found: CaseView) -> dict[str, Any] | None:
    """What a case the office opened says of itself."""
    motion = found.service.own_motion
    if found.row.origin != "own_motion" or motion is None:
        return None
    due = found.row.due_on or clock.today()
    classes = "、".join(found.ground.get("classes", []))
    waits = found.row.waiting_for == states.APPLICANT
    check = reverse("citizen:check", args=[found.row.number])
    return {
        "happened": motion.ground_of(found.ground).fill(classes=classes),
        "ground": motion.notice.fill(due=shown.day(due)),
        "article": found.service.basis[0],
        "found": opening.found(found.service, found.ground),
        "may_do": [{"label": ACT, "detail": found.service.gives, "href": check}] if waits else [],
        "may_say": waits,
        "until": due if waits else None,
        "decides": DECIDER,
        "appeal": motion.remedy,
    }


def _question(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": one["asked_at"],
        "text": inquiries.said(one["words"]),
        "kind": one["kind"],
        "answer": one["answer"],
        "answered_at": one["answered_at"],
        "due_on": one["due_on"],
    }


def _parcel(found: CaseView) -> dict[str, Any] | None:
    parcel = next(iter(post.parcels_of_case(found.row.id)), None)
    if parcel is None:
        return None
    return {"company": POST_OFFICE, "number": parcel.tracking_number, "state": post.KINDS[parcel.state]}


@citizen
def decision(request: Request, number: str) -> HttpResponse:
    """The decision as a page made to be printed."""
    found = principals.case(request, number)
    if not found.outcome:
        raise NotFound(Text(zh="还没有决定。", en="There is no decision yet."))
    receipt = next(iter(papers.receipts_of(found.row.id, request.actor)), None)
    context = {
        "case": shown.case_head(found),
        "person": people.get_person(found.row.applicant),
        "office": outlets.get_outlet(found.row.office).name,
        "decided_by": shown.decided_by(found.service),
        "verdict": shown.verdict_of(found),
        "facts": [],
        "appeal": receipts.APPEAL,
        "root": receipt and {"day": receipt.issued_at, "root_hex": receipt.root_hex},
        "law_on": found.law_on,
    }
    return render(request, "citizen/decision.html", context)


@citizen
def receipt(request: Request, code: str) -> HttpResponse:
    """The receipt as PDF, set when it is asked for: the same data give the same file."""
    return HttpResponse(receipts.pdf(code, request.actor, request.LANGUAGE_CODE), content_type="application/pdf")


@citizen
def proof(request: Request, number: str) -> HttpResponse:
    """My proof: one file that shows without us what was decided, by which rules, on which facts."""
    found = queries.get_case_by_number(number, request.actor)
    content = proofs.make(number, found.service.name, request.actor)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["content-disposition"] = f'attachment; filename="{number}.proof"'
    return response


@citizen
def record(request: Request, number: str) -> HttpResponse:
    """The driving record that the case gave, as a signed PDF."""
    return HttpResponse(records.pdf(number, request.actor, request.LANGUAGE_CODE), content_type="application/pdf")

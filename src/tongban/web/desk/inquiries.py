"""Questions and complaints: due first, each answered once, from the consultation post."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import inquiries as asked
from tongban.casework import queries
from tongban.core import audit, clock
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

KINDS = {
    "question": Text(zh="咨询", en="Question"),
    "complaint": Text(zh="投诉", en="Complaint"),
    "rating": Text(zh="差评回访", en="Bad rating, to be followed up"),
    "appointment": Text(zh="预约", en="Appointment"),
}
PURPOSES = {
    "question": Purpose.ENQUIRY,
    "complaint": Purpose.COMPLAINT,
    "rating": Purpose.COMPLAINT,
    "appointment": Purpose.ENQUIRY,
}
WORDS = {
    "title": Text(zh="咨询、投诉和预约", en="Questions, complaints and appointments"),
    "none": Text(zh="没有待答复的咨询、投诉或预约。", en="No question, complaint or appointment waits for an answer."),
    "due": Text(zh="答复期限", en="Answer by"),
    "case": Text(zh="有关案件", en="About the case"),
}


@staff("consultation")
def inquiries(request: Request) -> HttpResponse:
    """The open ones of the clerk's offices, and answering one."""
    if request.method != "POST":
        return render(request, "desk/inquiries.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _answer(request))
    except BadInput as error:
        wrong = BadInput(f"answer-{request.POST.get('question', '')}", error.message)
        return forms.show_errors(request, "desk/inquiries.html", _page(request), wrong)


def _answer(request: Request) -> str:
    chosen = request.POST.get("question", "")
    words = request.POST.get(f"answer-{chosen}", "")
    asked.answer(inquiry_id=frame.identifier(chosen), words=words, actor=request.actor)
    return reverse("desk:inquiries")


def _page(request: Request) -> dict[str, Any]:
    rows = queries.open_inquiries(request.actor)
    names = people.get_persons({row["person"] for row in rows})
    _looked(request.actor, rows)
    return frame.page(
        request,
        "work",
        rows=[
            {
                "id": row["id"],
                "field": f"answer-{row['id']}",
                "kind": KINDS[row["kind"]],
                "text": asked.said(row["words"]),
                "asked_at": row["asked_at"],
                "due_on": row["due_on"],
                "late": row["due_on"] < clock.today(),
                "person": frame.head(names[row["person"]]) if row["person"] in names else None,
            }
            for row in rows
        ],
        values={},
        words=WORDS,
    )


def _looked(actor: Actor, rows: list[dict[str, Any]]) -> None:
    """Questions are looked at to answer them, what is bad to handle it: two purposes, two statements at most."""
    for purpose in sorted(set(PURPOSES.values())):
        persons = sorted({row["person"] for row in rows if PURPOSES[row["kind"]] == purpose})
        if persons:
            audit.looks(actor=actor, person_ids=persons, purpose=purpose, what="inquiry")

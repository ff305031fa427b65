"""Applications in bulk at the desk: hand a table in, see row by row what is wrong, apply for the rest, watch it go."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import actions, batches
from tongban.casework.batches import FAILED, READY, SENT, WRONG, BatchView, RowView
from tongban.core.actor import WORK, Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

NO_FILE = Text(zh="请选择文件。", en="Choose the file.")
STATES = {
    "": Text(zh="全部", en="All"),
    WRONG: Text(zh="要改正", en="To be corrected"),
    FAILED: Text(zh="没有办成", en="Came to nothing"),
    READY: Text(zh="可以办理", en="Good"),
    SENT: Text(zh="已办理", en="Applied for"),
}
TONES = {WRONG: "refused", FAILED: "refused", READY: "", SENT: "done"}
OUTCOMES = {
    "granted": Text(zh="已登记", en="registered"),
    "refused": Text(zh="不予登记", en="refused"),
    "": Text(zh="在办", en="under way"),
}
SHOWN = 200


@staff("acceptance")
def hand_in(request: Request) -> HttpResponse:
    """Hand a table in; those handed in before; the sample of each service that can be applied for so."""
    usable = _forms(request.actor)
    context = frame.page(
        request, "batches", values=request.POST,
        forms=[{"value": one.service, "label": actions.get_service(one.service).name} for one in usable],
        batches=[_line(one) for one in batches.batches_of(request.actor)],
        columns=[column for one in usable[:1] for column in one.columns],
    )  # fmt: skip
    if request.method != "POST":
        return render(request, "desk/batches.html", context)
    try:
        made = batches.hand_in(service=request.POST.get("service", ""), raw=_file(request), actor=request.actor)
    except (BadInput, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "desk/batches.html", context, error, "file")
    return HttpResponseRedirect(reverse("desk:batch", args=[made]))


@staff("acceptance")
def batch(request: Request, batch_id: UUID) -> HttpResponse:
    """Row by row what is wrong; apply for the good ones; how far it is."""
    found = batches.get_batch(batch_id, request.actor)
    if request.method == "POST":
        batches.begin(batch_id=batch_id, actor=request.actor)
        return HttpResponseRedirect(reverse("desk:batch", args=[batch_id]))
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    rows = batches.rows_of(batch_id, request.actor, state, SHOWN)
    columns = {one.key: one.heads[0] for one in batches.FORMS[found.service].columns}
    context = frame.page(
        request, "batches", batch=found, service=actions.get_service(found.service).name,
        rows=[_row(one, columns) for one in rows], more=_count(found, state) > len(rows), most=SHOWN,
        good=found.counts.get(READY, 0), failed=found.counts.get(FAILED, 0), sent=found.counts.get(SENT, 0),
        wrong=found.counts.get(WRONG, 0) + found.counts.get(FAILED, 0),
        tabs=[
            {"label": words, "href": f"?state={key}", "current": key == state, "count": _count(found, key)}
            for key, words in STATES.items()
            if not key or found.counts.get(key)
        ],
    )  # fmt: skip
    return render(request, "desk/batch.html", context)


@staff("acceptance")
def to_correct(request: Request, batch_id: UUID) -> HttpResponse:
    """The rows that led to no case, each with what is wrong, as a table."""
    return _table(batches.to_correct(batch_id, request.actor), f"correct-{str(batch_id)[-8:]}")


@staff("acceptance")
def sample(request: Request, code: str) -> HttpResponse:
    """The head of a service's table, with one row."""
    if code not in batches.FORMS:
        raise NotFound(batches.NO_FORM)
    return _table(batches.sample(batches.FORMS[code]), f"sample-{code}")


def _forms(actor: Actor) -> list[batches.Form]:
    return [one for one in batches.FORMS.values() if actor.may(WORK, one.service, actor.office)]


def _file(request: Request) -> bytes:
    given = request.FILES.get("file")
    if given is None or not given.size:
        raise BadInput("file", NO_FILE)
    return given.read() if given.size <= settings.TONGBAN_UPLOAD_MAX_BYTES else b""


def _table(raw: bytes, name: str) -> HttpResponse:
    response = HttpResponse(raw, content_type="text/csv; charset=utf-8")
    response["content-disposition"] = f'attachment; filename="{name}.csv"'
    response["cache-control"] = "no-store"
    return response


def _count(found: BatchView, state: str) -> int:
    return found.counts.get(state, 0) if state else found.total


def _line(found: BatchView) -> dict[str, Any]:
    return {
        "href": reverse("desk:batch", args=[found.id]),
        "service": actions.get_service(found.service).name,
        "made_at": found.made_at,
        "label": found.label,
        "total": found.total,
        "counts": [(STATES[key], found.counts[key], TONES[key]) for key in STATES if found.counts.get(key)],
        "begun": found.begun_at,
    }


def _row(row: RowView, columns: dict[str, str]) -> dict[str, Any]:
    return {
        "line": row.line,
        "names": row.names,
        "word": OUTCOMES[row.outcome] if row.state == SENT else STATES[row.state],
        "tone": "refused" if row.outcome == "refused" else "active" if row.state == SENT and not row.outcome
        else TONES[row.state],
        "problems": [{"column": columns.get(field, ""), "words": words} for field, words in row.problems],
        "case": row.case_number,
        "href": reverse("desk:case", args=[row.case_number]) if row.case_number else "",
    }  # fmt: skip

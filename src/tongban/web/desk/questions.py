"""The question bank for its editors: what there is, what waits for a second person, what law has overtaken, files."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tongban.assessment.questions import actions as bank
from tongban.assessment.questions import queries, reading
from tongban.assessment.questions.types import SECTIONS, QuestionState
from tongban.core import clock, entries
from tongban.core.errors import BadInput, TongbanError
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

CAUSE = "page:questions"
SHOWN, ALL = 100, 100_000
TAKEN_IN = Text(
    zh="新题{new}道，修改{changed}道，没有变化{same}道；有问题没有收下的{bad}行见下。",
    en="{new} new, {changed} changed, {same} the same; {bad} rows were not taken in, see below.",
)
APPROVED = Text(zh="通过了{count}道题。", en="{count} questions are approved.")
NO_FILE = Text(zh="请选择CSV或者JSON文件。", en="Choose a CSV or JSON file.")
TOO_LARGE = Text(zh="文件太大。", en="The file is too large.")


@staff("exam", "supervision")
def questions(request: Request) -> HttpResponse:
    """What the bank holds; a file is taken in, drafts are approved, a question is withdrawn."""
    if request.method != "POST":
        return render(request, "desk/questions.html", _page(request))
    try:
        bad = _act(request)
    except TongbanError as error:
        return forms.show_errors(request, "desk/questions.html", _page(request), error)
    if bad:
        return render(request, "desk/questions.html", {**_page(request), "bad": bad})
    return HttpResponseRedirect(request.path)


@staff("exam", "supervision")
def questions_file(request: Request) -> HttpResponse:
    """The approved questions as a file that can be taken in again."""
    found = queries.questions(state=QuestionState.APPROVED, limit=ALL)
    answer = HttpResponse(reading.written(one.wording for one in found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="questions.csv"'
    return answer


def _act(request: Request) -> list[reading.Row]:
    """Do what was pressed; the rows of a file that could not be taken in."""
    doing = request.POST.get("do", "")
    if doing == "file":
        return _take_in(request)
    if doing == "approve":
        mine = entries.code_of(request.actor)
        drafts = [one.id for one in queries.questions(state=QuestionState.DRAFT, limit=ALL) if one.made_by != mine]
        count = bank.approve(question_ids=drafts, actor=request.actor, cause=CAUSE)
        messages.success(request, APPROVED.fill(count=count).in_language(request.LANGUAGE_CODE))
    if doing == "withdraw":
        code = request.POST.get("question", "").strip()
        bank.withdraw(code=code, reason=request.POST.get("reason", ""), actor=request.actor, cause=CAUSE)
    return []


def _take_in(request: Request) -> list[reading.Row]:
    given = request.FILES.get("file")
    if given is None or not given.size:
        raise BadInput("file", NO_FILE)
    if given.size > settings.TONGBAN_UPLOAD_MAX_BYTES:
        raise BadInput("file", TOO_LARGE)
    try:
        rows = reading.read(given.read(), book(), clock.today())
    except reading.Unreadable as error:
        raise BadInput("file", error.message) from error
    good = [row.wording for row in rows if row.wording is not None]
    bad = [row for row in rows if row.faults]
    taken = bank.take_in(wordings=good, actor=request.actor, cause=CAUSE)
    said = TAKEN_IN.fill(new=taken.new, changed=taken.changed, same=taken.same, bad=len(bad))
    messages.success(request, said.in_language(request.LANGUAGE_CODE))
    return bad


def _page(request: Request) -> dict[str, Any]:
    drafts = queries.questions(state=QuestionState.DRAFT, limit=ALL)
    mine = entries.code_of(request.actor)
    return frame.page(
        request,
        "questions",
        counts=[{"of": one, "section": SECTIONS[one.section]} for one in queries.counts()],
        drafts=drafts[:SHOWN],
        more=max(len(drafts) - SHOWN, 0),
        for_me=sum(one.made_by != mine for one in drafts),
        overtaken=queries.overtaken(),
        values=request.POST,
    )

"""The desk of a theory test: a computer in the test room at which nobody signs in. A code that the examiner reads out
gives it one paper; a cookie of its own keeps the paper through a crash of the browser.

Needs JavaScript, and says so: answers are sent one by one and kept here until they have arrived.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from tongban.assessment.exams import queries as exams
from tongban.assessment.exams.theory import actions, identity, queries
from tongban.assessment.exams.theory.types import Answered, Noticed, Paper
from tongban.assessment.questions.types import JUDGED, LETTERS, QuestionKind
from tongban.core import clock
from tongban.core.errors import BadInput, TongbanError
from tongban.law.names import SUBJECT_NAMES
from tongban.law.rules.theory import FULL_MARKS
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.request import Request
from tongban.web.rights import public

COOKIE_DAYS = 1
NOT_READ = Text(zh="没有读懂这次发送的内容。", en="What was sent could not be read.")
NO_PAPER = Text(zh="这台机器上没有试卷。", en="There is no paper at this desk.")
TOLD = {"left_page": Noticed.LEFT_PAGE, "line_cut": Noticed.LINE_CUT}
ENDED = {
    "answers": Text(zh="全部答完", en="Everything was answered"),
    "marks": Text(zh="已经不可能合格", en="It could no longer be passed"),
    "time": Text(zh="考试时间到", en="The time was over"),
    "examiner": Text(zh="由考试员结束", en="The examiner ended it"),
    "stopped": Text(zh="因违纪停止，本次考试作废", en="Stopped for misconduct: this test is void"),
}


@public
def enter(request: Request) -> HttpResponse:
    """The code that the examiner reads out; the test begins with it."""
    if request.method != "POST":
        return render(request, "public/theory_enter.html", {})
    try:
        secret, _ = actions.take_over(code=request.POST.get("code", ""))
    except TongbanError as error:
        return forms.show_errors(request, "public/theory_enter.html", {}, error)
    answer = HttpResponseRedirect(reverse("public:theory_paper"))
    answer.set_cookie(
        settings.TONGBAN_DESK_COOKIE, secret, max_age=COOKIE_DAYS * 24 * 3600, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE, path=reverse("public:theory"),
    )  # fmt: skip
    return answer


@public
def paper(request: Request) -> HttpResponse:
    """The test while it runs; its result, with the wrong answers explained, once it is over."""
    held = queries.find_paper_at(_desk(request))
    if held is None:
        return HttpResponseRedirect(reverse("public:theory"))
    if held.ended_at is None and held.ends_at is not None and held.ends_at <= clock.now():
        actions.answer(desk=_desk(request), answers={})  # the time is over: it is judged now
        held = queries.get_paper(held.sitting_id)
    answered = queries.items_of(held.sitting_id)
    if held.ended_at is None:
        return render(request, "public/theory_paper.html", _running(held, answered))
    return render(request, "public/theory_result.html", result_of(held, answered))


@public
@require_POST
def answers(request: Request) -> HttpResponse:
    """Answers of this desk as JSON, {"answers": {"12": "B"}}; says which are on record and how much time is left."""
    try:
        told = json.loads(request.body)
        given = {int(place): str(said) for place, said in told["answers"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return _error(BadInput("answers", NOT_READ))
    try:
        taken = actions.answer(desk=_desk(request), answers=given)
    except TongbanError as error:
        return _error(error)
    said = {"places": taken.places, "ended": taken.ended, "left_seconds": taken.left_seconds}
    if not given and not taken.ended:  # a desk that only asks how things stand, every few seconds
        said["identity"] = identity.asks(_desk(request))
    return JsonResponse(said)


@public
@require_POST
def picture(request: Request) -> HttpResponse:
    """The picture of this desk's camera, when it is looked at once more who sits here."""
    given = request.FILES.get("picture")
    try:
        same = identity.picture(desk=_desk(request), jpeg=given.read() if given else b"")
    except TongbanError as error:
        return _error(error)
    return JsonResponse({"same": bool(same)})


@public
@require_POST
def notices(request: Request) -> HttpResponse:
    """What happened to this desk: its page was left, its line was cut."""
    kind = TOLD.get(request.POST.get("kind", ""))
    if kind is not None:
        actions.notice_at_desk(desk=_desk(request), kind=kind, said=request.POST.get("said", "")[:100])
    return HttpResponse(status=204)


@public
@require_POST
def leave(request: Request) -> HttpResponse:
    """The candidate has seen the result, which signs it: the desk is free."""
    actions.seen(desk=_desk(request))
    answer = HttpResponseRedirect(reverse("public:theory"))
    answer.delete_cookie(settings.TONGBAN_DESK_COOKIE, path=reverse("public:theory"))
    return answer


def result_of(held: Paper, answered: list[Answered]) -> dict[str, Any]:
    """What a page says of a test that is over; the candidate's own page too."""
    sitting = exams.get_sitting(held.sitting_id)
    wrong = [one for one in answered if not one.correct]
    return {
        "subject": SUBJECT_NAMES[held.subject],
        "sitting": sitting,
        "why": ENDED.get(held.ended_by),
        "answered": held.answered,
        "count": held.count,
        "wrong": [_explained(one) for one in wrong if one.given],
        "left_out": sum(not one.given for one in wrong),
        "minutes": _minutes(held),
    }


def _running(held: Paper, answered: list[Answered]) -> dict[str, Any]:
    left = int((held.ends_at - clock.now()).total_seconds()) if held.ends_at else 0
    return {
        "subject": SUBJECT_NAMES[held.subject],
        "desk": exams.get_sitting(held.sitting_id).desk,
        "minutes": held.minutes,
        "count": held.count,
        "mark": FULL_MARKS - held.may_lose,
        "paper": {
            "key": str(held.sitting_id),
            "left_seconds": max(left, 0),
            "items": [_asked(one) for one in answered],
        },
    }


def _asked(one: Answered) -> dict[str, Any]:
    """An item as the desk needs it, without what is right."""
    language = get_language() or settings.LANGUAGE_CODE
    options = list(JUDGED.items()) if one.item.wording.kind is QuestionKind.JUDGE else None
    shown = options or list(zip(LETTERS, one.item.options, strict=False))
    return {
        "place": one.item.place,
        "kind": one.item.wording.kind.value,
        "words": one.item.wording.words.in_language(language),
        "options": [[letter, text.in_language(language)] for letter, text in shown],
        "given": one.given,
    }


def _explained(one: Answered) -> dict[str, Any]:
    wording = one.item.wording
    names = JUDGED if wording.kind is QuestionKind.JUDGE else dict(zip(LETTERS, one.item.options, strict=False))
    return {
        "place": one.item.place,
        "words": wording.words,
        "given": [names[letter] for letter in one.given if letter in names],
        "right": [names[letter] for letter in one.item.right],
        "explanation": wording.explanation,
        "article": wording.article,
    }


def _minutes(held: Paper) -> int:
    return int((held.ended_at - held.started_at).total_seconds() // 60) if held.ended_at and held.started_at else 0


def _desk(request: Request) -> str:
    return str(request.COOKIES.get(settings.TONGBAN_DESK_COOKIE, ""))


def _error(error: TongbanError) -> JsonResponse:
    return JsonResponse(
        {"error": error.message.in_language(get_language() or settings.LANGUAGE_CODE)}, status=error.status
    )

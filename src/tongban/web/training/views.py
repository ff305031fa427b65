"""My qualifications, the lessons, the examination at one's own account."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.learning.training import actions, lessons, queries
from tongban.assessment.learning.training.types import Asked, AttemptView
from tongban.assessment.questions.types import JUDGED, LETTERS, QuestionKind
from tongban.casework.posts import POST_WORDS
from tongban.core import clock
from tongban.core.actor import Pass
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.law.articles import article
from tongban.law.rules import qualifications as law
from tongban.law.text import Text, listed
from tongban.outlets import passes
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import works

LACKS = {
    passes.MISSING: Text(zh="还没有", en="not yet"),
    passes.ENDED: Text(zh="已到期", en="ran out"),
    passes.WITHDRAWN: Text(zh="已撤销", en="withdrawn"),
}
TONES = {passes.MISSING: "due", passes.ENDED: "refused", passes.WITHDRAWN: "refused"}
HOLDS, ENDS_SOON = Text(zh="有效", en="holds"), Text(zh="快到期", en="ends soon")
SCORED = Text(zh="{score}分，合格", en="{score} marks, passed")
FAILED = Text(zh="{score}分，不合格", en="{score} marks, not passed")
NO_LESSON = Text(zh="没有这一课。", en="There is no such lesson.")


@works
def mine(request: Request) -> HttpResponse:
    """What the posts of whoever is signed in need and what they hold; the notes to their posts; begin an examination,
    confirm a note."""
    act = ACTS.get(request.POST.get("action", "")) if request.method == "POST" else None
    if act is None:
        return render(request, "training/mine.html", _mine(request))
    try:
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotAllowed, NotFound) as error:
        return forms.show_errors(request, "training/mine.html", _mine(request), error)


def _begin(request: Request) -> str:
    attempt = actions.begin(qualification=request.POST.get("qualification", ""), actor=request.actor)
    return reverse("training:paper", args=[attempt])


def _read_note(request: Request) -> str:
    actions.read_note(note=frame.identifier(request.POST.get("note", "")), actor=request.actor)
    return reverse("training:mine")


ACTS: Mapping[str, Callable[[Request], str]] = {"begin": _begin, "note": _read_note}


def _mine(request: Request) -> dict[str, Any]:
    account = request.user.pk
    read = queries.read_topics(account)
    tried = queries.attempts_of(account)
    needed: dict[str, list[Pass]] = {}
    for one in request.actor.passes:
        needed.setdefault(one.qualification, []).append(one)
    return frame.page(
        request,
        "training",
        rows=[_needed(name, found, read) for name, found in needed.items()],
        notes=[{"note": one, "post": POST_WORDS[one.post]} for one in queries.notes_for(request.actor)],
        open=queries.find_open(account),
        attempts=[_tried(one) for one in tried if one.ended_at],
        held=[
            {"name": passes.name_of(one.kind), "one": one, "won": one.examination is not None}
            for one in passes.qualifications_of(account)
        ],
        values={},
    )


def _needed(name: str, found: list[Pass], read: frozenset[str]) -> dict[str, Any]:
    """One qualification that somebody's posts need: whether it holds, to when, and what to do."""
    one, today = found[0], clock.today()
    course = lessons.course(name, today, book())
    examined = law.examination(name, today, book())
    elsewhere = law.given_elsewhere(name, today, book())
    done = all(lesson.topic in read for lesson in course)
    return {
        "code": name,
        "name": passes.name_of(name),
        "posts": listed(POST_WORDS[each.post] for each in found),
        "until": one.until,
        "state": LACKS[one.lack.code] if one.lack else ENDS_SOON if one.warning else HOLDS,
        "tone": TONES[one.lack.code] if one.lack else "due" if one.warning else "done",
        "said": one.lack.words if one.lack else one.warning,
        "lessons": [{"lesson": each, "read": each.topic in read} for each in course],
        "examined": examined,
        "practice": elsewhere,
        "may_begin": examined is not None and done and (elsewhere or one.lack is not None or one.warning is not None),
    }


def _tried(one: AttemptView) -> dict[str, Any]:
    words = (SCORED if one.passed else FAILED).fill(score=one.score)
    return {"one": one, "name": passes.name_of(one.qualification), "words": words}


@works
def lesson(request: Request, topic: str) -> HttpResponse:
    """One lesson; a POST confirms that it was read."""
    found = lessons.lessons().get(topic)
    if found is None:
        raise NotFound(NO_LESSON)
    if request.method == "POST":
        actions.read_lesson(topic=topic, actor=request.actor)
        return HttpResponseRedirect(reverse("training:mine"))
    context = frame.page(
        request, "training", lesson=found, cited=[article(one).citation for one in found.articles],
        read=topic in queries.read_topics(request.user.pk), back_href=reverse("training:mine"),
    )  # fmt: skip
    return render(request, "training/lesson.html", context)


@works
def paper(request: Request, attempt_id: UUID) -> HttpResponse:
    """A paper while it goes on, its result with explanations afterwards. A POST keeps answers or hands in."""
    attempt = queries.get_attempt(attempt_id, request.user.pk)
    if request.method == "POST" and attempt.ended_at is None:
        return _answered(request, attempt_id)
    if attempt.ended_at is None and attempt.ends_at <= clock.now():
        actions.end_due()
        attempt = queries.get_attempt(attempt_id, request.user.pk)
    asked = queries.asked(attempt_id)
    name = passes.name_of(attempt.qualification)
    if attempt.ended_at is None:
        left = int((attempt.ends_at - clock.now()).total_seconds()) + 1
        context = frame.page(
            request, "training", attempt=attempt, name=name, items=[_item(one) for one in asked], left=left,
            minutes=-(-left // 60),
        )  # fmt: skip
        return render(request, "training/paper.html", context)
    context = frame.page(
        request, "training", attempt=attempt, name=name, wrong=[_item(one) for one in asked if not one.correct],
        count=len(asked), right=sum(one.correct for one in asked), back_href=reverse("training:mine"),
        practice=law.given_elsewhere(attempt.qualification, clock.today(), book()),
    )  # fmt: skip
    return render(request, "training/result.html", context)


def _answered(request: Request, attempt_id: UUID) -> HttpResponse:
    given = {
        int(name[1:]): "".join(request.POST.getlist(name))
        for name in request.POST
        if name[:1] == "q" and name[1:].isdigit() and len(name) < 5
    }
    if request.POST.get("action") == "hand_in":
        actions.hand_in(attempt=attempt_id, answers=given, actor=request.actor)
        return HttpResponseRedirect(reverse("training:paper", args=[attempt_id]))
    kept = actions.save(attempt=attempt_id, answers=given, actor=request.actor)
    if request.headers.get("hx-request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"} if kept.ended else {})
    return HttpResponseRedirect(reverse("training:paper", args=[attempt_id]))


def _item(one: Asked) -> dict[str, Any]:
    """An item for the page: its options by letter, and in words what was answered and what is right."""
    judge = one.wording.kind is QuestionKind.JUDGE
    options = dict(JUDGED) if judge else dict(zip(LETTERS, one.options, strict=False))
    said = [options[letter] for letter in one.given if letter in options]
    return {
        "place": one.place,
        "field": f"q{one.place}",
        "label": Text(zh=f"{one.place}. {one.wording.words.zh}", en=f"{one.place}. {one.wording.words.en}"),
        "options": [{"value": letter, "label": words} for letter, words in options.items()],
        "kind": "checkbox" if one.wording.kind is QuestionKind.MULTIPLE else "radio",
        "given": one.given,
        "said": listed(said) if said else None,
        "right": listed(options[letter] for letter in one.right),
        "explained": one.wording.explanation,
        "cited": article(one.wording.article).citation,
    }

"""My points and education: what is owed and why, courses, lessons with presence checks, classes, the test."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.learning import actions, classes, queries, shelf, testing, watching
from tongban.assessment.learning.record import NO_COURSE
from tongban.assessment.learning.types import Course, Kind, Viewing
from tongban.assessment.questions import queries as bank
from tongban.assessment.questions.types import QuestionState
from tongban.casework import queries as cases
from tongban.casework.catalogue import services
from tongban.core import clock, working_days
from tongban.core.errors import BadInput, Conflict, NotFound, Refused, TongbanError
from tongban.core.law_book import book
from tongban.law.rules import demerit_points, points_reduction
from tongban.law.text import Text
from tongban.registers.drivers import queries as drivers
from tongban.web import forms
from tongban.web import learning as words
from tongban.web.problems import problem
from tongban.web.request import Request
from tongban.web.rights import citizen

SITUATION = "points"
SHOWN_QUESTIONS = 6
NO_CLASS = Text(zh="请选一节现场课。", en="Choose a class.")
GIVEN_UP = Text(zh="请先打开这一课。", en="Open the lesson first.")


@citizen
def overview(request: Request) -> HttpResponse:
    """My points in this cycle, the courses under way, what may be begun, and what was studied before."""
    person = request.actor.own_person
    found = [words.course(one) for one in queries.courses_of(person)]
    file, on = drivers.find_driver(person), clock.today()
    points = None
    if file:
        rules = book().at(file.region)
        cycle = demerit_points.running(file.licence, on, rules)
        points = {
            "cycle": cycle,
            "limit": rules.value("points.limit", on),
            "reached": demerit_points.limit_reached(file.licence, on, rules) or "B" in file.licence.letters,
            "left": points_reduction.left(file.licence, on, rules),
            "review_due_on": file.licence.review_due_on,
        }
    context = {
        "here": "services",
        "points": points,
        "open": [one for one in found if one["course"].open],
        "past": [one for one in found if not one["course"].open],
        "waiting": _waiting(request),
        "services": [one for one in services.values() if one.situation == SITUATION and one.offered_on(on)],
    }
    return render(request, "citizen/learning.html", context)


@citizen
def course(request: Request, course_id: UUID) -> HttpResponse:
    """One course: how far, its lessons, classes, the test; what came of it."""
    one = _own(request, course_id)
    acts: Mapping[str, Callable[[], str]] = {
        "place": lambda: _place(request, one),
        "give_back": lambda: _give_back(request, one),
        "alone": lambda: _alone(request, one),
        "test": lambda: _test(request, one),
    }
    act = acts.get(request.POST.get("action", "")) if request.method == "POST" else None
    if act is None:
        return render(request, "citizen/course.html", _course(one))
    try:
        return forms.redirect_once(request, act)
    except (BadInput, Conflict, Refused) as error:
        return forms.show_errors(request, "citizen/course.html", _course(one), error, "class")


@citizen
def lesson(request: Request, course_id: UUID, lesson: str) -> HttpResponse:
    """One lesson: its text, the time that counts, presence checks. With scripts the page gives signs by itself and asks
    for JSON; without, buttons do the same."""
    one, what = _own(request, course_id), shelf.get(lesson)
    if request.method != "POST":
        return render(request, "citizen/lesson.html", _lesson(request, one, what))
    try:
        with transaction.atomic():
            viewing = _act(request, one, what)
    except TongbanError as error:
        if _json(request):
            return problem(error)
        return forms.show_errors(request, "citizen/lesson.html", _lesson(request, one, what), error, "lesson")
    if _json(request):
        return JsonResponse(words.pulse(viewing, request.LANGUAGE_CODE))
    return HttpResponseRedirect(reverse("citizen:lesson", args=[course_id, lesson]))


@citizen
def test(request: Request, course_id: UUID, number: int) -> HttpResponse:
    """A test of mine: its questions while it runs; afterwards the mark, what was not right and why, what it did."""
    one = _own(request, course_id)
    paper = next((each for each in queries.papers_of(course_id) if each.number == number), None)
    if paper is None:
        raise NotFound(queries.NO_PAPER)
    if request.method == "POST" or (paper.ended_at is None and paper.ends_at <= clock.now()):
        places = range(1, paper.count + 1) if request.method == "POST" else ()
        given = {place: "".join(request.POST.getlist(f"q{place}")) for place in places}
        testing.answer(paper_id=paper.id, answers=given, actor=request.actor)
        return HttpResponseRedirect(reverse("citizen:course_test", args=[course_id, number]))
    items = queries.items_of(paper.id)
    context: dict[str, Any] = {
        "here": "services",
        "paper": paper,
        "one": words.course(one),
        "form_key": forms.new_key(),
    }
    if paper.ended_at is None:
        left = int((paper.ends_at - clock.now()).total_seconds())
        context |= {"items": [words.asked(each) for each in items], "left_seconds": left}
        return render(request, "citizen/course_test.html", context)
    wrong = [each for each in items if not each.correct]
    context |= {
        "wrong": [words.explained(each) for each in wrong if each.given],
        "left_out": sum(not each.given for each in wrong),
        "again": _may_test(one),
    }
    return render(request, "citizen/course_result.html", context)


def _own(request: Request, course_id: UUID) -> Course:
    """A course of the person. NotFound for anybody else's."""
    found = queries.find_course(course_id)
    if found is None or found.person_id != request.actor.own_person:
        raise NotFound(NO_COURSE)
    return found


def _course(one: Course) -> dict[str, Any]:
    activity = one.mode == "activity" if one.kind is Kind.REDUCTION else False
    on_site = one.open and (one.kind is not Kind.REDUCTION or one.mode != "online") and not one.study.studied_on
    mine = queries.classes_of(one.id)
    booked = {each.id for each, _ in mine}
    coming = queries.classes(since=clock.now(), activity=activity) if on_site else []
    return {
        "here": "services",
        "form_key": forms.new_key(),
        "one": words.course(one),
        "topics": words.lessons(one) if one.mode == "online" or one.kind is not Kind.REDUCTION else [],
        "days": words.days(one) if one.kind is Kind.POINTS_LIMIT else [],
        "mine": [{**words.on_site_class(each), "who": who} for each, who in mine],
        "classes": [
            {"value": str(each.id), "label": _class_label(words.on_site_class(each))}
            for each in coming
            if each.id not in booked and each.starts_at > clock.now() and each.taken < each.places
        ],
        "may_test": one.open and _may_test(one),
        "papers": queries.papers_of(one.id),
        "alone": one.open and one.kind is Kind.POINTS_LIMIT and not _alone_today(one),
        "now": clock.now(),
        "values": {},
    }


def _class_label(one: dict[str, Any]) -> Text:
    at = one["it"].starts_at.astimezone(clock.CHINA)
    label = Text(zh="{at}，{office}{place}，还有{left}个名额", en="{at}, {office}, {place}: {left} places left")
    return label.fill(at=f"{at:%Y-%m-%d %H:%M}", office=one["office"], place=one["it"].place, left=one["left"])


def _may_test(one: Course) -> bool:
    if one.kind is not Kind.REDUCTION or one.mode == "activity":
        return False
    rules = book().at(one.region)
    return points_reduction.may_test(one.study, clock.now(), clock.today(), rules, working_days.table()).allowed


def _alone_today(one: Course) -> bool:
    return any(day.alone and day.on == clock.today() for day in one.study.days)


def _place(request: Request, one: Course) -> str:
    classes.take_place(course_id=one.id, class_id=_class_id(request), actor=request.actor)
    return reverse("citizen:course", args=[one.id])


def _give_back(request: Request, one: Course) -> str:
    classes.give_place_back(course_id=one.id, class_id=_class_id(request), actor=request.actor)
    return reverse("citizen:course", args=[one.id])


def _class_id(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("class", ""))
    except ValueError:
        raise BadInput("class", NO_CLASS) from None


def _alone(request: Request, one: Course) -> str:
    actions.study_alone(course_id=one.id, actor=request.actor)
    return reverse("citizen:course", args=[one.id])


def _test(request: Request, one: Course) -> str:
    paper = testing.begin(course_id=one.id, actor=request.actor)
    return reverse("citizen:course_test", args=[one.id, paper.number])


def _lesson(request: Request, one: Course, what: shelf.Lesson) -> dict[str, Any]:
    """The page of a lesson; it runs here where this session holds it."""
    viewing = queries.viewings_of(one.id).get(what.code)
    running = viewing is not None and watching.holds(viewing.id, _device(request, viewing))
    rules, on = book().at(one.region), clock.today()
    return {
        "here": "services",
        "form_key": forms.new_key(),
        "one": words.course(one),
        "title": what.title,
        "topic": shelf.TOPICS[what.topic],
        "parts": what.read(on, rules),
        "articles": what.articles,
        "questions": _practice(one, what),
        "viewing": viewing,
        "counted": viewing.counted // 60 if viewing else 0,
        "waiting": viewing.waiting // 60 if viewing else 0,
        "running": running and one.open,
        "pulse": words.pulse(viewing, request.LANGUAGE_CODE) if viewing else None,
        "minutes": rules.value("lessons.minutes", on),
        "answer_seconds": rules.value("lessons.check_answer_seconds", on),
        "press_minutes": rules.value("lessons.press_seconds", on) // 60,
        "values": {},
    }


def _practice(one: Course, what: shelf.Lesson) -> list[dict[str, Any]]:
    """Questions of the bank that the lesson prepares for, with what is right and why."""
    found = [
        each
        for section in what.sections
        for each in bank.questions(state=QuestionState.APPROVED, section=section, limit=SHOWN_QUESTIONS)
    ]
    return [words.practice(each.wording) for each in found[:SHOWN_QUESTIONS]]


def _act(request: Request, one: Course, what: shelf.Lesson) -> Viewing:
    """Do what a form or the script asks: open, beat, press, presence, leave."""
    action = request.POST.get("action", "")
    if action == "open":
        viewing, secret = watching.open_lesson(course_id=one.id, lesson=what.code, actor=request.actor)
        request.session[f"lesson:{viewing.id}"] = secret
        return viewing
    found = queries.viewings_of(one.id).get(what.code)
    if found is None:
        raise Conflict(GIVEN_UP, code="lesson_not_open")
    held: Any = {"viewing_id": found.id, "device": _device(request, found)}
    if action == "presence":
        return watching.show_presence(**held, word=request.POST.get("word", ""), actor=request.actor)
    if action == "leave":
        return watching.leave(**held)
    return watching.beat(**held, pressed=action == "press")


def _device(request: Request, viewing: Viewing) -> str:
    """The secret by which this session holds a lesson, "" where it does not."""
    return str(request.session.get(f"lesson:{viewing.id}", ""))


def _waiting(request: Request) -> list[dict[str, Any]]:
    """Cases of these services that are open: what the office wants to hear, what waits."""
    mine = cases.cases_of(request.actor.own_person, request.actor)
    return [
        {
            "number": one.number,
            "service": services[one.service].name,
            "href": reverse("citizen:case", args=[one.number]),
        }
        for one in mine
        if services[one.service].situation == SITUATION and not one.outcome and one.status not in ("draft", "withdrawn")
    ]


def _json(request: Request) -> bool:
    return request.headers.get("accept") == "application/json"

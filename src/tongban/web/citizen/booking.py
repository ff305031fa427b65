"""My tests: what may be taken from when, preferences and where I stand, slots I have, what is left to take."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import preferring, queries, ranking
from tongban.allocation.slots.types import Full, PlanState, PlanView, SessionView, SiteKind, Standing
from tongban.assessment.exams import fees
from tongban.assessment.exams.types import ExamFile
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotFound, Refused
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.services import driving_tests
from tongban.web import forms, sessions
from tongban.web.problems import problem
from tongban.web.request import Request
from tongban.web.rights import citizen

FIELDS = ("first", "second", "third", "fourth", "fifth")
NO_TEST = Text(zh="没有这项考试。", en="There is no such test.")
FULL = Text(zh="这个场次刚刚约满，请换一个。", en="The last slot of this session has just gone. Please choose another.")
JOINED = "-"  # in addresses, for the + between subjects
LEFT_SHOWN = 20


@citizen
def tests(request: Request) -> HttpResponse:
    """My exam files with each test, the plans I can say preferences in, my slots, and what is left to be taken."""
    person = request.actor.own_person
    mine = driving_tests.live_files(person)
    plans = queries.plans(SiteKind.TEST_CENTRE) if mine else []
    context: dict[str, Any] = {
        "here": "services",
        "files": [_file(file, plans) for file in mine],
        "slots": [
            sessions.session(one.session)
            | {"subject": driving_tests.name_of(one.subject), "word": word, "tone": tone, "slot": one}
            for one in queries.slots_of(person)
            for word, tone in [sessions.STANDINGS[one.standing]]
        ],
        "fee_due": any(one.state in fees.PAYABLE for one in fees.fees_of(person)),
        "left": [one for file in mine for one in _left(file, plans)],
        "cancel_days": book().value("slots.cancel_before", clock.today()),
        "values": {},
    }
    if request.method != "POST":
        return render(request, "citizen/tests.html", context)
    try:
        return forms.redirect_once(request, lambda: _take(request, person))
    except (BadInput, Conflict, Refused) as error:
        return forms.show_errors(request, "citizen/tests.html", context, error, "session")


@citizen
def plan(request: Request, number: str, target: str, subjects: str) -> HttpResponse:
    """One test in one plan: where I stand and why, and my preferences, to be said, changed or withdrawn."""
    person, wanted = request.actor.own_person, subjects.replace(JOINED, "+")
    file, here = driving_tests.get_file(person, target), reverse("citizen:test_plan", args=[number, target, subjects])
    if request.method != "POST":
        return render(request, "citizen/test_plan.html", _plan(file, number, wanted))
    try:
        led_to = forms.once(request, lambda: _prefer(request, number, file, wanted, here))
    except (BadInput, Conflict, Refused) as error:
        if request.headers.get("accept") == "application/json":
            return problem(error)
        return forms.show_errors(request, "citizen/test_plan.html", _plan(file, number, wanted), error, FIELDS[0])
    if request.headers.get("accept") == "application/json":
        return JsonResponse({"href": led_to})
    return HttpResponseRedirect(led_to)


@citizen
def place(request: Request, number: str) -> HttpResponse:
    """Where I stand in a plan, for a program: each test, each preference, as last reckoned."""
    orders = ranking.orders_of(number, request.actor.own_person)
    return JsonResponse({"plan": number, "orders": [sessions.told(one) for one in orders]})


def _plan(file: ExamFile, number: str, wanted: str) -> dict[str, Any]:
    """What the page of a plan shows. Raises NotFound for a test that is not among those still to be passed."""
    found = queries.get_plan(number)
    test = next((one for one in driving_tests.tests_of(file) if one.subjects == wanted), None)
    if test is None:
        raise NotFound(NO_TEST)
    there = queries.sessions_of(number, subjects=wanted, licence_class=file.target)
    order = next((one for one in ranking.orders_of(number, file.person_id) if one.preferred.subjects == wanted), None)
    return sessions.plan(found) | {
        "here": "services",
        "target": file.target,
        "test": test,
        "name": driving_tests.name_of(wanted),
        "takes": found.state is PlanState.OPEN and test.earliest is not None,
        "mine": sessions.order(order) if order else None,
        "others": [sessions.named(one) for one in ranking.others_inside(number, order)] if order else [],
        "options": [
            {"value": one.place, "label": sessions.named(one)}
            for one in there
            if not one.cancelled and test.earliest and clock.day_of(one.begins_at) >= test.earliest
        ],
        "fields": [{"name": name, "place": place} for place, name in enumerate(FIELDS, 1)],
        "values": _values(order.preferred.places if order else (), order.preferred.stands_by if order else True),
        "freed_days": book().value("slots.freed_before", clock.today()),
        "back_href": reverse("citizen:tests"),
    }


def _file(file: ExamFile, plans: list[PlanView]) -> dict[str, Any]:
    tests = driving_tests.tests_of(file)
    preferred = {(one.plan, one.subjects) for one in queries.preferences_of(file.person_id)}
    booked = {one.subject for one in queries.slots_of(file.person_id) if one.standing is Standing.BOOKED}
    return {
        "file": file,
        "tests": [
            {
                "test": one,
                "name": driving_tests.name_of(one.subjects),
                "booked": bool(booked & set(one.subjects.split("+"))),
                "plans": [
                    sessions.plan(plan)
                    | {
                        "href": reverse(
                            "citizen:test_plan", args=[plan.number, file.target, one.subjects.replace("+", JOINED)]
                        ),
                        "preferred": (plan.number, one.subjects) in preferred,
                    }
                    for plan in plans
                    if _concerns(plan, one, file, (plan.number, one.subjects) in preferred)
                ],
            }
            for one in tests
        ],
    }


def _concerns(plan: PlanView, test: driving_tests.Test, file: ExamFile, preferred: bool) -> bool:
    """Is a plan shown for a test: its preferences are taken, or it is under way and they are in it?"""
    if preferred and plan.state is not PlanState.RUN:
        return True
    if plan.state is not PlanState.OPEN or test.earliest is None or not driving_tests.covers(plan.region, file.region):
        return False
    return bool(queries.sessions_of(plan.number, subjects=test.subjects, licence_class=file.target, most=1))


def _left(file: ExamFile, plans: list[PlanView]) -> list[dict[str, Any]]:
    """Sessions of plans that were run with slots left, which the file may take."""
    tests = {one.subjects: one for one in driving_tests.tests_of(file) if one.earliest is not None}
    found: list[SessionView] = []
    for plan in plans:
        if plan.state is PlanState.RUN and tests and driving_tests.covers(plan.region, file.region):
            found += queries.left_in(plan.number, list(tests), file.target, most=LEFT_SHOWN)
    return [
        {"value": f"{file.target}:{one.id}", "label": sessions.named(one, sessions.LEFT), "of": one.subjects}
        for one in found
        if clock.day_of(one.begins_at) >= (tests[one.subjects].earliest or clock.today())
    ]


def _take(request: Request, person: UUID) -> str:
    target, _, session = request.POST.get("session", "").partition(":")
    try:
        found = queries.get_session(UUID(session))
    except ValueError:
        raise BadInput("session", Text(zh="请选一个场次。", en="Choose a session.")) from None
    if isinstance(
        driving_tests.take(session=found, file=driving_tests.get_file(person, target), actor=request.actor), Full
    ):
        raise Conflict(FULL, code="session_full")
    return reverse("citizen:tests")


def _prefer(request: Request, number: str, file: ExamFile, subjects: str, here: str) -> str:
    if request.POST.get("action") == "withdraw":
        preferring.withdraw(plan=number, person=file.person_id, subjects=subjects, actor=request.actor)
        return reverse("citizen:tests")
    named = [value for value in (request.POST.get(field, "") for field in FIELDS) if value]
    if not all(value.isdigit() for value in named):
        raise BadInput(FIELDS[0], preferring.NOT_THERE)
    driving_tests.prefer(
        plan=number, file=file, subjects=subjects, places=[int(value) for value in named],
        stands_by=request.POST.get("stands_by") == "1", actor=request.actor,
    )  # fmt: skip
    return here


def _values(places: tuple[int, ...], stands_by: bool) -> dict[str, Any]:
    return {**dict(zip(FIELDS, places, strict=False)), "stands_by": "1" if stands_by else ""}

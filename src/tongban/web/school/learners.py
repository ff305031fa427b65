"""My learners: the list, one of them, the list as a file, and how many of our learners pass."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import queries as slots
from tongban.allocation.slots.types import PlanState, PlanView, SiteKind
from tongban.assessment.exams import schools
from tongban.assessment.exams.types import Learner, NextTest, PassRate, TestOfLearner, TestOutcome
from tongban.core import clock
from tongban.core.law_book import book
from tongban.core.proportions import Share
from tongban.law.names import SUBJECT_NAMES, class_text
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.services import driving_schools, driving_tests
from tongban.web import sessions
from tongban.web.request import Request
from tongban.web.rights import school

A_PAGE = 50
OUTCOMES = {
    TestOutcome.BOOKED: (Text(zh="已约", en="booked"), "active"),
    TestOutcome.PASSED: (Text(zh="合格", en="passed"), "done"),
    TestOutcome.FAILED: (Text(zh="不合格", en="failed"), "refused"),
    TestOutcome.ABSENT: (Text(zh="缺考", en="did not come"), "refused"),
}
BOOKED = Text(zh="已约", en="booked")
NOT_YET = Text(zh="还不能考", en="not yet")
NOW = Text(zh="现在可约", en="may be booked now")
FROM = Text(zh="{day}起", en="from {day}")
ABOVE = Text(zh="高于全市", en="above the city")
BELOW = Text(zh="低于全市", en="below the city")
SAME = Text(zh="看不出差别", en="no difference that is certain")


@school
def learners(request: Request) -> HttpResponse:
    """Who names this school, those who came last first; each look is written down."""
    count = schools.count_of(request.actor.office)
    number = _number(request.GET.get("page", ""), -(-count // A_PAGE))
    rows = driving_schools.learners(request.actor, after=(number - 1) * A_PAGE, most=A_PAGE)
    context = {
        "count": count,
        "rows": [_row(one) for one in rows],
        "pages": _pages(number, -(-count // A_PAGE)),
        "waits": sessions.waits({f"{_region(request)[:4]}00"}),
    }
    return render(request, "school/learners.html", page(request, "learners", **context))


@school
def learner(request: Request, file_id: UUID) -> HttpResponse:
    """One learner. Anybody else's does not exist."""
    found = driving_schools.learner(request.actor, file_id)
    may_say = found.learner.books and driving_schools.may_say(request.actor.office)
    context = {
        **_row(found),
        "tests": [_test(one) for one in found.learner.tests],
        "plans": _plans(found.learner) if may_say else [],
        "may_say": may_say,
        "back_href": reverse("school:learners"),
    }
    return render(request, "school/learner.html", page(request, "learners", **context))


@school
def learners_file(request: Request) -> HttpResponse:
    """The whole list for a spreadsheet."""
    content = driving_schools.table(request.actor, request.LANGUAGE_CODE)
    response = HttpResponse(content.encode(), content_type="text/csv; charset=utf-8")
    response["content-disposition"] = f'attachment; filename="learners-{clock.today()}.csv"'
    return response


@school
def rates(request: Request) -> HttpResponse:
    """How many of the tests our learners took were passed, with the interval, beside the whole city."""
    region = f"{_region(request)[:4]}00"
    found = schools.rates_of(request.actor.office, region, clock.today())
    context = {
        "rows": [_rate(one) for one in found],
        "months": book().at(region).value("exams.school_rate_months", clock.today()),
    }
    return render(request, "school/rates.html", page(request, "rates", **context))


def page(request: Request, here: str, **context: Any) -> dict[str, Any]:
    """The context of a school's page: the entry of the navigation and the school's name. One statement."""
    own = outlets.find_outlet(request.actor.office)
    return {"here": here, "school": own.name if own else None, **context}


def _region(request: Request) -> str:
    return outlets.get_outlet(request.actor.office).region


def _row(one: driving_schools.Own) -> dict[str, Any]:
    found = one.learner
    following = [{"name": SUBJECT_NAMES[each.subject], "text": _when(each), "test": each} for each in found.next]
    return {
        "name": one.name,
        "href": reverse("school:learner", args=[found.file_id]),
        "learner": found,
        "target": class_text([found.target]),
        "state": driving_schools.STATES[found.state],
        "tone": "done" if found.state == "passed" else "due",
        "passed": [SUBJECT_NAMES[subject] for subject in found.passed],
        "next": following,
        "soon": [each for each in following if each["text"] is not NOT_YET],
        "waits_days": one.waits_days,
        "waits_since": one.waits_since,
    }


def _when(one: NextTest) -> Text:
    if one.booked:
        return BOOKED
    if one.earliest is None:
        return NOT_YET
    return NOW if one.earliest <= clock.today() else FROM.fill(day=one.earliest)


def _test(one: TestOfLearner) -> dict[str, Any]:
    word, tone = OUTCOMES[one.outcome]
    return {"test": one, "name": SUBJECT_NAMES[one.subject], "word": word, "tone": tone}


def _plans(found: Learner) -> list[dict[str, Any]]:
    """Plans that take preferences now, for each test this learner may take in them."""
    may = [each.subject for each in found.next if each.earliest and not each.booked]
    wanted = [
        *may,
        *(both for both in driving_tests.AT_ONCE if set(both.split("+")) <= {n.subject for n in found.next}),
    ]
    return [
        {
            **sessions.plan(one),
            "name": driving_tests.name_of(subjects),
            "href": reverse("school:preferences", args=[found.file_id, one.number, subjects.replace("+", "-")]),
        }
        for one in slots.plans(SiteKind.TEST_CENTRE)
        if one.state is PlanState.OPEN and driving_tests.covers(one.region, found.region)
        for subjects in wanted
        if _takes(one, subjects, found.target)
    ]


def _takes(one: PlanView, subjects: str, target: str) -> bool:
    return bool(slots.sessions_of(one.number, subjects=subjects, licence_class=target, most=1))


def _rate(one: PassRate) -> dict[str, Any]:
    above = one.own.interval[0] > one.all.interval[1]
    verdict = SAME if not one.own.apart_from(one.all) else ABOVE if above else BELOW
    return {"name": SUBJECT_NAMES[one.subject], "own": _share(one.own), "all": _share(one.all), "verdict": verdict}


def _share(one: Share) -> dict[str, Any]:
    low, high = one.interval
    return {
        "part": one.part,
        "whole": one.whole,
        "percent": None if one.value is None else f"{one.value:.0%}",
        "low": f"{low:.0%}",
        "high": f"{high:.0%}",
    }


def _number(typed: str, last: int) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    return max(1, min(number, last or 1))


def _pages(number: int, count: int) -> dict[str, Any]:
    links = [{"number": one, "href": f"?page={one}", "current": one == number} for one in range(1, count + 1)]
    return {
        "number": number,
        "count": count,
        "links": links,
        "previous_href": f"?page={number - 1}" if number > 1 else "",
        "next_href": f"?page={number + 1}" if number < count else "",
    }

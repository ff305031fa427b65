"""Training in figures: trainings held, examinations, passes; who lacks a pass, and who is at one post for long."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tongban.assessment.learning.training import queries as training
from tongban.casework.posts import POST_WORDS
from tongban.core import clock
from tongban.law.text import Text
from tongban.outlets import passes, queries
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

FINDING = Text(
    zh="今年举办培训{held}次、考试{sat}次，合格{passed}次；{lacking}人缺少岗位资格",
    en="This year: trainings {held}, examinations {sat}, passed {passed}; people without a pass {lacking}",
)
WHY = {
    passes.MISSING: Text(zh="还没有取得", en="not held yet"),
    passes.ENDED: Text(zh="已到期", en="has run out"),
    passes.WITHDRAWN: Text(zh="已被撤销", en="was withdrawn"),
}


@staff("supervision")
def figures(request: Request) -> HttpResponse:
    """The figures of this year and of the year before. Supervision only reads."""
    today = clock.today()
    places = {one.code: one.name for one in queries.outlets()}
    held = passes.holders(places, today)
    years = {
        year: training.figures(today.replace(year, 1, 1), today.replace(year, 12, 31))
        for year in (today.year, today.year - 1)
    }
    now = years[today.year]
    lacking = [
        {
            "number": who.number,
            "outlet": places[code],
            "name": passes.name_of(one.qualification),
            "words": WHY[one.lack.code],
        }
        for code, people in held.items()
        for who in people
        for one in who.passes
        if one.lack
    ]
    context: dict[str, Any] = {
        "finding": FINDING.fill(held=now.held, sat=now.sat, passed=now.passed, lacking=len(lacking)),
        "years": [{"year": year, "one": one} for year, one in years.items()],
        "kinds": [
            {"name": passes.name_of(kind), "sat": sat, "passed": won}
            for kind, (sat, won) in now.by_qualification.items()
        ],
        "lacking": lacking,
        "rotations": [
            {"one": one, "outlet": places.get(one.outlet), "post": POST_WORDS[one.post], "over": one.over(today)}
            for one in passes.rotations(today)
        ],
    }
    return render(request, "supervisor/training.html", frame.page(request, "training_figures", **context))

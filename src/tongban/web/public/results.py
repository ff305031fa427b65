"""What people were spared, and the promise board: public, from nightly sums, never by counting cases."""

from datetime import date
from functools import reduce
from operator import add
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongban.assessment.exams import queries as exams
from tongban.casework import sums
from tongban.casework.catalogue import services
from tongban.casework.sums import SparedSum, Sums
from tongban.core import clock, regions
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.services.vehicle.v02_motorcycle import sold_with_plate
from tongban.web.public import promise_board
from tongban.web.rights import public

MONTHS = 12
CHART_WIDTH, CHART_HEIGHT, GAP = 360, 160, 6
KINDS = {
    "papers": Text(zh="份材料", en="papers"),
    "copies": Text(zh="份复印件", en="copies"),
    "forms": Text(zh="张表", en="forms"),
    "visits": Text(zh="趟路", en="visits"),
    "days": Text(zh="天等待", en="days of waiting"),
}
FINDING = Text(
    zh="近一年办结 {cases} 件，少交 {papers} 份材料，少跑 {visits} 趟。",
    en="{cases} cases in a year: {papers} papers and {visits} visits that nobody had to make.",
)
SHORT_MONTH = Text(zh="{month}月", en="{month}")
MONTH = Text(zh="{year}年{month}月", en="{month}/{year}")


@public
def spared(request: HttpRequest) -> HttpResponse:
    """Papers, copies, forms, visits and days that nobody had to bring, make or wait, with the assumptions."""
    found = sums.spared(first_month(clock.today()))
    everything = reduce(add, found.values(), SparedSum())
    by_month = _grouped(found, 0)
    context = {
        "finding": FINDING.fill(**{name: f"{getattr(everything, name):,}" for name in ("cases", "papers", "visits")}),
        "tiles": [{"value": f"{getattr(everything, kind):,}", "label": label} for kind, label in KINDS.items()],
        "bars": _bars(by_month),
        "chart": {"width": CHART_WIDTH, "height": CHART_HEIGHT},
        "months": [(MONTH.fill(year=month.year, month=month.month), one) for month, one in by_month.items()],
        "services": [(services[code], one) for code, one in sorted(_grouped(found, 1).items())],
        "assumptions": [(one, one.spared) for one in services.values()],
        "cases": everything.cases,
    }
    return render(request, "public/spared.html", context)


def _grouped(found: dict[tuple[date, str], SparedSum], place: int) -> dict[Any, SparedSum]:
    """The sums by month (0) or by service (1)."""
    grouped: dict[Any, SparedSum] = {}
    for key, one in found.items():
        grouped[key[place]] = grouped.get(key[place], SparedSum()) + one
    return grouped


def _bars(by_month: dict[date, SparedSum]) -> list[dict[str, Any]]:
    """One bar a month, as high as its papers among the months; the numbers stand in the table below."""
    most = max((one.papers for one in by_month.values()), default=0) or 1
    wide = CHART_WIDTH / MONTHS
    bars = []
    for place, (month, one) in enumerate(by_month.items()):
        height = round(CHART_HEIGHT * one.papers / most)
        x, label = round(place * wide + GAP / 2), SHORT_MONTH.fill(month=month.month)
        bars.append({"x": x, "y": CHART_HEIGHT - height, "width": round(wide) - GAP, "height": height, "label": label})
    return bars


@public
def promises(request: HttpRequest) -> HttpResponse:
    """Each promise with its source, target, value now and how that is measured; then the ratings."""
    today = clock.today()
    since = first_month(today)
    by_service = sums.by("service", since)
    seen = promise_board.Seen(today, sums.total(since), by_service, exams.to_licence(since))
    rows = [(one, one.measure(seen)) for one in promise_board.PROMISES]
    context = {
        "rows": rows,
        "kept": sum(1 for _, measured in rows if measured and measured.met),
        "measured": sum(1 for _, measured in rows if measured),
        "catalogue": promise_board.from_catalogue(today),
        "not_yet": promise_board.NOT_YET,
        "since": since,
        "ratings": _ratings(by_service, sums.by("office", since)),
        "motorcycles": _motorcycles(today),
    }
    return render(request, "public/promises.html", context)


def _motorcycles(today: date) -> list[dict[str, Any]]:
    """New motorcycles that left the shop with their plate, by city."""
    return [
        {
            "city": regions.full_name(one.region), "registered": one.registered, "at_shops": one.at_shops,
            "percent": one.percent,
        }
        for one in sold_with_plate(today)
    ]  # fmt: skip


def _ratings(by_service: dict[str, Sums], by_office: dict[str, Sums]) -> list[dict[str, Any]]:
    """Satisfaction and one-visit rate by office, then by service; where nobody has rated, nothing is claimed."""
    names = {one.code: one.name for one in outlets.outlets()}
    offices = [(names.get(code, Text(zh=code, en=code)), one) for code, one in by_office.items()]
    offered = [(services[code].name, one) for code, one in by_service.items() if code in services]
    return [
        {
            "name": name,
            "rated": one.rated,
            "satisfied": f"{one.satisfied / one.rated:.1%}" if one.rated else "",
            "one_visit": f"{one.one_visit / one.decided:.1%}" if one.decided else "",
            "bad": one.bad,
            "followed_up": one.followed_up,
        }
        for name, one in [*offices, *offered]
        if one.decided
    ]


def first_month(today: date) -> date:
    """The first month of the year that these pages show: this month and the eleven before it."""
    at = today.year * 12 + today.month - MONTHS
    return date(at // 12, at % 12 + 1, 1)

"""Pass rates of test centres for everybody: a picture, a table, a file; of our own centres and of others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import queries as slots
from tongban.assessment.exams.rates import queries
from tongban.assessment.exams.rates.types import GROUP_WORDS, Count, Figure, Figures, Filters, Interval, SourceView
from tongban.core import clock, regions, tables
from tongban.core.errors import NotFound
from tongban.law.names import SUBJECT_NAMES
from tongban.law.text import Text, month_text
from tongban.outlets import queries as outlets
from tongban.web.public import rate_pictures
from tongban.web.public.results import first_month
from tongban.web.rights import public

YEAR, MOST_MONTHS, CHANCE = "year", 36, 0.05
SUBJECT, GROUP = "S2", "car"
A_YEAR = Text(zh="近 12 个月", en="last 12 months")
FINDING = Text(
    zh="{when}，{count} 个考场有合格率，合计 {rate}："
    "{above} 个明显高于它，{below} 个明显低于它；其余的差别可能只是偶然。",
    en="{when}: {count} test centres have a rate, {rate} together. Clearly above it: {above}, clearly "
    "below: {below}. The differences of the others may be chance.",
)
ONE_CENTRE = Text(
    zh="{when}：{passes} 次合格，共 {tests} 次，{rate}。", en="{when}: {passes} of {tests} passed, {rate}."
)
BY_CHANCE = Text(
    zh="只凭偶然，{count} 个考场里平均也有 {about} 个会落在外面。",
    en="By chance alone about {about} of {count} would lie outside.",
)
SIDES = {
    -1: Text(zh="明显低于", en="clearly below"),
    0: Text(zh="看不出差别", en="no clear difference"),
    1: Text(zh="明显高于", en="clearly above"),
}
COLUMNS = (
    "of", "licence", "centre", "name", "subject", "class_group", "since", "until", "tests", "passes", "rate", "low",
    "high", "first_tests", "first_passes", "first_rate", "first_low", "first_high", "total_tests", "total_passes",
    "total_rate", "hidden",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address, read against what there is."""

    of: str
    filters: Filters
    period: str
    source: SourceView | None
    names: Mapping[str, Text]
    options: Mapping[str, list[dict[str, Any]]]

    @property
    def when(self) -> Text:
        """The time the figures are about, in words."""
        if self.source:
            return Text(
                zh=f"{self.source.since} 至 {self.source.until}", en=f"{self.source.since} to {self.source.until}"
            )
        return A_YEAR if self.period == YEAR else month_text(self.filters.since)

    def address(self, page: str, **more: str) -> str:
        """Another page about the same tests."""
        about = {"of": self.of, "subject": self.filters.subject, "classes": self.filters.group, "period": self.period}
        return f"{reverse(f'public:{page}')}?{urlencode(about | more)}"

    def figures(self) -> Figures:
        """Of every centre asked for."""
        today = clock.today()
        if self.source:
            return queries.of_others(self.source.code, today)
        return queries.by_centre(self.filters, self.names, today)


@public
def rates(request: HttpRequest) -> HttpResponse:
    """Every centre of a region, or of a source of others: rates with their intervals, the best first."""
    asked = _asked(request)
    found = asked.figures()
    context = _common(asked) | {
        "finding": _finding(asked, found),
        "picture": rate_pictures.dots(found.shown, found.all, asked.names),
        "rows": list(_rows(asked, found)),
        "figures": found,
        "by_chance": _by_chance(found),
        "faults": rate_pictures.bars(queries.faults(asked.source.code)) if asked.source else None,
        "csv": asked.address("rates_csv"),
    }
    return render(request, "public/rates.html", context)


@public
def centre(request: HttpRequest) -> HttpResponse:
    """One centre: month by month, or the faults by item that a source of others tells of it."""
    asked, code = _asked(request), request.GET.get("centre", "")
    if code not in asked.names:
        raise NotFound(queries.NO_CENTRE)
    context = _common(asked) | {"name": asked.names[code], "back": asked.address("rates")}
    if asked.source:
        [row] = [row for row in asked.figures().rows if row.key == code]
        told = queries.faults(asked.source.code, code)
        context |= {
            "address": queries.get_centre_of_others(asked.source.code, code).address,
            "faults": rate_pictures.bars(told), "table": told,
            "finding": _of_one(asked, row.count, row.all), "centre": code,
        }  # fmt: skip
        return render(request, "public/rates_centre.html", context)
    found = queries.by_month(_two_years(asked.filters), code, clock.today())
    in_time = sorted(found.rows, key=lambda row: row.key)
    months = {row.key: month_text(date.fromisoformat(f"{row.key}-01")) for row in in_time}
    context |= {
        "finding": None,
        "picture": rate_pictures.dots([row for row in in_time if row.all], found.all, months),
        "rows": [_row(row, months[row.key], found.all, "") for row in in_time],
        "figures": found,
    }
    return render(request, "public/rates_centre.html", context)


@public
def rates_csv(request: HttpRequest) -> HttpResponse:
    """The table as a file, with what is needed to reckon every figure again."""
    asked = _asked(request)
    found = asked.figures()
    response = HttpResponse(tables.written(COLUMNS, _lines(asked, found)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pass-rates.csv"'
    return response


def _asked(request: HttpRequest) -> Asked:
    """The filters; what is not known falls back to the first choice."""
    today, given = clock.today(), request.GET
    since = first_month(today)
    months = queries.months()
    ours, others = _ours(), {f"other:{one.code}": one for one in queries.sources()}
    home = settings.TONGBAN_REGION if settings.TONGBAN_REGION in ours else next(iter([*ours, *others]), "")
    of = _chosen(given.get("of", ""), [*ours, *others], home)
    source = others.get(of)
    period = _chosen(given.get("period", ""), [YEAR, *(f"{one:%Y-%m}" for one in months)], YEAR)
    first = since if period == YEAR else date.fromisoformat(f"{period}-01")
    subject = source.subject if source else _chosen(given.get("subject", ""), SUBJECT_NAMES, SUBJECT)
    group = source.group if source else _chosen(given.get("classes", ""), GROUP_WORDS, GROUP)
    last = today.replace(day=1) if period == YEAR else first
    whose = [(code, regions.full_name(code)) for code in ours] + [(code, one.title) for code, one in others.items()]
    when = [(YEAR, A_YEAR), *((f"{one:%Y-%m}", month_text(one)) for one in months[:MOST_MONTHS])]
    return Asked(
        of=of, filters=Filters(subject, group, first, last), period=period, source=source,
        names=_names_of_others(source) if source else ours.get(of, {}),
        options={"of": _options(whose), "subject": _options(SUBJECT_NAMES.items()),
                 "classes": _options(GROUP_WORDS.items()), "period": _options(when)},
    )  # fmt: skip


def _ours() -> dict[str, dict[str, Text]]:
    """Region to the centres in it that had tests, with their names. Three statements."""
    named = {one.code: (one.region, one.name) for one in outlets.outlets()}
    named |= {one.code: (one.region, one.name) for one in slots.sites()}
    found: dict[str, dict[str, Text]] = {}
    for code in queries.centres():
        region, name = named.get(code, (code[:6], Text(zh=code, en=code)))
        found.setdefault(_city(region), {})[code] = name
    return dict(sorted(found.items()))


def _city(region: str) -> str:
    """The city of a region, where its code is one: rates are compared within a city."""
    return f"{region[:4]}00" if regions.names(f"{region[:4]}00") else region


def _names_of_others(source: SourceView) -> dict[str, Text]:
    return {one.code: Text(zh=one.name, en=one.name) for one in queries.centres_of_others(source.code)}


def _chosen(typed: str, known: Any, otherwise: str) -> str:
    return typed if typed in known else otherwise


def _options(pairs: Any) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in pairs]


def _common(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "values": {"of": asked.of, "subject": asked.filters.subject, "classes": asked.filters.group,
                   "period": asked.period},
        "subject": SUBJECT_NAMES[asked.filters.subject],
        "group": GROUP_WORDS[asked.filters.group],
        "fewest": queries.fewest(clock.today()),
    }  # fmt: skip


def _two_years(filters: Filters) -> Filters:
    today = clock.today()
    first = first_month(today)
    return Filters(filters.subject, filters.group, first.replace(year=first.year - 1), today.replace(day=1))


def _finding(asked: Asked, found: Figures) -> Text | None:
    if not found.all:
        return None
    return FINDING.fill(
        when=asked.when, count=len(found.shown), rate=f"{found.all.rate:.1%}", above=found.above, below=found.below
    )


def _of_one(asked: Asked, count: Count | None, interval: Interval | None) -> Text | None:
    if count is None or interval is None:
        return None
    return ONE_CENTRE.fill(when=asked.when, passes=count.passes, tests=count.tests, rate=f"{interval.rate:.1%}")


def _by_chance(found: Figures) -> Text | None:
    about = round(len(found.shown) * CHANCE)
    return BY_CHANCE.fill(count=len(found.shown), about=about) if about else None


def _rows(asked: Asked, found: Figures) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(found.rows, 1):
        href = asked.address("rates_centre", centre=row.key)
        yield _row(row, asked.names.get(row.key, row.key), found.all, href) | {"number": number if row.all else ""}


def _row(row: Figure, name: Any, everywhere: Interval | None, href: str) -> dict[str, Any]:
    return {
        "name": name, "href": href, "figure": row, "all": _percent(row.all), "first": _percent(row.first),
        "side": SIDES[row.all.beside(everywhere.rate)] if row.all and everywhere else None,
    }  # fmt: skip


def _percent(interval: Interval | None) -> dict[str, str] | None:
    if interval is None:
        return None
    return {"rate": f"{interval.rate:.1%}", "range": f"{interval.low:.1%} – {interval.high:.1%}"}


def _lines(asked: Asked, found: Figures) -> Iterator[list[str]]:
    source, filters = asked.source, asked.filters
    since, until = (source.since, source.until) if source else (filters.since, filters.until)
    whose = [source.title.en if source else asked.of, source.licence if source else ""]
    total = [str(found.total.tests), str(found.total.passes), f"{found.all.rate:.4f}" if found.all else ""]
    for row in found.rows:
        name = asked.names.get(row.key)
        about = [*whose, row.key, name.zh if name else row.key, filters.subject, filters.group, f"{since}", f"{until}"]
        count = row.count
        yield [
            *about, *(_told(count.tests, count.passes) if count else ("", "")), *_shares(row.all),
            *(_told(count.first_tests, count.first_passes) if count and row.first else ("", "")), *_shares(row.first),
            *total, "yes" if row.hidden else "",
        ]  # fmt: skip


def _told(*values: int | None) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in values)


def _shares(interval: Interval | None) -> tuple[str, str, str]:
    if interval is None:
        return ("", "", "")
    return (f"{interval.rate:.4f}", f"{interval.low:.4f}", f"{interval.high:.4f}")

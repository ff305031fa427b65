"""Ask the law: anybody, without an account, for any day. What is typed is neither kept nor logged.

The form is posted, so that no address, and with it no log or history, holds a birth date. An address with the facts in
it is understood too: for those who want to pass one on, with facts they do not mind to show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from tongban.core import clock
from tongban.core.law_book import book
from tongban.law import asking
from tongban.law.asking import Stated, Turn
from tongban.law.book import Book, NotInForce
from tongban.law.duties import Duty
from tongban.law.names import CLASS_NAMES
from tongban.law.rules import classes
from tongban.law.text import Text
from tongban.web import forms, shown
from tongban.web.rights import public

DAYS = ("born", "first", "until", "day")
PARTS = ("", "_year", "_month", "_day")
FIELDS = ("classes", "points", "long_term", *(f"{day}{part}" for day in DAYS for part in PARTS))
MOST_YEARS = 100  # before and after the book: no day of a living person's licence lies beyond
MOST_POINTS = 999
URGENT = ("late", "now", "lapsed", "gone", "later", "never")
NO_CLASS = Text(
    zh="请照驾驶证上的写法填准驾车型，例如 C1 或者 A1D。",
    en="Please write the classes as the licence does, such as C1 or A1D.",
)
NO_DAY = Text(zh="请填年、月、日，例如 1980 年 5 月 1 日。", en="Please give year, month and day, such as 1980, 5, 1.")
NO_SUCH_DAY = Text(zh="日历上没有这一天，请再看一下。", en="There is no such day: please look again.")
NO_END = Text(zh="请填有效期到哪一天，或者勾选长期。", en="Please give the last valid day, or tick long-term.")
TWO_ENDS = Text(zh="长期有效就不用填日期，请留一个。", en="Long-term, or a last day: please give one of the two.")
FUTURE = Text(zh="这一天还没有到。", en="This day has not come yet.")
BORN_LATER = Text(
    zh="领证要在出生以后，请核对两个日期。",
    en="The first issue comes after the birth: please check both days.",
)
ENDS_BEFORE = Text(
    zh="有效期要在初次领证以后，请核对两个日期。",
    en="The last valid day comes after the first issue: please check both days.",
)
NO_POINTS = Text(zh="记分是 0 到 999 的整数。", en="Points are a whole number from 0 to 999.")
TOO_EARLY = Text(
    zh="本系统的规定从{first}开始，请填这一天或者以后。",
    en="Our rules begin on {first}: please give that day or a later one.",
)
TOO_FAR = Text(zh="这一天太远了，没有规定可以回答。", en="That day is too far away for any rule to answer.")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as facts and a day, or what is wrong with it by field. `values` fill the form again."""

    stated: Stated | None
    on: date
    errors: Mapping[str, Text]
    values: Mapping[str, str]


@public
def ask(request: HttpRequest) -> HttpResponse:
    """The form; with an answer, the answer above it and the days on which it changes."""
    given = request.POST if request.method == "POST" else request.GET
    rules, today = book(), clock.today()
    context: dict[str, Any] = {"here": "ask", "values": {"points": "0"}, "checked_until": rules.last_checked_day()}
    status = 200
    if request.method == "POST" or any(given.get(field) for field in FIELDS):
        typed = read(given, today, rules)
        context |= {"values": typed.values} | (_answered(typed, rules) if typed.stated else _faulty(typed))
        status = 200 if typed.stated else 400
    response = render(request, "public/ask.html", context, status=status)
    response["cache-control"] = "no-store"
    return response


def read(given: QueryDict, today: date, rules: Book) -> Typed:
    """Turn fields into facts; every fault at once."""
    wrong: dict[str, Text] = {}
    days = {name: _day(given, name, wrong) for name in DAYS}
    codes = _classes(given, wrong)
    points = given.get("points", "").strip() or "0"
    if not (points.isascii() and points.isdigit() and int(points) <= MOST_POINTS):
        wrong["points"] = NO_POINTS
    long_term = bool(given.get("long_term"))
    for name in ("born", "first"):
        if days[name] is None:
            wrong.setdefault(name, NO_DAY)
    if long_term == bool(days["until"]):
        wrong.setdefault("until", TWO_ENDS if long_term else NO_END)
    _contradictions(days, today, wrong)
    on = days["day"] or today
    _in_the_book(on, rules, wrong)
    born, first = days["born"], days["first"]
    values = {**{name: str(given.get(name, "")) for name in FIELDS}, **_in_parts(days)}
    if wrong or born is None or first is None:
        return Typed(None, on, wrong, values)
    return Typed(Stated(codes, born, first, days["until"], int(points)), on, {}, values)


def _day(given: QueryDict, name: str, wrong: dict[str, Text]) -> date | None:
    """A day in one field or in three; None where nothing was typed."""
    text = given.get(name, "").strip() or forms.typed(given, name, "date")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong[name] = NO_SUCH_DAY
        return None


def _in_parts(days: Mapping[str, date | None]) -> dict[str, str]:
    """Days as the three inputs of each show them."""
    parts = ("year", "month", "day")
    return {f"{name}_{part}": str(getattr(day, part)) for name, day in days.items() if day for part in parts}


def _classes(given: QueryDict, wrong: dict[str, Text]) -> tuple[str, ...]:
    try:
        return classes.parse("".join(char for char in given.get("classes", "").upper() if char.isalnum()))
    except ValueError:
        wrong["classes"] = NO_CLASS
        return ()


def _contradictions(days: Mapping[str, date | None], today: date, wrong: dict[str, Text]) -> None:
    """Facts that cannot be true together, each beside the field that is more likely wrong."""
    born, first, until = days["born"], days["first"], days["until"]
    for name in ("born", "first"):
        day = days[name]
        if day and day > today:
            wrong.setdefault(name, FUTURE)
        elif day and day.year < today.year - MOST_YEARS - MOST_YEARS // 2:
            wrong.setdefault(name, TOO_FAR)
    if born and first and first <= born:
        wrong.setdefault("first", BORN_LATER)
    if first and until and until <= first:
        wrong.setdefault("until", ENDS_BEFORE)
    if until and until.year > today.year + MOST_YEARS:
        wrong.setdefault("until", TOO_FAR)


def _in_the_book(on: date, rules: Book, wrong: dict[str, Text]) -> None:
    first = asking.first_day(rules)
    if on < first:
        wrong.setdefault("day", TOO_EARLY.fill(first=first))
    elif on.year > rules.last_checked_day().year + MOST_YEARS:
        wrong.setdefault("day", TOO_FAR)


def _faulty(typed: Typed) -> dict[str, Any]:
    order = ("classes", "born", "first", "until", "points", "day")
    summary = [{"field": name, "message": typed.errors[name]} for name in order if name in typed.errors]
    return {"errors": typed.errors, "error_summary": summary}


def _answered(typed: Typed, rules: Book) -> dict[str, Any]:
    stated = typed.stated
    if stated is None:
        raise ValueError("Nothing was stated")
    try:
        found = asking.answer(stated, typed.on, rules)
    except NotInForce as error:
        return _faulty(Typed(None, typed.on, {"day": error.message}, typed.values))
    first, last = asking.first_day(rules), max(rules.last_checked_day(), typed.on)
    turned = asking.turns(stated, first, last, rules)
    duties = sorted(found.duties, key=lambda one: URGENT.index(one.key.partition(".")[2]))
    return {
        "answer": found,
        "drive": [{"code": code, "name": CLASS_NAMES[code]} for code in found.drive],
        "duties": [{"tone": _tone(one.key), "duty": one, "href": _start(one)} for one in duties],
        "stated": stated,
        "line": time_line(turned, first, last, typed.on),
        "turns": turned,
        "previous": max((one.on for one in turned if one.on < typed.on), default=first if typed.on > first else None),
        "next": min((one.on for one in turned if one.on > typed.on), default=last if typed.on < last else None),
    }


def _start(one: Duty) -> str:
    """Where the service that settles what is due now begins; "" where nothing is, or none does."""
    return shown.start_of(one.kind) if one.key.endswith((".now", ".late")) else ""


def _tone(key: str) -> str:
    """The colour family of a duty's state; its title says the same."""
    state = key.partition(".")[2]
    return {"now": "due", "late": "refused", "lapsed": "refused", "gone": "refused"}.get(state, "")


def time_line(turned: list[Turn], first: date, last: date, on: date) -> dict[str, Any]:
    """The drawing's numbers: places in percent of the line's length, years, marks, and where the day stands."""
    span = max((last - first).days, 1)

    def place(day: date) -> str:
        return f"{100 * (day - first) / timedelta(days=span):.2f}%"

    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    step = 1 + len(years) // 8
    return {
        "first": first,
        "last": last,
        "day": place(on),
        "years": [{"at": place(day), "year": day.year} for day in years[::step]],
        "marks": [{"at": place(one.on), "by_rule": one.by_rule, "past": one.on <= on} for one in turned],
    }

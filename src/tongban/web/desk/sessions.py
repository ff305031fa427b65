"""Sites and plans at the desk of supervision: a calendar with capacity and its formula, plans published, a session that
fails, one more at a weekend, today's examiners; and what a proposed rule would have changed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.allocation.slots import appointments, assigning, examining, planning, proposing, queries, supervising
from tongban.allocation.slots.types import NewSession, SessionView, SiteKind
from tongban.allocation.types import Source
from tongban.core import clock
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.law.text import Text
from tongban.services import driving_tests
from tongban.web import forms, sessions
from tongban.web.desk import frame
from tongban.web.desk.draws import LOTTERIES
from tongban.web.request import Request
from tongban.web.rights import staff

DAYS_SHOWN = 14
MOST_LINES = 60_000  # compared while somebody waits; more by `./tongban slots propose`
LINE = Text(
    zh="第 {number} 行有误。每行：考场代码 日期 开始 结束 科目 车型 名额（可不写），用空格隔开。",
    en="Line {number} is wrong. On each line: site, day, from, to, subjects, classes, slots (may be left out), with "
    "spaces.",
)
NO_TIME = Text(zh="请选择日期和时间。", en="Choose a day and a time.")
BOTH = Text(zh="请用中文和英文各写一遍。", en="Write it in Chinese and in English.")
TOO_MANY = Text(
    zh="这段时间有 {count} 条志愿，页面上算不完，请用命令 ./tongban slots propose。",
    en="There are {count} lines in this time, too many for a page: use ./tongban slots propose.",
)
UNITS = {
    "room": Text(zh="考室", en="room"),
    "route": Text(zh="路线", en="route"),
    "vehicle": Text(zh="考车", en="vehicle"),
    "lane": Text(zh="检测线", en="lane"),
    "window": Text(zh="窗口", en="window"),
}
ORDERS = (
    "priority,ordering_time,draw",
    "ordering_time,draw",
    "priority,ordering_time,submitted,draw",
    "submitted,draw",
    "draw",
)


@staff("supervision")
def sites(request: Request) -> HttpResponse:
    """Every site, every plan, and publishing one."""
    page = frame.page(
        request,
        "sessions",
        sites=[{"site": one, "href": reverse("desk:site", args=[one.code])} for one in queries.sites()],
        plans=[
            sessions.plan(one) | {"href": reverse("public:test_plan", args=[one.number])} for one in queries.plans()
        ],
        lotteries=[{"value": kind.code, "label": kind.title} for kind in LOTTERIES],
        values={},
    )
    return _answer(request, "desk/sites.html", page, {"publish": _publish})


@staff("supervision")
def site(request: Request, code: str) -> HttpResponse:
    """One site: two weeks of sessions with capacity and formula, the forecast, units, today's examiners."""
    found, today = queries.get_site(code), clock.today()
    first = _first_day(request, today)
    begin = datetime.combine(first, datetime.min.time(), tzinfo=clock.CHINA)
    there = queries.sessions_at(code, begin, begin + timedelta(days=DAYS_SHOWN))
    groups = examining.groups_of(code, today)
    page = frame.page(
        request,
        "sessions",
        site=found,
        units=[{"unit": one, "kind": UNITS[one.kind]} for one in queries.units(code)],
        rows=[_row(one) for one in there],
        before=(first - timedelta(days=DAYS_SHOWN)).isoformat(),
        after=(first + timedelta(days=DAYS_SHOWN)).isoformat(),
        waits=sessions.waits({found.region}),
        limit=book().value("slots.weekend_above", today, found.region),
        groups=[_group(one) for one in groups],
        group_options=[{"value": one.id, "label": _group(one)["name"]} for one in groups],
        session_options=[
            {"value": str(one.id), "label": sessions.named(one)}
            for one in there
            if not one.cancelled and one.begins_at > clock.now()
        ],
        changes=examining.changes_of(code, today),
        opens_times=found.kind in appointments.KINDS,
        proposals=[_proposal(one) for one in supervising.weekends_due(code)],
        patrols=supervising.patrols(code),
        patrol_options=[
            {
                "value": str(one.id),
                "label": Text(zh=f"{one.planned_on} {one.staff}", en=f"{one.planned_on} {one.staff}"),
            }
            for one in supervising.patrols(code)
            if one.visited_at is None
        ],
        values={},
    )
    acts = {
        "weekend": _weekend, "cancel": _cancel, "draw": _draw, "ill": _ill, "propose": _propose, "confirm": _confirm,
        "times": _times, "patrol": _patrol, "visited": _visited,
    }  # fmt: skip
    return _answer(request, "desk/site.html", page, {name: _about(code, act) for name, act in acts.items()})


@staff("supervision")
def rule(request: Request) -> HttpResponse:
    """What a proposed rule of order would have changed over the preferences of plans that were run."""
    today = clock.today()
    values = {
        "order": request.GET.get("order", ORDERS[0]),
        "grain": request.GET.get("grain", assigning.SECOND),
        "since": request.GET.get("since", (today - timedelta(days=31)).isoformat()),
        "until": request.GET.get("until", today.isoformat()),
    }
    page = frame.page(
        request,
        "sessions",
        values=values,
        orders=[{"value": one, "label": _in_words(one)} for one in ORDERS],
        grains=[
            {"value": assigning.SECOND, "label": Text(zh="精确到秒", en="to the second")},
            {"value": assigning.DAY, "label": Text(zh="精确到日", en="to the day")},
        ],
        back_href=reverse("desk:sites"),
    )
    if "order" not in request.GET:
        return render(request, "desk/rule.html", page)
    try:
        page["made"] = _compare(values)
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "desk/rule.html", page | {"values": values}, error, "order")
    return render(request, "desk/rule.html", page)


def _compare(values: Mapping[str, str]) -> proposing.Comparison:
    try:
        wanted = assigning.Rule(tuple(values["order"].split(",")), values["grain"])
        since, until = date.fromisoformat(values["since"]), date.fromisoformat(values["until"])
    except ValueError:
        raise BadInput("order", Text(zh="这不是一条排序规则。", en="This is no rule of order.")) from None
    count = proposing.lines_between(since, until)
    if count > MOST_LINES:
        raise Conflict(TOO_MANY.fill(count=count), code="too_many")
    return proposing.compare(wanted, since, until)


def _in_words(order: str) -> Text:
    steps = [sessions.KEYS[key] for key in order.split(",")]
    return Text(zh="；".join(one.zh for one in steps), en="; ".join(one.en for one in steps))


def _row(one: SessionView) -> dict[str, Any]:
    return sessions.session(one) | {"day": clock.day_of(one.begins_at), "slots": one.taken}


def _group(one: examining.GroupView) -> dict[str, Any]:
    session = sessions.named(queries.get_session(one.session))
    number = one.id.rpartition(":")[2]
    name = Text(zh=f"{session.zh} 第{number}组", en=f"{session.en}, group {number}")
    ruled_out = [(who, examining.RULED_OUT[why]) for who, why in sorted(one.ruled_out.items())]
    return {"group": one, "name": name, "count": len(one.people), "ruled_out": ruled_out}


def _first_day(request: HttpRequest, today: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return today


def _publish(request: Request) -> str:
    post = request.POST
    made = [_session(number, line) for number, line in enumerate(post.get("sessions", "").splitlines(), 1) if line]
    region = post.get("region", "").strip()
    first = min((clock.day_of(one.begins_at) for one in made), default=clock.today())
    row = planning.publish(
        number=f"{region}-{first.isocalendar().year}-{first.isocalendar().week:02d}", kind=SiteKind.TEST_CENTRE,
        region=region, title=both(post, "title"), sessions=made,
        sources=[
            Source("", "beacon", "", instant(post, "beacon_at")),
            Source("", post.get("lottery", ""), post.get("issue", ""), instant(post, "lottery_at")),
        ],
        opens_at=instant(post, "opens_at"), closes_at=instant(post, "closes_at"), actor=request.actor,
    )  # fmt: skip
    return reverse("public:test_plan", args=[row.number])


def _session(number: int, line: str) -> NewSession:
    try:
        site, day, begins, ends, subjects, classes, *quota = line.split()
        begin, end = (datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=clock.CHINA) for at in (begins, ends))
        return NewSession(site, begin, end, subjects, tuple(classes.split(",")), int(quota[0]) if quota else None)
    except (ValueError, TypeError, IndexError):
        raise BadInput("sessions", LINE.fill(number=number)) from None


def _weekend(request: Request, code: str) -> None:
    one = _session(1, f"{code} {request.POST.get('weekend', '')}")
    waiting = planning.waiting(queries.get_site(code).region, one.subjects)
    planning.open_weekend(session=one, waiting=waiting, actor=request.actor)


def _proposal(one: supervising.Proposal) -> dict[str, Any]:
    begins, ends = (at.astimezone(clock.CHINA).strftime("%H:%M") for at in (one.begins_at, one.ends_at))
    return {
        "line": one.line, "subjects": driving_tests.name_of(one.subjects), "day": clock.day_of(one.begins_at),
        "hours": f"{begins}–{ends}", "expected": one.expected,
    }  # fmt: skip


def _patrol(request: Request, code: str) -> None:
    on = frame.day(request.POST.get("patrol_on", ""), "patrol_on")
    supervising.plan_patrol(site=code, on=on, staff=request.POST.get("patrol_by", ""), actor=request.actor)


def _visited(request: Request, code: str) -> None:
    supervising.record_patrol(
        patrol=_id(request, "patrol"), in_order=request.POST.get("in_order") == "yes",
        found=request.POST.get("found", ""), actor=request.actor,
    )  # fmt: skip


def _times(request: Request, code: str) -> None:
    post = request.POST
    appointments.open_times(
        site=code, first=frame.day(post.get("first", ""), "first"), last=frame.day(post.get("last", ""), "last"),
        minutes=frame.whole(post, "minutes", NO_TIME), actor=request.actor,
    )  # fmt: skip


def _cancel(request: Request, code: str) -> None:
    planning.cancel_session(
        session=_id(request, "session"), why=both(request.POST, "why"), actor=request.actor
    )  # fmt: skip


def _draw(request: Request, code: str) -> None:
    on_duty = request.POST.get("on_duty", "").split()
    known = driving_tests.candidates_at(code, on_duty)
    examining.draw(site=code, on_duty=on_duty, candidates=known, actor=request.actor)
    driving_tests.tell_examiners(code)


def _ill(request: Request, code: str) -> None:
    ill = request.POST.get("ill", "").strip()
    known = driving_tests.candidates_at(
        code, sorted({one.examiner for one in examining.groups_of(code, clock.today())})
    )
    examining.redraw(site=code, ill=ill, candidates=known, actor=request.actor)
    driving_tests.tell_examiners(code)


def _propose(request: Request, code: str) -> None:
    examining.propose_change(
        site=code, group=request.POST.get("group", ""), examiner=request.POST.get("examiner", "").strip(),
        why=request.POST.get("why", ""), actor=request.actor,
    )  # fmt: skip


def _confirm(request: Request, code: str) -> None:
    examining.confirm_change(change=_id(request, "change"), actor=request.actor)
    driving_tests.tell_examiners(code)


def _about(code: str, act: Callable[[Request, str], None]) -> Callable[[Request], str]:
    def done(request: Request) -> str:
        act(request, code)
        return reverse("desk:site", args=[code])

    return done


def _answer(
    request: Request, template: str, page: dict[str, Any], acts: Mapping[str, Callable[[Request], str]]
) -> HttpResponse:
    """Do what the form says once, and go where it leads; show the page again where it cannot be done."""
    if request.method != "POST":
        return render(request, template, page)
    act = acts.get(request.POST.get("action", ""))
    if act is None:
        return render(request, template, page, status=BadInput.status)
    try:
        return forms.redirect_once(request, lambda: act(request))
    except (BadInput, Conflict, NotAllowed, NotFound) as error:
        return forms.show_errors(request, template, page, error)


def _id(request: Request, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise BadInput(name, Text(zh="请选择。", en="Choose one.")) from None


def both(post: Mapping[str, Any], name: str) -> Text:
    """A text that was typed in both languages. Raises BadInput."""
    zh, en = str(post.get(f"{name}_zh", "")).strip(), str(post.get(f"{name}_en", "")).strip()
    if not zh or not en:
        raise BadInput(f"{name}_en" if zh else f"{name}_zh", BOTH)
    return Text(zh=zh, en=en)


def instant(post: Mapping[str, Any], name: str) -> datetime:
    """A day and a time in China, as `datetime-local` sends them."""
    try:
        return datetime.fromisoformat(str(post.get(name, ""))).replace(tzinfo=clock.CHINA)
    except ValueError:
        raise BadInput(name, NO_TIME) from None

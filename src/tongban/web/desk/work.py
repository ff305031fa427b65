"""What waits at the clerk's posts: due first, filters in the address, the keyboard's j and k."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import posts, queries
from tongban.casework.types import CaseRow
from tongban.core import audit, clock, working_days
from tongban.core.actor import Actor
from tongban.core.audit import Purpose
from tongban.law.days import DayTable
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

ALL_POSTS = Text(zh="我的全部岗位", en="All my posts")
SERVICE = Text(zh="业务", en="Service")
WHOSE = Text(zh="谁在办", en="With whom")
MINE = Text(zh="我在办的", en="with me")
NOBODY_YET = Text(zh="无人领取", en="nobody yet")
ME = Text(zh="我", en="me")
COLLEAGUE = Text(zh="同事", en="a colleague")


@staff("acceptance", "review", "consultation", "supervision", "production", "till")
def worklist(request: Request) -> HttpResponse:
    """The work list. Names are shown, so one look for each person of the page is written."""
    chosen = {name: request.GET.get(name, "") for name in ("post", "service", "mine")}
    number = _page_number(request.GET.get("page", "1"))
    found = queries.work_list(
        request.actor, service=chosen["service"], post=chosen["post"], mine=chosen["mine"] == "1", page=number
    )
    context = frame.page(
        request,
        "work",
        rows=_rows(found.rows, request.actor),
        tabs=_tabs(request.actor, chosen),
        filters=_filters(chosen),
        search=None,
        shown_count=found.total,
        hidden_count=found.hidden,
        clear_href=reverse("desk:worklist"),
        pages=_pages(found.total, number, chosen),
    )
    return render(request, "desk/worklist.html", context)


def _page_number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < 6 else 1


def _rows(rows: list[CaseRow], actor: Actor) -> list[dict[str, Any]]:
    names = people.get_persons({row.applicant for row in rows})
    if names:
        audit.looks(actor=actor, person_ids=sorted(names), purpose=Purpose.REVIEW, what="name")
    table = working_days.table()
    return [
        {
            "number": row.number,
            "href": reverse("desk:case", args=[row.number]),
            "service": row.name,
            "person": names[row.applicant].name if row.applicant in names else "",
            "status": row.status,
            "waiting_for": row.waiting_for,
            "due_on": row.due_on,
            "days_left": _days_left(row, table),
            "stopped": row.clock_stopped,
            "with_whom": _with_whom(row, actor),
            "origin": row.origin,
        }
        for row in rows
    ]


def _days_left(row: CaseRow, table: DayTable) -> int | None:
    """Working days until the deadline, negative when it is over."""
    if row.due_on is None:
        return None
    return table.working_between(clock.today(), row.due_on) if row.due_on >= clock.today() else -1


def _with_whom(row: CaseRow, actor: Actor) -> Text:
    if row.taken_by is None:
        return NOBODY_YET
    return ME if row.taken_by == actor.account_id else COLLEAGUE


def _tabs(actor: Actor, chosen: dict[str, str]) -> list[dict[str, Any]]:
    counts = {row["needs_post"]: row["count"] for row in queries.queue_counts(actor)}
    names = [""] + [post for post in posts.POST_WORDS if post in actor.posts]
    return [
        {
            "label": posts.POST_WORDS[post] if post else ALL_POSTS,
            "href": _address(chosen | {"post": post}),
            "current": chosen["post"] == post,
            "count": counts.get(post, 0) if post else sum(counts.values()),
        }
        for post in names
    ]


def _filters(chosen: dict[str, str]) -> list[dict[str, Any]]:
    offered = [{"value": one.code, "label": one.name} for one in queries.in_service()]
    return [
        {"name": "service", "label": SERVICE, "value": chosen["service"], "options": offered},
        {"name": "mine", "label": WHOSE, "value": chosen["mine"], "options": [{"value": "1", "label": MINE}]},
    ]


def _pages(total: int, number: int, chosen: dict[str, str]) -> dict[str, Any] | None:
    count = max(1, -(-total // queries.PAGE))
    if count == 1:
        return None
    links = [
        {"number": one, "href": _address(chosen | {"page": str(one)}), "current": one == number}
        for one in range(1, count + 1)
    ]
    return {
        "number": number,
        "count": count,
        "links": links,
        "previous_href": links[number - 2]["href"] if 1 < number <= count else "",
        "next_href": links[number]["href"] if number < count else "",
    }


def _address(chosen: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in chosen.items() if value})

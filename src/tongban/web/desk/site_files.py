"""Files of test sites that worked without a network: what came in, what contradicts our record, and who decided how."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.assessment.exams.away import settling, taking_back
from tongban.assessment.exams.driving import queries, site_conflicts
from tongban.core.errors import BadInput, Conflict
from tongban.law.text import Text
from tongban.web import forms
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff
from tongban.web.supervisor import words

NO_FILE = Text(zh="请选择考场导出的文件。", en="Choose the file that the site wrote.")
TOO_LARGE = Text(zh="文件太大。", en="The file is too large.")
MOST_BYTES = 10 * 1024 * 1024
STANDS = {
    site_conflicts.HERE: Text(zh="以本系统为准", en="ours stands"),
    site_conflicts.THERE: Text(zh="以考场为准", en="the site's stands"),
}


@staff("exam", "supervision")
def files(request: Request) -> HttpResponse:
    """The files of this centre with their differences; taking one in, and deciding which record stands."""
    if request.method != "POST":
        return render(request, "desk/site_files.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _act(request))
    except (BadInput, Conflict) as error:
        return forms.show_errors(request, "desk/site_files.html", _page(request), error)


def _act(request: Request) -> str:
    post = request.POST
    if post.get("action") == "take":
        given = request.FILES.get("file")
        if given is None:
            raise BadInput("file", NO_FILE)
        if (given.size or 0) > MOST_BYTES:
            raise BadInput("file", TOO_LARGE)
        taking_back.take_in(content=given.read(), actor=request.actor)
    else:
        mine = {str(one.id): one.id for one in queries.conflicts(request.actor)}
        settling.settle(
            conflict_id=mine.get(post.get("conflict", ""), UUID(int=0)), stands=post.get("stands", ""),
            reason=post.get("reason", ""), actor=request.actor,
        )  # fmt: skip
    return reverse("desk:site_files")


def _page(request: Request) -> dict[str, Any]:
    found = queries.conflicts(request.actor)
    still_open = [_conflict(one) for one in found if not one.settled]
    rows = [
        {"day": one.day, "drives": one.drives, "at": one.taken_at, "who": words.actor(one.taken_by),
         "digest": one.digest[:12], "conflicts": sum(each.file_id == one.digest for each in found),
         "open": sum(each.file_id == one.digest and not each.settled for each in found)}
        for one in queries.site_files(request.actor)
    ]  # fmt: skip
    settled = [_conflict(one) for one in found if one.settled]
    return frame.page(request, "drives", rows=rows, conflicts=still_open, settled=settled, values=request.POST)


def _conflict(one: queries.ConflictRow) -> dict[str, Any]:
    """A difference: what we say, what the site told, and what its frames give."""
    drive = queries.find_drive_of(one.sitting)
    return {
        "id": one.id,
        "sentence": site_conflicts.CONFLICTS[one.kind],
        "here": one.here.get("score"),
        "there": one.there.get("score"),
        "reckoned": site_conflicts.reckoned_there(one),
        "car": one.there.get("car", ""),
        "began_at": one.there.get("began_at", ""),
        "day": one.file.day,
        "href": reverse("desk:drive", args=[drive.id]) if drive else "",
        "may_be_theirs": one.kind in ("other_drive", "other_score", "not_running"),
        "stands": STANDS.get(one.settled),
        "reason": one.reason,
        "who": words.actor(one.settled_by) if one.settled_by else None,
        "settled_at": one.settled_at,
    }

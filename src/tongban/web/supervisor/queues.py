"""What waits, and for whom; what is late; what was told too late; which promises are open."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import posts, promises, states
from tongban.casework.posts import Figures, Queue
from tongban.core import clock
from tongban.core.actor import SEE, Actor
from tongban.law.text import Text
from tongban.web import shown
from tongban.web.desk import frame
from tongban.web.request import Request
from tongban.web.rights import staff

ALL_IN_TIME = Text(zh="没有超期案件", en="No case is overdue")
LATE = Text(zh="{count} 件超期", en="{count} cases are overdue")
AT_POST = Text(zh="{post}待办", en="at the post: {post}")
TILES = {
    "overdue": Text(zh="超期案件", en="cases overdue"),
    "later_gaps": Text(zh="第二次告知才提出的缺项", en="gaps told only in a second notice"),
    "promises_open": Text(zh="容缺承诺未到期", en="promises open"),
    "promises_broken": Text(zh="容缺承诺逾期", en="promises broken"),
    "inquiries_open": Text(zh="待答复咨询投诉", en="questions and complaints open"),
    "inquiries_overdue": Text(zh="超期未答复", en="answers overdue"),
}
BAD = frozenset({"overdue", "later_gaps", "promises_broken", "inquiries_overdue"})
MOST_PROMISES = 50
WORDS = {
    "promises": Text(zh="未补齐的承诺", en="Promises not kept yet"),
    "self": Text(
        zh="审核本人受理的案件在系统中不可能：受理人、审核人相同的决定会被拒绝。",
        en="Nobody can review what they accepted: the engine refuses a decision by whoever accepted the case.",
    ),
}


@staff("supervision")
def queues(request: Request) -> HttpResponse:
    """The numbers first, then what waits, then the promises."""
    actor = request.actor
    numbers = posts.figures(actor)
    context = frame.page(
        request,
        "queues",
        finding=LATE.fill(count=numbers.overdue) if numbers.overdue else ALL_IN_TIME,
        tiles=_tiles(numbers),
        rows=[_row(queue, actor) for queue in posts.queues(actor)],
        promises=_promises(actor),
        jobs_failed=[],
        words=WORDS,
    )
    return render(request, "supervisor/queues.html", context)


def _tiles(numbers: Figures) -> list[dict[str, Any]]:
    return [
        {
            "value": getattr(numbers, name),
            "label": label,
            "tone": "refused" if name in BAD and getattr(numbers, name) else "",
            "href": "",
        }
        for name, label in TILES.items()
    ]


def _row(queue: Queue, actor: Actor) -> dict[str, Any]:
    at_post = AT_POST.fill(post=posts.POST_WORDS[queue.post]) if queue.post else None
    mine = queue.post in actor.posts
    return {
        "what": at_post or states.word(queue.status, queue.waiting_for),
        "waiting": queue.cases,
        "oldest": queue.oldest,
        "tone": "refused" if queue.overdue else "",
        "href": f"{reverse('desk:worklist')}?{urlencode({'post': queue.post})}" if mine else "",
    }


def _promises(actor: Actor) -> list[dict[str, Any]]:
    """Conditional acceptances, the nearest day first; a broken one stands out."""
    today = clock.today()
    rows = [(case, row) for case, row in promises.open_promises() if actor.may(SEE, case.service, case.office)]
    return [
        {
            "number": case.number,
            "material": shown.holder(row.material),
            "due_on": row.due_on,
            "late": row.broken or (row.due_on is not None and row.due_on < today),
            "href": reverse("desk:case", args=[case.number]),
        }
        for case, row in rows[:MOST_PROMISES]
    ]

"""What waits, and for whom; what is late; what was told too late; which promises are open; which jobs failed."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongban.casework import posts, promises, states
from tongban.casework.posts import Figures, Queue
from tongban.core import clock, failed_jobs
from tongban.core.actor import SEE, Actor
from tongban.core.errors import BadInput
from tongban.law.text import Text
from tongban.web import forms, shown
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
FAILED = Text(zh="失败的任务", en="jobs failed")
NO_JOB = Text(zh="没有这个任务。", en="There is no such job.")
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
    """The numbers first, then what waits, then the promises and the failed jobs. Supervision only reads; whoever may
    configure everything also tries a failed job again or gives it up."""
    if request.method != "POST":
        return render(request, "supervisor/queues.html", _page(request))
    try:
        return forms.redirect_once(request, lambda: _decide(request))
    except BadInput as error:
        field = f"reason-{request.POST.get('job', '')}"
        return forms.show_errors(request, "supervisor/queues.html", _page(request), error, field)


def _decide(request: Request) -> str:
    job = frame.whole(request.POST, "job", NO_JOB)
    act = {"retry": failed_jobs.retry, "drop": failed_jobs.drop}.get(request.POST.get("action", ""))
    if act:
        act(job_id=job, reason=request.POST.get("reason", ""), actor=request.actor)
    return reverse("supervisor:queues")


def _page(request: Request) -> dict[str, Any]:
    actor = request.actor
    numbers = posts.figures(actor)
    failed = failed_jobs.failed_jobs()
    return frame.page(
        request,
        "queues",
        finding=LATE.fill(count=numbers.overdue) if numbers.overdue else ALL_IN_TIME,
        tiles=[*_tiles(numbers), _tile_of_jobs(len(failed))],
        rows=[_row(queue, actor) for queue in posts.queues(actor)],
        promises=_promises(actor),
        jobs_failed=[_job(job) for job in failed],
        may_decide=failed_jobs.may_decide(actor),
        words=WORDS,
        values={},
    )


def _tile_of_jobs(count: int) -> dict[str, Any]:
    return {"value": count, "label": FAILED, "tone": "refused" if count else "", "href": "#jobs" if count else ""}


def _job(job: failed_jobs.FailedJob) -> dict[str, Any]:
    ids = " ".join(f"{name}={value}" for name, value in job.arguments.items())
    return {
        "id": job.id,
        "name": job.name,
        "at": job.failed_at,
        "ids": ids,
        "attempts": job.attempts,
        "field": f"reason-{job.id}",
    }


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
        "what": at_post or states.word_for_staff(queue.status, queue.waiting_for),
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

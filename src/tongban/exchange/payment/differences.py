"""Noting and settling differences.

The row is the task: it has a due day, and stays open until it is settled.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from tongban.core import clock, entries, working_days
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.core.outbox import announce
from tongban.exchange.models import Difference
from tongban.exchange.payment import queries, types
from tongban.law.text import Text

OWN_TILL = Text(zh="自己钱箱的差异由另一人处理。", en="Somebody else settles the difference of one's own till.")
DAYS = UUID("6f1c9d0e-4a53-4b8e-9d57-2f1f6c1f0b5a")  # namespace of the subjects of entries about a day's books


def due_on() -> date:
    """Return the last working day on which something found today must be settled."""
    days = book().value("payment.difference_settled", clock.today())
    return working_days.table().add_working(clock.day_of(clock.now()), days)


def day_subject(day: date) -> UUID:
    """Return the subject under which entries about the books of a day stand."""
    return uuid5(DAYS, day.isoformat())


def note(
    kind: str,
    subject: str,
    *,
    ours: Decimal | None = None,
    theirs: Decimal | None = None,
    detail: Mapping[str, Any] | None = None,
    day: date | None = None,
) -> Difference:
    """Keep a difference, once per kind and subject; joins the caller's transaction."""
    row, new = Difference.objects.get_or_create(
        kind=kind,
        subject=subject[:64],
        defaults={
            "day": day or clock.day_of(clock.now()),
            "ours": ours,
            "theirs": theirs,
            "detail": dict(detail or {}),
            "found_at": clock.now(),
            "due_on": due_on(),
        },
    )
    if new:
        announce("difference_found", difference=row.pk)
    return row


def settle(*, difference_id: UUID, remark: str, actor: Actor) -> types.Difference:
    """Close a difference with a sentence on how it was settled.

    Needs the till or the supervision post; nobody settles the difference of their own till. Raises BadInput,
    NotAllowed, NotFound, Conflict.
    """
    if not actor.posts & {"till", "supervision"}:
        raise NotAllowed(Text(zh="需要收费岗位或监管岗位。", en="This needs the till or the supervision post."))
    if not remark.strip():
        raise BadInput("remark", Text(zh="请写明如何处理。", en="Please say how it was settled."))
    with transaction.atomic(savepoint=False):
        row = Difference.objects.select_for_update().filter(pk=difference_id).first()
        if row is None:
            raise NotFound(Text(zh="没有这条差异。", en="There is no such difference."))
        if row.kind == "till" and row.detail.get("till") == actor.label:
            raise NotAllowed(OWN_TILL)
        if row.settled_at:
            raise Conflict(Text(zh="这条差异已经处理。", en="This difference is settled already."))
        row.settled_at, row.settled_by, row.remark = clock.now(), entries.code_of(actor), remark.strip()[:200]
        row.save(update_fields=["settled_at", "settled_by", "remark"])
        entries.write(
            register="payments", subject=day_subject(row.day), kind="difference_settled",
            effective_on=clock.today(), actor=actor, cause=f"difference:{row.pk}",
            facts={"kind": row.kind, "subject": row.subject, "remark": row.remark},
        )  # fmt: skip
    return queries.difference_view(row)

"""Dated facts, as every register keeps them: one statement about one facet of a subject, from a day of law on.

As of a day: the latest `since` not after it whose row no later entry has struck; of two on one day, the later entry. A
correction strikes and adds, nothing is updated, so "as of that day" and "as we knew it on that day" are one query each.
What the facets of a register mean, its own `fold` says.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from tongban.core import entries
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.law.text import Text
from tongban.registers.types import Change, FactView

NO_REASON = Text(zh="更正必须写明理由。", en="A correction needs a reason.")
NOTHING_WRONG = Text(
    zh="这条记录没有可更正的内容，或已被更正。", en="This entry states nothing, or was corrected already."
)


class DatedFact(models.Model):
    """Base of the fact table of a register. Never updated but for `struck_by`, which a correction sets once."""

    subject = models.UUIDField()
    facet = models.CharField(max_length=40)
    since = models.DateField(db_comment="the law's day from which it holds")
    until = models.DateField(null=True, db_comment="only an end that law or a decision fixed")
    value = models.JSONField(null=True, db_comment="null = no longer")
    entry = models.UUIDField(db_comment="core_entry that wrote it")
    struck_by = models.UUIDField(null=True, db_comment="core_entry of the correction that took it back")

    class Meta:
        abstract = True


LINE = "subject, facet, since, until, value, entry"  # what has to be given of a row
F = TypeVar("F", bound=DatedFact)


def rows_of(model: type[F], subject: UUID, entry: UUID, effective_on: date, changes: Iterable[Change]) -> list[F]:
    """The rows of dated statements, oldest first, not yet written."""
    rows = [
        model(
            subject=subject,
            facet=change.facet,
            since=change.since or effective_on,
            until=change.until,
            value=change.value,
            entry=entry,
        )
        for change in changes
    ]
    return sorted(rows, key=attrgetter("since"))


def lines_of(
    subject: UUID, entry: UUID, effective_on: date, changes: Iterable[Change]
) -> list[tuple[Any, ...]]:  # fmt: skip
    """The same rows, as `LINE` names their columns, for COPY: an instance for each would cost more than writing it."""
    lines = [
        (
            subject, change.facet, change.since or effective_on, change.until,
            None if change.value is None else json.dumps(change.value, ensure_ascii=False), entry,
        )
        for change in changes
    ]  # fmt: skip
    return sorted(lines, key=itemgetter(2))


def told(model: type[DatedFact], subject: UUID, on: date, known_on: UUID | None = None) -> Iterable[tuple[str, Any]]:
    """What holds on a day, as (facet, value) in the order of the fold. One statement.

    `known_on`: only what entries up to this one had written ("as we knew it then").
    """
    facts = model._default_manager.filter(subject=subject, since__lte=on)
    if known_on is None:
        facts = facts.filter(struck_by__isnull=True)
    else:
        facts = facts.filter(Q(struck_by__isnull=True) | Q(struck_by__gt=known_on), entry__lte=known_on)
    return facts.order_by("since", "entry").values_list("facet", "value")


def views(model: type[DatedFact], subject: UUID) -> list[FactView]:
    """Every dated fact of a subject, struck ones included, oldest first. One statement."""
    return [_view(row) for row in model._default_manager.filter(subject=subject).order_by("since", "entry")]


def unfounded(model: type[DatedFact]) -> Iterator[FactView]:
    """Dated facts that the sealed entry which wrote them does not state: somebody changed the table by hand."""
    rows = model._default_manager.order_by("entry").iterator(chunk_size=2000)
    for identifier, facts in groupby(rows, key=attrgetter("entry")):
        entry = entries.find(identifier)
        said = entry.facts.get("states", []) if entry else []
        for row in facts:
            if Change(row.facet, row.value, row.until, row.since).said(row.since) not in said:
                yield _view(row)


def must_have_reason(reason: str) -> None:
    """A correction says why. Raises Conflict; to be asked before its transaction."""
    if not reason.strip():
        raise Conflict(NO_REASON)


def correct(
    model: type[DatedFact],
    *,
    register: str,
    subject: UUID,
    entry: UUID,
    reason: str,
    effective_on: date,
    actor: Actor,
    right: Callable[[list[tuple[date, str, Any]]], list[Change]],
) -> tuple[UUID, list[tuple[str, Any]]]:
    """Strike what an entry wrote and state what is right instead, in the caller's transaction.

    `right` gets what stands without the entry as (since, facet, value). Returns the correction's entry and what holds
    after it, in the order of the fold. Raises NotFound where nothing is left to strike.
    """
    kept = model._default_manager.filter(subject=subject, struck_by__isnull=True)
    wrong = kept.filter(entry=entry)
    if not wrong.exists():
        raise NotFound(NOTHING_WRONG)
    standing = list(kept.exclude(entry=entry).order_by("since", "entry").values_list("since", "facet", "value"))
    changes = right(standing)
    correction = entries.write(
        register=register,
        subject=subject,
        kind="corrected",
        effective_on=effective_on,
        actor=actor,
        cause="correction",
        facts={"reason": reason, "corrects": str(entry), "states": [one.said(effective_on) for one in changes]},
        corrects=entry,
    )
    wrong.update(struck_by=correction)
    rows = rows_of(model, subject, correction, effective_on, changes)
    model._default_manager.bulk_create(rows)
    after = sorted([*standing, *((row.since, row.facet, row.value) for row in rows)], key=lambda fact: fact[0])
    return correction, [(facet, value) for _, facet, value in after]


def _view(row: DatedFact) -> FactView:
    return FactView(row.facet, row.since, row.until, row.value, row.entry, row.struck_by)

"""How plate numbers are written down and read back: entries, pools, the instants of days."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from tongban.allocation.models import Number, Pool, Segment
from tongban.allocation.plates.types import REGISTER, Energy, PoolView, SegmentView, State
from tongban.core import clock, entries
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.fresh import Fresh
from tongban.law.dates import next_day
from tongban.law.text import Text

NO_NUMBER = Text(zh="没有这个号牌号码。", en="There is no such plate number.")
NO_POOL = Text(zh="这里没有这种号牌的号池。", en="There is no pool of such plates here.")


def write(subject: UUID, kind: str, actor: Actor, facts: Mapping[str, Any], cause: str, on: date | None = None) -> UUID:
    """The entry of an action about a number, a segment or a choice."""
    return entries.write(
        register=REGISTER,
        subject=subject,
        kind=kind,
        effective_on=on or clock.today(),
        actor=actor,
        cause=cause,
        facts=facts,
    )


def beginning_of(day: date) -> datetime:
    """The first instant of a day in China."""
    return datetime.combine(day, time(), tzinfo=clock.CHINA)


def end_of(day: date) -> datetime:
    """The instant at which a day in China is over."""
    return beginning_of(next_day(day))


def pool(pool_id: UUID) -> Pool:
    """A pool by its id, at most a second old: every claim asks. Raises NotFound."""
    found = _pools.get().get(pool_id)
    if found is None:
        _pools.forget()
        found = _pools.get().get(pool_id)
    if found is None:
        raise NotFound(NO_POOL)
    return found


def pool_of(authority: str, plate_type: str, energy: Energy) -> Pool:
    """The pool of an authority's numbers. Raises NotFound."""
    found = Pool.objects.filter(authority=authority, plate_type=plate_type, energy=energy.value).first()
    if found is None:
        raise NotFound(NO_POOL)
    return found


def number_of(plate_type: str, number: str) -> Number:
    """The row of a number, locked until the transaction ends. Raises NotFound."""
    rows = Number.for_system("change a number").select_for_update()
    found = rows.filter(plate_type=plate_type, number=number).first()
    if found is None:
        raise NotFound(NO_NUMBER)
    return found


def view_of(pool: Pool) -> PoolView:
    """A pool as callers see it."""
    return PoolView(pool.id, pool.authority, pool.region, pool.plate_type, Energy(pool.energy), pool.places)


def segment_view(row: Segment) -> SegmentView:
    """A segment as callers see it; its pool has been read with it."""
    return SegmentView(
        row.id, view_of(row.pool), row.mask, row.size, row.filed_on, row.announced_at, row.released_at
    )  # fmt: skip


def state_of(row: Number, at: datetime) -> State:
    """How a number stands at an instant: what time alone changes is computed here."""
    if row.standing != "pool":
        return State(row.standing)
    if row.claim and row.claim_ends_at is not None and row.claim_ends_at > at:
        return State.RESERVED if row.claim == "reserved" else State.OFFERED
    if row.opens_at is None or row.opens_at > at:
        if row.kept_to is not None and end_of(row.kept_to) > at:
            return State.KEPT
        return State.COOLING if row.returned_on else State.UNRELEASED
    return State.AVAILABLE if row.askable_at is not None and row.askable_at <= at else State.RANDOM_ONLY


def _read() -> dict[UUID, Pool]:
    return {row.id: row for row in Pool.objects.all()}


_pools = Fresh(_read)

"""Reading pools, numbers and choices. What is asked for everybody names no person."""

from uuid import UUID

from django.db import connection

from tongban.allocation.models import Choice, Motion, Number, Pool, Round, Segment
from tongban.allocation.plates import record
from tongban.allocation.plates.types import (
    ChoiceView,
    Energy,
    Kept,
    MotionView,
    PoolCount,
    PoolView,
    Reserved,
    SegmentView,
    State,
    Withheld,
)
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.law_book import book
from tongban.core.rows import Rows
from tongban.law.rules import plates as rule
from tongban.law.text import Text

_RESERVED = Rows(
    Number,
    "vin = %s AND claim = 'reserved' AND holder = %s AND claim_ends_at > %s",
    why="what is reserved for a person",
)
_KEPT = Rows(Number, "kept_for = %s AND kept_to >= %s ORDER BY kept_to, id", why="what a person may have again")
_CHOICE = Rows(Choice, "id = %s AND person = %s AND ended = ''", why="go on with a choice")
_CHOICES = Rows(Choice, "person = %s AND ended = '' ORDER BY id DESC", why="choices of a person")
_POOL = Rows(Pool, "region = %s AND plate_type = %s AND energy = %s ORDER BY authority LIMIT 1")
_RELEASED = Rows(Segment, "pool_id = %s AND released_at <= %s ORDER BY mask")
# The same distinctions as `record.state_of`; a test compares the two.
_COUNT = """
SELECT pool_id, CASE
    WHEN standing <> 'pool' THEN standing
    WHEN claim <> '' AND claim_ends_at > %(now)s THEN claim
    WHEN opens_at IS NULL OR opens_at > %(now)s THEN
        CASE WHEN kept_to >= %(today)s THEN 'kept' WHEN returned_on IS NOT NULL THEN 'cooling' ELSE 'unreleased' END
    WHEN askable_at <= %(now)s THEN 'available' ELSE 'random_only' END AS state, count(*)
FROM allocation_number GROUP BY 1, 2
"""


def find_reserved(person: UUID, vin: str) -> Reserved | None:
    """The number that is reserved for this person and this vehicle at this instant, or None. One statement."""
    row = _RESERVED.first(vin, person, clock.now())
    return Reserved(row.number, row.plate_type, row.claim_ends_at) if row and row.claim_ends_at else None


def kept_for(person: UUID) -> list[Kept]:
    """The numbers that somebody gave back and may have again, the most urgent first. One statement."""
    return [Kept(row.number, row.plate_type, row.kept_to) for row in _KEPT.all(person, clock.today()) if row.kept_to]


def get_choice(choice: UUID, person: UUID) -> ChoiceView:
    """A person's choice that has not ended. Raises NotFound, also for another's. One statement."""
    row, now = _CHOICE.first(choice, person), clock.now()
    if row is None or (row.lapses_at is not None and row.lapses_at <= now):
        raise NotFound(Text(zh="没有进行中的选号。", en="There is no choice of a number under way."))
    return _choice(row)


def choices_of(person: UUID) -> list[ChoiceView]:
    """The choices of a person that have not ended, nor lapsed, the newest first. One statement."""
    now = clock.now()
    return [_choice(row) for row in _CHOICES.all(person) if row.lapses_at is None or row.lapses_at > now]


def pools(region: str = "") -> list[PoolView]:
    """Every pool, or those of a region, by authority and type. One statement."""
    rows = Pool.objects.filter(region=region) if region else Pool.objects.all()
    return [record.view_of(row) for row in rows.order_by("authority", "plate_type", "energy")]


def find_pool(region: str, plate_type: str, energy: Energy) -> PoolView | None:
    """The pool of a region for a type of plate and a drive; None where there is none. One statement."""
    row = _POOL.first(region, plate_type, energy.value)
    return record.view_of(row) if row else None


def counts() -> list[PoolCount]:
    """How many numbers of each pool stand how. Two statements, one of which reads every number."""
    found: dict[UUID, dict[State, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"now": clock.now(), "today": clock.today()})
        for pool, state, count in cursor.fetchall():
            found.setdefault(pool, {})[State(state)] = count
    return [PoolCount(pool, found.get(pool.id, {})) for pool in pools()]


def segments() -> list[SegmentView]:
    """Every segment, the newest release first. One statement."""
    rows = Segment.objects.select_related("pool").order_by("-released_at", "mask")
    return [record.segment_view(row) for row in rows]


def askable_masks(pool: UUID) -> list[str]:
    """The segments of a pool that are released: where numbers to be asked for by name are. One statement."""
    return [row.mask for row in _RELEASED.all(pool, clock.now())]


def withheld(most: int) -> list[Withheld]:
    """Numbers that are not given out, with the public reason, by number. One statement."""
    rows = Number.for_system("withheld numbers are public").filter(standing="withheld").order_by("number")
    return [Withheld(row.number, row.plate_type, Text(row.why_zh, row.why_en)) for row in rows[:most]]


def motions() -> list[MotionView]:
    """What waits for a second officer, the oldest first. One statement."""
    rows = Motion.objects.filter(confirmed_at=None).order_by("id")
    return [
        MotionView(
            row.id, row.number, row.plate_type, row.kind, Text(row.why_zh, row.why_en), row.proposed_by,
            row.proposed_label,
        )
        for row in rows
    ]  # fmt: skip


def rounds(pool: UUID | None = None) -> list[str]:
    """The numbers of the draws that are rounds for plate numbers, the newest first. One statement."""
    rows = Round.objects.filter(pool=pool) if pool else Round.objects.all()
    return list(rows.order_by("-draw_id").values_list("draw__number", flat=True))


def state_of(plate_type: str, number: str) -> State:
    """How a number stands now. Raises NotFound. One statement; for staff and for what is public of a number."""
    row = Number.for_system("how a number stands").filter(plate_type=plate_type, number=number).first()
    if row is None:
        raise NotFound(record.NO_NUMBER)
    return record.state_of(row, clock.now())


def _choice(row: Choice) -> ChoiceView:
    pool = record.pool(row.pool_id)
    allowed = rule.allowance(row.channel, clock.today(), book().at(pool.region))
    return ChoiceView(
        id=row.id,
        person=row.person,
        vin=row.vin,
        name=row.name,
        pool=record.view_of(pool),
        channel=row.channel,
        sets_left=max(0, allowed.sets - row.sets),
        set_size=allowed.set_size,
        tries_left=max(0, allowed.tries - row.tries),
        at_once=allowed.tries_at_once,
        offered=tuple(row.offered),
        set_ends_at=row.set_ends_at,
        got=row.got,
        lapses_at=row.lapses_at,
    )

"""Reading pools and numbers."""

from uuid import UUID

from tongban.allocation.models import Number, Pool
from tongban.allocation.plates import record
from tongban.allocation.plates.types import Kept, PoolView, Reserved, State
from tongban.core import clock
from tongban.core.errors import NotFound
from tongban.core.rows import Rows

_RESERVED = Rows(
    Number,
    "vin = %s AND claim = 'reserved' AND holder = %s AND claim_ends_at > %s",
    why="what is reserved for a person",
)
_KEPT = Rows(Number, "kept_for = %s AND kept_to >= %s ORDER BY kept_to, id", why="what a person may have again")


def find_reserved(person: UUID, vin: str) -> Reserved | None:
    """The number that is reserved for this person and this vehicle at this instant, or None. One statement."""
    row = _RESERVED.first(vin, person, clock.now())
    return Reserved(row.number, row.plate_type, row.claim_ends_at) if row and row.claim_ends_at else None


def kept_for(person: UUID) -> list[Kept]:
    """The numbers that somebody gave back and may have again, the most urgent first. One statement."""
    return [Kept(row.number, row.plate_type, row.kept_to) for row in _KEPT.all(person, clock.today()) if row.kept_to]


def pools(region: str = "") -> list[PoolView]:
    """Every pool, or those of a region, by authority and type. One statement."""
    rows = Pool.objects.filter(region=region) if region else Pool.objects.all()
    return [record.view_of(row) for row in rows.order_by("authority", "plate_type", "energy")]


def state_of(plate_type: str, number: str) -> State:
    """How a number stands now. Raises NotFound. One statement; for staff and for what is public of a number."""
    row = Number.for_system("how a number stands").filter(plate_type=plate_type, number=number).first()
    if row is None:
        raise NotFound(record.NO_NUMBER)
    return record.state_of(row, clock.now())

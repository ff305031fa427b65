"""Numbers come into a pool: a segment is filed with the province, its release is announced, then it is open.

Nobody opens a segment by hand at the moment: what was announced happens by itself, at the instant that was announced.
"""

import random
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

from django.db import connection, transaction

from tongban.allocation.models import Number, Pool, Segment
from tongban.allocation.plates import record
from tongban.allocation.plates.types import Energy, SegmentView
from tongban.core import clock, fresh, plates
from tongban.core.actor import Actor
from tongban.core.bulk import copy_objects
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.law.dates import add_days
from tongban.law.text import Text
from tongban.registers.vehicles import queries as vehicles

LARGEST = 100_000
MASK = Text(
    zh="号段应为省份简称、字母和序号，数字的位置写#，例如苏A####K。",
    en="A segment is a province, a letter and a serial with # for any digit, such as 苏A####K.",
)
CLASH = Text(zh="号段中的号码已经在号池里。", en="Numbers of this segment are in the pool already.")
_ASKABLE = """
UPDATE allocation_number AS row SET askable_at = given.at
FROM unnest(%s::uuid[], %s::timestamptz[]) AS given (id, at)
WHERE row.id = given.id AND row.askable_at IS NULL
"""


def file_segment(
    *, authority: str, region: str, plate_type: str, mask: str, actor: Actor, energy: Energy = Energy.NONE
) -> SegmentView:
    """File a block of numbers with the province: they exist from now on, and nobody can have one yet. A number that is
    on a vehicle already is filed as used.

    Raises BadInput for a mask whose numbers cannot be or belong to another drive, Conflict for numbers that exist.
    """
    numbers = _numbers(authority, plate_type, mask, energy)
    with transaction.atomic(savepoint=False):
        pool = _pool(authority, region, plate_type, energy)
        known = Number.for_system("a new segment").filter(plate_type=plate_type, number__in=numbers)
        if known.exists() or Segment.objects.filter(mask=mask).exists():
            raise Conflict(CLASH)
        segment = Segment(pool=pool, mask=mask, size=len(numbers), filed_on=clock.today())
        segment.save(force_insert=True)
        given = vehicles.on_vehicles(plate_type, numbers)  # asked before the COPY: nothing can be asked during it
        copy_objects(_rows(segment, numbers, given))
        pool.places += len(numbers)
        pool.save(update_fields=["places"])
        fresh.forget_all()
        record.write(segment.id, "filed", actor, {"mask": mask, "size": len(numbers)}, f"segment:{mask}")
    return record.segment_view(segment)


def announce_release(*, mask: str, at: datetime, actor: Actor) -> SegmentView:
    """Tell the public when a segment opens; it opens then by itself.

    Raises NotFound, Conflict for one that was announced, BadInput where the notice is shorter than `plates.notice`.
    """
    now = clock.now()
    with transaction.atomic(savepoint=False):
        segment = Segment.objects.select_for_update(of=("self",)).select_related("pool").filter(mask=mask).first()
        if segment is None:
            raise NotFound(Text(zh="没有这个号段。", en="There is no such segment."))
        if segment.announced_at:
            raise Conflict(Text(zh="这个号段的投放已经公告。", en="The release of this segment is announced already."))
        hours = book().value("plates.notice", clock.today(), segment.pool.region)
        if at < now + timedelta(hours=hours):
            late = Text(zh="投放前至少公告{hours}小时。", en="A release is announced at least {hours} hours before.")
            raise BadInput("at", late.fill(hours=hours))
        segment.announced_at, segment.released_at = now, at
        segment.save(update_fields=["announced_at", "released_at"])
        Number.for_system("announce a release").filter(segment=segment, standing="pool").update(opens_at=at)
        facts = {"mask": mask, "released_at": at.isoformat()}
        record.write(segment.id, "release_announced", actor, facts, f"segment:{mask}")
    return record.segment_view(segment)


def give_days(actor: Actor, most: int = 50_000) -> int:
    """Give numbers that opened the random day from which they can be asked for by name; return how many had none.

    A job: until it came, a number is given at random only, which is the safe side. The days come from the operating
    system's source of chance and are not published before.
    """
    now, chance = clock.now(), random.SystemRandom()
    with transaction.atomic(savepoint=False):
        opened = Number.for_system("give random days").select_related("pool")
        found = list(
            opened.filter(standing="pool", opens_at__lte=now, askable_at=None)
            .order_by("id")
            .values_list("id", "opens_at", "pool__region")[:most]
        )
        if not found:
            return 0
        days = [_askable(opens_at, region, chance) for _, opens_at, region in found if opens_at]
        with connection.cursor() as cursor:
            cursor.execute(_ASKABLE, [[one[0] for one in found], days])
        record.write(new_id(), "days_given", actor, {"count": len(found)}, "daily:plates")
    return len(found)


def _askable(opens_at: datetime, region: str, chance: random.Random) -> datetime:
    law, day = book().at(region), clock.today()
    first = add_days(clock.day_of(opens_at), law.value("plates.random_only", day))
    return record.beginning_of(add_days(first, chance.randrange(law.value("plates.askable_within", day) + 1)))


def _rows(segment: Segment, numbers: list[str], given: Mapping[str, UUID]) -> list[Number]:
    pool = segment.pool
    return [
        Number(
            id=new_id(), pool=pool, segment=segment, place=place, plate_type=pool.plate_type, number=number,
            standing="used" if number in given else "pool", vehicle=given.get(number),
        )
        for place, number in enumerate(numbers, pool.places + 1)
    ]  # fmt: skip


def _pool(authority: str, region: str, plate_type: str, energy: Energy) -> Pool:
    """The pool, made where it is new, locked against another segment."""
    key = {"authority": authority, "plate_type": plate_type, "energy": energy.value}
    Pool.objects.get_or_create(**key, defaults={"region": region})
    return Pool.objects.select_for_update().get(**key)


def _numbers(authority: str, plate_type: str, mask: str, energy: Energy) -> list[str]:
    size = 10 ** mask.count("#")
    if not mask.startswith(authority) or size > LARGEST or not re.fullmatch(r"[^#]+[0-9A-Z#]+[挂学]?", mask):
        raise BadInput("mask", MASK)
    return [plates.parse(plate_type, number).number for number in _expanded(mask) if _fits(plate_type, number, energy)]


def _fits(plate_type: str, number: str, energy: Energy) -> bool:
    """Raises BadInput where the letter of a new-energy number says another drive than the pool."""
    plate = plates.Plate(plate_type, number)
    says_drive = plate_type in ("51", "52")
    fuel = "C" if energy == Energy.ELECTRIC else "O"
    if says_drive is (energy == Energy.NONE) or (says_drive and not plates.agrees_with(plate, fuel)):
        raise BadInput("mask", Text(zh="号段与能源种类不符。", en="This segment is for another kind of drive."))
    return True


def _expanded(mask: str) -> Iterator[str]:
    for digits in product("0123456789", repeat=mask.count("#")):
        given = iter(digits)
        yield "".join(next(given) if sign == "#" else sign for sign in mask)

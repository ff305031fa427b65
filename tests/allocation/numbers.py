"""Plate numbers with the least facts: one open segment of a hundred, a person, a vehicle to be."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from tests.allocation import builders

from tongban.allocation.models import Choice, Number
from tongban.allocation.plates import choosing, numbers, releasing, rounds
from tongban.allocation.plates.types import Claimed, TakenAlready
from tongban.core import clock
from tongban.core.actor import Actor, system
from tongban.core.ids import new_id
from tongban.law.rules.plates import Return

OFFICE = system("tests")
TUESDAY = datetime(2026, 11, 17, 2, tzinfo=UTC)
MASK, TYPE = "苏A77##K", "02"
VIN = "LSVTB05U0N0000001"
NOTICE = timedelta(days=2)
LONG_AGO = timedelta(days=60)


def a_person(order: int = 1) -> UUID:
    return UUID(int=order)


def an_open_segment(mask: str = MASK, *, at: datetime = TUESDAY, askable: bool = True) -> UUID:
    """A segment released two months before `at`, so that its numbers can be asked for by name; its pool."""
    released = at - (LONG_AGO if askable else timedelta(hours=1))
    with clock.frozen(released - NOTICE):
        filed = releasing.file_segment(authority="苏A", region="320100", plate_type=TYPE, mask=mask, actor=OFFICE)
        releasing.announce_release(mask=mask, at=released, actor=OFFICE)
    if askable:
        with clock.frozen(released + timedelta(minutes=1)):
            releasing.give_days(OFFICE)
    return filed.pool.id


def a_choice(pool: UUID, person: UUID | None = None, vin: str = VIN, channel: str = "online") -> Choice:
    return choosing.begin(person=person or a_person(), vin=vin, pool=pool, channel=channel, actor=OFFICE)


def reserve(pool: UUID, number: str, person: UUID | None = None, vin: str = VIN) -> Claimed:
    """Reserve this number on the Internet."""
    who = person or a_person()
    got = choosing.compose(choice=a_choice(pool, who, vin).id, person=who, numbers=[number], actor=OFFICE)
    assert isinstance(got, Claimed), got
    return got


def use(
    number: str, person: UUID | None = None, vin: str = VIN, *, vehicle: UUID | None = None, who: Actor = OFFICE
) -> Claimed | TakenAlready:
    """A decision puts the number on its vehicle."""
    return numbers.use(
        number=number, plate_type=TYPE, vehicle_id=vehicle or new_id(), person=person or a_person(), vin=vin,
        effective_on=clock.today(), actor=who, cause="case:test",
    )  # fmt: skip


def give_back(number: str, since: date, owner: UUID | None = None) -> Return:
    return numbers.give_back(
        number=number, plate_type=TYPE, owner=owner or a_person(), used_since=since, effective_on=clock.today(),
        actor=OFFICE, cause="case:test", region="320100",
    )  # fmt: skip


def row(number: str) -> Number:
    return Number.for_system("test").get(plate_type=TYPE, number=number)


ROUND = "2026-101"


def an_open_round(pool: UUID, *numbers_: str, opens: datetime = TUESDAY) -> str:
    """A round for these numbers: two days of wishes, two more until the public values."""
    closes = opens + builders.WINDOW
    rounds.open_round(
        number=ROUND, title=builders.TITLE, pool=pool, numbers=numbers_,
        sources=builders.sources(closes + builders.LYING_OPEN), opens_at=opens, closes_at=closes, actor=OFFICE,
    )  # fmt: skip
    return ROUND

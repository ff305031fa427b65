"""The secret of each day: its hash stands in a sealed entry before any set is drawn from it, itself the day after."""

import os
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from tongban.allocation.models import DaySecret
from tongban.allocation.plates import lots, record
from tongban.core import clock, sealed
from tongban.core.actor import Actor
from tongban.core.errors import NotFound
from tongban.core.rows import insert
from tongban.law.text import Text

LENGTH = 32


def commit(day: date, actor: Actor) -> str:
    """Make the secret of a day and write down its hash; nothing where there is one. Returns the hash."""
    secret = os.urandom(LENGTH)
    row = DaySecret(day=day, commitment=lots.commitment(secret), secret=sealed.pack_bytes(secret))
    if not insert(row, otherwise="ON CONFLICT (day) DO NOTHING"):
        return DaySecret.objects.values_list("commitment", flat=True).get(day=day)
    subject = uuid5(NAMESPACE_URL, f"tongban:plates:{day}")
    record.write(subject, "committed", actor, {"day": day, "commitment": row.commitment}, f"day:{day}", day)
    return row.commitment


def of_day(day: date, actor: Actor) -> bytes:
    """The secret of a day, for drawing. Joins the caller's transaction."""
    commit(day, actor)
    return sealed.unpack_bytes(DaySecret.objects.values_list("secret", flat=True).get(day=day))


@dataclass(frozen=True, slots=True)
class Day:
    """A day's commitment, and the secret in hexadecimal once the day is over."""

    day: date
    commitment: str
    secret: str


def days(since: date) -> list[Day]:
    """What is published of each day since one, the newest first. One statement."""
    today = clock.day_of(clock.now())
    return [
        Day(row.day, row.commitment, sealed.unpack_bytes(row.secret).hex() if row.day < today else "")
        for row in DaySecret.objects.filter(day__gte=since).order_by("-day")
    ]


def published(day: date) -> bytes:
    """The secret of a day that is over, for everybody. Raises NotFound before."""
    row = DaySecret.objects.filter(day=day).first() if day < clock.day_of(clock.now()) else None
    if row is None:
        raise NotFound(Text(zh="当天的密数第二天才公布。", en="The secret of a day is published the day after."))
    return sealed.unpack_bytes(row.secret)

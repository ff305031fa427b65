"""What supervision sees of reads: readers, doubts, where a tag was. Who asks where somebody was records the look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Count

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.law_book import book
from tongban.law.rules import reads as law
from tongban.law.text import Text
from tongban.registers.bikes.models import Reader, TagDoubt, TagRead


@dataclass(frozen=True, slots=True)
class ReaderView:
    """A reader with how its line and clock stand, and what it read today."""

    code: str
    place: Text
    heard_at: datetime | None
    off: float | None
    clock_right: bool
    trouble: str
    today: int


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage: when, where, under which number."""

    id: UUID
    at: datetime
    reader: str
    place: Text
    tag: str
    bike: UUID | None
    plate: str
    times: int
    clock_right: bool
    matter: str


@dataclass(frozen=True, slots=True)
class DoubtView:
    """One tag at two places."""

    id: UUID
    tag: str
    bike: UUID | None
    first: PassageView
    second: PassageView
    metres: int
    seconds: float
    found_at: datetime
    finding: str
    words: str
    closed_by: str


def readers() -> list[ReaderView]:
    """The readers in use by code. Two statements."""
    midnight = datetime.combine(clock.day_of(clock.now()), time(), clock.CHINA)
    today = TagRead.for_system("how many a reader read").filter(at__gte=midnight)
    counts = dict(today.values_list("reader").annotate(Count("id")).order_by())
    return [
        ReaderView(
            one.code, Text(**one.place), one.heard_at, one.off,
            one.off is not None and law.clock_is_right(one.off, clock.today(), book()), one.trouble,
            counts.get(one.code, 0),
        )
        for one in Reader.objects.filter(closed_on=None).order_by("code")
    ]  # fmt: skip


def doubts(actor: Actor, *, settled: bool = False, limit: int = 50) -> list[DoubtView]:
    """Open doubts, oldest first, or the last settled ones. One statement."""
    rows = TagDoubt.visible_to(actor).filter(closed_at__isnull=not settled)
    rows = rows.order_by("-closed_at" if settled else "found_at")
    rows = rows.select_related("first__reader", "second__reader")
    return [
        DoubtView(
            one.id, one.tag, one.bike, _view(one.first), _view(one.second), one.metres, one.seconds, one.found_at,
            one.finding, one.words, one.closed_by,
        )
        for one in rows[:limit]
    ]  # fmt: skip


def passages(actor: Actor, *, plate: str = "", tag: str = "", limit: int = 100) -> list[PassageView]:
    """The passages of a plate or tag, newest first. Says where somebody was: the caller records the look. One
    statement."""
    rows = TagRead.visible_to(actor).select_related("reader").order_by("-at")
    return [_view(one) for one in (rows.filter(plate=plate) if plate else rows.filter(tag=tag))[:limit]]


def unknown_tags(actor: Actor, limit: int = 20) -> list[PassageView]:
    """The last passages of tags that no plate here bears. One statement."""
    rows = TagRead.visible_to(actor).filter(bike=None).select_related("reader").order_by("-at")
    return _firsts(map(_view, rows[: limit * 5]), limit)


def _firsts(found: Iterable[PassageView], limit: int) -> list[PassageView]:
    by_tag: dict[str, PassageView] = {}
    for one in found:
        by_tag.setdefault(one.tag, one)
    return list(by_tag.values())[:limit]


def _view(row: TagRead) -> PassageView:
    return PassageView(
        row.id, row.at, row.reader_id, Text(**row.reader.place), row.tag, row.bike, row.plate, row.times,
        row.clock_right, row.matter,
    )  # fmt: skip

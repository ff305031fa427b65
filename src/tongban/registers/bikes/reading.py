"""Reads of the tags in plates: kept with reader and time, and with the plate that bore the tag at that instant.

Reads of one tag by one reader close together are one passage. A read that comes twice is kept once; whoever is told so
by `keep` may let the reader forget it. One tag at two places that no bike reaches in the time is a doubt: a person
looks at it, nothing else happens. A read by itself leads to nothing, and goes after the days of `reads.kept` unless
somebody keeps it for a matter that has a picture of the act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from tongban.core import clock, entries, outbox
from tongban.core.actor import Actor, system
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.core.ids import first_id, new_id
from tongban.core.law_book import book
from tongban.exchange.readers.wire import Mark
from tongban.exchange.readers.wire import TagRead as Heard
from tongban.law.rules import reads as law
from tongban.law.text import Text
from tongban.registers.bikes.models import Reader, TagDoubt, TagRead

REGISTER = "tag_reads"
SUPERVISION = "supervision"
FINDINGS = ("copied", "mistaken", "moved")
EARTH = 6_371_000  # metres
WIDEST = timedelta(minutes=30)  # how far around a read another place is looked for
NO_READER = Text(zh="没有这台读写器。", en="There is no such reader.")
NOT_SUPERVISION = Text(zh="只有监管岗位可以办理。", en="Only supervision may do this.")
NO_DOUBT = Text(zh="没有这条待核查的记录，或已由他人核查。", en="There is no such doubt, or somebody has settled it.")
NO_FINDING = Text(zh="请选择核查结果。", en="Choose what was found out.")
NO_WORDS = Text(zh="请写明怎么查的。", en="Say how it was found out.")
NO_MATTER = Text(zh="请写明案件或线索编号。", en="Name the matter by its number.")
NO_READS = Text(zh="没有这条读取记录，或保存期已过。", en="There is no such read, or its time is over.")

# Who bore a tag at an instant: the last that was written about it by then and not struck by then, if nothing was
# written of that bike's tag or end after it.
_BEARER = """
SELECT f.subject, (
    SELECT p.value ->> 1 FROM bikes_bikefact p WHERE p.subject = f.subject AND p.facet = 'plate' AND p.entry < %(then)s
    AND (p.struck_by IS NULL OR p.struck_by >= %(then)s) ORDER BY p.since DESC, p.entry DESC LIMIT 1)
FROM bikes_bikefact f
WHERE f.facet = 'delivery' AND f.value ->> 2 = %(tag)s AND f.entry < %(then)s
AND (f.struck_by IS NULL OR f.struck_by >= %(then)s)
AND NOT EXISTS (
    SELECT FROM bikes_bikefact later WHERE later.subject = f.subject AND later.facet IN ('delivery', 'ended')
    AND later.entry > f.entry AND later.entry < %(then)s AND (later.struck_by IS NULL OR later.struck_by >= %(then)s))
ORDER BY f.entry DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Bearer:
    """The bike whose plate bore a tag, and its number, at some instant."""

    bike: UUID
    plate: str


def open_reader(
    *, code: str, address: str, place: Text, lat: float, lon: float, actor: Actor
) -> Reader:  # fmt: skip
    """Put a reader into use, or change where it stands or is reached."""
    with transaction.atomic(savepoint=False):
        said = {"address": address, "place": {"zh": place.zh, "en": place.en}, "lat": lat, "lon": lon}
        reader, _ = Reader.objects.update_or_create(code=code, defaults={**said, "closed_on": None})
        _note(UUID(int=0), "reader_opened", actor, {"reader": code, **said})
        return reader


def close_reader(*, code: str, actor: Actor) -> None:
    """Take a reader out of use. Its reads stay as long as others. Raises NotFound."""
    with transaction.atomic(savepoint=False):
        if not Reader.objects.filter(code=code, closed_on=None).update(closed_on=clock.today()):
            raise NotFound(NO_READER)
        _note(UUID(int=0), "reader_closed", actor, {"reader": code})


def open_readers() -> dict[str, str]:
    """The address of each reader in use, by its code. One statement."""
    return dict(Reader.objects.filter(closed_on=None).exclude(address="").values_list("code", "address"))


def kept(reader: str) -> Mark:
    """How far the reads of a reader are kept. One statement."""
    row = Reader.objects.filter(code=reader).values_list("run", "sequence").first()
    return Mark(*row) if row else Mark()


def heard(*, reader: str, off: float) -> None:
    """A reader's line stands, and its clock is so many seconds before ours."""
    Reader.objects.filter(code=reader).update(heard_at=clock.now(), off=round(off, 3), trouble="")


def lost(*, reader: str, why: str) -> None:
    """A reader's line is lost."""
    Reader.objects.filter(code=reader).update(trouble=why[:200] or "?")


def keep(*, reader: str, run: int, reads: Sequence[Heard]) -> int:
    """Keep what a reader reports; what is kept already is passed over. Returns how many passages are new. When it
    returns, the reader may forget the reads."""
    with transaction.atomic(durable=False):
        row = Reader.objects.select_for_update().filter(code=reader).first()
        if row is None:
            raise NotFound(NO_READER)
        new = [one for one in reads if run != row.run or one.sequence > row.sequence]
        passages = [passage for one in new if (passage := _passage(row, run, one))]
        if new:
            row.run, row.sequence = run, max(one.sequence for one in new)
            row.save(update_fields=["run", "sequence"])
        for passage in passages:
            _look_for_another_place(row, passage)
        return len(passages)


def bearer_at(tag: str, at: datetime) -> Bearer | None:
    """The bike whose plate bore a tag at an instant, as it was on record then; None for a tag of nobody. One
    statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, {"tag": tag, "then": first_id(at)})
        row = cursor.fetchone()
    return Bearer(row[0], row[1] or "") if row else None


def hold(*, read: UUID, matter: str, actor: Actor) -> None:
    """Keep a read for a matter: it does not go with the days. Raises NotAllowed, NotFound, BadInput."""
    _must_supervise(actor)
    matter = " ".join(matter.split())[:40]
    if not matter:
        raise BadInput("matter", NO_MATTER)
    with transaction.atomic(savepoint=False):
        if not TagRead.visible_to(actor).filter(id=read).update(matter=matter):
            raise NotFound(NO_READS)
        _note(read, "kept_for", actor, {"matter": matter})


def settle(*, doubt: UUID, finding: str, words: str, actor: Actor) -> None:
    """Say what became of a doubt: a person found out. Raises NotAllowed, NotFound, BadInput."""
    _must_supervise(actor)
    if finding not in FINDINGS:
        raise BadInput("finding", NO_FINDING)
    words = " ".join(words.split())[:200]
    if not words:
        raise BadInput("words", NO_WORDS)
    with transaction.atomic(savepoint=False):
        row = TagDoubt.visible_to(actor).select_for_update().filter(id=doubt, closed_at=None).first()
        if row is None:
            raise NotFound(NO_DOUBT)
        row.closed_at, row.closed_by, row.finding, row.words = clock.now(), actor.label, finding, words
        row.save(update_fields=["closed_at", "closed_by", "finding", "words"])
        if finding != "copied":  # it led to nothing: its reads go with the others
            TagRead.for_system("led to nothing").filter(id__in=[row.first_id, row.second_id]).filter(
                matter=_matter(row.id)
            ).update(matter="")
        _note(row.id, "doubt_settled", actor, {"finding": finding, "words": words, "bike": row.bike})


def forget() -> int:
    """Delete the passages that led to nothing and whose days are over; returns how many."""
    now, today = clock.day_of(clock.now()), clock.today()
    rows = TagRead.for_system("retention").filter(matter="").order_by("at")
    oldest = rows.values_list("at", flat=True).first()
    if oldest is None:
        return 0
    day = clock.day_of(oldest)
    while law.kept_until(day, today, book()) < now:
        day += timedelta(days=1)
    doubted = TagDoubt.for_system("retention")
    unneeded = rows.filter(at__lt=datetime.combine(day, time(), clock.CHINA))
    unneeded = unneeded.exclude(id__in=doubted.values("first")).exclude(id__in=doubted.values("second"))
    count, _ = unneeded.order_by().delete()
    if count:
        entries.write(
            register=REGISTER, subject=UUID(int=0), kind="forgotten", effective_on=today, actor=system("reads"),
            cause="retention", facts={"passages": count, "before": day},
        )  # fmt: skip
    return count


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The way between two points (lat, lon) as a bird flies."""
    (a, b), (c, d) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


# -- keeping -----------------------------------------------------------------------------------------------------


def _passage(reader: Reader, run: int, one: Heard) -> TagRead | None:
    """The read as a new passage, kept; None where it belongs to one that is kept. Two to four statements."""
    today = clock.today()
    last = TagRead.for_system("one passage").filter(reader=reader, tag=one.epc, at__lte=one.at).order_by("-at").first()
    if last and law.one_passage((one.at - last.until_at).total_seconds(), today, book()):
        last.until_at, last.times = max(last.until_at, one.at), last.times + 1
        last.save(update_fields=["until_at", "times"])
        return None
    bearer = bearer_at(one.epc, one.at)
    passage = TagRead(
        id=new_id(), reader=reader, run=run, sequence=one.sequence, at=one.at, until_at=one.at, tag=one.epc,
        bike=bearer.bike if bearer else None, plate=bearer.plate if bearer else "",
        clock_right=reader.off is not None and law.clock_is_right(reader.off, today, book()),
    )  # fmt: skip
    passage.save(force_insert=True)
    return passage


def _look_for_another_place(reader: Reader, passage: TagRead) -> None:
    """A doubt, where the tag was elsewhere too soon before or after. One statement, more where there is one."""
    if not passage.clock_right:
        return
    around = TagRead.for_system("one tag at two places").filter(
        Q(until_at__gte=passage.at - WIDEST) & Q(at__lte=passage.at + WIDEST), tag=passage.tag, clock_right=True
    )
    for other in around.exclude(reader=reader).select_related("reader"):
        apart = metres((reader.lat, reader.lon), (other.reader.lat, other.reader.lon))
        seconds = _between(passage, other)
        if law.cannot_be_one(apart, seconds, clock.today(), book()):
            _doubt(passage, other, apart, seconds)
            return


def _between(one: TagRead, other: TagRead) -> float:
    """Seconds between two passages, 0 where they overlap."""
    first, second = sorted((one, other), key=lambda passage: passage.at)
    return max((second.at - first.until_at).total_seconds(), 0.0)


def _doubt(passage: TagRead, other: TagRead, apart: float, seconds: float) -> None:
    first, second = sorted((passage, other), key=lambda one: one.at)
    if TagDoubt.for_system("one open doubt a tag").filter(tag=passage.tag, closed_at=None).exists():
        return
    doubt = TagDoubt(
        id=new_id(), tag=passage.tag, bike=passage.bike or other.bike, first=first, second=second,
        metres=round(apart), seconds=seconds, found_at=clock.now(),
    )  # fmt: skip
    doubt.save(force_insert=True)
    both = TagRead.for_system("they led to a doubt").filter(id__in=[first.id, second.id], matter="")
    both.update(matter=_matter(doubt.id))
    outbox.announce("tag_doubted", doubt=doubt.id)


def _matter(doubt: UUID) -> str:
    return f"doubt:{str(doubt)[-12:]}"


def _must_supervise(actor: Actor) -> None:
    if SUPERVISION not in actor.posts:
        raise NotAllowed(NOT_SUPERVISION)


def _note(subject: UUID, kind: str, actor: Actor, facts: dict[str, Any]) -> None:
    entries.write(
        register=REGISTER, subject=subject, kind=kind, effective_on=clock.today(), actor=actor, cause="reads",
        facts=facts,
    )  # fmt: skip

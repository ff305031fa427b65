"""What changes draws, until the list is fixed: opened, applied to, called off, announced. `outcome` does the rest."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from tongban.allocation import drawing, record, sources
from tongban.allocation.models import Announcement, Application, CalledOff, Draw
from tongban.allocation.types import Applicant, Applied, Origin, Source
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.bulk import copy_rows
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.exchange import client
from tongban.law.text import Text

CODE_SIGNS, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 12  # 60 bits: nothing to be mistaken for another
LONGEST_TITLE = 100
WINDOW = Text(
    zh="报名结束应晚于开始，随机来源公布应晚于报名结束。",
    en="Applications end after they begin, and every source comes out after they have ended.",
)
LIST = """
SELECT string_agg(code || E'\\t' || weight || E'\\t' || wishes || E'\\n', '' ORDER BY code COLLATE "C"), count(*),
       sum(weight)
FROM allocation_application WHERE draw_id = %s
"""
APPLY = """
INSERT INTO allocation_application (draw_id, code, person, weight, wishes) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (draw_id, person) DO UPDATE SET wishes = excluded.wishes RETURNING code, weight
"""


def open_draw(
    *, number: str, title: Text, basis: Text, pool: Sequence[str], sources: Sequence[Source], opens_at: datetime,
    closes_at: datetime, pilot: bool, actor: Actor,
) -> Draw:  # fmt: skip
    """Open a draw: what can be had, until when people apply, which public values will decide. Nothing of it changes.

    Raises BadInput for a pool with empty or equal lines, for too few sources, or one that comes too early; Conflict for
    a number that is taken. In a demonstration every source is marked as invented.
    """
    opens_at, closes_at = opens_at.replace(microsecond=0), closes_at.replace(microsecond=0)  # as they are published
    named = [_checked(source, place) for place, source in enumerate(sources, 1)]
    _check_pool(pool)
    _check_window(opens_at, closes_at, named)
    for text in (title, basis):
        if max(len(text.zh), len(text.en)) > LONGEST_TITLE:
            raise BadInput("title_zh", Text(zh="最多 100 个字。", en="At most 100 characters."))
    draw = Draw(
        number=number, title_zh=title.zh, title_en=title.en, basis_zh=basis.zh, basis_en=basis.en, pilot=pilot,
        pool=drawing.lines(pool).decode(), items=len(pool), sources=[record.to_json(one) for one in named],
        opens_at=opens_at, closes_at=closes_at, first_due_at=min(one.due_at for one in named),
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        if Draw.objects.filter(number=number).exists():
            raise Conflict(Text(zh="这个编号已经使用。", en="This number is taken."))
        draw.save(force_insert=True)
        facts = {"items": draw.items, "pool_sha256": drawing.sha256(draw.pool.encode()), "sources": draw.sources}
        record.write(draw.id, "draw_opened", actor, facts, draw)
    return draw


def apply(*, number: str, person: UUID, wishes: Sequence[str], actor: Actor, weight: int = 1) -> Applied:
    """A person applies, or says anew what they wish: one application each, however often they come.

    `wishes`: items of the pool, best first; none: anything. `weight` is the caller's, by its rule, and stays as it was
    first. Raises Conflict before and after the time of applications and once the list is fixed, BadInput for an item
    that is not in the pool.
    """
    with transaction.atomic(savepoint=False):
        draw = record.among_others(number)
        record.still_open(draw)
        _check_open_now(draw)
        places = _places(draw, wishes)
        _check_weight(weight)
        with connection.cursor() as cursor:
            cursor.execute(APPLY, [draw.id, _new_code(), person, weight, places])
            code, weight = cursor.fetchone()
        record.write(person, "applied", actor, {"code": code, "weight": weight, "wishes": places}, draw)
    return Applied(number, code, weight, tuple(wishes))


def withdraw(*, number: str, person: UUID, actor: Actor) -> None:
    """A person takes their application back. Raises NotFound where there is none, Conflict once the list is fixed."""
    with transaction.atomic(savepoint=False):
        draw = record.among_others(number)
        record.still_open(draw)
        gone, _ = Application.for_system("withdrawn by its person").filter(draw=draw, person=person).delete()
        if not gone:
            raise NotFound(Text(zh="没有您的报名。", en="You have not applied."))
        record.write(person, "withdrawn", actor, {}, draw)


def enter_list(*, number: str, applicants: Iterable[Applicant], actor: Actor) -> int:
    """Enter a whole list of applicants that a rule elsewhere has made; return how many. One COPY and one entry.

    Raises Conflict once the list is fixed, Django's IntegrityError for a person who is on it already.
    """
    with transaction.atomic(savepoint=False):
        draw = record.alone(number)
        record.still_open(draw)
        before = Application.for_system("counted").filter(draw=draw).count()
        heaviest = book().value("draws.heaviest", clock.today())  # not while rows are copied: the connection is busy
        rows = _rows(draw, applicants, heaviest)
        copy_rows("allocation_application", "draw_id, code, person, weight, wishes", rows)
        entered = Application.for_system("counted").filter(draw=draw).count() - before
        record.write(draw.id, "list_entered", actor, {"count": entered}, draw)
    return entered


def call_off(*, number: str, reason: Text, actor: Actor) -> None:
    """A draw will not take place. Raises Conflict once it is announced: then it runs, whatever comes of it."""
    with transaction.atomic(savepoint=False):
        draw = record.alone(number)
        record.still_open(draw)
        CalledOff(draw=draw, reason_zh=reason.zh, reason_en=reason.en, at=clock.now()).save(force_insert=True)
        record.write(draw.id, "draw_called_off", actor, {"reason": reason.zh}, draw)


def announce(*, number: str, actor: Actor) -> Announcement:
    """Fix pool, list and rules, and publish the hash over all of it. From here on nothing can be changed.

    Raises Conflict before the end of applications, for a second announcement, for a list without anybody, and where the
    first source could be known too soon (`draws.announced_before`): a draw that comes too late is called off.
    """
    with transaction.atomic(savepoint=False):
        draw = record.alone(number)
        record.still_open(draw)
        now = clock.now().replace(microsecond=0)
        _check_in_time(draw, now)
        with connection.cursor() as cursor:
            cursor.execute(LIST, [draw.id])
            applicants, count, lots = cursor.fetchone()
        if not count:
            raise Conflict(
                Text(zh="还没有人报名，没有什么可以摇。", en="Nobody has applied: there is nothing to draw.")
            )
        document = _document(draw, applicants.encode(), int(lots), now)
        announced = Announcement(
            draw=draw, commitment=drawing.commitment(document), document=document, applicants=applicants.encode(),
            count=count, announced_at=now, first_due_at=draw.first_due_at,
        )  # fmt: skip
        announced.save(force_insert=True)
        record.write(draw.id, "announced", actor, {"commitment": announced.commitment, "applicants": count}, draw)
    return announced


def _document(draw: Draw, applicants: bytes, lots: int, now: datetime) -> bytes:
    facts = {
        "number": draw.number,
        "authority": settings.TONGBAN_PUBLIC_URL,
        "title": {"zh": draw.title_zh, "en": draw.title_en},
        "basis": {"zh": draw.basis_zh, "en": draw.basis_en},
        "pilot": draw.pilot,
        "sources": [_published(source) for source in record.sources_of(draw)],
        "opened_at": record.instant(draw.opens_at),
        "closed_at": record.instant(draw.closes_at),
        "announced_at": record.instant(now),
    }
    return drawing.announcement(facts, pool=draw.pool.encode(), applicants=applicants, lots=lots)


def _published(source: Source) -> dict[str, object]:
    told = sources.title(source)
    return {
        "name": source.name,
        "kind": sources.kind_of(source).kind,
        "zh": told.zh,
        "en": told.en,
        "due_at": record.instant(source.due_at),
        "demo": source.demo,
    }


def _checked(source: Source, place: int) -> Source:
    """The source under its name in this draw. Raises BadInput for a lottery without its issue."""
    kind = sources.kind_of(source)
    if kind.origin == Origin.STAFF and not source.issue.strip():
        raise BadInput("sources", Text(zh="请写明彩票的期号。", en="Name the issue of the lottery."))
    invented = settings.TONGBAN_DEMO or (kind.origin == Origin.PARTNER and client.is_played(kind.code))
    due_at = source.due_at.replace(microsecond=0)
    return Source(f"{kind.code}-{place}", kind.code, source.issue.strip(), due_at, source.demo or invented)


def _check_pool(pool: Sequence[str]) -> None:
    wrong = [item for item in pool if not item.strip() or not item.isprintable()]
    if not pool or wrong or len(set(pool)) != len(pool):
        raise BadInput("pool", Text(zh="每行一项，不能空，不能重复。", en="One item a line, none empty, none twice."))


def _check_window(opens_at: datetime, closes_at: datetime, named: Sequence[Source]) -> None:
    law, day = book(), clock.today()
    least = law.value("draws.sources_at_least", day)
    if len(named) < least:
        few = Text(zh="至少要有 {least} 个随机来源。", en="At least {least} public sources are needed.")
        raise BadInput("sources", few.fill(least=least))
    first = min(source.due_at for source in named)
    if not opens_at < closes_at or first < closes_at + timedelta(hours=law.value("draws.announced_before", day)):
        raise BadInput("closes_at", WINDOW if first <= closes_at or closes_at <= opens_at else _too_soon())


def _too_soon() -> Text:
    hours = book().value("draws.announced_before", clock.today())
    return Text(
        zh="名单固定后至少公示 {hours} 小时，才能公布随机来源。",
        en="The fixed list lies open for at least {hours} hours before the first source comes out.",
    ).fill(hours=hours)


def _check_open_now(draw: Draw) -> None:
    now = clock.now()
    if now < draw.opens_at:
        raise Conflict(Text(zh="报名还没有开始。", en="Applications have not begun."), code="draw_not_open")
    if now >= draw.closes_at:
        raise Conflict(Text(zh="报名已经结束。", en="Applications have ended."), code="draw_closed")


def _check_in_time(draw: Draw, now: datetime) -> None:
    if now < draw.closes_at:
        raise Conflict(Text(zh="报名还没有结束。", en="Applications have not ended."), code="draw_not_closed")
    if draw.first_due_at - now < timedelta(hours=book().value("draws.announced_before", clock.today())):
        raise Conflict(_too_soon(), code="draw_too_late")


def _check_weight(weight: int) -> None:
    if not 1 <= weight <= book().value("draws.heaviest", clock.today()):
        raise BadInput("weight", Text(zh="权重超出规定。", en="The weight is beyond what is allowed."))


def _places(draw: Draw, wishes: Sequence[str]) -> str:
    if not wishes:
        return drawing.ANYTHING
    places = {item: place for place, item in enumerate(draw.pool.split("\n")[:-1], 1)}
    if len(set(wishes)) != len(wishes) or not all(wish in places for wish in wishes):
        raise BadInput(
            "wishes", Text(zh="请从公布的范围里选，不要重复。", en="Choose from what is offered, none twice.")
        )
    return ",".join(str(places[wish]) for wish in wishes)


def _rows(draw: Draw, applicants: Iterable[Applicant], heaviest: int) -> Iterator[tuple[object, ...]]:
    for one in applicants:
        within = all(1 <= place <= draw.items for place in one.wishes) and len(set(one.wishes)) == len(one.wishes)
        if not (1 <= one.weight <= heaviest and within):
            raise BadInput(
                "applicants", Text(zh="名单有误：权重或者志愿。", en="The list is wrong: a weight or a wish.")
            )
        wishes = ",".join(map(str, one.wishes)) or drawing.ANYTHING
        yield draw.id, _new_code(), one.person, one.weight, wishes


def _new_code() -> str:
    return "".join(CODE_SIGNS[byte % len(CODE_SIGNS)] for byte in os.urandom(CODE_LENGTH))  # 32 signs divide 256

"""Collected rounds: where many want the same number, wishes are taken for a while and a draw decides, not the fastest.

No law provides for it: a pilot, where `plates.rounds` says so for the region, and every page says that it is one. The
numbers of a round are announced with it and can be had in no other way until it is over. What a person may win is
reserved for the vehicle of their running choice; a person, and a vehicle, takes part once.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tongban.allocation import actions, queries
from tongban.allocation.models import Application, Choice, Number, Pool, Round, RoundEntry
from tongban.allocation.plates import choosing, record
from tongban.allocation.types import Applied, Source
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.core.rows import insert
from tongban.law.text import Text

BASIS = Text(
    zh="试点约定，不是法律规定：想要同一个号码的人多时，先收集志愿，再摇号。",
    en="A pilot, not law: where many want the same number, wishes are collected and then drawn.",
)
NO_PILOT = Text(zh="本地没有开展集中摇号试点。", en="There is no such pilot here.")
NOT_FREE = Text(zh="有的号码不在号池或者已被选走。", en="Some of these numbers are not in the pool or not free.")
OTHER_POOL = Text(zh="这一轮的号牌种类与您的车不符。", en="This round is for another type of plate than your vehicle.")
ONCE = Text(zh="这辆车已经参加这一轮。", en="This vehicle takes part in this round already.")
ANNOUNCE = """
UPDATE allocation_number SET standing = 'round', round = %(round)s
WHERE pool_id = %(pool)s AND number = ANY(%(numbers)s) AND standing = 'pool' AND kept_for IS NULL
    AND (claim_ends_at IS NULL OR claim_ends_at <= %(now)s)
"""
WIN = f"""
{choosing.RESERVE}, standing = 'pool', round = ''
WHERE pool_id = %(pool)s AND number = %(number)s AND standing = 'round' AND round = %(round)s
RETURNING id, number
"""
LEAVE = """
UPDATE allocation_number SET standing = 'pool', round = '', opens_at = coalesce(least(opens_at, %(now)s), %(now)s),
    askable_at = %(now)s
WHERE standing = 'round' AND round = %(round)s
"""


def open_round(
    *, number: str, title: Text, pool: UUID, numbers: Sequence[str], sources: Sequence[Source], opens_at: datetime,
    closes_at: datetime, actor: Actor,
) -> None:  # fmt: skip
    """Announce a round: these numbers, this window, these public values. From now on they can be had here only.

    Raises Conflict where the region has no such pilot or a number is not free, and what `open_draw` raises.
    """
    with transaction.atomic(savepoint=False):
        known = Pool.objects.filter(id=pool).first()
        if known is None:
            raise NotFound(record.NO_POOL)
        if not book().value("plates.rounds", clock.today(), known.region):
            raise Conflict(NO_PILOT, code="no_pilot")
        draw = actions.open_draw(
            number=number, title=title, basis=BASIS, pool=numbers, sources=sources, opens_at=opens_at,
            closes_at=closes_at, pilot=True, actor=actor,
        )  # fmt: skip
        Round(draw=draw, pool=known).save(force_insert=True)
        with connection.cursor() as cursor:
            told: dict[str, Any] = {"round": number, "pool": pool, "numbers": list(numbers), "now": clock.now()}
            cursor.execute(ANNOUNCE, told)
            if cursor.rowcount != len(numbers):
                raise BadInput("pool", NOT_FREE)


def wish(*, number: str, choice: UUID, person: UUID, numbers: Sequence[str], actor: Actor) -> Applied:
    """Take part with the vehicle of a running choice, or say anew what is wished, best first; none: any of the round.

    Raises NotFound, BadInput for another type of plate, Conflict outside the window or where the vehicle takes part.
    """
    with transaction.atomic(savepoint=False):
        row = choosing.open_choice(choice, person)
        held = Round.objects.filter(draw__number=number).first()
        if held is None:
            raise NotFound(Text(zh="没有这一轮。", en="There is no such round."))
        if held.pool_id != row.pool_id:
            raise BadInput("wishes", OTHER_POOL)
        applied = actions.apply(number=number, person=person, wishes=numbers, actor=actor)
        entry = RoundEntry(draw=held, person=person, vin=row.vin, choice=row.id)
        try:
            insert(
                entry,
                otherwise="ON CONFLICT (draw_id, person) DO UPDATE SET vin = excluded.vin, choice = excluded.choice",
            )
        except IntegrityError as taken:
            raise Conflict(ONCE, code="vehicle_in_round") from taken
    return applied


def settle(*, number: str, actor: Actor) -> int:
    """Reserve what was drawn for who was drawn; what is left can be had by name. Returns how many were reserved.

    Who has taken another number meanwhile gets none, and theirs is left. Done twice it changes nothing.
    """
    proof = queries.files(number, "proof.json").content.get("proof.json")
    with transaction.atomic(savepoint=False):
        held = Round.objects.select_for_update(of=("self",)).filter(draw__number=number, settled_at=None).first()
        if held is None or proof is None:
            return 0
        won = dict(json.loads(proof)["allotted"])
        drawn = Application.for_system("who was drawn").filter(draw_id=held.draw_id, code__in=won)
        by_person = {one.person: won[one.code] for one in drawn}
        given = sum(
            _win(held, number, entry, by_person[entry.person], actor)
            for entry in RoundEntry.for_system("who was drawn").filter(draw=held, person__in=by_person)
        )
        with connection.cursor() as cursor:
            cursor.execute(LEAVE, {"round": number, "now": clock.now()})
        held.settled_at = clock.now()
        held.save(update_fields=["settled_at"])
        facts = {"reserved": given, "left": len(won) - given}
        record.write(held.draw_id, "round_settled", actor, facts, f"draw:{number}")
    return given


def call_off(*, number: str, reason: Text, actor: Actor) -> None:
    """A draw will not take place; the numbers of a round can be had again. Raises as `allocation.actions.call_off`."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        actions.call_off(number=number, reason=reason, actor=actor)
        cursor.execute(LEAVE, {"round": number, "now": clock.now()})
        if cursor.rowcount:
            held = Round.objects.get(draw__number=number)
            record.write(held.draw_id, "round_given_up", actor, {"numbers": cursor.rowcount}, f"draw:{number}")


def numbers_of(number: str) -> list[str]:
    """The numbers that are announced for a round and not given out yet. One statement."""
    rows = Number.for_system("numbers of a round").filter(round=number)
    return list(rows.order_by("number").values_list("number", flat=True))


def _win(held: Round, number: str, entry: RoundEntry, plate: str, actor: Actor) -> bool:
    row = Choice.for_system("who was drawn").select_related("pool").filter(id=entry.choice, ended="", got="")
    choice = row.select_for_update(of=("self",)).first()
    return choice is not None and choosing.win(choice, WIN, plate, number, actor) is not None

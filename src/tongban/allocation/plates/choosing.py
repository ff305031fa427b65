"""The two lawful ways to a number: one of a random set, or the first free one of those that somebody composed.

Every claim is one guarded statement, and who loses gets an answer. A choice is locked first, then numbers; a number
that another transaction holds at this moment counts as taken, so nobody waits for anybody and no two wait crosswise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tongban.allocation.models import Choice, Pool
from tongban.allocation.plates import bans, lots, record, secrets
from tongban.allocation.plates.types import Claimed, TakenAlready
from tongban.core import clock, outbox, plates, working_days
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.law_book import book
from tongban.core.rows import Rows, insert, update
from tongban.law.rules import plates as rule
from tongban.law.text import Text

FREE = "standing = 'pool' AND opens_at <= %(now)s AND (claim_ends_at IS NULL OR claim_ends_at <= %(now)s)"
OFFER = f"""
UPDATE allocation_number SET claim = 'offered', claim_ends_at = %(to)s, choice = %(choice)s, holder = NULL, vin = ''
WHERE id IN (
    SELECT id FROM allocation_number
    WHERE pool_id = %(pool)s AND place = ANY(%(places)s) AND {FREE} FOR NO KEY UPDATE SKIP LOCKED
)
RETURNING place, number
"""
LEFT = f"SELECT place FROM allocation_number WHERE pool_id = %(pool)s AND {FREE} ORDER BY place"
RESERVE = """
UPDATE allocation_number
SET claim = 'reserved', claim_ends_at = %(to)s, choice = %(choice)s, holder = %(holder)s, vin = %(vin)s
"""
TAKE = f"""
{RESERVE} WHERE pool_id = %(pool)s AND number = %(number)s AND choice = %(choice)s AND claim_ends_at > %(now)s
RETURNING id, number
"""
AGAIN = f"""
{RESERVE} WHERE pool_id = %(pool)s AND number = %(number)s AND standing = 'pool' AND kept_for = %(holder)s
    AND kept_to >= %(today)s AND (claim_ends_at IS NULL OR claim_ends_at <= %(now)s)
RETURNING id, number
"""
COMPOSE = f"""
WITH wished AS (
    SELECT row.id FROM unnest(%(numbers)s::text[]) WITH ORDINALITY AS asked (number, place)
    JOIN allocation_number AS row ON row.plate_type = %(plate_type)s AND row.number = asked.number
    WHERE row.pool_id = %(pool)s AND {FREE} AND askable_at <= %(now)s
    ORDER BY asked.place LIMIT 1 FOR NO KEY UPDATE OF row SKIP LOCKED
)
{RESERVE} FROM wished WHERE allocation_number.id = wished.id RETURNING allocation_number.id, number
"""
LET_GO = "UPDATE allocation_number SET claim = '', claim_ends_at = NULL, choice = NULL, holder = NULL, vin = ''"
_OTHERS = f"{LET_GO} WHERE choice = %s AND claim = 'offered'"
_LAPSED = f"{LET_GO} WHERE vin = %s AND claim = 'reserved' AND claim_ends_at <= %s"
_ROUNDS, _AT_A_TIME = 40, 4  # asked so often before the free ones are listed; so many places for each missing one

NO_CHOICE = Text(zh="没有进行中的选号。", en="There is no choice of a number under way.")
HAS_ONE = Text(zh="您已经选定号牌号码。", en="You have a number already.")
OTHERS_CAR = Text(zh="这辆车已经有选定的号牌号码。", en="A number is reserved for this vehicle already.")
NO_SETS = Text(zh="随机选号的次数已经用完。", en="All random sets have been used.")
NO_TRIES = Text(zh="自编选号的次数已经用完。", en="All tries by name have been used.")
BUSY = Text(zh="您的上一步还在处理，请稍候再试。", en="Your last step is still being done: please try again soon.")
OVER = Text(zh="这一组号码的选择时间已过。", en="The time for this set is over.")

# A choice that another request of the same person holds is answered at once: else a bot with a hundred requests would
# keep every thread of the website waiting.
_HELD = Rows(Choice, "id = %s AND person = %s AND ended = '' FOR NO KEY UPDATE SKIP LOCKED", why="go on with a choice")
_RUNNING = Rows(Choice, "person = %s AND vin = %s AND ended = ''", why="begin a choice")
_THERE = Rows(Choice, "id = %s AND person = %s AND ended = ''", why="is the choice there")


class WrongNumber(BadInput):
    """What was asked for at a place (from 0) cannot be a number of the pool."""

    def __init__(self, place: int, wrong: BadInput) -> None:
        super().__init__("numbers", wrong.message, code=wrong.code)
        self.place = place


@dataclass(frozen=True, slots=True)
class Set:
    """A random set: the numbers in the order drawn, and the instant until which one can be taken."""

    numbers: tuple[str, ...]
    until: datetime


def begin(*, person: UUID, vin: str, pool: UUID, channel: str, actor: Actor, name: str = "") -> Choice:
    """Begin to choose a number for a vehicle, or go on. Raises NotAllowed while a ban from the Internet runs, NotFound.

    That the vehicle is theirs is the caller's to know; `name`: brand and model, as pages call it.
    """
    now = clock.now()
    with transaction.atomic(savepoint=False):
        bans.note_breaches(actor=actor, person=person)
        if channel == rule.ONLINE:
            bans.refuse(person)
        known = record.pool(pool)
        with connection.cursor() as cursor:
            cursor.execute(_LAPSED, [vin, now])
        choice = Choice(person=person, vin=vin, pool=known, channel=channel, begun_at=now, name=name)
        made = insert(choice, otherwise="ON CONFLICT DO NOTHING") == 1
        if not made:
            choice = _RUNNING.all(person, vin)[0]
        if not made and not choice.got and (choice.pool_id, choice.channel) != (pool, channel):
            choice.pool, choice.channel = known, channel
            update(choice, "pool", "channel")
        if made:
            facts = {"pool": str(pool), "channel": channel, "vin": vin}
            record.write(choice.id, "choice_begun", actor, facts, f"choice:{choice.id}")
    return choice


def draw_set(*, choice: UUID, person: UUID, actor: Actor) -> Set:
    """Draw a random set; the former one is gone. On site its first number is theirs unless they choose another.

    It follows from the secret of the day and from pool, person, vehicle and the number of the set. Raises NotFound,
    Conflict where no set is left or a number was chosen.
    """
    with transaction.atomic(savepoint=False):
        row = open_choice(choice, person)
        pool, allowed = row.pool, _allowed(row)
        if row.sets >= allowed.sets:
            raise Conflict(NO_SETS, code="no_sets_left")
        now = clock.now()
        row.sets += 1
        row.set_ends_at = now + timedelta(seconds=allowed.set_seconds)
        _let_go_of_set(row)
        places = lots.places(secrets.of_day(clock.day_of(now), actor), _what(row), max(pool.places, 1))
        found, passed = _offer(row, places, allowed.set_size, now)
        row.offered = [number for _, number in found]
        update(row, "sets", "offered", "set_ends_at")
        facts = {"set": row.sets, "places": pool.places, "drawn": found, "not_free": passed}
        record.write(row.id, "set_drawn", actor, facts, f"choice:{row.id}")
        if allowed.first_on_time_out and row.offered:
            _take(row, row.offered[0], now, actor)
    return Set(tuple(row.offered), row.set_ends_at)


def take(*, choice: UUID, person: UUID, number: str, actor: Actor) -> Claimed | TakenAlready:
    """Take one of the set. Raises NotFound, BadInput for a number that is not in it, Conflict when its time is over."""
    with transaction.atomic(savepoint=False):
        row = _held(choice, person)
        now = clock.now()
        if row.set_ends_at is None or row.set_ends_at <= now:
            raise Conflict(OVER, code="set_over")
        if number not in row.offered:
            raise BadInput("number", Text(zh="请从这一组里选。", en="Choose from this set."))
        if row.got and not _allowed(row).first_on_time_out:
            raise Conflict(HAS_ONE, code="has_number")
        first = Claimed(number, row.pool.plate_type, row.lapses_at)
        taken = first if row.got == number else _take(row, number, now, actor)
        _let_go_of_set(row)
        row.set_ends_at = now
        update(row, "set_ends_at")
        return taken


def compose(*, choice: UUID, person: UUID, numbers: Sequence[str], actor: Actor) -> Claimed | TakenAlready:
    """Ask for numbers by name, the most wished first: the first free one is reserved at once, else all count as tried.

    As typed: province and letter may be left out. Raises NotFound, WrongNumber, BadInput for too many at once or one
    twice, Conflict where no tries are left or one was chosen; then nothing counts as tried.
    """
    with transaction.atomic(savepoint=False):
        row = open_choice(choice, person)
        numbers = [_in_full(row.pool, place, typed) for place, typed in enumerate(numbers)]
        allowed = _allowed(row)
        left = allowed.tries - row.tries
        if left <= 0:
            raise Conflict(NO_TRIES, code="no_tries_left")
        if not 1 <= len(numbers) <= min(allowed.tries_at_once, left) or len(set(numbers)) != len(numbers):
            most = Text(zh="一次最多填{most}个，不能重复。", en="At most {most} at once, none twice.")
            raise BadInput("numbers", most.fill(most=min(allowed.tries_at_once, left)))
        now = clock.now()
        row.tries += len(numbers)
        found = _claim(COMPOSE, row, now, numbers=numbers, plate_type=row.pool.plate_type)
        if found is None:
            update(row, "tries")
            record.write(row.id, "tried", actor, {"numbers": numbers}, f"choice:{row.id}")
            return TakenAlready(numbers[0], row.pool.plate_type)
        _let_go_of_set(row)
        return _got(row, found, actor, {"numbers": numbers})


def take_kept(*, choice: UUID, person: UUID, number: str, actor: Actor) -> Claimed | TakenAlready:
    """Take a number again that they gave back (使用原号牌号码) while it is kept for them. Raises NotFound, Conflict."""
    with transaction.atomic(savepoint=False):
        row = open_choice(choice, person)
        now = clock.now()
        found = _claim(AGAIN, row, now, number=number, today=clock.today())
        if found is None:
            return TakenAlready(number, row.pool.plate_type)
        _let_go_of_set(row)
        return _got(row, found, actor, {"kept": True})


def void(*, choice: UUID, person: UUID, reason: str, actor: Actor) -> None:
    """End a choice without fault of the person (papers of the vehicle were wrong): the number is free, no ban follows.

    For an officer who has seen the proof. Raises NotFound, BadInput without a reason.
    """
    if not reason.strip():
        raise BadInput("reason", Text(zh="请写明原因。", en="Say why."))
    with transaction.atomic(savepoint=False):
        row = _held(choice, person)
        with connection.cursor() as cursor:
            cursor.execute(f"{LET_GO} WHERE choice = %s", [row.id])
        row.ended = "void"
        update(row, "ended")
        record.write(row.id, "choice_void", actor, {"number": row.got, "reason": reason}, f"choice:{row.id}")


def win(row: Choice, statement: str, number: str, round_number: str, actor: Actor) -> Claimed | None:
    """Reserve what was drawn in a round for a choice that is locked; None where it cannot be had."""
    found = _claim(statement, row, clock.now(), number=number, round=round_number)
    if found is None:
        return None
    _let_go_of_set(row)
    return _got(row, found, actor, {"round": round_number})


def _held(choice: UUID, person: UUID) -> Choice:
    row = _HELD.first(choice, person)
    if row is None and _THERE.first(choice, person):
        raise Conflict(BUSY, code="choice_busy")
    if row is None:
        raise NotFound(NO_CHOICE)
    row.pool = record.pool(row.pool_id)
    return row


def open_choice(choice: UUID, person: UUID) -> Choice:
    """A running choice without a number yet, locked. Raises NotFound, Conflict."""
    row = _held(choice, person)
    if row.got:
        raise Conflict(HAS_ONE, code="has_number")
    return row


def _in_full(pool: Pool, place: int, typed: str) -> str:
    """What somebody typed as a number of the pool's authority and type. Raises WrongNumber."""
    number = plates.as_typed(typed)
    number = number if number[:1] in plates.PROVINCES else f"{pool.authority}{number}"
    try:
        return plates.parse(pool.plate_type, number).number
    except BadInput as wrong:
        raise WrongNumber(place, wrong) from wrong


def _allowed(row: Choice) -> rule.Allowance:
    return rule.allowance(row.channel, clock.today(), book().at(row.pool.region))


def _what(row: Choice) -> str:
    """What a set is for, as the generator is told it."""
    return f"{row.pool_id}|{row.person}|{row.vin}|{row.sets}"


def _offer(row: Choice, places: Any, size: int, now: datetime) -> tuple[list[tuple[int, str]], list[int]]:
    """Claim the first `size` places that are free, in the order drawn; and the places that were not."""
    found: dict[int, str] = {}
    seen: dict[int, None] = {}
    for _ in range(_ROUNDS):
        missing = size - len(found)
        if not missing or len(seen) >= row.pool.places:
            break
        fresh = [one for one in dict.fromkeys(islice(places, missing * _AT_A_TIME)) if one not in seen]
        for start in range(0, len(fresh), missing):
            drawn = fresh[start : start + size - len(found)]
            seen |= dict.fromkeys(drawn)
            found |= _free_of(row, drawn, now) if drawn else {}
    if len(found) < size:
        found |= _last_ones(row, places, size - len(found), now)
    return [(place, found[place]) for place in found], [place for place in seen if place not in found]


def _free_of(row: Choice, places: list[int], now: datetime) -> dict[int, str]:
    with connection.cursor() as cursor:
        told = {"to": row.set_ends_at, "choice": row.id, "pool": row.pool_id, "places": places, "now": now}
        cursor.execute(OFFER, told)
        free = dict(cursor.fetchall())
    return {place: free[place] for place in places if place in free}


def _last_ones(row: Choice, places: Any, size: int, now: datetime) -> dict[int, str]:
    """Where few are left: list what is free, and let the generator say which of them."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"pool": row.pool_id, "now": now})
        free = [place for (place,) in cursor.fetchall()]
    chosen: dict[int, None] = {}
    while len(chosen) < min(size, len(free)):
        chosen[free[next(places) % len(free)]] = None
    return _free_of(row, list(chosen), now) if chosen else {}


def _take(row: Choice, number: str, now: datetime, actor: Actor) -> Claimed | TakenAlready:
    if row.got:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE allocation_number SET claim = 'offered', claim_ends_at = %s, holder = NULL, vin = ''"
                " WHERE choice = %s AND claim = 'reserved'",
                [row.set_ends_at, row.id],
            )
    found = _claim(TAKE, row, now, number=number)
    if found is None:
        return TakenAlready(number, row.pool.plate_type)
    return _got(row, found, actor, {"set": row.sets})


def _claim(statement: str, row: Choice, now: datetime, **more: Any) -> UUID | None:
    """One guarded statement; None where nothing was free. Raises Conflict where the vehicle has a number reserved."""
    last_day = rule.reserved_to(clock.day_of(now), working_days.table(), book().at(row.pool.region))
    told: dict[str, Any] = {
        "to": record.end_of(last_day), "choice": row.id, "holder": row.person, "vin": row.vin, "pool": row.pool_id,
        "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        try:
            cursor.execute(statement, told | more)
        except IntegrityError as taken:
            raise Conflict(OTHERS_CAR, code="vehicle_has_number") from taken
        found = cursor.fetchone()
    if found is None:
        return None
    row.got, row.got_at, row.lapses_at = found[1], now, told["to"]
    return found[0]


def _got(row: Choice, number_id: UUID, actor: Actor, facts: dict[str, Any]) -> Claimed:
    update(row, "tries", "got", "got_at", "lapses_at")
    facts |= {"number": row.got, "vin": row.vin, "to": row.lapses_at}
    record.write(number_id, "reserved", actor, facts, f"choice:{row.id}")
    outbox.announce("number_reserved", person=row.person)
    return Claimed(row.got, row.pool.plate_type, row.lapses_at)


def _let_go_of_set(row: Choice) -> None:
    if row.offered:
        with connection.cursor() as cursor:
            cursor.execute(_OTHERS, [row.id])

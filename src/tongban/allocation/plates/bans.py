"""Bans from choosing numbers online: a reservation that was let lapse leads to one, two officers may lift it."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from tongban.allocation.models import Ban, Choice, Number
from tongban.allocation.plates import record
from tongban.allocation.plates.types import BanView
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.core.rows import Rows, update
from tongban.law.dates import add_years
from tongban.law.rules.plates import ONLINE
from tongban.law.text import Text

SUPERVISION, LONGEST_REASON = "supervision", 200
TWO = Text(zh="提出解除的人不能自己同意。", en="Who proposed to lift it cannot agree to it.")
ONLY_SUPERVISION = Text(zh="只有监管岗位可以解除。", en="Only supervision lifts a ban.")
BANNED = Text(
    zh="您在{until}以前不能网上选号：预选的号牌没有按时办理登记。可以到窗口现场选号；有异议可以申请解除。",
    en="You cannot choose a number on the Internet until {until}: a reserved number was not registered in time. "
    "At a window you can. If you object, ask for the ban to be lifted.",
)

_RUNNING = Rows(
    Ban, "person = %s AND until >= %s AND lifted_on IS NULL ORDER BY until DESC LIMIT 1", why="may this person choose"
)
_LAPSED = Rows(
    Choice,
    "(person = %s OR %s) AND ended = '' AND got <> '' AND lapses_at <= %s FOR UPDATE SKIP LOCKED",
    why="note breaches",
)


def note_breaches(*, actor: Actor, person: UUID | None = None) -> int:
    """End the choices whose reservation lapsed, one person's or everybody's: who chose on the Internet is banned.

    Returns how many. What lapsed was free for others from its instant on, whether this has run or not.
    """
    now = clock.now()
    with transaction.atomic(savepoint=False):
        rows = _LAPSED.all(person, person is None, now)
        for row in rows:
            row.pool, row.ended = record.pool(row.pool_id), "breach"
            update(row, "ended")
            record.write(row.id, "not_registered", actor, {"number": row.got, "vin": row.vin}, f"choice:{row.id}")
            if row.channel == ONLINE and row.lapses_at is not None:
                _ban(row, "not_registered", "plates.ban_not_registered", actor)
    return len(rows)


def refuse(person: UUID) -> None:
    """Raises NotAllowed while a ban of this person runs."""
    ban = find(person)
    if ban is not None:
        raise NotAllowed(BANNED.fill(until=ban.until), code="banned")


def find(person: UUID) -> Ban | None:
    """The ban that runs longest today, or None. One statement."""
    return _RUNNING.first(person, clock.today())


def propose_lifting(*, ban: UUID, reason: str, actor: Actor) -> None:
    """Say why a ban should be lifted; it runs on until somebody else agrees. Raises NotFound, BadInput, NotAllowed."""
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise BadInput("reason", Text(zh="请写明原因。", en="Say why."))
    with transaction.atomic(savepoint=False):
        row = _running(ban)
        row.lift_proposed_by, row.lift_proposed_label = _account(actor), actor.label
        row.lifted_why = reason
        update(row, "lift_proposed_by", "lift_proposed_label", "lifted_why")
        record.write(row.person, "ban_lifting_proposed", actor, {"ban": str(row.id), "reason": reason}, f"ban:{row.id}")


def lift(*, ban: UUID, actor: Actor) -> None:
    """Lift a ban for the reason that somebody else gave. Raises NotFound, NotAllowed for the same officer, Conflict
    where nobody has said why."""
    with transaction.atomic(savepoint=False):
        row = _running(ban)
        if row.lift_proposed_by is None:
            raise Conflict(Text(zh="还没有人提出解除。", en="Nobody has proposed to lift it."))
        if row.lift_proposed_by == _account(actor):
            raise NotAllowed(TWO)
        row.lifted_on = clock.today()
        update(row, "lifted_on")
        facts = {"ban": str(row.id), "reason": row.lifted_why, "proposed_by": row.lift_proposed_label}
        record.write(row.person, "ban_lifted", actor, facts, f"ban:{row.id}")


def running(limit: int = 200) -> list[BanView]:
    """The bans that run today, the ones proposed to be lifted first, then by their end. The caller records the looks.
    One statement."""
    rows = Ban.for_system("bans that supervision sees").filter(until__gte=clock.today(), lifted_on=None)
    rows = rows.order_by(F("lift_proposed_by").asc(nulls_last=True), "until", "id")
    return [
        BanView(
            row.id, row.person, row.ground, row.since, row.until, row.lift_proposed_by, row.lift_proposed_label,
            row.lifted_why,
        )
        for row in rows[:limit]
    ]  # fmt: skip


def _running(ban: UUID) -> Ban:
    row = Ban.for_system("lift a ban").select_for_update().filter(id=ban, lifted_on=None).first()
    if row is None:
        raise NotFound(Text(zh="没有这项限制。", en="There is no such ban."))
    return row


def _account(actor: Actor) -> UUID:
    if actor.kind != "staff" or actor.account_id is None or SUPERVISION not in actor.posts:
        raise NotAllowed(ONLY_SUPERVISION)
    return actor.account_id


def follow_merger(keep: UUID, merged: UUID) -> None:
    """Two records of one person became one: what the merged one had belongs to the one that is kept."""
    for model, field in ((Choice, "person"), (Ban, "person"), (Number, "holder"), (Number, "kept_for")):
        model.for_system("follow a merger").filter(**{field: merged}).update(**{field: keep})


def _ban(row: Choice, ground: str, years: str, actor: Actor) -> None:
    since = clock.day_of(row.lapses_at or clock.now())
    until = add_years(since, book().value(years, clock.today(), row.pool.region))
    ban = Ban(person=row.person, ground=ground, since=since, until=until, choice=row.id)
    ban.save(force_insert=True)
    facts = {"ground": ground, "since": since, "until": until, "number": row.got}
    record.write(row.person, "banned", actor, facts, f"choice:{row.id}")

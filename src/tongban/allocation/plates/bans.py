"""Bans from choosing numbers on the Internet: a reservation that was let lapse leads to one, an officer may lift it."""

from uuid import UUID

from django.db import transaction

from tongban.allocation.models import Ban, Choice, Number
from tongban.allocation.plates import record
from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.core.law_book import book
from tongban.core.rows import update
from tongban.law.dates import add_years
from tongban.law.rules.plates import ONLINE
from tongban.law.text import Text

BANNED = Text(
    zh="您在{until}以前不能网上选号：预选的号牌没有按时办理登记。可以到窗口现场选号；有异议可以申请解除。",
    en="You cannot choose a number on the Internet until {until}: a reserved number was not registered in time. "
    "At a window you can. If you object, ask for the ban to be lifted.",
)


def note_breaches(*, actor: Actor, person: UUID | None = None) -> int:
    """End the choices whose reservation lapsed, one person's or everybody's: who chose on the Internet is banned.

    Returns how many. What lapsed was free for others from its instant on, whether this has run or not.
    """
    now = clock.now()
    lapsed = Choice.for_system("note breaches").filter(ended="", lapses_at__lte=now).exclude(got="")
    lapsed = lapsed.filter(person=person) if person else lapsed
    with transaction.atomic(savepoint=False):
        rows = list(lapsed.select_related("pool").select_for_update(of=("self",), skip_locked=True))
        for row in rows:
            row.ended = "breach"
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
    running = Ban.for_system("may this person choose").filter(person=person, until__gte=clock.today(), lifted_on=None)
    return running.order_by("-until").first()


def lift(*, ban: UUID, reason: str, actor: Actor) -> None:
    """Lift a ban; an officer says why. Raises NotFound, BadInput."""
    if not reason.strip():
        raise BadInput("reason", Text(zh="请写明原因。", en="Say why."))
    with transaction.atomic(savepoint=False):
        row = Ban.for_system("lift a ban").select_for_update().filter(id=ban, lifted_on=None).first()
        if row is None:
            raise NotFound(Text(zh="没有这项限制。", en="There is no such ban."))
        row.lifted_on, row.lifted_why = clock.today(), reason
        update(row, "lifted_on", "lifted_why")
        record.write(row.person, "ban_lifted", actor, {"ban": str(row.id), "reason": reason}, f"ban:{row.id}")


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

"""An emergency order extends the temporary plates of a region (有效期延长): proposed, put in force by a second person,
carried out in batches, reported.

Concerned is every plate of the region that runs out between the first and the last day of the order, has no formal
plates and is not void. It then holds to the order's last day, never longer than its insurance. Each plate has its
entry, its owner a message, its electronic plate the new day. Batches go on where they stopped; an order that was ended
meanwhile extends nothing more.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from tongban.core import clock, entries, outbox
from tongban.core.actions import end_order, give_order
from tongban.core.actor import CONFIGURE, Actor, system
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.documents.models import TemporaryExtension, TemporaryPlate
from tongban.documents.temporary.actions import REGISTER
from tongban.exchange.messages import actions as messages
from tongban.law.rules import temporary_plates as rule
from tongban.law.text import Text
from tongban.people import queries as people

BATCH = 500
NO_BASIS = Text(zh="请写明依据的文件。", en="Name the notice it rests on.")
NO_NUMBER = Text(zh="请填写命令编号。", en="Give the order a number.")
WRONG_DAYS = Text(zh="最后一天不能早于今天和第一天。", en="The last day is not before today or the first day.")
WRONG_REGION = Text(zh="地区代码是六位数字；不填就是全国。", en="A region has six digits; empty is the whole country.")
TAKEN = Text(zh="这个编号已经使用。", en="This number is taken.")
NONE = Text(zh="没有这项延期。", en="There is no such extension.")
ANOTHER = Text(zh="须由另一个人确认。", en="Another person has to confirm it.")
NOT_YOU = Text(
    zh="您没有这项权限：由网点的管理人员提出，由有全部网点配置权限的人确认。",
    en="You may not do this: whoever configures an office proposes, whoever configures every office confirms.",
)
NOT_NOW = Text(zh="这项延期现在不能这样处理。", en="This cannot be done with this extension now.")
EXTENDED = Text(
    zh="您的临时号牌 {number} 按通告延长，可以用到{until}，不用办手续。",
    en="Your temporary plate {number} is extended by order and valid to {until}. You need do nothing.",
)
CUT = Text(
    zh="延长有效期的通告已结束，您的临时号牌 {number} 用到{until}为止。",
    en="The order has ended: your temporary plate {number} is valid to {until}.",
)


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """An extension and what came of it."""

    id: UUID
    number: str
    basis: str
    region: str
    since: date
    until: date
    proposed_by: UUID
    concerned: int
    state: str  # "proposed", "running", "done", "ended"
    extended: int
    told: int
    short: int
    ended_on: date | None


def concerned(region: str, since: date, until: date) -> int:
    """How many plates an order would extend: the preview. One statement."""
    return _concerned(region, since, until).count()


def propose(*, number: str, basis: str, region: str, since: date, until: date, actor: Actor) -> ExtensionView:
    """Propose an order, by whoever configures an office; nothing changes before another person confirms it."""
    if not any(grant.power == CONFIGURE for grant in actor.grants):
        raise NotAllowed(NOT_YOU)
    _checked(number, basis, region, since, until)
    with transaction.atomic(savepoint=False):
        if TemporaryExtension.objects.filter(number=number.strip()).exists():
            raise Conflict(TAKEN)
        row = TemporaryExtension(
            id=new_id(), number=number.strip(), basis=basis.strip(), region=region, since=since, until=until,
            proposed_by=_account(actor), proposed_at=clock.now(), concerned=concerned(region, since, until),
        )  # fmt: skip
        row.save(force_insert=True)
        _write(row, "extension_proposed", actor, concerned=row.concerned)
        return _view(row)


def confirm(*, extension_id: UUID, actor: Actor) -> ExtensionView:
    """Put a proposed order in force, as another person than who proposed it, with the power to configure everywhere;
    its batches begin."""
    _may(actor)
    with transaction.atomic(savepoint=False):
        row = _locked(extension_id)
        if row.proposed_by == _account(actor):
            raise NotAllowed(ANOTHER)
        if row.confirmed_by is not None:
            raise Conflict(NOT_NOW)
        give_order(
            number=row.number, basis=row.basis, region=row.region, since=row.since, until=row.until,
            values={"temporary_plates.extended": True}, actor=actor,
        )  # fmt: skip
        row.confirmed_by, row.confirmed_at = _account(actor), clock.now()
        row.save()
        _write(row, "extension_confirmed", actor)
        outbox.announce("temporary_extension", extension=row.id)
        return _view(row)


def carry_out(extension_id: UUID) -> int:
    """Extend one batch and announce the next; returns how many were extended."""
    with transaction.atomic():
        row = _locked(extension_id)
        if row.confirmed_by is None or row.done_at or row.ended_on or not _in_force(row):
            return 0
        plates = list(_concerned(row.region, row.since, row.until).select_for_update().order_by("id")[:BATCH])
        for plate in plates:
            _extend(row, plate)
        if plates:
            outbox.announce("temporary_extension", extension=row.id)
        else:
            row.done_at = clock.now()
            _write(row, "extension_done", system("extension"), extended=row.extended, told=row.told, short=row.short)
        row.save()
        return len(plates)


def end_early(*, extension_id: UUID, until: date, why: str, actor: Actor) -> ExtensionView:
    """End an order in force before its day: what it had extended holds to the new day, or as it was given."""
    _may(actor)
    if not why.strip():
        raise BadInput("why", NO_BASIS)
    with transaction.atomic(savepoint=False):
        row = _locked(extension_id)
        if row.confirmed_by is None or row.ended_on or not clock.today() <= until < row.until:
            raise Conflict(NOT_NOW)
        end_order(number=row.number, until=until, reason=why.strip(), actor=actor)
        row.ended_on, row.ended_why = until, why.strip()[:200]
        row.save()
        _write(row, "extension_ended", actor, until=until, why=row.ended_why)
        plates = TemporaryPlate.for_system("the order ended").select_for_update()
        for plate in plates.filter(extended_by=row.number, extended_until__gt=until).order_by("id"):
            plate.extended_until = max(plate.until, until)
            plate.save()
            _tell(plate, CUT)
            outbox.announce("temporary_plate", plate=plate.id)
        return _view(row)


def extensions() -> list[ExtensionView]:
    """Every extension, the newest first. One statement."""
    return [_view(row) for row in TemporaryExtension.objects.order_by("-proposed_at")]


def _concerned(region: str, since: date, until: date) -> QuerySet[TemporaryPlate]:
    rows = TemporaryPlate.for_system("an order extends them").filter(
        region__startswith=_prefix(region), ended_on=None, formal_on=None, until__gte=since, until__lt=until,
        insured_until__gt=F("until"),
    )  # fmt: skip
    not_yet = Q(extended_until__lt=until) & Q(extended_until__lt=F("insured_until"))
    return rows.filter(Q(extended_until=None) | not_yet)


def _extend(row: TemporaryExtension, plate: TemporaryPlate) -> None:
    plate.extended_until = min(row.until, plate.insured_until)
    plate.extended_by = row.number
    plate.save()
    entries.write(
        register=REGISTER, subject=plate.id, kind="temporary_plate_extended", effective_on=row.since,
        actor=system("extension"), cause=f"order:{row.number}",
        facts={"number": plate.number, "until": plate.extended_until, "order": row.number},
    )  # fmt: skip
    outbox.announce("temporary_plate", plate=plate.id)
    row.extended += 1
    row.short += plate.extended_until < row.until
    row.told += _tell(plate, EXTENDED)


def _tell(plate: TemporaryPlate, words: Text) -> bool:
    to = people.phone_number(plate.person)
    if to:
        text = words.fill(number=plate.number, until=plate.extended_until or plate.until)
        messages.send(to=to, text=text, language="zh-hans", topic="temporary_plate", person_id=plate.person)
    return bool(to)


def _in_force(row: TemporaryExtension) -> bool:
    """The order still holds: nobody has ended it otherwise."""
    on = max(clock.today(), row.since)
    return on <= row.until and rule.extended(on, book().at(row.region))


def _prefix(region: str) -> str:
    """How the regions of an order begin: 310100 holds for its districts, 310000 for its cities."""
    return region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region


def _checked(number: str, basis: str, region: str, since: date, until: date) -> None:
    if not number.strip():
        raise BadInput("number", NO_NUMBER)
    if not basis.strip():
        raise BadInput("basis", NO_BASIS)
    if region and not (region.isascii() and region.isdigit() and len(region) == 6):
        raise BadInput("region", WRONG_REGION)
    if until < since or until < clock.today():
        raise BadInput("until", WRONG_DAYS)


def _may(actor: Actor) -> None:
    if not actor.may(CONFIGURE):
        raise NotAllowed(NOT_YOU)


def _account(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise NotAllowed(NOT_YOU)
    return actor.account_id


def _locked(extension_id: UUID) -> TemporaryExtension:
    row = TemporaryExtension.objects.select_for_update().filter(id=extension_id).first()
    if row is None:
        raise NotFound(NONE)
    return row


def _view(row: TemporaryExtension) -> ExtensionView:
    state = "ended" if row.ended_on else "done" if row.done_at else "running" if row.confirmed_by else "proposed"
    return ExtensionView(
        row.id, row.number, row.basis, row.region, row.since, row.until, row.proposed_by, row.concerned, state,
        row.extended, row.told, row.short, row.ended_on,
    )  # fmt: skip


def _write(row: TemporaryExtension, kind: str, actor: Actor, **facts: object) -> None:
    entries.write(
        register=REGISTER, subject=row.id, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"order:{row.number}", facts={"number": row.number, **facts},
    )  # fmt: skip

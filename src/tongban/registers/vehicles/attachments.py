"""Attachments by courts and others (查封、续封、解封): a notice is carried out once, whatever way and however often it
comes.

The first attachment binds, the later ones wait; a release takes out any of them and the order of the others stays. A
release or an extension that overtakes its attachment is kept and carried out behind it. What a notice led to is kept
with it, so that the same notice again gets the same receipt.

A notice on paper is taken down by one member of staff, with its image and the two officers who brought it, and carried
out by another (`confirm`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tongban.core import clock, rows, sealed
from tongban.core.actor import WORK, Actor
from tongban.core.errors import BadInput, Conflict, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.exchange.offices.forms import Restricted
from tongban.law.rules import attachment
from tongban.law.text import Text
from tongban.outlets import queries as outlets
from tongban.outlets.catalogue import ATTACHMENT
from tongban.registers.types import Change
from tongban.registers.vehicles import actions, moves, queries, told
from tongban.registers.vehicles.changing import change_vehicle, locked
from tongban.registers.vehicles.models import AttachmentNotice
from tongban.registers.vehicles.types import Vehicle

TAKEN_DOWN, KEPT, DIFFERS = "taken_down", "kept", "differs"
MOVED_OUT = "B"
NOT_HERE = Text(zh="您所在的网点不能办理协助查封。", en="Your service point does not attach vehicles.")
SAME_PERSON = Text(
    zh="登记通知书的人不能再复核，请由另一位工作人员复核。", en="Who took the notice down cannot confirm it as well."
)
OTHER_CONTENT = Text(
    zh="同一文号的通知书已经登记过，内容不同，请核对。", en="A notice of this number is on record with other contents."
)
NO_NOTICE = Text(zh="没有等待复核的这份通知书。", en="No such notice waits to be confirmed.")
TWO_OFFICERS = Text(
    zh="请填写两位送达人员各自的证件编号。", en="Enter the badge numbers of both officers who brought it."
)
NO_IMAGE = Text(zh="请附上通知书的扫描件。", en="Add the picture of the notice.")
ABOUT_WHAT = Text(
    zh="解封、续封要写明原查封通知书的文号。", en="A release or an extension names the notice that attached it."
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What an authority asks for. `about`: of a release or an extension, the number of the notice that attached."""

    number: str
    authority: str
    authority_name: str
    case_number: str
    act: str  # "attach", "extend", "release"
    vin: str
    about: str
    on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice as the desk reads it. `on_paper`: two officers brought it; `taken_by`: the account that took it
    down."""

    notice: Notice
    outcome: "Outcome"
    came_at: datetime
    on_paper: bool
    taken_by: UUID | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a notice led to. `result`: "attached", "waiting", "extended", "released", "kept" (its attachment has not
    come yet), "not_here", "moved_away", "ended", "differs" (another notice came under its number), "taken_down".
    `rank`: 1 binds, 2 is the first that waits; 0 where nothing was attached."""

    id: UUID
    result: str
    rank: int
    until: date | None
    where: str = ""  # the region to which the vehicle has moved


def must_serve(actor: Actor) -> None:
    """Refuse whoever may not do it, or works where it is not accepted by the delegation matrix. Raises NotAllowed."""
    actor.must(WORK, ATTACHMENT, actor.office, NOT_HERE)
    if not outlets.may_accept(ATTACHMENT, actor.office, clock.today()):
        raise NotAllowed(NOT_HERE)


def carry_out(notice: Notice, *, source: UUID, actor: Actor) -> Outcome:
    """Carry a notice out that came as a signed message. The same again changes nothing."""
    with transaction.atomic(savepoint=False):
        rows.insert(_row(notice, source), otherwise="ON CONFLICT DO NOTHING")
        row = _known(notice)
        if _differs(row, notice):
            return Outcome(row.id, DIFFERS, 0, None)
        if row.result == TAKEN_DOWN:  # new, or on paper before: the signed message needs no second person
            _carry_out(row, actor)
        return outcome_of(row)


def take_down(notice: Notice, *, officers: tuple[str, str], image: bytes, actor: Actor) -> Outcome:
    """Take down a notice on paper, which another member of staff confirms. Raises BadInput."""
    must_serve(actor)
    first, second = (officer.strip() for officer in officers)
    if not first or not second or first == second:
        raise BadInput("officer_2", TWO_OFFICERS)
    if not image:
        raise BadInput("picture", NO_IMAGE)
    if notice.act != "attach" and not notice.about.strip():
        raise BadInput("about", ABOUT_WHAT)
    row = _row(notice, new_id())
    row.officers, row.image, row.taken_by = [first, second], sealed.pack_bytes(image), actor.account_id
    with transaction.atomic(savepoint=False):
        rows.insert(row, otherwise="ON CONFLICT DO NOTHING")
        known = _known(notice)
        if _differs(known, notice):
            raise Conflict(OTHER_CONTENT)
        return outcome_of(known)


def confirm(*, notice: UUID, actor: Actor) -> Outcome:
    """Carry out a notice on paper, by somebody else than who took it down. Raises NotFound, NotAllowed."""
    with transaction.atomic(savepoint=False):
        must_serve(actor)
        row = _waiting(notice)
        if actor.account_id == row.taken_by:
            raise NotAllowed(SAME_PERSON)
        row.confirmed_by = actor.account_id
        _carry_out(row, actor)
        return outcome_of(row)


def take_back(*, notice: UUID, actor: Actor) -> None:
    """Drop a notice that was taken down wrongly and is not confirmed. Raises NotFound."""
    must_serve(actor)
    with transaction.atomic(savepoint=False):
        _waiting(notice).delete()


def to_confirm() -> list[Kept]:
    """The notices on paper that wait for a second person, the oldest first. One statement."""
    waiting = AttachmentNotice.for_system("the desk confirms").filter(result=TAKEN_DOWN).defer("image")
    return [_kept(row) for row in waiting.order_by("id")]


def recent(limit: int = 50) -> list[Kept]:
    """The newest notices that were carried out, on paper or as messages. One statement."""
    done = AttachmentNotice.for_system("the desk looks back").exclude(result=TAKEN_DOWN).defer("image")
    return [_kept(row) for row in done.order_by("-id")[:limit]]


def image_of(notice: UUID) -> bytes:
    """The picture of a notice on paper. Raises NotFound."""
    row = AttachmentNotice.for_system("the desk looks at a notice").filter(id=notice).first()
    if row is None or not row.image:
        raise NotFound(NO_NOTICE)
    return sealed.unpack_bytes(row.image)


def outcome_of_notice(notice: Notice) -> Outcome:
    """What a notice led to that was carried out before. One statement."""
    row = _find(notice).get()
    return Outcome(row.id, DIFFERS, 0, None) if _differs(row, notice) else outcome_of(row)


def outcome_of(row: AttachmentNotice) -> Outcome:
    """What a notice led to."""
    return Outcome(row.id, row.result, row.rank, row.ends_on, row.where)


def _kept(row: AttachmentNotice) -> Kept:
    notice = Notice(
        row.number, row.authority, row.authority_name, row.case_number, row.act, row.vin, row.about, row.on, row.until
    )
    return Kept(notice, outcome_of(row), row.came_at, bool(row.officers), row.taken_by)


def _carry_out(row: AttachmentNotice, actor: Actor) -> None:
    row.carried_out_at = clock.now()
    vehicle = next(iter(queries.find_by_vin(row.vin)), None)
    stopped = _not_to_be_attached(vehicle)
    if vehicle is None or stopped:
        row.result, row.where = stopped, moves.gone_to(vehicle.id) if vehicle and stopped == "moved_away" else ""
    else:
        row.vehicle = vehicle.id
        locked(vehicle.id)
        _ACTS[row.act](row, queries.get_vehicle(vehicle.id), actor)
    row.save()


def _not_to_be_attached(vehicle: Vehicle | None) -> str:
    if vehicle is None:
        return "not_here"
    if MOVED_OUT in vehicle.law.letters:
        return "moved_away"
    return "" if vehicle.live else "ended"


def _attach(row: AttachmentNotice, vehicle: Vehicle, actor: Actor) -> None:
    today = clock.today()
    row.ends_on = attachment.last_day(row.authority, row.until, row.on, today, book())
    actions.restrict(
        vehicle_id=vehicle.id, kind="attachment", holder=row.authority_name, reference=row.number, until=row.ends_on,
        effective_on=today, actor=actor, cause=_cause(row),
    )  # fmt: skip
    row.rank = _rank(vehicle.id, row)
    row.result = "attached" if row.rank == 1 else "waiting"
    for late in _kept_about(row):
        _ACTS[late.act](late, queries.get_vehicle(vehicle.id), actor)
        late.vehicle = vehicle.id
        late.save()


def _extend(row: AttachmentNotice, vehicle: Vehicle, actor: Actor) -> None:
    said = _standing(vehicle.id, row)
    if said is None:
        row.result = KEPT
        return
    key, kind, rank, since, _, holder, number = said[:7]
    row.ends_on = attachment.last_day(row.authority, row.until, row.on, clock.today(), book())
    value = [kind, rank, since, row.ends_on and row.ends_on.isoformat(), holder, number]
    change = Change(f"restriction:{key}", value, until=row.ends_on)
    change_vehicle(vehicle.id, "attachment_extended", [change], clock.today(), actor, _cause(row))
    longer = Restricted("", key, kind, holder, number, date.fromisoformat(since), row.ends_on)
    told.tell(vehicle.id, longer)
    row.rank, row.result = _rank(vehicle.id, row), "extended"


def _release(row: AttachmentNotice, vehicle: Vehicle, actor: Actor) -> None:
    said = _standing(vehicle.id, row)
    if said is None:
        row.result = "released" if _was_attached(row) else KEPT
        return
    row.rank = _rank(vehicle.id, row)
    actions.release(vehicle_id=vehicle.id, key=said[0], effective_on=clock.today(), actor=actor, cause=_cause(row))
    row.result = "released"


_ACTS = {"attach": _attach, "extend": _extend, "release": _release}


def _standing(vehicle_id: UUID, row: AttachmentNotice) -> list[str] | None:
    """What the register says of the attachment that a notice is about, None where it does not stand."""
    for said in locked(vehicle_id).restrictions:
        if (said[1], said[5], said[6]) == ("attachment", row.authority_name, row.about):
            return list(said)
    return None


def _rank(vehicle_id: UUID, row: AttachmentNotice) -> int:
    """The place of the attachment of a notice among those in force: 1 binds."""
    number = row.about or row.number
    order = attachment.in_order(queries.get_vehicle(vehicle_id).law, clock.today())
    places = [
        place for place, one in enumerate(order, 1) if (one.holder, one.reference) == (row.authority_name, number)
    ]
    return places[0] if places else 0


def _was_attached(row: AttachmentNotice) -> bool:
    """Whether the attachment that a release is about has been here, and ended before it."""
    notices = AttachmentNotice.for_system("was it attached").filter(authority_name=row.authority_name, vin=row.vin)
    return notices.filter(number=row.about, act="attach", result__in=("attached", "waiting")).exists()


def _kept_about(row: AttachmentNotice) -> list[AttachmentNotice]:
    """Extensions and releases that overtook this attachment, in the order in which they came."""
    kept = AttachmentNotice.for_system("what overtook it").filter(authority_name=row.authority_name, vin=row.vin)
    return list(kept.filter(about=row.number, result=KEPT).order_by("id"))


def _row(notice: Notice, source: UUID) -> AttachmentNotice:
    return AttachmentNotice(
        id=source, number=notice.number, authority=notice.authority, authority_name=notice.authority_name,
        case_number=notice.case_number, act=notice.act, vin=notice.vin, about=notice.about, on=notice.on,
        until=notice.until, result=TAKEN_DOWN, came_at=clock.now(),
    )  # fmt: skip


def _known(notice: Notice) -> AttachmentNotice:
    return _find(notice).select_for_update().get()


def _find(notice: Notice) -> QuerySet[AttachmentNotice]:
    return AttachmentNotice.for_system("what it led to").filter(
        authority_name=notice.authority_name, number=notice.number, act=notice.act, vin=notice.vin
    )


def _differs(known: AttachmentNotice, notice: Notice) -> bool:
    """Whether another notice came under the same number before."""
    return (known.about, known.until, known.on) != (notice.about, notice.until, notice.on)


def _waiting(notice: UUID) -> AttachmentNotice:
    kept = AttachmentNotice.for_system("the desk confirms").select_for_update()
    row = kept.filter(id=notice, result=TAKEN_DOWN).first()
    if row is None:
        raise NotFound(NO_NOTICE)
    return row


def _cause(row: AttachmentNotice) -> str:
    return f"notice:{row.id}"

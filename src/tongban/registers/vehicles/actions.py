"""What may happen to a vehicle. Every verb writes one entry and joins the caller's transaction.

Arguments they share: `effective_on` is the law's day, `cause` what it rests on ("case:<id>", "court:<message id>",
"correction"). Whether it *may* happen is `law`'s question, whether it *can* is a constraint here.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.core import plates, rows, sealed, vins
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.exchange.offices.forms import Restricted, Unrestricted
from tongban.law.text import Text
from tongban.registers import dated
from tongban.registers.types import Change
from tongban.registers.vehicles import codes, fold, told
from tongban.registers.vehicles.changing import (
    announce,
    change_vehicle,
    locked,
    next_rank,
    open_vehicle,
    take_columns,
    taken_said,
    write_entry,
)
from tongban.registers.vehicles.models import Page, Paper, Vehicle, VehicleFact, owned_by
from tongban.registers.vehicles.types import REGISTER, Owner

RESTRICTIONS = ("mortgage", "pledge", "attachment", "seizure", "detention")
NO_RESTRICTION = Text(zh="这辆车没有这项登记。", en="Nothing of the kind rests on this vehicle.")


def register_vehicle(
    *,
    vin: str,
    plate: plates.Plate,
    owners: Sequence[Owner],
    authority: str,
    region: str,
    registered_on: date,
    changes: Iterable[Change],
    licence: str,
    certificate: str,
    effective_on: date,
    actor: Actor,
    cause: str,
    frame_number: bool = False,
    vehicle_id: UUID | None = None,
) -> Vehicle:
    """Open a vehicle file (注册登记). `changes` state type, use, colour, engine, make and days.

    Raises BadInput for a VIN that cannot be one (`frame_number`: an older vehicle has none) and a code nobody knows,
    Conflict where VIN, plate number or a serial belongs to another live vehicle.
    """
    number = vin if frame_number else vins.parse(vin).number
    stated = [
        Change("vin", number),
        Change("plate", [plate.type, plate.number]),
        Change("owners", _said(owners)),
        Change("authority", [authority, region]),
        Change("registered_on", registered_on.isoformat()),
        *changes,
        Change("licence", licence),
        Change("certificate", certificate),
    ]
    _must_be_known(stated)
    vehicle, _ = open_vehicle("registered", stated, effective_on, actor, cause, vehicle_id=vehicle_id)
    return vehicle


def issue_licence(*, vehicle_id: UUID, serial: str, kind: str, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Issue the vehicle licence anew (补领、换领行驶证; O164 art. 52): the former one is void. `kind`:
    "licence_replaced" or "licence_exchanged"."""
    return change_vehicle(vehicle_id, kind, [Change("licence", serial)], effective_on, actor, cause)


def issue_certificate(
    *, vehicle_id: UUID, serial: str, kind: str, effective_on: date, actor: Actor, cause: str
) -> Vehicle:
    """Issue the registration certificate anew (补领、换领登记证书): the former one is void. `kind`:
    "certificate_replaced" or "certificate_exchanged"."""
    return change_vehicle(vehicle_id, kind, [Change("certificate", serial)], effective_on, actor, cause)


def transfer(
    *,
    vehicle_id: UUID,
    to: Sequence[Owner],
    licence: str,
    effective_on: date,
    actor: Actor,
    cause: str,
    plate: plates.Plate | None = None,
    kind: str = "transferred",
) -> Vehicle:
    """Transfer the vehicle to other owners (转让登记; O164 art. 25), with a new licence and where given a new
    number. `kind`: "transferred", or "co_owner_changed" where they owned it together (art. 19)."""
    changes = [Change("owners", _said(to)), Change("licence", licence)]
    if plate:
        changes.append(Change("plate", [plate.type, plate.number]))
    return change_vehicle(vehicle_id, kind, changes, effective_on, actor, cause)


def renumber(
    *, vehicle_id: UUID, plate: plates.Plate, licence: str, kind: str, changes: Iterable[Change] = (),
    effective_on: date, actor: Actor, cause: str,
) -> Vehicle:  # fmt: skip
    """Give the vehicle another number and the licence that says it, with what else changes. `kind`: how its file calls
    it. Raises Conflict where the number is on another live vehicle."""
    changes = list(changes)
    _must_be_known(changes)
    said = [Change("plate", [plate.type, plate.number]), Change("licence", licence), *changes]
    return change_vehicle(vehicle_id, kind, said, effective_on, actor, cause)


def swap_plates(
    *, first: UUID, second: UUID, licences: tuple[str | None, str | None], effective_on: date, actor: Actor, cause: str
) -> None:
    """Two vehicles exchange their numbers (互换号牌号码; O164 art. 20), each with a new licence, or with none."""
    with transaction.atomic(savepoint=False):
        both = {one: locked(one) for one in sorted((first, second))}
        numbers = {one: [row.plate_type, row.plate] for one, row in both.items()}
        Vehicle.for_system("its number is exchanged").filter(id=second).update(plate="")  # two never have the same one
        for one, other, licence in ((first, second, licences[0]), (second, first, licences[1])):
            said = [Change("plate", numbers[other]), Change("licence", licence)]
            facts = {"with": str(other)}
            change_vehicle(one, "numbers_swapped", said, effective_on, actor, cause, facts=facts)


def restrict(
    *,
    vehicle_id: UUID,
    kind: str,
    holder: str,
    reference: str,
    effective_on: date,
    actor: Actor,
    cause: str,
    until: date | None = None,
    party: UUID | None = None,
) -> str:
    """Register what rests on a vehicle from a day on; returns its key. `kind`: one of RESTRICTIONS.

    Its rank is its place by time among all that ever rested on this vehicle, given under the lock of the row: of two
    that arrive together, one is the earlier. The same holder and reference again is the same restriction.
    """
    if kind not in RESTRICTIONS:
        raise BadInput("kind", Text(zh="没有这种限制。", en="There is no such restriction."))
    with transaction.atomic(savepoint=False):
        vehicle = locked(vehicle_id)
        whom = str(party) if party else ""
        for key, known, _, _, _, by, number, *held in vehicle.restrictions:
            if (known, by, number) == (kind, holder, reference) and (held[0] if held else "") == whom:
                return str(key)
        key = new_id().hex
        said = [kind, next_rank(vehicle_id), effective_on.isoformat(), until and until.isoformat(), holder, reference]
        said += [whom] if whom else []
        change = Change(f"restriction:{key}", said, until=until)
        change_vehicle(vehicle_id, f"{kind}_registered", [change], effective_on, actor, cause)
        if kind in told.TOLD:
            told.tell(vehicle_id, Restricted("", key, kind, holder, reference, effective_on, until))
        return key


def key_of(vehicle_id: UUID, kind: str, reference: str) -> str:
    """The key of what rests on a vehicle under a number. Raises NotFound. One statement."""
    for key, known, _, _, _, _, number, *_ in locked(vehicle_id).restrictions:
        if (known, number) == (kind, reference):
            return str(key)
    raise NotFound(NO_RESTRICTION)


def release(*, vehicle_id: UUID, key: str, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """End a restriction (解除). Raises NotFound where it does not stand."""
    with transaction.atomic(savepoint=False):
        vehicle = locked(vehicle_id)
        kind = next((said[0] for known, *said in vehicle.restrictions if known == key), None)
        if kind is None:
            raise NotFound(NO_RESTRICTION)
        if kind in told.TOLD:
            told.tell(vehicle_id, Unrestricted("", key, effective_on))
        return change_vehicle(
            vehicle_id, f"{kind}_released", [Change(f"restriction:{key}")], effective_on, actor, cause
        )


def set_letter(*, vehicle_id: UUID, letter: str, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Set a state letter (机动车状态). K, L, M and Q are not set: restrictions and days say them."""
    return change_vehicle(
        vehicle_id,
        "letter_set",
        [Change(f"letter:{letter}", True)],
        effective_on,
        actor,
        cause,
        facts={"letter": letter},
    )


def clear_letter(*, vehicle_id: UUID, letter: str, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Clear a state letter."""
    changes = [Change(f"letter:{letter}", False)]
    return change_vehicle(vehicle_id, "letter_cleared", changes, effective_on, actor, cause, facts={"letter": letter})


def give_mark(*, vehicle_id: UUID, valid_to: date, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Give the inspection mark (核发检验合格标志; O164 art. 54): the day to which it is valid."""
    changes = [Change("inspected_to", valid_to.isoformat())]
    return change_vehicle(vehicle_id, "mark_given", changes, effective_on, actor, cause)


def revoke(*, vehicle_id: UUID, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Revoke a registration that should not have been (撤销登记; O164 art. 81): letter F, papers void, number free."""
    ended = [Change("letter:F", True), Change("licence", None), Change("certificate", None)]
    return change_vehicle(vehicle_id, "revoked", ended, effective_on, actor, cause)


def deregister(*, vehicle_id: UUID, ground: str, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Cancel the registration (注销登记; O164 art. 37): letter E, papers void, the number is free again.

    `ground`: scrapped, lost, abroad, returned or office.
    """
    ended = [Change("letter:E", True), Change("licence", None), Change("certificate", None)]
    return change_vehicle(vehicle_id, "deregistered", ended, effective_on, actor, cause, facts={"ground": ground})


def take_in_stock(*, vehicle_id: UUID, dealer: Owner, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """A dealer has it in stock, pending its sale (二手车待销售): it has no plates and no licence until it is sold."""
    changes = [Change("owners", _said([dealer])), Change("plate", None), Change("licence", None)]
    return change_vehicle(vehicle_id, "pending_sale", changes, effective_on, actor, cause)


def announce_void(*, vehicle_id: UUID, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Its years of use have passed without an end: licence and certificate are announced void (公告作废; IR art. 9),
    letter P. It stays on record until it is deregistered."""
    void = [Change("letter:P", True), Change("licence", None), Change("certificate", None)]
    return change_vehicle(vehicle_id, "announced_void", void, effective_on, actor, cause)


def record(
    *, vehicle_id: UUID, kind: str, changes: Iterable[Change], effective_on: date, actor: Actor, cause: str
) -> Vehicle:
    """Record dated statements that need no verb of their own (a colour, an engine, an insurance day, an accident)."""
    changes = list(changes)
    _must_be_known(changes)
    return change_vehicle(vehicle_id, kind, changes, effective_on, actor, cause)


def link(*, vehicle_id: UUID, person_id: UUID, linked: bool, effective_on: date, actor: Actor, cause: str) -> Vehicle:
    """Link the vehicle to the account of an owner, or take it off (备案、解绑). It is linked where nothing is said."""
    change = Change(f"link:{person_id.hex}", linked)
    return change_vehicle(vehicle_id, "linked" if linked else "unlinked", [change], effective_on, actor, cause)


def attach_page(
    *, vehicle_id: UUID, kind: str, content: bytes, media_type: str, on: date, actor: Actor, cause: str
) -> Page:
    """Add a page to the electronic file; its digest stands in the sealed entry."""
    codes.must_be("page", kind)
    with transaction.atomic(savepoint=False):
        digest = hashlib.sha256(content).hexdigest()
        facts = {"page": kind, "sha256": digest}
        locked(vehicle_id)
        entry = write_entry(vehicle_id, "page_attached", on, actor, cause, [], facts)
        page = Page(
            id=new_id(), vehicle=vehicle_id, kind=kind, sha256=digest, media_type=media_type,
            content=sealed.pack_bytes(content), added_on=on, entry=entry,
        )  # fmt: skip
        rows.insert(page)
        return page


def correct(
    *, vehicle_id: UUID, entry: UUID, reason: str, effective_on: date, actor: Actor, changes: Iterable[Change] = ()
) -> Vehicle:
    """Strike what an entry wrote and state what is right instead. Nothing is overwritten.

    A paper that the entry issued is void, the one it replaced stays void: what was declared void never becomes valid
    again.
    """
    dated.must_have_reason(reason)
    with transaction.atomic(savepoint=False):
        vehicle = locked(vehicle_id)
        correction, stated = dated.correct(
            VehicleFact,
            register=REGISTER,
            subject=vehicle_id,
            entry=entry,
            reason=reason,
            effective_on=effective_on,
            actor=actor,
            right=lambda standing: [*changes, *_papers_that_never_return(vehicle_id, entry, standing)],
        )
        Paper.objects.filter(vehicle=vehicle_id, entry=entry, voided_on=None).update(
            voided_on=effective_on, voided_by=correction, void_cause="corrected"
        )
        take_columns(vehicle, fold.fold(stated))
        vehicle.revision += 1
        with taken_said():
            rows.update(vehicle)
        announce(vehicle_id, "corrected", "correction")
        return vehicle


def follow_merger(*, keep: UUID, merged: UUID, effective_on: date, actor: Actor, cause: str) -> int:
    """Two rows of people were one person: what the merged one owned is the kept one's. Returns how many vehicles."""
    with transaction.atomic(savepoint=False):
        found = list(Vehicle.for_system("merged persons").filter(owned_by(merged)).values_list("id", "owners"))
        for vehicle_id, owners in found:
            renamed = dict.fromkeys((str(keep) if party == str(merged) else party, kind) for party, kind in owners)
            change = Change("owners", [list(owner) for owner in renamed])
            change_vehicle(vehicle_id, "person_merged", [change], effective_on, actor, cause)
        return len(found)


def _said(owners: Sequence[Owner]) -> list[list[str]]:
    if not owners:
        raise Conflict(Text(zh="车辆必须有所有人。", en="A vehicle has an owner."))
    return [[str(owner.id), owner.kind] for owner in owners]


def _must_be_known(changes: Iterable[Change]) -> None:
    for change in changes:
        if change.facet in ("type", "use", "colour"):
            codes.must_be(change.facet, str(change.value))
        if change.facet == "make" and isinstance(change.value, Mapping):
            codes.must_be("fuel", str(change.value.get("fuel")))


def _papers_that_never_return(vehicle_id: UUID, entry: UUID, standing: list[tuple[date, str, Any]]) -> list[Change]:
    """The statement that there is no paper, where striking the entry would bring a void one back."""
    columns = fold.fold((facet, value) for _, facet, value in standing).columns()
    valid = Paper.objects.filter(vehicle=vehicle_id, voided_on=None).exclude(entry=entry)
    serials = dict(valid.values_list("kind", "serial"))
    gone = [kind for kind in ("licence", "certificate") if columns[kind] and serials.get(kind) != columns[kind]]
    return [Change(kind, None) for kind in gone]

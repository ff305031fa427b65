"""What may happen to a bike. Every verb writes one entry and joins the caller's transaction.

Arguments they share: `effective_on` is the law's day, `cause` what it rests on ("case:<id>", "correction"). Whether it
*may* happen is `law`'s question, whether it *can* is a constraint here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from tongban.core import entries, outbox, rows
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.law_book import book
from tongban.law.rules import bikes as law
from tongban.law.text import Text
from tongban.registers import dated
from tongban.registers.bikes import fold
from tongban.registers.bikes.models import Bike, BikeFact
from tongban.registers.bikes.types import DELIVERY, ORDINARY, REGISTER
from tongban.registers.types import Change

NO_BIKE = Text(zh="没有这辆车的登记。", en="There is no such bike on record.")
_LOCKED = rows.Rows(Bike, "id = %s FOR UPDATE", why="change a bike")
_NEXT = """
INSERT INTO bikes_series (region, kind, last) VALUES (%s, %s, 1)
ON CONFLICT (region, kind) DO UPDATE SET last = bikes_series.last + 1 RETURNING last
"""
_TAKEN = {
    "bikes_one_live_code": Text(
        zh="这个整车编码已经登记在另一辆车上，须由人核对。", en="Another live bike has this code: a person has to look."
    ),
    "bikes_number_once": Text(zh="这个号牌号码正在使用。", en="This plate number is in use."),
    "bikes_one_live_tag": Text(zh="这枚电子标签已经在另一副号牌上。", en="This tag is in another plate already."),
}


def register_bike(
    *,
    bike_id: UUID,
    code: str,
    motor: str,
    make: Mapping[str, Any],
    colour: str,
    owner: UUID,
    region: str,
    effective_on: date,
    actor: Actor,
    cause: str,
    owner_kind: str = "person",
) -> Bike:
    """Open the file of a bike under the next ordinary number (登记上牌). Raises Conflict where its code is another
    live bike's."""
    with transaction.atomic(savepoint=False):
        plate = _next_number(region, ORDINARY, effective_on)
        stated = [
            Change("code", code),
            Change("motor", motor),
            Change("make", dict(make)),
            Change("colour", colour),
            Change("owner", [str(owner), owner_kind]),
            Change("region", region),
            Change("plate", [ORDINARY, plate]),
            Change("licence", _next_licence(region)),
            Change("registered_on", effective_on.isoformat()),
        ]
        bike = Bike(id=bike_id)
        return _state(bike, "registered", stated, effective_on, actor, cause, new=True)


def transfer(*, bike_id: UUID, to: UUID, effective_on: date, actor: Actor, cause: str) -> Bike:
    """Transfer the bike to another owner (转让登记), with a new licence; the number stays."""
    with transaction.atomic(savepoint=False):
        bike = _locked(bike_id)
        changes = [Change("owner", [str(to), "person"]), Change("licence", _next_licence(bike.region))]
        return _state(bike, "transferred", changes, effective_on, actor, cause)


def recolour(*, bike_id: UUID, colour: str, effective_on: date, actor: Actor, cause: str) -> Bike:
    """Register another colour (变更登记), with a new licence."""
    with transaction.atomic(savepoint=False):
        bike = _locked(bike_id)
        changes = [Change("colour", colour), Change("licence", _next_licence(bike.region))]
        return _state(bike, "colour_changed", changes, effective_on, actor, cause)


def begin_delivery(
    *, bike_id: UUID, firm: UUID, rider: UUID, tag: str, check_due_on: date, effective_on: date, actor: Actor,
    cause: str,
) -> Bike:  # fmt: skip
    """Give the bike the next delivery number (专用号牌), tied to firm and rider by its tag. The ordinary number ends.
    Raises Conflict where the tag is in another plate."""
    with transaction.atomic(savepoint=False):
        bike = _locked(bike_id)
        plate = _next_number(bike.region, DELIVERY, effective_on)
        changes = [
            Change("plate", [DELIVERY, plate]),
            Change("delivery", [str(firm), str(rider), tag]),
            Change("check_due_on", check_due_on.isoformat()),
            Change("licence", _next_licence(bike.region)),
        ]
        return _state(bike, "delivery_begun", changes, effective_on, actor, cause)


def end_delivery(*, bike_id: UUID, effective_on: date, actor: Actor, cause: str) -> Bike:
    """Give the bike an ordinary number again: it delivers no longer."""
    with transaction.atomic(savepoint=False):
        bike = _locked(bike_id)
        plate = _next_number(bike.region, ORDINARY, effective_on)
        changes = [
            Change("plate", [ORDINARY, plate]),
            Change("delivery", None),
            Change("check_due_on", None),
            Change("licence", _next_licence(bike.region)),
        ]
        return _state(bike, "delivery_ended", changes, effective_on, actor, cause)


def pass_check(*, bike_id: UUID, check_due_on: date, effective_on: date, actor: Actor, cause: str) -> Bike:
    """Note a passed check of a delivery bike and the day by which the next one is due."""
    with transaction.atomic(savepoint=False):
        changes = [Change("check_due_on", check_due_on.isoformat())]
        return _state(_locked(bike_id), "check_passed", changes, effective_on, actor, cause)


def issue_anew(*, bike_id: UUID, what: str, effective_on: date, actor: Actor, cause: str, tag: str = "") -> Bike:
    """Issue plate or licence anew (补领、换领): the former one is void. `what`: "plate" or "licence". The number stays;
    a delivery plate gets the tag that is given."""
    with transaction.atomic(savepoint=False):
        bike = _locked(bike_id)
        changes = [Change("licence", _next_licence(bike.region))]
        if what == "plate" and bike.kind == DELIVERY:
            changes.append(Change("delivery", [str(bike.firm), str(bike.rider), tag]))
        return _state(bike, f"{what}_replaced", changes, effective_on, actor, cause)


def cancel(*, bike_id: UUID, ground: str, effective_on: date, actor: Actor, cause: str) -> Bike:
    """End the registration (注销登记). `ground`: "stolen", "lost", "unused", "revoked" (it should not have been)."""
    with transaction.atomic(savepoint=False):
        changes = [Change("ended", ground), Change("licence", None)]
        return _state(
            _locked(bike_id), "revoked" if ground == "revoked" else "cancelled", changes, effective_on, actor, cause
        )


def correct(*, bike_id: UUID, entry: UUID, reason: str, effective_on: date, actor: Actor) -> Bike:
    """Strike what an entry wrote. Nothing is overwritten; a serial that was void stays void: the licence is issued
    anew."""
    dated.must_have_reason(reason)
    with transaction.atomic(savepoint=False):
        bike = _locked(bike_id)
        _, told = dated.correct(
            BikeFact, register=REGISTER, subject=bike_id, entry=entry, reason=reason, effective_on=effective_on,
            actor=actor, right=lambda standing: [Change("licence", _next_licence(bike.region))],
        )  # fmt: skip
        return _keep(bike, fold.fold(told), "corrected", "correction")


def follow_merger(*, keep: UUID, merged: UUID, effective_on: date, actor: Actor, cause: str) -> int:
    """Two rows of people were one person: their bikes are the kept one's. Returns how many."""
    with transaction.atomic(savepoint=False):
        found = list(Bike.for_system("merged persons").filter(owner=merged).values_list("id", flat=True))
        for bike_id in found:
            changes = [Change("owner", [str(keep), "person"])]
            _state(_locked(bike_id), "person_merged", changes, effective_on, actor, cause)
        return len(found)


def _next_number(region: str, kind: str, on: date) -> str:
    """The next number of a region and kind; nobody else gets one of them before this transaction ends."""
    return law.number(kind, _next(region, kind), on, book().at(region))


def _next_licence(region: str) -> str:
    """The next serial of a licence: the city, and nine digits in order."""
    return f"{region[:4]}{_next(region, 'licence'):09d}"


def _next(region: str, what: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, (region, what))
        [(running,)] = cursor.fetchall()
    return int(running)


def _locked(bike_id: UUID) -> Bike:
    bike = _LOCKED.first(bike_id)
    if bike is None:
        raise NotFound(NO_BIKE)
    return bike


def _state(
    bike: Bike, kind: str, changes: Sequence[Change], on: date, actor: Actor, cause: str, *, new: bool = False
) -> Bike:
    """Write entry, facts and row together."""
    entry = entries.write(
        register=REGISTER, subject=bike.id, kind=kind, effective_on=on, actor=actor, cause=cause,
        facts={"states": [change.said(on) for change in changes]},
    )  # fmt: skip
    rows.insert(*dated.rows_of(BikeFact, bike.id, entry, on, changes))
    columns = {name: value for one in changes for name, value in fold.columns(one.facet, one.value).items()}
    return _keep(bike, columns, kind, cause, new=new)


def _keep(bike: Bike, columns: Mapping[str, Any], kind: str, cause: str, *, new: bool = False) -> Bike:
    for column, value in columns.items():
        setattr(bike, column, value)
    bike.revision += 1
    try:
        (rows.insert if new else rows.update)(bike)
    except IntegrityError as error:
        for constraint, words in _TAKEN.items():
            if constraint in str(error):
                raise Conflict(words, code=constraint.removeprefix("bikes_")) from error
        raise
    outbox.announce("bike_changed", bike=bike.id, change=kind, cause=cause)
    return bike

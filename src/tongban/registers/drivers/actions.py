"""What may happen to a driver file. Every verb writes one entry and joins the caller's transaction.

Each is told the law's day, the actor and the cause (`Act`). A verb that needs the file to be in a certain state trusts
the decision that called it: whether it *may* happen is `law`'s question, whether it *can* is a constraint here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from django.db import transaction

from tongban.core import entries, personal
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.registers import dated
from tongban.registers.drivers import fold
from tongban.registers.drivers.changing import (
    add_version,
    change_file,
    changes_for_age,
    class_changes,
    fact_rows,
    iso,
    locked,
    next_file_number,
    take_columns,
    write_entry,
)
from tongban.registers.drivers.models import Ban, Driver, DriverFact, LicenceVersion
from tongban.registers.drivers.types import REGISTER, Change, Employer
from tongban.registers.types import Act

TWO_FILES = Text(zh="两人各有一份驾驶人档案，须由人核对。", en="Both persons have a driver file: a person has to look.")
POSTPONED = {"renewal": ("N", "M"), "review": ("T", "S"), "medical": ("P", "")}  # its letter, that of being overdue


def register_driver(
    *,
    person_id: UUID,
    born: date,
    region: str,
    authority: str,
    first_issue_on: date,
    changes: Iterable[Change],
    card_serial: str,
    **act: Unpack[Act],
) -> Driver:
    """Open a driver file with its first licence. `changes` state classes, validity, duties and cycles."""
    on = act["effective_on"]
    with transaction.atomic(savepoint=False):
        number = next_file_number(region)
        driver = Driver(id=new_id(), person=person_id, born=born, file_number=number, first_issue_on=first_issue_on)
        stated = [Change("authority", [authority, region], since=first_issue_on), *changes, Change("card", card_serial)]
        facts = {"file_number": number, "states": [change.said(on) for change in stated]}
        entry = write_entry(driver.id, "registered", facts, **act)
        rows = fact_rows(driver.id, entry, on, stated)
        take_columns(driver, fold.fold((row.facet, row.value) for row in rows))
        driver.version = 1
        driver.look_on = on
        driver.save(force_insert=True)
        DriverFact.objects.bulk_create(rows)
        add_version(driver, card_serial, on, "issued", entry)
        return driver


def replace_licence(*, driver_id: UUID, card_serial: str, **act: Unpack[Act]) -> Driver:
    """Issue the licence anew after loss or damage (补证, 损毁换证; O162 art. 69): a new card, nothing else changes."""
    return change_file(driver_id, "replaced", [], card=card_serial, **act)


def renew_licence(
    *,
    driver_id: UUID,
    card_serial: str,
    valid_from: date,
    valid_to: date | None,
    term_years: int | None,
    more: Iterable[Change] = (),
    **act: Unpack[Act],
) -> Driver:
    """Renew at expiry (期满换证; O162 art. 63): a new term; overdue (M) and postponed (N) end with it.

    `more`: what the decision changes besides, such as classes that the medical certificate does not allow.
    """
    changes = [
        Change("validity", [valid_from.isoformat(), iso(valid_to), term_years]),
        Change("letter:M", False),
        Change("letter:N", False),
        Change("postponement:renewal"),
        *more,
    ]
    return change_file(driver_id, "renewed", changes, card=card_serial, **act)


def exchange_for_age(*, driver_id: UUID, classes: Mapping[str, date], card_serial: str, **act: Unpack[Act]) -> Driver:
    """Exchange to the classes that remain at an age (达到规定年龄换证; O162 art. 65). `classes`: code → held since."""
    changes = changes_for_age(locked(driver_id), classes, act["effective_on"])
    return change_file(driver_id, "exchanged", changes, card=card_serial, **act)


def reduce_licence(*, driver_id: UUID, classes: Mapping[str, date], card_serial: str, **act: Unpack[Act]) -> Driver:
    """Exchange to fewer classes (自愿降低、身体条件变化、注销最高准驾车型). `classes`: code → held since."""
    changes = class_changes(locked(driver_id), classes)
    return change_file(driver_id, "reduced", changes, card=card_serial, **act)


def exchange_for_information(*, driver_id: UUID, card_serial: str, born: date, **act: Unpack[Act]) -> Driver:
    """Exchange because name or number of the holder changed (信息变化换证; O162 art. 67): a new card.

    The register holds no names; `born` is the day that the new card prints, with a new number it may differ.
    """
    with transaction.atomic(savepoint=False):
        Driver.for_system("a new number").filter(id=driver_id).update(born=born)
        return change_file(driver_id, "information_changed", [], card=card_serial, **act)


def transfer_in(*, driver_id: UUID, authority: str, region: str, card_serial: str, **act: Unpack[Act]) -> Driver:
    """Move the file to another authority (转入换证; O162 art. 64); who asks for an earlier day finds the former one."""
    changes = [Change("authority", [authority, region]), Change("letter:C", False)]
    return change_file(driver_id, "transferred_in", changes, card=card_serial, **act)


def void_classes(*, driver_id: UUID, classes: Mapping[str, date], **act: Unpack[Act]) -> Driver:
    """Announce classes void where the licence was not exchanged in time (公告作废; O162 art. 65).

    `classes` is what remains; the card shows classes that no longer hold, so it is void as well.
    """
    changes = changes_for_age(locked(driver_id), classes, act["effective_on"])
    return change_file(driver_id, "classes_voided", changes, card=None, **act)


def postpone(*, driver_id: UUID, duty: str, original_due_on: date, until: date, **act: Unpack[Act]) -> Driver:
    """Postpone a renewal, a review or a medical certificate (延期; O162 art. 75).

    `duty`: "renewal" (letter N), "review" (T) or "medical" (P); the letter of the overdue duty gives way to it.
    """
    letter, overdue = POSTPONED[duty]
    changes = [
        Change(f"postponement:{duty}", [original_due_on.isoformat(), until.isoformat()], until=until),
        Change(f"letter:{letter}", True),
        *(Change(f"letter:{one}", False) for one in overdue),
    ]
    facts = {"duty": duty, "until": until.isoformat()}
    return change_file(driver_id, "postponed", changes, facts=facts, **act)


def review_licence(*, driver_id: UUID, **act: Unpack[Act]) -> Driver:
    """The licence review is passed (审验; O162 art. 72, 73): overdue (S) and postponed (T) end with it."""
    changes = [
        Change("review_due"),
        Change("letter:S", False),
        Change("letter:T", False),
        Change("postponement:review"),
    ]
    return change_file(driver_id, "reviewed", changes, **act)


def submit_medical(*, driver_id: UUID, examined_on: date, serial: str, **act: Unpack[Act]) -> Driver:
    """The medical certificate that was owed is handed in (提交身体条件证明; O162 art. 74): postponed (P) ends."""
    changes = [Change("medical_due"), Change("letter:P", False), Change("postponement:medical")]
    facts = {"certificate": serial, "examined_on": examined_on.isoformat()}
    return change_file(driver_id, "medical_submitted", changes, facts=facts, **act)


def file_employer(*, driver_id: UUID, employer: Employer | None, **act: Unpack[Act]) -> Driver:
    """Record for whom the driver works (从业单位信息备案; O162 art. 81); None: for nobody any more."""
    changes = [Change("employer", [employer.code, employer.name] if employer else None)]
    return change_file(driver_id, "employer_filed", changes, **act)


def set_letter(
    *, driver_id: UUID, letter: str, until: date | None = None, clears: Iterable[str] = (), **act: Unpack[Act]
) -> Driver:
    """Set a status letter, with the fixed end of a suspension where there is one; `clears` gives way to it."""
    changes = [Change(f"letter:{letter}", True, until=until), *(Change(f"letter:{other}", False) for other in clears)]
    if letter == "D" and until:
        changes.append(Change("suspended", until.isoformat()))
    return change_file(driver_id, "letter_set", changes, facts={"letter": letter}, **act)


def clear_letter(*, driver_id: UUID, letter: str, **act: Unpack[Act]) -> Driver:
    """Clear a status letter."""
    changes = [Change(f"letter:{letter}", False)]
    if letter == "D":
        changes.append(Change("suspended"))
    return change_file(driver_id, "letter_cleared", changes, facts={"letter": letter}, **act)


def record(*, driver_id: UUID, kind: str, changes: Iterable[Change], **act: Unpack[Act]) -> Driver:
    """Record dated statements that need no verb of their own (a points cycle, a due date, an extension)."""
    return change_file(driver_id, kind, list(changes), **act)


def put_card(*, driver_id: UUID, card_serial: str, **act: Unpack[Act]) -> Driver:
    """Put another blank in place of a spoilt one, or where a correction left none: the spoilt serial is void, the
    licence stays as decided."""
    return change_file(driver_id, "card_replaced", [], card=card_serial, void_cause="spoilt", **act)


def correct(
    *, driver_id: UUID, entry: UUID, reason: str, effective_on: date, actor: Actor, changes: Iterable[Change] = ()
) -> Driver:
    """Strike what an entry wrote and state what is right instead. Nothing is overwritten.

    The licence version that the entry issued is void, the one it replaced stays void: a card once declared void
    never becomes valid again (O162 art. 69); the caller has a new one made where a card is needed. Raises Conflict
    without a reason, NotFound where the entry states nothing that still stands.
    """
    dated.must_have_reason(reason)
    with transaction.atomic(savepoint=False):
        driver = locked(driver_id)
        correction, told = dated.correct(
            DriverFact,
            register=REGISTER,
            subject=driver_id,
            entry=entry,
            reason=reason,
            effective_on=effective_on,
            actor=actor,
            right=lambda standing: [*changes, *_card_that_never_returns(driver_id, entry, standing, effective_on)],
        )
        LicenceVersion.objects.filter(driver=driver_id, entry=entry, voided_on__isnull=True).update(
            voided_on=effective_on, voided_by=correction, void_cause="corrected"
        )
        take_columns(driver, fold.fold(told))
        driver.look_on = effective_on
        driver.save()
        return driver


def _card_that_never_returns(
    driver_id: UUID, entry: UUID, standing: list[tuple[date, str, Any]], on: date
) -> list[Change]:
    """The statement that there is no card, where striking the entry would bring a void one back."""
    serial = fold.fold((facet, value) for since, facet, value in standing if since <= on).card_serial
    valid = LicenceVersion.objects.filter(driver=driver_id, card_serial=serial, voided_on__isnull=True)
    return [] if valid.exclude(entry=entry).exists() else [Change("card", None)]


def follow_merger(*, keep: UUID, merged: UUID, **act: Unpack[Act]) -> Driver | None:
    """Two rows were one person: the file, and bans, are the kept person's now. None where there was nothing to move.

    Raises Conflict where both have a file: which one is right, a person decides.
    """
    with transaction.atomic(savepoint=False):
        Ban.for_system("merged persons").filter(person=merged).update(person=keep)
        files = Driver.for_system("merged persons").select_for_update().filter(person__in=[keep, merged])
        owned = {driver.person: driver for driver in files}
        moving = owned.get(merged)
        if moving is None:
            return None
        if keep in owned:
            raise Conflict(TWO_FILES)
        write_entry(moving.id, "person_merged", {"keep": keep, "merged": merged}, **act)
        moving.person = keep
        moving.save(update_fields=["person"])
        return moving


def set_ban(
    *,
    identity_number: str,
    person_id: UUID | None,
    code: str,
    since: date,
    until: date | None,
    reference: str,
    actor: Actor,
    cause: str,
) -> Ban:
    """Bar a person from applying (O162 art. 15). Keyed by the identity number, so it outlives any driver file."""
    with transaction.atomic(savepoint=False):
        ban_id = new_id()
        facts = {"code": code, "until": iso(until)}
        entry = write_entry(ban_id, "banned", facts, effective_on=since, actor=actor, cause=cause)
        ban = Ban(
            id=ban_id, identity=personal.lookup(identity_number), person=person_id, code=code, since=since, until=until,
            reference=reference, entry=entry,
        )  # fmt: skip
        ban.save(force_insert=True)
        return ban


def lift_ban(*, ban_id: UUID, reason: str, effective_on: date, actor: Actor) -> None:
    """Take back a ban that was set wrongly; the row stays and points to the correction."""
    with transaction.atomic(savepoint=False):
        ban = Ban.for_system("lift a ban").select_for_update().get(id=ban_id)
        ban.lifted_by = entries.write(
            register=REGISTER,
            subject=ban.id,
            kind="corrected",
            effective_on=effective_on,
            actor=actor,
            cause="correction",
            facts={"reason": reason},
            corrects=ban.entry,
        )
        ban.save(update_fields=["lifted_by"])

"""How a licence ends and comes back: verbs like those of `actions`, with the same arguments and promises."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Unpack
from uuid import UUID

from tongban.registers.drivers.changing import change_file, class_changes, iso, locked
from tongban.registers.drivers.models import Driver
from tongban.registers.drivers.types import Change
from tongban.registers.types import Act


def cancel_licence(*, driver_id: UUID, ground: str, **act: Unpack[Act]) -> Driver:
    """Cancel the licence (注销; O162 art. 79): letter G, the card is void. Neither a revocation nor an annulment.

    `ground` says why: own, death, unfit, drug, drug_driving. What stood on the licence stays on record, so that a
    correction brings it back with its original dates.
    """
    letters = [Change(f"letter:{letter}", False) for letter in "MNPRST"]
    changes = [*letters, Change("letter:G", True)]
    return change_file(driver_id, "cancelled", changes, facts={"ground": ground}, card=None, **act)


def announce_lapse(*, driver_id: UUID, **act: Unpack[Act]) -> Driver:
    """The card of a lapsed licence is announced void (公告作废; O162 art. 79); it can still be restored."""
    return change_file(driver_id, "lapse_announced", [], card=None, void_cause="lapsed", **act)


def restore_licence(
    *,
    driver_id: UUID,
    card_serial: str,
    valid_from: date,
    valid_to: date | None,
    term_years: int | None,
    classes: Mapping[str, date] | None = None,
    more: Iterable[Change] = (),
    **act: Unpack[Act],
) -> Driver:
    """Restore driving (恢复驾驶资格; O162 art. 79): R, or G of time alone, ends; a new card.

    `classes`: lost ones that come back; the licence as such was not gone then, nothing but these and the card changes.
    """
    given = [
        change
        for code, since in (classes or {}).items()
        for change in (Change(f"class:{code}", since.isoformat()), Change(f"lost:{code}"))
    ]
    lifted = [
        *(Change(f"letter:{letter}", False) for letter in "RMG"),
        Change("medical_due"),
        Change("validity", [valid_from.isoformat(), iso(valid_to), term_years]),
    ]
    return change_file(driver_id, "restored", [*(given or lifted), *more], card=card_serial, **act)


def compared(*, driver_ids: Iterable[UUID], on: date) -> None:
    """Note that holders were compared with the drug-user register, whatever came of it; as the daily look, no entry."""
    Driver.for_system("comparison").filter(id__in=list(driver_ids)).update(compared_on=on)


def add_class(*, driver_id: UUID, classes: Mapping[str, date], card_serial: str, **act: Unpack[Act]) -> Driver:
    """Add a class (增加准驾车型; O162 art. 22). `classes`: all that the new card prints, code to held since."""
    changes = class_changes(locked(driver_id), classes)
    return change_file(driver_id, "class_added", changes, card=card_serial, **act)


def issue_anew(
    *, driver_id: UUID, classes: Mapping[str, date], changes: Iterable[Change], card_serial: str, **act: Unpack[Act]
) -> Driver:
    """A first licence again after one that was cancelled, revoked or annulled (重新申领), which stays on record.

    `changes` state validity and cycle as for a new file.
    """
    ended = [Change(f"letter:{letter}", False) for letter in "EFGMSB"]
    stated = [*class_changes(locked(driver_id), classes), *ended, *changes]
    return change_file(driver_id, "licensed_anew", stated, card=card_serial, **act)

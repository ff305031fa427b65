"""Blanks of cards and plates: spoilt before two people, counted in the evening, reconciled every night.

Every day, at every office and of every kind: blanks received = taken + spoilt + stock. `reconciling` looks for what
does not add up.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from tongban.core import clock, entries
from tongban.core.actor import SEE, Actor
from tongban.core.errors import BadInput, NotAllowed, NotFound
from tongban.core.ids import new_id
from tongban.documents import actions, production
from tongban.documents.models import Blank
from tongban.documents.plates import making
from tongban.documents.types import CardView, StockDay
from tongban.law.text import Text


def stock(offices: frozenset[str], on: date, actor: Actor) -> list[StockDay]:
    """The count of blanks per office and kind: received = taken + spoilt + stock. One statement."""
    rows = Blank.objects.filter(received_on__lte=on)
    if not actor.may(SEE):
        rows = rows.filter(office__in=offices)
    counted = rows.values("office", "kind").annotate(
        received=Count("serial"),
        taken=Count("serial", filter=Q(state="taken")),
        spoilt=Count("serial", filter=Q(state="spoilt")),
        stock=Count("serial", filter=Q(state="stock")),
    )
    return [StockDay(on=on, **row) for row in counted.order_by("office", "kind")]


@dataclass(frozen=True, slots=True)
class Spoiling:
    """A card or plate that one person reports as spoilt and a second has to see. `reason` is the first one's words."""

    serial: str
    reason: str
    reported_by: UUID | None
    reporter: str  # "staff:310115-0007"
    at: datetime


def report_spoilt(*, serial: str, reason: str, actor: Actor) -> None:
    """Report a spoilt card or plate as the first of two people; a second one confirms. Reporting twice changes nothing.

    Raises BadInput without a reason, Conflict where it is not in production at the actor's office.
    """
    if not reason.strip():
        raise BadInput("why", Text(zh="请说明怎么损坏的。", en="Say how it was spoilt."))
    with transaction.atomic(savepoint=False):
        subject = _being_made(serial, actor.office)
        first = Blank.objects.filter(serial=serial, state="taken", spoilt_by=None)
        if first.update(spoilt_by=actor.account_id, spoilt_on=clock.today()):
            facts = {"serial": serial, "reason": reason}
            actions.note(subject, "spoilt_reported", actor, f"spoilt:{serial}", facts)


def _being_made(serial: str, office: str) -> UUID:
    """The register row, or the set of plates, that is being made on a blank at an office. Raises Conflict."""
    kind = Blank.objects.filter(serial=serial).values_list("kind", flat=True).first()
    if kind is None or kind in actions.CARDS:
        return production.in_production(serial, office).subject
    return making.being_made(serial, office)


def spoilings(office: str) -> list[Spoiling]:
    """What was reported at an office and waits for a second person. One statement, and one for each of these few."""
    waiting = Blank.objects.filter(office=office, state="taken", spoilt_by__isnull=False).order_by("serial")
    found = []
    for blank in waiting:
        entry = entries.caused_by(f"spoilt:{blank.serial}")[0]
        found.append(Spoiling(blank.serial, entry.facts["reason"], blank.spoilt_by, entry.actor, entry.recorded_at))
    return found


def confirm_spoilt(*, serial: str, actor: Actor) -> CardView | None:
    """See a spoilt blank as the second person. Of a card the next blank takes its place and is printed: returns that
    card. A plate is made again on a blank that its maker takes: returns None.

    Raises NotAllowed for the person who reported it, NotFound where nobody did, OutOfBlanks without a blank.
    """
    with transaction.atomic(savepoint=False):
        blank = Blank.objects.select_for_update().filter(serial=serial, office=actor.office, state="taken").first()
        if blank is None or blank.spoilt_by is None:
            raise NotFound(Text(zh="没有人报过这件废品。", en="Nobody has reported this one as spoilt."))
        if actor.account_id is None or blank.spoilt_by == actor.account_id:
            raise NotAllowed(Text(zh="废品须由另一人确认。", en="Another person has to confirm what is spoilt."))
        blank.state, blank.spoilt_seen_by = "spoilt", actor.account_id
        blank.save(update_fields=["state", "spoilt_seen_by"])
        if blank.kind in actions.CARDS:
            return production.remake_spoilt(serial=serial, actor=actor)
        making.replace_blank(serial=serial, actor=actor)
        return None


def count_blanks(*, office: str, kind: str, counted: int, in_stock: int, actor: Actor) -> None:
    """Write down the evening's count of a kind beside what the book says; a difference is for people to explain."""
    facts = {"office": office, "kind": kind, "counted": counted, "in_stock": in_stock}
    actions.note(new_id(), "blanks_counted", actor, _count_cause(office, clock.today()), facts)


def last_counts(office: str, on: date) -> list[dict[str, Any]]:
    """The last count of each kind on a day, beside what the book said then. One statement."""
    return list({one.facts["kind"]: one.facts for one in entries.caused_by(_count_cause(office, on))}.values())


def counted_blanks(office: str, on: date) -> dict[str, int]:
    """The last count of a day by kind; a kind that nobody has counted is missing. One statement."""
    return {said["kind"]: int(said["counted"]) for said in last_counts(office, on)}


def _count_cause(office: str, on: date) -> str:
    return f"stock:{office}:{on.isoformat()}"

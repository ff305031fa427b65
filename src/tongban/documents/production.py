"""A card's way: printer, custody, post or window, into the person's hand. Partners are asked outside transactions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.core import clock, outbox, sealed
from tongban.core.actor import Actor, system
from tongban.core.errors import Conflict
from tongban.core.rows import Rows
from tongban.documents import actions
from tongban.documents.models import Blank, Card
from tongban.documents.types import CardView, OutOfBlanks
from tongban.exchange import post, printer
from tongban.exchange.types import PartnerUnavailable
from tongban.law.text import Text

PRODUCTION = system("production")
_ORDERED = Rows(Card, "serial = %s AND state = 'ordered'", why="print a card")
FIRST_TRY = timedelta(minutes=10)  # the job itself comes first
GIVEN_UP = timedelta(days=7)
UNDER_WAY = ("ordered", "printed", "in_custody", "posted", "lost")


def print_card(serial: str, actor: Actor) -> None:
    """Print an ordered card and send it on its way; asked twice, the printer prints once. A spoilt card stays for two
    people to record."""
    card = _ORDERED.first(serial)
    if card is None:
        return
    fields: dict[str, Any] = sealed.unpack(card.fields)
    answer = printer.print_card(serial, serial, fields, case_id=card.case, person_id=card.person)
    if answer.value.result == "printed":
        with transaction.atomic():
            _send_on(actions.move_card(serial=serial, state="printed", actor=actor), actor)


def print_what_waits() -> None:
    """Print again what a printer that was down has not printed; the first that does not answer ends the round."""
    now = clock.now()
    waiting = Card.for_system("cards that wait for the printer").filter(
        state="ordered", changed_at__range=(now - GIVEN_UP, now - FIRST_TRY)
    )
    reported = Blank.objects.filter(state="taken", spoilt_by__isnull=False).values("serial")
    try:
        for serial in list(
            waiting.exclude(serial__in=reported).order_by("ordered_at").values_list("serial", flat=True)
        ):
            print_card(serial, PRODUCTION)
    except PartnerUnavailable:
        return


def dispatch(serial: str, actor: Actor) -> None:
    """Post a printed card, or keep it in custody for collection."""
    card = Card.for_system("dispatch a card").filter(serial=serial, state__in=["printed", "in_custody"]).first()
    if card:
        _send_on(card, actor)


CONTENTS = {actions.DRIVING_LICENCE: "driving licence", actions.VEHICLE_LICENCE: "vehicle licence"}


def _send_on(card: Card, actor: Actor) -> None:
    serial = card.serial
    if card.delivery != "post":
        actions.move_card(serial=serial, state="in_custody", actor=actor)
        return
    to = sealed.unpack(card.address)
    parcel = post.order_parcel(
        number=f"L{serial}-{card.tries}",
        to_name=to["name"],
        to_phone=to["phone"],
        to_address=to["address"],
        contents=CONTENTS[card.kind],
        case_id=card.case,
        person_id=card.person,
    )
    actions.move_card(serial=serial, state="posted", actor=actor, parcel=str(parcel.id))


BACK = {"refused": "in_custody", "uncollected": "in_custody", "returned": "in_custody"}
PARCEL_MOVES = {"delivered": "delivered", "lost": "lost", **BACK}


def parcel_moved(parcel_id: UUID, kind: str, actor: Actor) -> None:
    """Follow the parcel: delivered ends the way; refused, uncollected or returned comes back into custody."""
    card = Card.for_system("follow a parcel").filter(parcel=str(parcel_id), state="posted").first()
    if card and kind in PARCEL_MOVES:
        actions.move_card(serial=card.serial, state=PARCEL_MOVES[kind], actor=actor)


def cards(office: str, state: str = "", limit: int = 100) -> list[CardView]:
    """Cards of an office that are under way, oldest first. One statement."""
    rows = Card.for_system("production desk").filter(office=office)
    rows = rows.filter(state=state) if state else rows.filter(state__in=UNDER_WAY)
    return [card_view(card) for card in rows.order_by("ordered_at")[:limit]]


def cards_of(person: UUID, actor: Actor) -> list[CardView]:
    """The cards of a person that the actor may see, newest first."""
    return [card_view(card) for card in Card.visible_to(actor).filter(person=person).order_by("-ordered_at")]


def card_view(card: Card) -> CardView:
    """A card without what is printed on it."""
    return CardView(
        card.serial, card.case, card.person, card.office, card.delivery, card.state, card.parcel, card.changed_at,
        card.kind, card.subject,
    )  # fmt: skip


def get_card(serial: str) -> CardView:
    """A card by its serial, for listeners; Card.DoesNotExist where there is none."""
    return card_view(Card.for_system("a listener was given the serial").get(serial=serial))


def under_way(case_id: UUID) -> bool:
    """True while a card of a case is on its way to its owner. One statement."""
    return Card.for_system("is a case over").filter(case=case_id, state__in=UNDER_WAY).exists()


def find_card(serial: str, office: str) -> CardView | None:
    """A card that an office makes or keeps, None for any other office's. One statement."""
    card = Card.for_system("card desk of its office").filter(serial=serial, office=office).first()
    return card_view(card) if card else None


def cards_to_collect(person: UUID, office: str) -> list[CardView]:
    """The cards of a person that lie at an office to be handed over. One statement."""
    rows = Card.for_system("window of the card's office").filter(person=person, office=office)
    return [card_view(card) for card in rows.filter(state__in=["printed", "in_custody"]).order_by("-ordered_at")]


def delivery_address(serial: str, office: str) -> str:
    """Where a card is posted to, "" where it is collected. One statement."""
    card = Card.for_system("card desk of its office").filter(serial=serial, office=office).first()
    return str(sealed.unpack(card.address)["address"]) if card and card.address else ""


# -- made anew ---------------------------------------------------------------------------------------------------


def remake_spoilt(*, serial: str, actor: Actor) -> CardView:
    """The next blank takes the place of a card that two people saw spoilt, in their transaction; returns that card.

    Raises OutOfBlanks without a blank."""
    card = in_production(serial, actor.office)
    again = _remake(card, "spoilt")
    actions.note(card.subject, "card_spoilt", actor, f"case:{card.case}", {"serial": serial, "next": again.serial})
    return card_view(again)


def remake_lost(office: str) -> int:
    """Make the cards anew that the post has lost, as long as there are blanks; returns how many. Costs nobody a fee."""
    lost = Card.for_system("lost in the post").filter(office=office, state="lost").order_by("changed_at")
    count = 0
    for serial in list(lost.values_list("serial", flat=True)):
        try:
            with transaction.atomic():
                card = Card.for_system("lost in the post").select_for_update().get(serial=serial)
                if card.state == "lost":
                    again = _remake(card, "void")
                    facts = {"serial": serial, "next": again.serial}
                    actions.note(card.subject, "card_lost_remade", PRODUCTION, f"case:{card.case}", facts)
                    count += 1
        except OutOfBlanks:
            break  # the others wait for blanks too
    return count


def in_production(serial: str, office: str) -> Card:
    """A card that is being made at an office, locked; Conflict where it is not (any more)."""
    card = Card.for_system("spoilt").select_for_update().filter(serial=serial, office=office).first()
    if card is None or card.state not in ("ordered", "printed"):
        raise Conflict(Text(zh="这张卡不在制作中。", en="This card is not in production."))
    return card


def _remake(card: Card, state: str) -> Card:
    """Order the same card on the next blank; the old one gets `state`. Register and electronic licence follow
    "card_remade". Raises OutOfBlanks."""
    now = clock.now()
    serial = actions.take_blank(office=card.office, cause=f"remade:{card.serial}", kind=card.kind)
    card.state, card.changed_at = state, now
    card.save(update_fields=["state", "changed_at"])
    again = Card(
        serial=serial, kind=card.kind, subject=card.subject, person=card.person, case=card.case, office=card.office,
        fields=card.fields, delivery=card.delivery, address=card.address, ordered_at=now, changed_at=now,
    )  # fmt: skip
    again.save(force_insert=True)
    outbox.announce("card_remade", serial=card.serial, replacement=serial, case=card.case)
    outbox.announce("card_ordered", serial=serial)
    return again

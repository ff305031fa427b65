"""A card's way: printer, custody, post or window, into the person's hand. Partners are asked outside transactions."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from tongban.core import sealed
from tongban.core.actor import SEE, Actor
from tongban.documents import actions
from tongban.documents.models import Blank, Card
from tongban.documents.types import CardView, StockDay
from tongban.exchange import post, printer

UNDER_WAY = ("ordered", "printed", "in_custody", "posted", "lost")


def print_card(serial: str, actor: Actor) -> None:
    """Print an ordered card; asked twice, the printer prints once. A spoilt card stays for two people to record."""
    card = Card.for_system("print a card").filter(serial=serial, state="ordered").first()
    if card is None:
        return
    fields: dict[str, Any] = sealed.unpack(card.fields)
    answer = printer.print_card(serial, serial, fields, case_id=card.case, person_id=card.person)
    if answer.value.result == "printed":
        actions.move_card(serial=serial, state="printed", actor=actor)


def dispatch(serial: str, actor: Actor) -> None:
    """Post a printed card, or keep it in custody for collection."""
    card = Card.for_system("dispatch a card").filter(serial=serial, state__in=["printed", "in_custody"]).first()
    if card is None:
        return
    if card.delivery != "post":
        actions.move_card(serial=serial, state="in_custody", actor=actor)
        return
    to = sealed.unpack(card.address)
    parcel = post.order_parcel(
        number=f"L{serial}-{card.tries}",
        to_name=to["name"],
        to_phone=to["phone"],
        to_address=to["address"],
        contents="driving licence",
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


def stock(offices: frozenset[str], on: date, actor: Actor) -> list[StockDay]:
    """The count of blanks per office: received = taken + spoilt + stock. One statement."""
    rows = Blank.objects.filter(received_on__lte=on)
    if not actor.may(SEE):
        rows = rows.filter(office__in=offices)
    counted = rows.values("office").annotate(
        received=Count("serial"),
        taken=Count("serial", filter=Q(state="taken")),
        spoilt=Count("serial", filter=Q(state="spoilt")),
        stock=Count("serial", filter=Q(state="stock")),
    )
    return [StockDay(on=on, **row) for row in counted.order_by("office")]


def card_view(card: Card) -> CardView:
    """A card without what is printed on it."""
    return CardView(
        card.serial, card.case, card.person, card.office, card.delivery, card.state, card.parcel, card.changed_at
    )


def get_card(serial: str) -> CardView:
    """A card by its serial, for listeners; Card.DoesNotExist where there is none."""
    return card_view(Card.for_system("a listener was given the serial").get(serial=serial))

"""The centre and ten on-site plate makers of the demo city, their blanks, and a set in every state of the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tongban.core import clock
from tongban.core.actor import Actor
from tongban.core.plates import Plate
from tongban.demo import numbers
from tongban.demo.city import CITY_OFFICE
from tongban.documents import actions as documents
from tongban.documents.plates import handing, making, ordering, queries, routing
from tongban.exchange.press import Pressed
from tongban.outlets import queries as outlets
from tongban.registers.vehicles import queries as vehicles
from tongban.registers.vehicles.types import Vehicle

CAR, GREEN = "02", "52"
CENTRE_BLANKS, ON_SITE_BLANKS = 120, 24  # of each kind
FIRST_BLANK, KIND_STEP, FIRST_MAKER = 600_001, 1_000, 50
CENTRE_KINDS = ("blue440x140", "green480x140", "yellow440x140", "yellow440x220", "yellow220x140", "blue220x140")
ON_SITE_KINDS = ("blue440x140", "green480x140")
ON_SITE = {  # where a plate is made while one waits, and which types
    "320116-1": (), "320117-1": (), "320118-1": (), "320111-1": (), "320104-2": (CAR, GREEN), "320106-2": (CAR, GREEN),
    "320115-4": (CAR, GREEN), "320114-4": (GREEN,), "320114-6": (CAR, GREEN), "320114-7": (CAR, GREEN),
}  # fmt: skip
STEPS = ("assigned", "blank_issued", "pressed", "misread", "in_stock", "issued")


@dataclass(frozen=True, slots=True)
class _Step:
    """A set of the demo on its way: how far it goes, and who works at its maker."""

    state: str
    at: Actor


def open_makers(on: date, actor: Actor) -> None:
    """Let the city office and ten service points make plates, with blanks for what they make."""
    makers: dict[str, tuple[str, ...]] = {CITY_OFFICE: (), **ON_SITE}
    for place, (code, types) in enumerate(makers.items(), start=FIRST_MAKER):
        centre = code == CITY_OFFICE
        routing.open_maker(outlet=code, centre=centre, plate_types=types, actor=actor)
        count = CENTRE_BLANKS if centre else ON_SITE_BLANKS
        for position, kind in enumerate(CENTRE_KINDS if centre else ON_SITE_KINDS):
            if types == (GREEN,) and not kind.startswith("green"):
                continue
            first = FIRST_BLANK + position * KIND_STEP
            serials = [numbers.blank_serial(place, serial) for serial in range(first, first + count)]
            documents.receive_blanks(office=code, serials=serials, on=on, actor=actor, kind=kind)


def order_some(people: Iterable[UUID], clerk: str, actor: Actor) -> None:
    """Order sets for cars of these people at the office of a clerk who makes plates, and leave each at another step."""
    staff = outlets.get_staff(clerk)
    maker = Actor(
        kind="staff", label=clerk, channel="window", account_id=staff.account_id, office=staff.outlet, posts=staff.posts
    )
    for state, (person, car) in zip(STEPS, _cars(people), strict=False):
        to = ordering.Receiver(person, None, staff.outlet)
        plate = Plate(car.plate_type, car.plate)
        set_id = ordering.order(
            plate=plate,
            vehicle_id=car.id,
            to=to,
            actor=actor,
            cause="demo",
            lost=("front",),
            urgent=state == "assigned",
        )
        _go_on(set_id, _Step(state, maker))


def _cars(people: Iterable[UUID]) -> Iterable[tuple[UUID, Vehicle]]:
    for person in people:
        for car in vehicles.vehicles_of(person):
            if car.plate_type in (CAR, GREEN):
                yield person, car


def _go_on(set_id: UUID, step: _Step) -> None:
    """Take a set as far as its step, by the same acts as a plate maker."""
    actor = step.at
    if queries.get(set_id).maker != actor.office or step.state == "assigned":
        return
    making.take_blanks(set_id=set_id, actor=actor)
    if step.state == "blank_issued":
        return
    made = queries.get(set_id)
    for piece in made.pieces:
        wrong = step.state == "misread" and piece.place == "rear"
        read = f"{made.plate.number[:-1]}{'8' if made.plate.number[-1] != '8' else '3'}" if wrong else made.plate.number
        making.keep(set_id, piece.id, _pressed(piece.serial, made.plate, read), actor)
    if step.state in ("pressed", "misread"):
        return
    making.check(set_id=set_id, actor=actor)
    if step.state == "issued":
        handing.hand_out(set_id=set_id, returned=["rear"], actor=actor)


def _pressed(serial: str, plate: Plate, read: str) -> Pressed:
    """A plate as a press of the demo would have made it: the press itself is not asked while the city is filled."""
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 440 140"><rect width="440" height="140" rx="12" '
        f'fill="{"#1d4f9e" if plate.type == CAR else "#7fd1a0"}"/><text x="220" y="96" font-size="76" '
        f'text-anchor="middle" textLength="390" fill="{"#fff" if plate.type == CAR else "#111"}" '
        f'font-family="sans-serif">{read[:2]}·{read[2:]}</text></svg>'
    )
    return Pressed(serial, plate.number, "demo-press/die-7", clock.now(), read, drawn.encode(), "image/svg+xml")

"""How a vehicle leaves for another city: for whom its file is sent, and whom the office asks for their word."""

from uuid import UUID

from tongban.casework.carrying import Undoing
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.exchange.messages import actions as messages
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import leaving, moves, queries
from tongban.registers.vehicles.types import Moving, Owner

CONFIRM = Text(
    zh="有人在{city}申请登记您名下的 {plate}，说是向您买的。请登录，在“等您同意”里确认；没有卖车的，选“不同意”。",
    en="Somebody in {city} asks to register your {plate}, bought from you. Sign in and confirm it, or say no.",
)
GONE = Text(
    zh="这辆车的档案已转递给{city}，这里不能再更正；请先请对方退回档案。",
    en="Its file is with {city}: nothing is corrected here unless that office returns it first.",
)
AWAY = (moves.SENT, moves.DONE)


def to_owner(owner: Owner, office: str) -> leaving.To:
    """The other office, with the owner as their documents name them."""
    if owner.kind == "organisation":
        return leaving.To(office, people.organisation_code(owner.id), people.organisation_name(owner.id))
    return leaving.To(office, people.identity_number(owner.id), people.get_person(owner.id).name)


def must_be_here(vehicle_id: UUID) -> None:
    """Raises Conflict where the file of a vehicle is another city's, or on its way there."""
    away = next((one for one in leaving.of_vehicle(vehicle_id) if one.side == "out" and one.state in AWAY), None)
    if away:
        raise Conflict(GONE.fill(city=moves.city(away.office)), code="sent_elsewhere")


def undo(undoing: Undoing) -> None:
    """The decision to let it go is struck, if its file has come back."""
    if undoing.subject:
        must_be_here(undoing.subject)


def ask_owner(move_id: UUID) -> None:
    """Tell the owner of a vehicle that its sale elsewhere waits for their word."""
    move = moves.get(move_id)
    vehicle = queries.get_vehicle(move.vehicle) if move.vehicle else None
    for owner in vehicle.owners[:1] if vehicle else ():
        voices = [owner.id] if owner.kind == "person" else people.authorised_persons(owner.id)
        for person in voices:
            to = people.phone_number(person)
            if to:
                text = CONFIRM.fill(city=moves.city(move.office), plate=move.plate.printed)
                messages.send(to=to, text=text, language="zh-hans", topic="move_to_confirm", person_id=person)


def asked_of(person: UUID) -> list[Moving]:
    """The sales elsewhere that wait for a person's word, for themselves and for organisations they act for."""
    return [one for party in [person, *people.organisations_of(person)] for one in leaving.asked_of(party)]


def confirm(*, move_id: UUID, person: UUID, agrees: bool, actor: Actor) -> None:
    """The owner, or who acts for the organisation that is, says whether the vehicle was sold. Raises NotFound."""
    for party in [person, *people.organisations_of(person)]:
        if any(one.id == move_id for one in leaving.asked_of(party)):
            leaving.confirm(move_id=move_id, party=party, agrees=agrees, actor=actor)
            return
    leaving.confirm(move_id=move_id, party=person, agrees=agrees, actor=actor)

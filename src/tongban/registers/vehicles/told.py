"""What happens to a vehicle in its former city after its file was sent: an attachment there holds in the new city.

It is written in the transaction of what it tells of, under the key that it has there. The new city lays it to the file
while that waits, and on the vehicle once it is entered; told twice, it is there once. An extension is told like the
attachment, with its later day.
"""

from dataclasses import replace
from uuid import UUID

from django.db import transaction

from tongban.core import clock, sealed
from tongban.core.actor import Actor
from tongban.core.errors import Conflict
from tongban.core.outbox import announce
from tongban.exchange.offices import actions as offices
from tongban.exchange.offices.forms import Restricted, Unrestricted
from tongban.law.text import Text
from tongban.registers.types import Change
from tongban.registers.vehicles import moves
from tongban.registers.vehicles.changing import change_vehicle, locked, next_rank
from tongban.registers.vehicles.models import Move
from tongban.registers.vehicles.moves import ARRIVED, ARRIVING, ASKED, DONE, SENT

TOLD = ("attachment", "seizure", "detention")
TOO_EARLY = Text(zh="档案尚未收到。", en="The file has not come yet.")


def tell(vehicle_id: UUID, letter: Restricted | Unrestricted) -> None:
    """Tell the city to which the file of a vehicle went last; nothing where it went nowhere."""
    gone = Move.for_system("who has its file").filter(vehicle=vehicle_id, side="out", state__in=[SENT, DONE])
    move = gone.order_by("-asked_at").first()
    if move:
        offices.write(to=move.office, letter=replace(letter, transfer=str(move.id)), about=move.id)


def restricted(sender: str, letter: Restricted, actor: Actor) -> None:
    """A vehicle that came, or comes, from there was attached there: it is attached here. Raises Conflict before the
    file is here (the letter is taken in again)."""
    until = letter.until.isoformat() if letter.until else None
    with transaction.atomic(savepoint=False):
        move = _theirs(letter.transfer, sender)
        if move is None:
            return
        facet = f"restriction:{letter.key}"
        said = [letter.kind, 1, letter.since.isoformat(), until, letter.holder, letter.reference]
        if move.vehicle is None:
            _lay_to_file(move, [facet, letter.since.isoformat(), until, said], actor, "restriction_told")
            return
        vehicle = locked(move.vehicle)
        known = next((one for key, *one in vehicle.restrictions if key == letter.key), None)
        if known and not _longer(known[3], letter):
            return
        said[1] = known[1] if known else next_rank(vehicle.id)
        change = Change(facet, said, until=letter.until)
        kind, on = ("extended", clock.today()) if known else ("registered", letter.since)
        change_vehicle(
            vehicle.id, f"{letter.kind}_{kind}", [change], on, actor, f"move:{move.id}", facts={"told_by": sender}
        )


def unrestricted(sender: str, letter: Unrestricted, actor: Actor) -> None:
    """What was told of has ended there: it ends here. Raises Conflict before the file is here."""
    with transaction.atomic(savepoint=False):
        move = _theirs(letter.transfer, sender)
        if move is None:
            return
        facet = f"restriction:{letter.key}"
        if move.vehicle is None:
            _lay_to_file(move, [facet, letter.on.isoformat(), None, None], actor, "release_told")
            return
        vehicle = locked(move.vehicle)
        kind = next((said[0] for key, *said in vehicle.restrictions if key == letter.key), None)
        if kind:
            change_vehicle(
                vehicle.id, f"{kind}_released", [Change(facet)], letter.on, actor, f"move:{move.id}",
                facts={"told_by": sender},
            )  # fmt: skip


def _longer(until: str | None, letter: Restricted) -> bool:
    """Whether it was extended (续封) beyond the day that is known; a letter that comes again shortens nothing."""
    return until is not None and (letter.until is None or letter.until.isoformat() > until)


def _theirs(transfer: str, sender: str) -> Move | None:
    """The move, locked, where it goes on or has ended well; None for one that came to nothing or is not theirs."""
    move = moves.mine("in", transfer, sender)
    if move is not None and move.state == ASKED:
        raise Conflict(TOO_EARLY)
    return move if move and move.state in (ARRIVING, ARRIVED, DONE) else None


def _lay_to_file(move: Move, fact: list[object], actor: Actor, kind: str) -> None:
    """Add a statement to the file that waits; whoever waits for it looks again."""
    file = sealed.unpack(move.archive or b"")
    if fact in file["made"]["facts"]:
        return
    file["made"]["facts"].append(fact)
    move.archive = sealed.pack(file)
    moves.put(move, move.state, actor, kind, {"from": move.office})
    announce("vehicle_file_arrived", move=move.id)

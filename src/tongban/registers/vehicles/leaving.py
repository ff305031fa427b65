"""Vehicles that leave for another city, as the former city sees it (转出): a file is sent because the new city asks for
it, because its owner sold the vehicle there and says so, or because this office has finished with it (O164 art. 18,
27).

A file that was asked for leaves the vehicle registered here until the new city has it. One that this office sends by
itself ends the registration at once, as the vehicle was seen here and endorsed. What a court does after that still has
to reach the new city: see `told`.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tongban.core import clock, personal, plates, rows, sealed
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.core.outbox import announce
from tongban.exchange.offices import actions as offices
from tongban.exchange.offices.forms import (
    ArchivedPage,
    ArchiveMade,
    ArchivePage,
    ArchiveRefused,
    ArchiveWanted,
    Ended,
    MovedIn,
    Reason,
    ReturnRefused,
)
from tongban.law import verdict as verdicts
from tongban.law.facts import Applicant, Facts, Sale
from tongban.law.rules import moving
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.types import Act, Change
from tongban.registers.vehicles import moves, queries
from tongban.registers.vehicles.changing import change_vehicle, locked
from tongban.registers.vehicles.models import Move, Page, Vehicle, VehicleFact
from tongban.registers.vehicles.moves import CONFIRM, DONE, ENDED, REFUSED, SENT
from tongban.registers.vehicles.types import Moving, Owner
from tongban.registers.vehicles.types import Vehicle as VehicleView

# Ours alone: ids of people, serials of papers that become void, that it has left.
STAYS_HERE = ("owners", "licence", "certificate", "letter:B")
NOT_HERE = Text(
    zh="没有查到申请人名下的这辆车，请核对号牌号码和车辆识别代号。",
    en="We find no such vehicle of the applicant: please check plate number and VIN.",
)
ELSEWHERE = Text(
    zh="这辆车的档案已转递给另一个城市，尚未办结。",
    en="The file of this vehicle was sent to another city, which has not finished.",
)
SELLER_SAID_NO = Text(zh="车辆所有人不同意这次交易。", en="The owner of the vehicle does not agree to the sale.")
SELLER_SILENT = Text(zh="车辆所有人在期限内没有确认。", en="The owner of the vehicle did not answer in time.")
NOTHING_ASKED = Text(zh="没有等您确认的转出。", en="No move waits for your word.")


@dataclass(frozen=True, slots=True)
class To:
    """For whom a file is sent by itself: the other office, and the owner there by number and name."""

    office: str
    number: str
    name: str


def wanted(sender: str, letter: ArchiveWanted, actor: Actor) -> None:
    """Another city asks for a file: it is sent, its owner is asked first where it was sold, or every reason is told why
    not."""
    with transaction.atomic(savepoint=False):
        if moves.find(UUID(letter.transfer)):
            return  # withdrawn before it came, or asked twice
        vehicle, reasons = _may_leave(letter)
        state = REFUSED if reasons else CONFIRM if letter.flow == "trade" else SENT
        move = Move(
            id=UUID(letter.transfer), side="out", office=sender, vehicle=vehicle.id if vehicle else None,
            plate_type=letter.plate_type, plate=letter.plate, vin=letter.vin, state=state, flow=letter.flow,
            buyer=personal.seal(letter.buyer) if letter.buyer else None, asked_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        rows.insert(move)
        if vehicle is None or reasons:
            _refuse(move, reasons, actor)
        elif state == CONFIRM:
            moves.note(move, "owner_asked", actor, {"office": sender, "vehicle": str(vehicle.id)})
            announce("move_to_confirm", move=move.id)
        else:
            _send(move, vehicle, actor)


def asked_of(party: UUID) -> list[Moving]:
    """The sales elsewhere that wait for the word of somebody who owns the vehicle. Two statements."""
    mine = [one.id for one in queries.vehicles_of(party)]
    rows_ = Move.for_system("what waits for an owner's word").filter(side="out", state=CONFIRM, vehicle__in=mine)
    return [moves.view(row) for row in rows_.order_by("asked_at")]


def of_vehicle(vehicle_id: UUID) -> list[Moving]:
    """The moves of a vehicle away from here and to here, the oldest first. One statement."""
    rows_ = Move.for_system("the moves of a vehicle").filter(vehicle=vehicle_id).order_by("asked_at")
    return [moves.view(row) for row in rows_]


def confirm(*, move_id: UUID, party: UUID, agrees: bool, actor: Actor) -> None:
    """The owner says whether they sold the vehicle; yes sends the file, unless something stands in its way by now.
    Raises NotFound where it is not theirs to say."""
    with transaction.atomic(savepoint=False):
        move = moves.locked_move(move_id)
        vehicle = queries.find_vehicle(move.vehicle) if move and move.vehicle else None
        if move is None or vehicle is None or move.state != CONFIRM or not vehicle.is_of(party):
            raise NotFound(NOTHING_ASKED)
        row = locked(vehicle.id)
        if not agrees:
            _refuse(move, [Reason("moving.seller_refused", SELLER_SAID_NO.zh, SELLER_SAID_NO.en)], actor)
            return
        reasons = _reasons(vehicle, party, "trade")
        if reasons:
            _refuse(move, reasons, actor)
        else:
            _send(move, row, actor)


def give_up_waiting(actor: Actor) -> int:
    """Refuse the sales that no owner confirmed in time; returns how many."""
    count = 0
    for row in Move.for_system("owners who do not answer").filter(side="out", state=CONFIRM):
        if clock.today() <= moving.answer_by(clock.day_of(row.asked_at), book()):
            continue
        with transaction.atomic(savepoint=False):
            move = moves.locked_move(row.id)
            if move and move.state == CONFIRM:
                _refuse(move, [Reason("moving.seller_silent", SELLER_SILENT.zh, SELLER_SILENT.en)], actor)
                count += 1
    return count


def move_out(*, vehicle_id: UUID, to: To, act: Act) -> UUID:
    """This office has seen the vehicle and endorsed it: it is the other city's from now on, and its file is sent.
    Plates and licence go with it until they are handed in there. Returns the number of the move."""
    return _leave(vehicle_id, to, "moved_out", [Change("letter:B", True)], act)


def transfer_out(*, vehicle_id: UUID, buyer: Owner, to: To, act: Act) -> UUID:
    """The vehicle goes to an owner in another city: plates and licence are collected here, its file is sent. Returns
    the number of the move."""
    gone = [
        Change("owners", [[str(buyer.id), buyer.kind]]),
        Change("plate", None),
        Change("licence", None),
        Change("letter:B", True),
    ]
    return _leave(vehicle_id, to, "transferred_out", gone, act)


def has_moved_in(sender: str, letter: MovedIn, actor: Actor) -> None:
    """The vehicle is registered elsewhere: the registration here ends. Announces `vehicle_moved_out`."""
    with transaction.atomic(savepoint=False):
        move = moves.mine("out", letter.transfer, sender)
        if move is None or move.state != SENT or move.vehicle is None:
            return
        row, gone = locked(move.vehicle), [Change("licence", None), Change("certificate", None)]
        gone += [] if "B" in row.letters else [Change("letter:B", True)]
        change_vehicle(
            move.vehicle, "moved_out", gone, letter.on, actor, f"move:{move.id}",
            facts={"to": sender, "plate": letter.plate},
        )  # fmt: skip
        moves.put(move, DONE, actor, "moved_out", {"to": sender})
        announce("vehicle_moved_out", move=move.id)


def came_to_nothing(sender: str, letter: Ended, actor: Actor) -> None:
    """The other city gives up or returns the file: the vehicle stays here. May come before what it ends. A return that
    the law does not know is refused, and the file stays where it is."""
    with transaction.atomic(savepoint=False):
        now = clock.now()
        move = moves.mine("out", letter.transfer, sender)
        if move is None:
            early = Move(id=UUID(letter.transfer), side="out", office=sender, state=ENDED, asked_at=now, changed_at=now)
            rows.insert(early, otherwise="ON CONFLICT DO NOTHING")
        elif move.state in (SENT, CONFIRM):
            wrongful = _wrongful(letter)
            if wrongful:
                moves.note(move, "return_refused", actor, {"reasons": [one.code for one in letter.reasons]})
                offices.write(to=sender, letter=ReturnRefused(str(move.id), tuple(wrongful)), about=move.id)
                return
            move.reasons = [[one.code, one.zh, one.en] for one in letter.reasons]
            moves.put(move, ENDED, actor, "move_ended", {"why": letter.why})
            _stays(move, actor)


def _leave(vehicle_id: UUID, to: To, flow: str, gone: list[Change], act: Act) -> UUID:
    with transaction.atomic(savepoint=False):
        before = locked(vehicle_id)
        if Move.for_system("is it on its way already").filter(vehicle=vehicle_id, side="out", state=SENT).exists():
            raise Conflict(ELSEWHERE, code="sent_elsewhere")
        plate = plates.Plate(before.plate_type, before.plate)
        after = change_vehicle(
            vehicle_id, flow, gone, act["effective_on"], act["actor"], act["cause"], facts={"to": to.office}
        )
        move = Move(
            id=new_id(), side="out", office=to.office, vehicle=vehicle_id, plate_type=plate.type, plate=plate.number,
            vin=before.vin, state=SENT, flow=flow, asked_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        rows.insert(move)
        _send(move, after, act["actor"], to)
        return move.id


def _stays(move: Move, actor: Actor) -> None:
    """A vehicle that was endorsed to leave, and whose owner did not go on, is on record here as before."""
    if move.flow == "moved_out" and move.vehicle and "B" in locked(move.vehicle).letters:
        change_vehicle(
            move.vehicle, "move_ended", [Change("letter:B", False)], clock.today(), actor, f"move:{move.id}",
            facts={"to": move.office},
        )  # fmt: skip


def _wrongful(letter: Ended) -> list[Reason]:
    """Why a return is none: each reason that the law does not know or forbids, with the rule."""
    if letter.why != "returned":
        return []
    said = [moving.may_return(one.code, clock.today(), book()) for one in letter.reasons]
    return [told(reason) for verdict in said for reason in verdict.reasons]


def _may_leave(letter: ArchiveWanted) -> tuple[Vehicle | None, list[Reason]]:
    """The vehicle, locked, and every reason why its file is not sent."""
    person = people.find_person(letter.identity_number)
    found = queries.find_by_plate(letter.plate, letter.plate_type)
    mine = next((one for one in found if one.vin == letter.vin and person and one.is_of(person)), None)
    if mine is None or person is None:
        return None, [Reason("moving.not_here", NOT_HERE.zh, NOT_HERE.en)]
    row = locked(mine.id)
    away = Move.for_system("is it on its way already").filter(vehicle=row.id, side="out", state__in=[SENT, CONFIRM])
    if away.exists():
        return row, [Reason("moving.sent_elsewhere", ELSEWHERE.zh, ELSEWHERE.en)]
    return row, _reasons(queries.get_vehicle(row.id), person, letter.flow)


def _reasons(vehicle: VehicleView, party: UUID, flow: str) -> list[Reason]:
    """What stands in the way, told as reasons: of a move, or of a sale elsewhere."""
    seen, on = queries.seen_by(vehicle, party), clock.today()
    rules, owner = book().at(vehicle.region), vehicle.owners[0]
    held = rules.value("ownership.held_years", on)
    sold = queries.sold_soon(owner.id, on.year, held) if flow == "trade" and owner.kind == "person" else 0
    facts = Facts(
        applicant=Applicant(born=people.get_person(party).born), licence=None, vehicle=seen.law, region=vehicle.region,
        sale=Sale(by_person=owner.kind == "person", sold=sold),
    )  # fmt: skip
    rule = moving.may_be_traded if flow == "trade" else moving.may_leave
    return [told(one) for one in rule(facts, on, rules).reasons]


def told(reason: verdicts.Reason) -> Reason:
    """A reason of law as a letter tells it."""
    return Reason(reason.code, reason.sentence.zh + reason.remedy.zh, f"{reason.sentence.en} {reason.remedy.en}")


def _refuse(move: Move, reasons: list[Reason], actor: Actor) -> None:
    move.reasons = [[one.code, one.zh, one.en] for one in reasons]
    moves.put(move, REFUSED, actor, "file_refused", {"office": move.office, "reasons": [one.code for one in reasons]})
    answer = ArchiveRefused(transfer=str(move.id), reasons=tuple(reasons))
    offices.write(to=move.office, letter=answer, about=move.id)


def _send(move: Move, vehicle: Vehicle, actor: Actor, to: To | None = None) -> None:
    """The index with everything that is stated and stands, then page after page."""
    moves.put(move, SENT, actor, "file_sent", {"office": move.office, "vehicle": str(vehicle.id)})
    stand = VehicleFact.objects.filter(subject=vehicle.id, struck_by=None).exclude(facet__in=STAYS_HERE)
    stated = stand.order_by("since", "entry").values_list("facet", "since", "until", "value")
    pages = list(Page.for_system("the file moves with its pages").filter(vehicle=vehicle.id).order_by("added_on", "id"))
    made = ArchiveMade(
        transfer=str(move.id), vin=vehicle.vin, owners=len(vehicle.owners), original_holder=vehicle.region,
        made_at=clock.now(), facts=tuple(stated),
        pages=tuple(ArchivedPage(one.kind, "image", one.sha256, one.media_type, one.added_on) for one in pages),
        **_meant_for(move, to),
    )  # fmt: skip
    offices.write(to=move.office, letter=made, about=move.id)
    for one in {page.sha256: page for page in pages}.values():
        content = b64encode(sealed.unpack_bytes(one.content)).decode()
        letter = ArchivePage(transfer=str(move.id), sha256=one.sha256, content=content)
        offices.write(to=move.office, letter=letter, about=move.id)


def _meant_for(move: Move, to: To | None) -> dict[str, Any]:
    """Of a file that nobody asked for: for whom it is, and the plate that the vehicle had."""
    if to is None:
        return {}
    return {
        "flow": move.flow, "owner_number": to.number, "owner_name": to.name, "plate_type": move.plate_type,
        "plate": move.plate,
    }  # fmt: skip

"""Vehicles that move between cities: the electronic file travels as letters, papers do not (电子化转籍; O164 art. 18).
This is the new city's side, and looking; the former city's is `leaving`.

The new city asks, the former one sends the file or says why not, the new city enters the vehicle and tells so; only
then does the former registration end. Until that moment the vehicle stays where it was, with its plates. Whatever
arrives twice, late or in another order changes nothing a second time: every step asks for the state before it.
"""

import hashlib
import json
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.core import clock, entries, personal, plates, regions, rows, sealed, vins
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.core.outbox import announce
from tongban.exchange import wire
from tongban.exchange.offices import actions as offices
from tongban.exchange.offices.forms import (
    ArchiveMade,
    ArchivePage,
    ArchiveRefused,
    ArchiveWanted,
    Ended,
    MovedIn,
    Reason,
    ReturnRefused,
)
from tongban.law.rules import moving
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.types import Change
from tongban.registers.vehicles import fold
from tongban.registers.vehicles.changing import open_vehicle
from tongban.registers.vehicles.models import Move, Page
from tongban.registers.vehicles.types import REGISTER, ArrivedFile, Moving, Owner

ASKED, CONFIRM, REFUSED, ARRIVING, ARRIVED, SENT, DONE, ENDED = (
    "asked", "confirm", "refused", "arriving", "arrived", "sent", "done", "ended",
)  # fmt: skip
DAMAGED = Text(zh="档案中有一页已损坏。", en="A page of the file is damaged.")
NO_MOVE = Text(zh="没有这件转籍。", en="There is no such move.")
TWICE = Text(zh="这辆车已经有一件转入正在办理。", en="This vehicle is being moved here already, in another case.")

_BY_ID = rows.Rows(Move, "id = %s", why="look at a move")
_LOCKED = rows.Rows(Move, "id = %s FOR UPDATE", why="a move goes on")
_UNCLAIMED = rows.Rows(
    Move,
    "vin = %s AND side = 'in' AND \"case\" IS NULL AND state IN ('arriving', 'arrived') FOR UPDATE",
    why="the file that was sent by itself",
)
_OF_PERSON = rows.Rows(
    Move, "person = %s AND vin = %s AND side = 'in' ORDER BY asked_at DESC", why="the move that somebody asked for"
)
_OF_CASE = rows.Rows(Move, '"case" = %s ORDER BY asked_at DESC', why="the move a case asked for")


# In the new city.


def ask(
    *, office: str, plate: plates.Plate, vin: str, person_id: UUID, case_id: UUID, case_number: str, actor: Actor,
    seller: str = "",
) -> UUID:  # fmt: skip
    """Ask the office of another city for the file of a vehicle; returns the number of the move. `seller`: the identity
    number of its owner there, where the person here has bought it.

    Raises NotFound for an office that was never introduced, BadInput for a VIN that cannot be one, Conflict where the
    vehicle is being moved here already.
    """
    number, now = vins.parse(vin).number, clock.now()
    move = Move(
        id=new_id(), side="in", office=office, person=person_id, case=case_id, plate_type=plate.type,
        plate=plate.number, vin=number, state=ASKED, flow="trade" if seller else "move", asked_at=now, changed_at=now,
    )  # fmt: skip
    letter = ArchiveWanted(
        transfer=str(move.id), plate_type=plate.type, plate=plate.number, vin=number,
        identity_number=seller or people.identity_number(person_id), name=people.get_person(person_id).name,
        case_number=case_number, flow="trade" if seller else "move",
        buyer=people.get_person(person_id).name if seller else "",
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        try:
            rows.insert(move)
        except IntegrityError as error:
            raise Conflict(TWICE, code="moving_here_already") from error
        note(move, "file_asked_for", actor, {"office": office})
        offices.write(to=office, letter=letter, about=move.id)
    return move.id


def claim(*, person_id: UUID, case_id: UUID, vin: str) -> UUID | None:
    """Take up the file that another city has sent for this person by itself; None where there is none. Who it is for
    says the file: nobody else takes it up."""
    with transaction.atomic(savepoint=False):
        move = _UNCLAIMED.first(vin)
        if move is None or move.archive is None:
            return None
        if not _is_for(str(sealed.unpack(move.archive)["made"].get("owner_number") or ""), person_id):
            return None
        move.person, move.case, move.changed_at = person_id, case_id, clock.now()
        rows.update(move)
        return move.id


def _is_for(number: str, person: UUID) -> bool:
    """Whether this number is that of the person, or of an organisation for which they act."""
    firm = people.find_organisation(number) if number else None
    if firm:
        return person in firm.authorised_persons
    return bool(number) and people.find_person(number) == person


def file_came(sender: str, letter: ArchiveMade, actor: Actor) -> None:
    """The file is here; it is complete once every page of its index has come. One that nobody asked for waits for the
    person it is meant for. Announces `vehicle_file_arrived`."""
    with transaction.atomic(savepoint=False):
        move = mine("in", letter.transfer, sender) or _sent_by_itself(sender, letter)
        if move is None or move.state != ASKED:
            return
        move.archive = sealed.pack({"made": json.loads(wire.encode(asdict(letter))), "pages": {}})
        move.awaited = sorted({page.sha256 for page in letter.pages})
        _arrived(move, actor)


def page_came(sender: str, letter: ArchivePage, actor: Actor) -> None:
    """One page of the file. Raises Conflict where it comes before the index (it is sent again)."""
    content = b64decode(letter.content)
    with transaction.atomic(savepoint=False):
        move = mine("in", letter.transfer, sender)
        if move is not None and move.state == ASKED:
            raise Conflict(Text(zh="档案目录尚未收到。", en="The index of the file has not come yet."))
        if move is None or move.archive is None or letter.sha256 not in move.awaited:
            return
        if hashlib.sha256(content).hexdigest() != letter.sha256:
            _end(move, actor, "returned", [Reason("moving.page_damaged", DAMAGED.zh, DAMAGED.en)])
            return
        file = sealed.unpack(move.archive)
        file["pages"][letter.sha256] = letter.content
        move.archive, move.awaited = sealed.pack(file), [one for one in move.awaited if one != letter.sha256]
        _arrived(move, actor)


def file_refused(sender: str, letter: ArchiveRefused, actor: Actor) -> None:
    """The other office does not send the file. Announces `vehicle_file_refused`."""
    with transaction.atomic(savepoint=False):
        move = mine("in", letter.transfer, sender)
        if move is None or move.state != ASKED:
            return
        move.reasons = [[one.code, one.zh, one.en] for one in letter.reasons]
        put(move, REFUSED, actor, "file_refused", {"reasons": [one.code for one in letter.reasons]})
        announce("vehicle_file_refused", move=move.id)


def enter(
    *, case_id: UUID, vehicle_id: UUID | None, owner: Owner, plate: plates.Plate, region: str, authority: str,
    licence: str, certificate: str, effective_on: date, actor: Actor, cause: str,
) -> UUID:  # fmt: skip
    """Enter the vehicle that a case asked for, with its whole file, under its new number; the former city is told.
    `vehicle_id`: an id that was given to it before.

    Returns the vehicle's id. Raises NotFound without a complete file, Conflict where VIN or number is another's.
    """
    with transaction.atomic(savepoint=False):
        move = _LOCKED.first(_of_case(case_id).id)
        if move is None or move.archive is None or move.state != ARRIVED:
            raise NotFound(Text(zh="档案还没有到齐。", en="The file is not complete yet."))
        file = sealed.unpack(move.archive)
        stated = [
            *_history(file["made"]),
            Change("owners", [[str(owner.id), owner.kind]]),
            Change("plate", [plate.type, plate.number]),
            Change("authority", [authority, region]),
            Change("licence", licence),
            Change("certificate", certificate),
        ]
        vehicle, entry = open_vehicle(
            "moved_in", stated, effective_on, actor, cause, {"from": move.office}, vehicle_id=vehicle_id
        )
        _keep_pages(vehicle.id, file, entry)
        move.vehicle, move.archive = vehicle.id, None
        put(move, DONE, actor, "moved_in", {"vehicle": str(vehicle.id)})
        told = MovedIn(transfer=str(move.id), plate_type=plate.type, plate=plate.number, on=effective_on)
        offices.write(to=move.office, letter=told, about=move.id)
        return vehicle.id


def give_up(*, move_id: UUID, why: str, actor: Actor) -> None:
    """It comes to nothing: the other office is told, and nothing has changed there."""
    with transaction.atomic(savepoint=False):
        move = _LOCKED.first(move_id)
        if move and move.state in (ASKED, ARRIVING, ARRIVED):
            _end(move, actor, why, [])


def send_back(*, move_id: UUID, reasons: Sequence[Reason], actor: Actor) -> None:
    """Return a file for reasons of the law's list (退档). Raises Conflict, with the rule, for any other; the attempt is
    written down and counted."""
    with transaction.atomic():
        move = locked_move(move_id)
        if move is None or move.state not in (ARRIVING, ARRIVED):
            raise NotFound(NO_MOVE)
        said = [moving.may_return(one.code, clock.today(), book()) for one in reasons]
        wrong = next((one for verdict in said for one in verdict.reasons), None)
        codes = [one.code for one in reasons]
        if wrong is None:
            _end(move, actor, "returned", reasons)
        else:
            note(move, "wrongful_return", actor, {"reasons": codes, "office": move.office})
    if wrong is not None:
        raise Conflict(Text(zh=wrong.sentence.zh + wrong.remedy.zh, en=f"{wrong.sentence.en} {wrong.remedy.en}"))


def return_refused(sender: str, letter: ReturnRefused, actor: Actor) -> None:
    """The former city does not take a return: the file is here again as it was, for somebody to look at. The state of
    the move stays ended here; what was said stands beside it."""
    with transaction.atomic(savepoint=False):
        move = mine("in", letter.transfer, sender)
        if move is not None and move.state == ENDED:
            move.reasons = [[one.code, one.zh, one.en] for one in letter.reasons]
            put(move, ENDED, actor, "return_refused", {"office": sender})


# Looking.


def find(move_id: UUID) -> Moving | None:
    """A move, or None. One statement."""
    row = _BY_ID.first(move_id)
    return view(row) if row else None


def locked_move(move_id: UUID) -> Move | None:
    """A move, locked until the end of the transaction, or None."""
    return _LOCKED.first(move_id)


def find_of_case(case_id: UUID) -> Moving | None:
    """The move that a case asked for, or None. One statement."""
    row = _OF_CASE.first(case_id)
    return view(row) if row else None


def find_coming(person: UUID, vin: str) -> Moving | None:
    """The newest move by which somebody brings a vehicle here, or None. One statement."""
    row = _OF_PERSON.first(person, vin)
    return view(row) if row else None


def get(move_id: UUID) -> Moving:
    """A move; NotFound where there is none. One statement."""
    row = _BY_ID.first(move_id)
    if row is None:
        raise NotFound(NO_MOVE)
    return view(row)


def gone_to(vehicle_id: UUID) -> str:
    """The region to which a vehicle has moved, "" where it is not known. One statement."""
    gone = Move.for_system("where a vehicle has gone").filter(vehicle=vehicle_id, side="out", state=DONE)
    return gone.order_by("-changed_at").values_list("office", flat=True).first() or ""


def coming() -> list[Moving]:
    """The moves to here that are not finished, the oldest first. One statement."""
    rows_ = Move.for_system("moves nobody finishes").filter(side="in", state__in=(ASKED, ARRIVING, ARRIVED))
    return [view(row) for row in rows_.order_by("asked_at")]


def under_way(limit: int = 200) -> list[Moving]:
    """The moves that are not finished, the oldest first. One statement."""
    open_ = Move.for_system("list of moves").filter(state__in=(ASKED, CONFIRM, ARRIVING, ARRIVED, SENT))
    return [view(row) for row in open_.order_by("asked_at")[:limit]]


def view(row: Move) -> Moving:
    """The move as callers see it, the file that waits opened."""
    return Moving(
        id=row.id, side=row.side, office=row.office, vehicle=row.vehicle, case=row.case, state=row.state,
        plate=plates.Plate(row.plate_type, row.plate), vin=row.vin, asked_at=row.asked_at, changed_at=row.changed_at,
        reasons=tuple((code, Text(zh=zh, en=en)) for code, zh, en in row.reasons), flow=row.flow,
        buyer=personal.unseal(row.buyer) if row.buyer else "", meant_for=_meant_for(row),
        file=_read(sealed.unpack(row.archive)["made"]) if row.archive else None,
    )  # fmt: skip


def _meant_for(row: Move) -> str:
    return str(sealed.unpack(row.archive)["made"].get("owner_number") or "") if row.archive else ""


def city(office: str) -> Text:
    """The name of the city of an office."""
    return regions.name(office)


def _read(made: dict[str, Any]) -> ArrivedFile:
    """The vehicle as the file has it: what the rules of the new city read."""
    state = fold.fold((change.facet, change.value) for change in _history(made))
    columns = state.columns()
    return ArrivedFile(
        vin=made["vin"], make=columns["make"], colour=columns["colour"], engine=columns["engine"],
        original_holder=made["original_holder"], pages=len(made["pages"]),
        law=replace(fold.law_of(SimpleNamespace(**columns)), owners=made["owners"]),
    )  # fmt: skip


def _history(made: dict[str, Any]) -> list[Change]:
    """What the file states, in the order in which it was sent: by day."""
    return [
        Change(facet, value, until=until and date.fromisoformat(until), since=date.fromisoformat(since))
        for facet, since, until, value in made["facts"]
    ]


def _keep_pages(vehicle: UUID, file: dict[str, Any], entry: UUID) -> None:
    pages = [
        Page(
            id=new_id(), vehicle=vehicle, kind=one["kind"], sha256=one["sha256"], media_type=one["media_type"],
            content=sealed.pack_bytes(b64decode(file["pages"][one["sha256"]])),
            added_on=date.fromisoformat(one["added_on"]), entry=entry,
        )
        for one in file["made"]["pages"]
    ]  # fmt: skip
    if pages:
        rows.insert(*pages)


def _sent_by_itself(sender: str, letter: ArchiveMade) -> Move | None:
    """The row of a file that nobody here asked for. Raises Conflict while the vehicle is asked for elsewhere."""
    if letter.flow == "asked" or _BY_ID.first(UUID(letter.transfer)):
        return None
    now = clock.now()
    move = Move(
        id=UUID(letter.transfer), side="in", office=sender, person=people.find_person(letter.owner_number),
        plate_type=letter.plate_type, plate=letter.plate, vin=letter.vin, state=ASKED, flow=letter.flow, asked_at=now,
        changed_at=now,
    )  # fmt: skip
    try:
        rows.insert(move)
    except IntegrityError as error:
        raise Conflict(TWICE, code="moving_here_already") from error
    return move


def mine(side: str, transfer: str, sender: str) -> Move | None:
    """The move that a letter is about, locked; None where that office has no such move with us."""
    move = _LOCKED.first(UUID(transfer))
    return move if move and (move.side, move.office) == (side, sender) else None


def _of_case(case_id: UUID) -> Move:
    move = _OF_CASE.first(case_id)
    if move is None:
        raise NotFound(NO_MOVE)
    return move


def _arrived(move: Move, actor: Actor) -> None:
    """Complete or not: the state says so, and who waits is told."""
    if move.awaited:
        put(move, ARRIVING, actor, "file_arrives", {"pages": len(move.awaited)})
        return
    put(move, ARRIVED, actor, "file_arrived", {"from": move.office})
    announce("vehicle_file_arrived", move=move.id)


def _end(move: Move, actor: Actor, why: Any, reasons: Sequence[Reason]) -> None:
    move.archive = None
    move.reasons = [[one.code, one.zh, one.en] for one in reasons]
    put(move, ENDED, actor, "move_ended", {"why": why})
    offices.write(to=move.office, letter=Ended(str(move.id), why, tuple(reasons)), about=move.id)
    announce("vehicle_file_refused", move=move.id)


def put(move: Move, state: str, actor: Actor, kind: str, facts: dict[str, Any]) -> None:
    """Bring a locked move into a state, and write the entry that says why."""
    move.state, move.changed_at = state, clock.now()
    rows.update(move)
    note(move, kind, actor, facts)


def note(move: Move, kind: str, actor: Actor, facts: dict[str, Any]) -> None:
    """Write an entry about a move."""
    entries.write(
        register=REGISTER, subject=move.id, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"move:{move.id}", facts=facts,
    )  # fmt: skip

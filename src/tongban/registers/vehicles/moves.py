"""Vehicles that move between cities: the electronic file travels as letters, papers do not (电子化转籍; O164 art. 18).

The new city asks, the former one sends the file or says why not, the new city enters the vehicle and tells so; only
then does the former registration end. Until that moment the vehicle stays where it was, with its plates. Whatever
arrives twice, late or in another order changes nothing a second time: every step asks for the state before it.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongban.core import clock, entries, plates, rows, sealed, vins
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.law_book import book
from tongban.core.outbox import announce
from tongban.exchange import wire
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
)
from tongban.law import verdict as verdicts
from tongban.law.facts import Applicant, Facts
from tongban.law.rules import moving
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.types import Change
from tongban.registers.vehicles import fold, queries
from tongban.registers.vehicles.changing import change_vehicle, locked, open_vehicle
from tongban.registers.vehicles.models import Move, Page, Vehicle, VehicleFact
from tongban.registers.vehicles.types import REGISTER, ArrivedFile, Moving, Owner

ASKED, REFUSED, ARRIVING, ARRIVED, SENT, DONE, ENDED = (
    "asked", "refused", "arriving", "arrived", "sent", "done", "ended",
)  # fmt: skip
STAYS_HERE = ("owners", "licence", "certificate")  # ours alone: ids of people, serials of papers that become void
NOT_HERE = Text(
    zh="没有查到申请人名下的这辆车，请核对号牌号码和车辆识别代号。",
    en="We find no such vehicle of the applicant: please check plate number and VIN.",
)
DAMAGED = Text(zh="档案中有一页已损坏。", en="A page of the file is damaged.")
ELSEWHERE = Text(
    zh="这辆车的档案已转递给另一个城市，尚未办结。",
    en="The file of this vehicle was sent to another city, which has not finished.",
)
NO_MOVE = Text(zh="没有这件转籍。", en="There is no such move.")
TWICE = Text(zh="这辆车已经有一件转入正在办理。", en="This vehicle is being moved here already, in another case.")

_BY_ID = rows.Rows(Move, "id = %s", why="look at a move")
_LOCKED = rows.Rows(Move, "id = %s FOR UPDATE", why="a move goes on")
_OF_PERSON = rows.Rows(
    Move, "person = %s AND vin = %s AND side = 'in' ORDER BY asked_at DESC", why="the move that somebody asked for"
)
_OF_CASE = rows.Rows(Move, '"case" = %s ORDER BY asked_at DESC', why="the move a case asked for")


# In the new city.


def ask(
    *, office: str, plate: plates.Plate, vin: str, person_id: UUID, case_id: UUID, case_number: str, actor: Actor
) -> UUID:
    """Ask the office of another city for the file of a vehicle; returns the number of the move.

    Raises NotFound for an office that was never introduced, BadInput for a VIN that cannot be one, Conflict where the
    vehicle is being moved here already.
    """
    number, now = vins.parse(vin).number, clock.now()
    move = Move(
        id=new_id(), side="in", office=office, person=person_id, case=case_id, plate_type=plate.type,
        plate=plate.number, vin=number, state=ASKED, asked_at=now, changed_at=now,
    )  # fmt: skip
    letter = ArchiveWanted(
        transfer=str(move.id), plate_type=plate.type, plate=plate.number, vin=number,
        identity_number=people.identity_number(person_id), name=people.get_person(person_id).name,
        case_number=case_number,
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        try:
            rows.insert(move)
        except IntegrityError as error:
            raise Conflict(TWICE, code="moving_here_already") from error
        _note(move, "file_asked_for", actor, {"office": office})
        offices.write(to=office, letter=letter, about=move.id)
    return move.id


def file_came(sender: str, letter: ArchiveMade, actor: Actor) -> None:
    """The file is here; it is complete once every page of its index has come. Announces `vehicle_file_arrived`."""
    with transaction.atomic(savepoint=False):
        move = _mine("in", letter.transfer, sender)
        if move is None or move.state != ASKED:
            return
        move.archive = sealed.pack({"made": json.loads(wire.encode(asdict(letter))), "pages": {}})
        move.awaited = sorted({page.sha256 for page in letter.pages})
        _arrived(move, actor)


def page_came(sender: str, letter: ArchivePage, actor: Actor) -> None:
    """One page of the file. Raises Conflict where it comes before the index (it is sent again)."""
    content = b64decode(letter.content)
    with transaction.atomic(savepoint=False):
        move = _mine("in", letter.transfer, sender)
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
        move = _mine("in", letter.transfer, sender)
        if move is None or move.state != ASKED:
            return
        move.reasons = [[one.code, one.zh, one.en] for one in letter.reasons]
        _to(move, REFUSED, actor, "file_refused", {"reasons": [one.code for one in letter.reasons]})
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
        _to(move, DONE, actor, "moved_in", {"vehicle": str(vehicle.id)})
        told = MovedIn(transfer=str(move.id), plate_type=plate.type, plate=plate.number, on=effective_on)
        offices.write(to=move.office, letter=told, about=move.id)
        return vehicle.id


def give_up(*, move_id: UUID, why: str, actor: Actor) -> None:
    """It comes to nothing: the other office is told, and nothing has changed there."""
    with transaction.atomic(savepoint=False):
        move = _LOCKED.first(move_id)
        if move and move.state in (ASKED, ARRIVING, ARRIVED):
            _end(move, actor, why, [])


# In the former city.


def wanted(sender: str, letter: ArchiveWanted, actor: Actor) -> None:
    """Another city asks for a file: it is sent, or every reason is told why not."""
    with transaction.atomic(savepoint=False):
        if _BY_ID.first(UUID(letter.transfer)):
            return  # withdrawn before it came, or asked twice
        vehicle, reasons = _may_leave(letter)
        move = Move(
            id=UUID(letter.transfer), side="out", office=sender, vehicle=vehicle.id if vehicle else None,
            plate_type=letter.plate_type, plate=letter.plate, vin=letter.vin, state=REFUSED if reasons else SENT,
            reasons=[[one.code, one.zh, one.en] for one in reasons], asked_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        rows.insert(move)
        if vehicle is None or reasons:
            _note(move, "file_refused", actor, {"office": sender, "reasons": [one.code for one in reasons]})
            answer = ArchiveRefused(transfer=letter.transfer, reasons=tuple(reasons))
            offices.write(to=sender, letter=answer, about=move.id)
            return
        _note(move, "file_sent", actor, {"office": sender, "vehicle": str(vehicle.id)})
        _send(move, vehicle)


def has_moved_in(sender: str, letter: MovedIn, actor: Actor) -> None:
    """The vehicle is registered elsewhere: the registration here ends. Announces `vehicle_moved_out`."""
    with transaction.atomic(savepoint=False):
        move = _mine("out", letter.transfer, sender)
        if move is None or move.state != SENT or move.vehicle is None:
            return
        gone = [Change("letter:B", True), Change("licence", None), Change("certificate", None)]
        change_vehicle(
            move.vehicle, "moved_out", gone, letter.on, actor, f"move:{move.id}",
            facts={"to": sender, "plate": letter.plate},
        )  # fmt: skip
        _to(move, DONE, actor, "moved_out", {"to": sender})
        announce("vehicle_moved_out", move=move.id)


def came_to_nothing(sender: str, letter: Ended, actor: Actor) -> None:
    """The other city gives up or returns the file: the vehicle stays here. May come before what it ends."""
    with transaction.atomic(savepoint=False):
        now = clock.now()
        move = _mine("out", letter.transfer, sender)
        if move is None:
            early = Move(id=UUID(letter.transfer), side="out", office=sender, state=ENDED, asked_at=now, changed_at=now)
            rows.insert(early, otherwise="ON CONFLICT DO NOTHING")
        elif move.state == SENT:
            move.reasons = [[one.code, one.zh, one.en] for one in letter.reasons]
            _to(move, ENDED, actor, "move_ended", {"why": letter.why})


# Looking.


def find_of_case(case_id: UUID) -> Moving | None:
    """The move that a case asked for, or None. One statement."""
    row = _OF_CASE.first(case_id)
    return _view(row) if row else None


def find_coming(person: UUID, vin: str) -> Moving | None:
    """The newest move by which somebody brings a vehicle here, or None. One statement."""
    row = _OF_PERSON.first(person, vin)
    return _view(row) if row else None


def get(move_id: UUID) -> Moving:
    """A move; NotFound where there is none. One statement."""
    row = _BY_ID.first(move_id)
    if row is None:
        raise NotFound(NO_MOVE)
    return _view(row)


def gone_to(vehicle_id: UUID) -> str:
    """The region to which a vehicle has moved, "" where it is not known. One statement."""
    gone = Move.for_system("where a vehicle has gone").filter(vehicle=vehicle_id, side="out", state=DONE)
    return gone.order_by("-changed_at").values_list("office", flat=True).first() or ""


def coming() -> list[Moving]:
    """The moves to here that are not finished, the oldest first. One statement."""
    rows_ = Move.for_system("moves nobody finishes").filter(side="in", state__in=(ASKED, ARRIVING, ARRIVED))
    return [_view(row) for row in rows_.order_by("asked_at")]


def under_way(limit: int = 200) -> list[Moving]:
    """The moves that are not finished, the oldest first. One statement."""
    open_ = Move.for_system("list of moves").filter(state__in=(ASKED, ARRIVING, ARRIVED, SENT))
    return [_view(row) for row in open_.order_by("asked_at")[:limit]]


def _view(row: Move) -> Moving:
    return Moving(
        id=row.id, side=row.side, office=row.office, vehicle=row.vehicle, case=row.case, state=row.state,
        plate=plates.Plate(row.plate_type, row.plate), vin=row.vin, asked_at=row.asked_at, changed_at=row.changed_at,
        reasons=tuple((code, Text(zh=zh, en=en)) for code, zh, en in row.reasons),
        file=_read(sealed.unpack(row.archive)["made"]) if row.archive else None,
    )  # fmt: skip


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


def _may_leave(letter: ArchiveWanted) -> tuple[Vehicle | None, list[Reason]]:
    """The vehicle, locked, and every reason why its file is not sent."""
    person = people.find_person(letter.identity_number)
    found = queries.find_by_plate(letter.plate, letter.plate_type)
    mine = next((one for one in found if one.vin == letter.vin and person and one.is_of(person)), None)
    if mine is None or person is None:
        return None, [Reason("moving.not_here", NOT_HERE.zh, NOT_HERE.en)]
    row = locked(mine.id)
    if Move.for_system("is it on its way already").filter(vehicle=row.id, side="out", state=SENT).exists():
        return row, [Reason("moving.sent_elsewhere", ELSEWHERE.zh, ELSEWHERE.en)]
    vehicle = queries.seen_by(queries.get_vehicle(row.id), person)
    born = people.get_person(person).born
    facts = Facts(applicant=Applicant(born=born), licence=None, vehicle=vehicle.law, region=vehicle.region)
    verdict = moving.may_leave(facts, clock.today(), book().at(vehicle.region))
    return row, [_told(one) for one in verdict.reasons]


def _told(reason: verdicts.Reason) -> Reason:
    return Reason(reason.code, reason.sentence.zh + reason.remedy.zh, f"{reason.sentence.en} {reason.remedy.en}")


def _send(move: Move, vehicle: Vehicle) -> None:
    """The index with everything that is stated and stands, then page after page."""
    stand = VehicleFact.objects.filter(subject=vehicle.id, struck_by=None).exclude(facet__in=STAYS_HERE)
    told = stand.order_by("since", "entry").values_list("facet", "since", "until", "value")
    pages = list(Page.for_system("the file moves with its pages").filter(vehicle=vehicle.id).order_by("added_on", "id"))
    made = ArchiveMade(
        transfer=str(move.id), vin=vehicle.vin, owners=len(vehicle.owners), original_holder=vehicle.region,
        made_at=clock.now(), facts=tuple(told),
        pages=tuple(ArchivedPage(one.kind, "image", one.sha256, one.media_type, one.added_on) for one in pages),
    )  # fmt: skip
    offices.write(to=move.office, letter=made, about=move.id)
    for one in {page.sha256: page for page in pages}.values():
        content = b64encode(sealed.unpack_bytes(one.content)).decode()
        letter = ArchivePage(transfer=str(move.id), sha256=one.sha256, content=content)
        offices.write(to=move.office, letter=letter, about=move.id)


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


def _mine(side: str, transfer: str, sender: str) -> Move | None:
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
        _to(move, ARRIVING, actor, "file_arrives", {"pages": len(move.awaited)})
        return
    _to(move, ARRIVED, actor, "file_arrived", {"from": move.office})
    announce("vehicle_file_arrived", move=move.id)


def _end(move: Move, actor: Actor, why: Any, reasons: Sequence[Reason]) -> None:
    move.archive = None
    move.reasons = [[one.code, one.zh, one.en] for one in reasons]
    _to(move, ENDED, actor, "move_ended", {"why": why})
    offices.write(to=move.office, letter=Ended(str(move.id), why, tuple(reasons)), about=move.id)
    announce("vehicle_file_refused", move=move.id)


def _to(move: Move, state: str, actor: Actor, kind: str, facts: dict[str, Any]) -> None:
    move.state, move.changed_at = state, clock.now()
    rows.update(move)
    _note(move, kind, actor, facts)


def _note(move: Move, kind: str, actor: Actor, facts: dict[str, Any]) -> None:
    entries.write(
        register=REGISTER, subject=move.id, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"move:{move.id}", facts=facts,
    )  # fmt: skip

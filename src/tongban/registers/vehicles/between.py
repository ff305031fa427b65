"""Items that one office accepts and another decides (跨省通办): a vehicle away from home is seen where it is, by an
officer there, and the office that registered it re-checks within a day and issues, or returns it with reasons (O164
art. 17, 24; a scrapped one, art. 38).

Both offices keep the item under one number: where it was accepted, where it is decided, how far it is. What was
seen travels as a letter with its photographs, the decision comes back as one. The rules are those of the office that
decides.
"""

import hashlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tongban.core import clock, entries, plates, rows, sealed, vins
from tongban.core.actor import Actor
from tongban.core.errors import Conflict, NotFound
from tongban.core.ids import new_id
from tongban.core.outbox import announce
from tongban.exchange.offices import actions as offices
from tongban.exchange.offices.forms import CheckMade, ItemAccepted, ItemAnswered, ItemPhoto, Reason, SeenPhoto
from tongban.law.text import Text
from tongban.people import queries as people
from tongban.registers.vehicles import checking, queries
from tongban.registers.vehicles.models import CheckPhoto, Move, RegionItem, VehicleCheck
from tongban.registers.vehicles.types import REGISTER

SENT, ARRIVING, RECHECKING, ISSUED, RETURNED = "sent", "arriving", "rechecking", "issued", "returned"
OVER = (ISSUED, RETURNED)
NO_ITEM = Text(zh="没有这件跨地区事项。", en="There is no such item.")
NOT_HERE = Text(
    zh="没有查到申请人名下的这辆车，请核对号牌号码和车辆识别代号。",
    en="We find no such vehicle of the applicant: please check plate number and VIN.",
)
TOO_EARLY = Text(zh="事项尚未收到。", en="The item has not come yet.")

_BY_ID = rows.Rows(RegionItem, "id = %s", why="look at an item")
_LOCKED = rows.Rows(RegionItem, "id = %s FOR UPDATE", why="an item goes on")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody whose vehicle is away from home applies for at our window."""

    service: str
    office: str  # region of the office that registered the vehicle
    plate: plates.Plate
    vin: str
    identity_number: str
    name: str
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item. `side`: "here" accepted here, "there" decided here."""

    id: UUID
    side: str
    office: str
    service: str
    plate: plates.Plate
    state: str
    case: UUID | None
    number: str
    reasons: tuple[tuple[str, Text], ...]
    accepted_at: datetime
    changed_at: datetime


# Where the vehicle is.


def accept(*, wanted: Wanted, made: checking.Made | None, items: Sequence[str], actor: Actor) -> UUID:
    """Accept an item for another office, with the check of the vehicle where the service asks for one; everything is
    sent in the same transaction. Returns its number. Raises BadInput, NotFound for an office nobody knows."""
    vin, now = vins.parse(wanted.vin).number, clock.now()
    item = RegionItem(
        id=new_id(), side="here", office=wanted.office, service=wanted.service, plate_type=wanted.plate.type,
        plate=wanted.plate.number, vin=vin, state=SENT, accepted_by=actor.account_id, accepted_at=now, changed_at=now,
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        check = None
        if made is not None:
            asked = checking.Asked(vin, None, "colour", "", items)
            check = checking.record_check(
                asked=asked, made=made, on=clock.today(), actor=actor, cause=f"item:{item.id}"
            )  # fmt: skip
            _note(item, "examined_remote", actor, {"result": check.result})
        rows.insert(item)
        letter = ItemAccepted(
            transfer=str(item.id), service=wanted.service, plate_type=wanted.plate.type, plate=wanted.plate.number,
            vin=vin, identity_number=wanted.identity_number, name=wanted.name, answers=wanted.answers,
            accepted_on=clock.today(), check=_seen(check, made) if check and made else None,
        )  # fmt: skip
        offices.write(to=wanted.office, letter=letter, about=item.id)
        for name, content in made.photos.items() if made else ():
            sha256 = hashlib.sha256(content).hexdigest()
            photo = ItemPhoto(str(item.id), name, sha256, b64encode(content).decode())
            offices.write(to=wanted.office, letter=photo, about=item.id)
        _note(item, "item_sent", actor, {"office": wanted.office, "service": wanted.service})
    return item.id


def answered(sender: str, letter: ItemAnswered, actor: Actor) -> None:
    """How far the office that decides is: it re-checks, has issued, or returns the item with reasons."""
    with transaction.atomic(savepoint=False):
        item = _theirs("here", letter.transfer, sender)
        if item is None or item.state in OVER or item.state == letter.state:
            return
        item.number = letter.number
        item.reasons = [[one.code, one.zh, one.en] for one in letter.reasons]
        _put(item, letter.state, actor, f"item_{letter.state}", {"office": sender})


# Where it is registered.


def arrived(sender: str, letter: ItemAccepted, actor: Actor) -> None:
    """An item that another office accepted: kept until its photographs are here. Announces `item_arrived`."""
    with transaction.atomic(savepoint=False):
        if _BY_ID.first(UUID(letter.transfer)):
            return
        person = people.find_person(letter.identity_number)
        found = queries.find_by_plate(letter.plate, letter.plate_type)
        mine = next((one for one in found if one.vin == letter.vin and person and one.is_of(person)), None)
        now = clock.now()
        item = RegionItem(
            id=UUID(letter.transfer), side="there", office=sender, service=letter.service, person=person,
            vehicle=mine.id if mine else None, plate_type=letter.plate_type, plate=letter.plate, vin=letter.vin,
            state=ARRIVING, content=sealed.pack(_kept(letter)), accepted_at=now, changed_at=now,
            awaited=sorted({one.sha256 for one in letter.check.photos} if letter.check else ()),
        )  # fmt: skip
        rows.insert(item)
        _note(item, "item_arrived", actor, {"office": sender, "service": letter.service})
        if mine is None:
            _answer(item, RETURNED, [Reason("moving.not_here", NOT_HERE.zh, NOT_HERE.en)], actor)
        elif not item.awaited:
            announce("item_arrived", item=item.id)


def photo_came(sender: str, letter: ItemPhoto, actor: Actor) -> None:
    """A photograph of the check. Raises Conflict where it comes before its item (it is taken in again)."""
    with transaction.atomic(savepoint=False):
        item = _theirs("there", letter.transfer, sender)
        if item is None:
            raise Conflict(TOO_EARLY)
        if item.state != ARRIVING:
            return
        if letter.sha256 not in item.awaited or hashlib.sha256(b64decode(letter.content)).hexdigest() != letter.sha256:
            return
        kept = sealed.unpack(item.content or b"")
        kept["photos"][letter.item] = letter.content
        item.content, item.awaited = sealed.pack(kept), [one for one in item.awaited if one != letter.sha256]
        rows.update(item)
        if not item.awaited:
            announce("item_arrived", item=item.id)


def take_up(*, item_id: UUID, case_id: UUID, number: str, office: str, actor: Actor) -> None:
    """A case here decides the item; the check that was made there is the check of that case. The other office is told
    that it is being re-checked."""
    with transaction.atomic(savepoint=False):
        item = _LOCKED.first(item_id)
        if item is None or item.state != ARRIVING:
            return
        item.case, item.number = case_id, number
        kept = sealed.unpack(item.content or b"")
        if kept["check"]:
            _keep_check(item, kept, office, actor)
        _put(item, RECHECKING, actor, "item_rechecking", {"case": str(case_id)})
        offices.write(to=item.office, letter=ItemAnswered(str(item.id), RECHECKING, number, ()), about=item.id)


def decided(*, case_id: UUID, granted: bool, reasons: Sequence[Reason], actor: Actor) -> None:
    """The case that decides an item has ended: the other office is told. Nothing for any other case."""
    with transaction.atomic(savepoint=False):
        found = RegionItem.for_system("the item of a case").filter(case=case_id, state=RECHECKING).first()
        item = _LOCKED.first(found.id) if found else None
        if item and item.state == RECHECKING:
            _answer(item, ISSUED if granted else RETURNED, reasons, actor)


def give_back(*, item_id: UUID, reasons: Sequence[Reason], actor: Actor) -> None:
    """No case can be opened for an item: it is returned with the reasons."""
    with transaction.atomic(savepoint=False):
        item = _LOCKED.first(item_id)
        if item and item.state == ARRIVING:
            _answer(item, RETURNED, reasons, actor)


# Looking.


def get(item_id: UUID) -> tuple[ItemView, UUID | None, UUID | None, dict[str, str]]:
    """An item with person, vehicle and answers; NotFound where there is none. One statement."""
    row = _BY_ID.first(item_id)
    if row is None:
        raise NotFound(NO_ITEM)
    answers = sealed.unpack(row.content)["answers"] if row.content else {}
    return _view(row), row.person, row.vehicle, answers


def find_of_case(case_id: UUID) -> ItemView | None:
    """The item that a case decides, or None. One statement."""
    row = RegionItem.for_system("the item of a case").filter(case=case_id).first()
    return _view(row) if row else None


def newest(limit: int = 100) -> list[ItemView]:
    """The items accepted here and decided here, the newest first. One statement."""
    return [_view(row) for row in RegionItem.for_system("items between regions").order_by("-accepted_at")[:limit]]


@dataclass(frozen=True, slots=True)
class Pair:
    """What one region accepted and another decided: how many items of a kind, how many ended how."""

    accepted_in: str
    decided_in: str
    kind: str  # the code of a service, or how a vehicle moved ("move", "trade", "moved_out", "transferred_out")
    count: int
    issued: int
    returned: int


def pairs() -> list[Pair]:
    """Items and moves by pair of regions and kind, the largest first. Two statements."""
    here, counted = settings.TONGBAN_REGION, Counter[tuple[str, str, str, str]]()
    for side, office, service, state in RegionItem.for_system("pairs of regions").values_list(
        "side", "office", "service", "state"
    ):
        between = (here, office) if side == "here" else (office, here)
        counted[(*between, service, state)] += 1
    for side, office, flow, state in Move.for_system("pairs of regions").values_list("side", "office", "flow", "state"):
        between = (office, here) if side == "out" else (here, office)
        ended = {"done": ISSUED, "ended": RETURNED, "refused": RETURNED}.get(state, state)
        counted[(*between, flow, ended)] += 1
    keys = {key[:3] for key in counted}
    found = [Pair(*key, _sum(counted, key), counted[(*key, ISSUED)], counted[(*key, RETURNED)]) for key in keys]
    return sorted(found, key=lambda one: (-one.count, one.accepted_in, one.decided_in, one.kind))


def refusals() -> list[tuple[str, int]]:
    """Why files and items were refused or returned, by reason, the most frequent first. Two statements."""
    counted = Counter[str]()
    for model in (Move, RegionItem):
        for reasons in model.for_system("refusals by reason").exclude(reasons=[]).values_list("reasons", flat=True):
            counted.update(code for code, *_ in reasons)
    return counted.most_common()


def _sum(counted: Counter[tuple[str, str, str, str]], key: tuple[str, ...]) -> int:
    return sum(count for known, count in counted.items() if known[:3] == key)


def _view(row: RegionItem) -> ItemView:
    return ItemView(
        row.id, row.side, row.office, row.service, plates.Plate(row.plate_type, row.plate), row.state, row.case,
        row.number, tuple((code, Text(zh=zh, en=en)) for code, zh, en in row.reasons), row.accepted_at, row.changed_at,
    )  # fmt: skip


def _seen(check: VehicleCheck, made: checking.Made) -> CheckMade:
    photos = tuple(SeenPhoto(item, hashlib.sha256(content).hexdigest()) for item, content in made.photos.items())
    return CheckMade(
        stamped=check.stamped, items=dict(check.items), result=check.result, remarks=check.remarks,
        recording=check.recording, recording_sha256=check.recording_sha256, officer_number=check.officer_number,
        on=check.on, checked_at=check.checked_at, photos=photos,
    )  # fmt: skip


def _kept(letter: ItemAccepted) -> dict[str, Any]:
    check = letter.check
    said = None if check is None else {
        "stamped": check.stamped, "items": check.items, "result": check.result, "remarks": check.remarks,
        "recording": check.recording, "recording_sha256": check.recording_sha256,
        "officer_number": check.officer_number, "on": check.on.isoformat(), "checked_at": check.checked_at.isoformat(),
    }  # fmt: skip
    return {"answers": dict(letter.answers), "check": said, "photos": {}}


def _keep_check(item: RegionItem, kept: dict[str, Any], office: str, actor: Actor) -> None:
    """The check made elsewhere, as the check of the case here; its officer is known by number alone."""
    said, cause, on = kept["check"], f"case:{item.case}", datetime.fromisoformat(kept["check"]["checked_at"])
    check_id = new_id()
    entry = entries.write(
        register=checking.ENTRY_REGISTER, subject=check_id, kind="checked_elsewhere", effective_on=clock.day_of(on),
        actor=actor, cause=cause, facts={"item": str(item.id), "office": item.office, "result": said["result"]},
    )  # fmt: skip
    check = VehicleCheck(
        id=check_id, vin=item.vin, vehicle=item.vehicle, cause=cause, service="colour", type="", on=clock.day_of(on),
        checked_at=on, stamped=said["stamped"], items=said["items"], result=said["result"], remarks=said["remarks"],
        recording=said["recording"], recording_sha256=said["recording_sha256"], officer=item.id,
        officer_number=said["officer_number"], office=office, from_office=item.office, entry=entry,
    )  # fmt: skip
    rows.insert(check)
    for name, content in kept["photos"].items():
        seen = b64decode(content)
        photo = CheckPhoto(
            id=new_id(), check_of=check, item=name, sha256=hashlib.sha256(seen).hexdigest(),
            content=sealed.pack_bytes(seen),
        )  # fmt: skip
        rows.insert(photo)


def _answer(item: RegionItem, state: str, reasons: Sequence[Reason], actor: Actor) -> None:
    item.reasons, item.content = [[one.code, one.zh, one.en] for one in reasons], None
    _put(item, state, actor, f"item_{state}", {"reasons": [one.code for one in reasons]})
    letter = ItemAnswered(str(item.id), state, item.number, tuple(reasons))
    offices.write(to=item.office, letter=letter, about=item.id)


def _theirs(side: str, transfer: str, sender: str) -> RegionItem | None:
    """The item that a letter is about, locked; None where that office has no such item with us."""
    item = _LOCKED.first(UUID(transfer))
    return item if item and (item.side, item.office) == (side, sender) else None


def _put(item: RegionItem, state: str, actor: Actor, kind: str, facts: dict[str, Any]) -> None:
    item.state, item.changed_at = state, clock.now()
    rows.update(item)
    _note(item, kind, actor, facts)


def _note(item: RegionItem, kind: str, actor: Actor, facts: dict[str, Any]) -> None:
    entries.write(
        register=REGISTER, subject=item.id, kind=kind, effective_on=clock.today(), actor=actor,
        cause=f"item:{item.id}", facts=facts,
    )  # fmt: skip

"""The post (邮政): parcels to people's homes and back into custody, with tracking."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from tongban.core import clock, personal
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotFound
from tongban.core.outbox import announce
from tongban.exchange import client
from tongban.exchange.forms import Instant, Long, Number
from tongban.exchange.models import Parcel, ParcelEvent
from tongban.exchange.registry import register
from tongban.exchange.types import Answer, ParcelView, Partner, Question
from tongban.law.text import Text

Kind = Literal["taken_over", "on_the_way", "delivered", "refused", "uncollected", "lost", "returned"]
ORDERED = "ordered"
FINAL = ("delivered", "lost", "returned")
KINDS: dict[str, Text] = {
    ORDERED: Text(zh="待揽收", en="to be handed to the post"),
    "taken_over": Text(zh="已揽收", en="taken over by the post"),
    "on_the_way": Text(zh="运输中", en="on the way"),
    "delivered": Text(zh="已签收", en="delivered"),
    "refused": Text(zh="拒收", en="refused"),
    "uncollected": Text(zh="逾期未领", en="not collected"),
    "lost": Text(zh="丢失", en="lost"),
    "returned": Text(zh="已退回", en="returned to the office"),
}


@dataclass(frozen=True, slots=True)
class TakenOn:
    """The post's number for a parcel."""

    parcel: str
    tracking_number: Number


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a parcel."""

    at: Instant
    kind: Kind
    place: Long


@dataclass(frozen=True, slots=True)
class Track:
    """Everything that happened to a parcel so far."""

    tracking_number: str
    parcel: str
    events: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """The post tells us that something happened to a parcel."""

    tracking_number: Number
    parcel: Number
    kind: Kind
    at: Instant
    place: Long


PARCEL: Question[TakenOn] = Question(
    "parcel",
    Text(zh="下单寄递", en="To send a parcel"),
    TakenOn,
    asked=("parcel", "to_name", "to_phone", "to_address", "contents"),
    echoes=("parcel",),
)
TRACK: Question[Track] = Question(
    "track",
    Text(zh="查询寄递进度", en="Where a parcel is"),
    Track,
    asked=("tracking_number",),
    echoes=("tracking_number",),
)
PARTNER = register(
    Partner(
        code="post",
        name=Text(zh="邮政", en="the post"),
        purpose=Text(zh="寄递证件", en="To bring documents home"),
        legal_basis=Text(zh="本人选择邮寄领取", en="The person's choice to have it posted"),
        basis_confidence="design",
        questions=(PARCEL, TRACK),
        events={"event": Event},
    )
)


def order_parcel(
    *,
    number: str,
    to_name: str,
    to_phone: str,
    to_address: str,
    contents: str,
    case_id: UUID | None = None,
    person_id: UUID | None = None,
) -> ParcelView:
    """Note a parcel in the caller's transaction; a job hands it to the post. The same number again is the
    same one.

    Raises BadInput where name, phone or address is missing.
    """
    address = {"to_name": to_name.strip(), "to_phone": to_phone.strip(), "to_address": to_address.strip()}
    for field, value in address.items():
        if not value or len(value) > 200:
            raise BadInput(field, Text(zh="请填写完整的收件信息。", en="Please give name, phone and address."))
    now = clock.now()
    with transaction.atomic(savepoint=False):
        row, new = Parcel.for_system("a parcel is ordered").get_or_create(
            number=number,
            defaults={
                "case_id": case_id,
                "person_id": person_id,
                "address": personal.seal(json.dumps(address, ensure_ascii=False)),
                "contents": contents[:100],
                "state": ORDERED,
                "state_at": now,
                "ordered_at": now,
            },
        )
        if new:
            announce("parcel_ordered", parcel=row.pk)
    return _view(row)


def hand_over(*, parcel_id: UUID) -> str:
    """Give a parcel to the post (job) and return its tracking number.

    Raises ExchangeError: a sweep tries again.
    """
    row = Parcel.for_system("a job hands it to the post").get(pk=parcel_id)
    if row.tracking_number or row.address is None:
        return row.tracking_number or ""
    payload = {"parcel": row.number, **json.loads(personal.unseal(row.address)), "contents": row.contents}
    answer: Answer[TakenOn] = client.ask(
        "post",
        "parcel",
        payload,
        purpose="post",
        case_id=row.case_id,
        person_id=row.person_id,
        key=f"parcel-{row.number}",
    )
    with transaction.atomic(savepoint=False):
        Parcel.for_system("the post took it on").filter(pk=row.pk).update(tracking_number=answer.value.tracking_number)
        announce("parcel_accepted", parcel=row.pk)
    return answer.value.tracking_number


def record(*, event: Event) -> ParcelView | None:
    """Note what the post tells of a parcel and announce `parcel_<kind>`; told again it changes nothing.

    Events may arrive out of order: the state is that of the latest by the post's own clock. None where the
    parcel is not ours.
    """
    rows = Parcel.for_system("the post tells of it").select_for_update()
    with transaction.atomic(savepoint=False):
        row = rows.filter(number=event.parcel).first()
        if row is None or row.tracking_number not in (None, event.tracking_number):
            return None
        _, new = ParcelEvent.objects.get_or_create(
            parcel=row, kind=event.kind, at=event.at, defaults={"place": event.place[:100]}
        )
        if new:
            _advance(row, event)
            announce(f"parcel_{event.kind}", parcel=row.pk)
    return _view(row)


def ask_track(*, parcel_id: UUID) -> ParcelView:
    """Ask the post what happened and record what it had not told (nightly job).

    Raises ExchangeError, NotFound.
    """
    row = get_row(parcel_id)
    if not row.tracking_number:
        return _view(row)
    answer: Answer[Track] = client.ask(
        "post", "track", {"tracking_number": row.tracking_number}, purpose="post", case_id=row.case_id,
        person_id=row.person_id,
    )  # fmt: skip
    for step in sorted(answer.value.events, key=lambda each: each.at):
        record(event=Event(row.tracking_number, row.number, step.kind, step.at, step.place))
    return _view(get_row(parcel_id))


def get_row(parcel_id: UUID) -> Parcel:
    """Return a parcel's row by id, inside the room; raises NotFound."""
    row = Parcel.for_system("a job was given the id").filter(pk=parcel_id).first()
    if row is None:
        raise NotFound(Text(zh="没有这个包裹。", en="There is no such parcel."))
    return row


def get_parcel(parcel_id: UUID) -> ParcelView:
    """Return a parcel with its events (listeners of `parcel_<kind>` are given the id); raises NotFound."""
    return _view(get_row(parcel_id))


def parcels_of_case(case_id: UUID) -> list[ParcelView]:
    """Return the parcels of a case, oldest first. Two queries."""
    return _views(Parcel.for_system("the case shows its parcels").filter(case_id=case_id).order_by("id"))


def parcels(actor: Actor, limit: int = 100) -> list[ParcelView]:
    """Return the parcels this actor may see, newest first. Two queries."""
    return _views(Parcel.visible_to(actor).order_by("-id")[:limit])


def _advance(row: Parcel, event: Event) -> None:
    if row.state == ORDERED or event.at >= row.state_at:
        row.state, row.state_at = event.kind, event.at
    if row.state in FINAL:
        row.address = None
    row.tracking_number = event.tracking_number
    row.save(update_fields=["state", "state_at", "address", "tracking_number"])


def _view(row: Parcel) -> ParcelView:
    return _views([row])[0]


def _views(rows: Iterable[Parcel]) -> list[ParcelView]:
    found = list(rows)
    events: dict[UUID, list[tuple[datetime, str, str]]] = {}
    for each in ParcelEvent.objects.filter(parcel__in=found).order_by("at", "id"):
        events.setdefault(each.parcel_id, []).append((each.at, each.kind, each.place))
    return [
        ParcelView(
            id=row.pk,
            number=row.number,
            tracking_number=row.tracking_number or "",
            case_id=row.case_id,
            contents=row.contents,
            state=row.state,
            ordered_on=clock.day_of(row.ordered_at),
            events=tuple(events.get(row.pk, ())),
        )
        for row in found
    ]

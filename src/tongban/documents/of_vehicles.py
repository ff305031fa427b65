"""Electronic documents of vehicles: issued, shown, followed. One of each kind stands for a vehicle at a time.

The room is handed finished claims and is told to revoke, as with licences; whose vehicle it is the caller knows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tongban.core import clock, entries, rows, sealed
from tongban.core.actor import Actor
from tongban.core.ids import new_id
from tongban.documents import actions, keyring
from tongban.documents.mdoc import cbor, issue, reading, unbound
from tongban.documents.mdoc.unbound import Kind, VehicleClaims
from tongban.documents.models import Credential

_STANDING = rows.Rows(
    Credential, "subject = ANY(%s) AND device_id IS NULL AND revoked_at IS NULL ORDER BY issued_at", why="its owner's"
)


@dataclass(frozen=True, slots=True)
class VehicleDocument:
    """A document that stands. `said`: its elements, days as ISO text; `content`: the file its owner may keep."""

    kind: Kind
    said: dict[str, Any]
    content: bytes
    place: tuple[int, int]
    issued_at: datetime
    valid_until: datetime


def issue_document(*, vehicle_id: UUID, owner: UUID, claims: VehicleClaims, actor: Actor, cause: str) -> None:
    """Issue a document in place of the one that stands, which is revoked."""
    actions.revoke_credentials(subject=vehicle_id, actor=actor, cause=cause, kind=claims.kind.name)
    number, index, place = keyring.next_place()
    now = clock.now()
    signer = keyring.keys().vehicle_signer(now)
    issued = issue.issue(claims, holder_key=unbound.nobodys_key(), signer=signer, status=place, now=now)
    credential = Credential(
        id=new_id(),
        kind=claims.kind.name,
        subject=vehicle_id,
        person=owner,
        card_serial=str(claims.said["document_number"]),
        content=sealed.pack_bytes(issued.content),
        status_list=number,
        status_index=index,
        issued_at=now,
        valid_until=issued.valid_until,
        cause=cause,
    )
    rows.insert(credential)
    entries.write(
        register=actions.REGISTER,
        subject=vehicle_id,
        kind="credential_issued",
        effective_on=clock.today(),
        actor=actor,
        cause=cause,
        facts={"credentials": [str(credential.id)], "document": claims.kind.name},
    )


def standing(vehicle_ids: Collection[UUID]) -> dict[UUID, list[VehicleDocument]]:
    """The documents of each vehicle that are not revoked, by kind; the caller knows whose they are. One statement."""
    found: dict[UUID, list[VehicleDocument]] = {vehicle_id: [] for vehicle_id in vehicle_ids}
    for row in _STANDING.all(list(vehicle_ids)):
        found[row.subject].append(_document(row))
    order = list(unbound.KINDS.values())
    return {vehicle_id: sorted(of, key=lambda one: order.index(one.kind)) for vehicle_id, of in found.items()}


def says(claims: VehicleClaims) -> dict[str, Any]:
    """What claims say as a standing document says it: to see whether it still holds."""
    [named] = claims.elements(clock.today()).values()
    return {name: cbor.plain(value) for name, value in named.items()}


def code_of(document: VehicleDocument, lasts: timedelta) -> str:
    """A code for showing what the document says, good for so long and never longer than the document."""
    now = clock.now()
    return unbound.make_code(
        document.kind,
        document.said,
        lasts=min(lasts, document.valid_until - now),
        signer=keyring.keys().vehicle_signer(now),
        status=keyring.entry_at(*document.place),
        now=now,
    )


def _document(row: Credential) -> VehicleDocument:
    content = sealed.unpack_bytes(row.content)
    [document] = reading.read(content)
    said = {item.name: cbor.plain(item.value) for item in document.items}
    place = (row.status_list, row.status_index)
    return VehicleDocument(unbound.KINDS[row.kind], said, content, place, row.issued_at, row.valid_until)

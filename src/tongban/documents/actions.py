"""Issuing and revoking papers. Every verb joins the transaction of the decision that called it."""

import hashlib
import secrets
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, connection, transaction

from tongban.core import clock, entries, outbox, rows, sealed, sealing
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, Conflict, NotFound
from tongban.core.ids import new_id
from tongban.documents import keyring
from tongban.documents.jwk import public_key, thumbprint
from tongban.documents.mdoc import issue as mdoc_issue
from tongban.documents.mdoc import showcode
from tongban.documents.mdoc.claims import LicenceClaims
from tongban.documents.mdoc.keys import NoSuchSigner
from tongban.documents.models import Blank, Card, Credential, Device, Portrait, Receipt, TemporaryPlate
from tongban.documents.types import OutOfBlanks
from tongban.law.text import Text

REGISTER = "documents"
_DEVICES = rows.Rows(Device, "person = %s AND ended_at IS NULL ORDER BY added_at", why="issue")
_REVOKE = (
    "UPDATE documents_credential SET revoked_at = %s"
    " WHERE subject = %s AND revoked_at IS NULL AND (%s = '' OR kind = %s)"
)
_VOID_OLDER = (
    "UPDATE documents_card SET state = 'void', changed_at = %s"
    " WHERE subject = %s AND state NOT IN ('handed_over', 'delivered', 'spoilt', 'void')"
)
_KEEP_PORTRAIT = (
    "INSERT INTO documents_portrait (subject, person, jpeg, kept_at) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (subject) DO UPDATE SET person = EXCLUDED.person, jpeg = EXCLUDED.jpeg, kept_at = EXCLUDED.kept_at"
)
_CARD = rows.Rows(Card, "serial = %s FOR UPDATE", why="move a card")
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that can be misread
CODE_LENGTH = 12
CARDS = DRIVING_LICENCE, VEHICLE_LICENCE = ("driving_licence", "vehicle_licence")  # others are kinds of plates

_TAKE_PORTRAIT = """
INSERT INTO documents_portrait AS held (subject, person, jpeg, kept_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (subject) DO UPDATE SET person = excluded.person, kept_at = excluded.kept_at,
    jpeg = CASE WHEN held.submitted_on >= %s THEN held.jpeg ELSE excluded.jpeg END,
    submitted_on = CASE WHEN held.submitted_on >= %s THEN held.submitted_on END
RETURNING jpeg
"""


def keep_portrait(*, subject: UUID, person_id: UUID, jpeg: bytes) -> None:
    """Keep the portrait of a licence, in place of an older one. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_PORTRAIT, [subject, person_id, sealed.pack_bytes(jpeg), clock.now()])


def take_portrait(*, subject: UUID, person_id: UUID, jpeg: bytes, taken_on: date) -> bytes:
    """Keep the library's portrait, unless the owner handed in one since it was taken; return the one that counts.

    One statement.
    """
    row = (subject, person_id, sealed.pack_bytes(jpeg), clock.now(), taken_on, taken_on)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_PORTRAIT, row)
        (kept,) = cursor.fetchone()
    return sealed.unpack_bytes(kept)


def submit_portrait(*, subject: UUID, person_id: UUID, jpeg: bytes, on: date, actor: Actor, cause: str) -> None:
    """Keep a portrait that its owner handed in and that was found to be theirs: the next licence carries it."""
    with transaction.atomic(savepoint=False):
        keep_portrait(subject=subject, person_id=person_id, jpeg=jpeg)
        Portrait.for_system("a portrait is handed in").filter(subject=subject).update(submitted_on=on)
        note(subject, "portrait_submitted", actor, cause, {"sha256": hashlib.sha256(jpeg).hexdigest()})


def add_device(*, person_id: UUID, jwk: dict[str, Any], label: str, actor: Actor) -> Device:
    """Bind a phone by its public key (EC P-256 JWK); the same key again is the same device."""
    public_key(jwk)  # BadInput where it is none
    name = thumbprint(jwk)
    with transaction.atomic(savepoint=False):
        known = Device.for_system("add a device").filter(person=person_id, thumbprint=name, ended_at=None).first()
        if known:
            return known
        device = Device(
            id=new_id(),
            person=person_id,
            jwk={part: jwk[part] for part in ("kty", "crv", "x", "y")},
            thumbprint=name,
            label=label[:60],
            added_at=clock.now(),
        )
        device.save(force_insert=True)
        note(device.id, "device_added", actor, "device", {"person": str(person_id)})
        return device


def end_device(*, device_id: UUID, person_id: UUID, actor: Actor) -> None:
    """Take the licence off a phone: its credentials are revoked at once."""
    with transaction.atomic(savepoint=False):
        ended = Device.for_system("end a device").filter(id=device_id, person=person_id, ended_at=None)
        if not ended.update(ended_at=clock.now()):
            raise NotFound(Text(zh="没有这台设备。", en="There is no such device."))
        Credential.for_system("end a device").filter(device=device_id, revoked_at=None).update(revoked_at=clock.now())
        note(device_id, "device_ended", actor, "device", {})


def issue_credentials(
    *, subject: UUID, person_id: UUID, claims: LicenceClaims, actor: Actor, cause: str, only: UUID | None = None
) -> list[Credential]:
    """Issue the licence to each of the person's devices (or `only` one). Raises nothing where there is none yet."""
    devices = [device for device in _DEVICES.all(person_id) if only in (None, device.id)]
    issued = [_issue(device, subject, person_id, claims, cause) for device in devices]
    if issued:
        rows.insert(*issued)
        facts = {"credentials": [str(credential.id) for credential in issued], "card": claims.card_serial}
        note(subject, "credential_issued", actor, cause, facts)
    return issued


def _issue(device: Device, subject: UUID, person_id: UUID, claims: LicenceClaims, cause: str) -> Credential:
    number, index, entry = keyring.next_place()
    now = clock.now()
    issued = mdoc_issue.issue(claims, holder_key=_key(device), signer=keyring.keys().signer(now), status=entry, now=now)
    return Credential(
        id=new_id(),
        subject=subject,
        person=person_id,
        device=device,
        card_serial=claims.card_serial,
        content=sealed.pack_bytes(issued.content),
        status_list=number,
        status_index=index,
        issued_at=now,
        valid_until=issued.valid_until,
        cause=cause,
    )


def _key(device: Device) -> ec.EllipticCurvePublicKey:
    return public_key(device.jwk)


def show_code(*, device_id: UUID, subject: UUID, claims: LicenceClaims) -> str:
    """A show code for one device: a second small credential for 24 hours, tied to the place of its licence."""
    credential = (
        Credential.for_system("show code")
        .filter(device=device_id, subject=subject, revoked_at=None)
        .select_related("device")
        .order_by("-issued_at")
        .first()
    )
    if credential is None or credential.device is None:
        raise NotFound(Text(zh="这台手机上没有电子驾驶证。", en="There is no licence on this phone."))
    now = clock.now()
    place = keyring.entry_at(credential.status_list, credential.status_index)
    return showcode.make(
        claims, holder_key=_key(credential.device), signer=keyring.keys().signer(now), status=place, now=now
    )


def revoke_credentials(*, subject: UUID, actor: Actor, cause: str, kind: str = "") -> int:
    """Revoke every credential of a driver file or vehicle (`kind`: of one kind alone); the status list says so from
    the next minute. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_REVOKE, [clock.now(), subject, kind, kind])
        revoked = cursor.rowcount
    if revoked:
        note(subject, "credential_revoked", actor, cause, {"count": revoked})
    return revoked


def revoke_signer(*, key_id: str, reason: str, actor: Actor) -> None:
    """Put a lost signer on the list of revoked signers: whatever it signed is refused, and another takes its place."""
    with transaction.atomic(savepoint=False):
        note(new_id(), "signer_revoked", actor, "signer lost", {"key_id": key_id, "reason": reason})
        try:
            keyring.keys().revoke(key_id, clock.now())
        except NoSuchSigner as error:
            raise NotFound(Text(zh="没有这个签发者。", en="There is no such signer.")) from error


# -- cards ------------------------------------------------------------------------------------------------------


def receive_blanks(*, office: str, serials: list[str], on: date, actor: Actor, kind: str = DRIVING_LICENCE) -> int:
    """Book a delivery of blanks of one kind into an office's stock; what waited for one goes on."""
    with transaction.atomic(savepoint=False):
        try:
            Blank.objects.bulk_create(
                [Blank(serial=serial, office=office, kind=kind, received_on=on) for serial in serials]
            )
        except IntegrityError as error:
            raise Conflict(Text(zh="有编号已经登记过。", en="One of these serials is known already.")) from error
        note(new_id(), "blanks_received", actor, "stock", {"office": office, "kind": kind, "count": len(serials)})
        outbox.announce("blanks_arrived", office=office)
    return len(serials)


TAKE = """
UPDATE documents_blank SET state = 'taken', taken_on = %s, cause = %s WHERE serial = (
    SELECT serial FROM documents_blank WHERE office = %s AND kind = %s AND state = 'stock'
    ORDER BY serial LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING serial
"""


def take_blank(*, office: str, cause: str, kind: str = DRIVING_LICENCE) -> str:
    """Take the next blank of a kind of an office, in one guarded statement. Raises OutOfBlanks."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [clock.today(), cause, office, kind])
        row = cursor.fetchone()
    if row is None:
        raise OutOfBlanks(Text(zh="该网点的空白件已用完。", en="This office has run out of these blanks."))
    return str(row[0])


def order_card(
    *,
    serial: str,
    subject: UUID,
    person_id: UUID,
    case_id: UUID,
    office: str,
    fields: dict[str, Any],
    delivery: str,
    address: dict[str, str],
    actor: Actor,
    kind: str = DRIVING_LICENCE,
) -> Card:
    """Put a card in production on a taken blank; cards of the subject not yet handed over are void."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_VOID_OLDER, [now, subject])
    card = Card(
        serial=serial,
        kind=kind,
        subject=subject,
        person=person_id,
        case=case_id,
        office=office,
        fields=sealed.pack(fields),
        delivery=delivery,
        address=sealed.pack(address) if address else b"",
        ordered_at=now,
        changed_at=now,
    )
    rows.insert(card)
    outbox.announce("card_ordered", serial=serial)
    return card


CARD_MOVES = {
    "ordered": {"printed"},
    "printed": {"in_custody", "posted", "handed_over"},
    "in_custody": {"posted", "handed_over"},
    "posted": {"delivered", "in_custody", "lost"},
    "lost": {"void"},
}


def move_card(
    *, serial: str, state: str, actor: Actor, parcel: str = "", handed_by: UUID | None = None, handed_in: str = ""
) -> Card:
    """Move a card along its way; Conflict where it is not there. Delivery and handing over close the case.

    `handed_in`: the serial of the old card that was handed in for this one.
    """
    with transaction.atomic(savepoint=False):
        card = _CARD.first(serial)
        if card is None:
            raise NotFound(Text(zh="没有这张证件卡。", en="There is no such card."))
        if state == card.state:
            return card
        if state not in CARD_MOVES.get(card.state, set()):
            raise Conflict(Text(zh="证件卡现在不能这样处理。", en="The card cannot be moved that way now."))
        card.state, card.changed_at = state, clock.now()
        if parcel:
            card.parcel, card.tries = parcel, card.tries + 1
        card.handed_by = handed_by or card.handed_by
        rows.update(card)
        facts = {"serial": serial, **({"handed_in": handed_in} if handed_in else {})}
        note(card.subject, f"card_{state}", actor, f"case:{card.case}", facts)
        outbox.announce(f"card_{state}", serial=serial)
        return card


def withdraw_papers(*, subject: UUID, cause: str, actor: Actor) -> None:
    """Take back what a corrected decision issued: credentials revoked, its cards void wherever they are."""
    revoke_credentials(subject=subject, actor=actor, cause=cause)
    Card.for_system("withdraw").filter(subject=subject, case=UUID(cause.removeprefix("case:"))).exclude(
        state__in=["spoilt", "void"]
    ).update(state="void", changed_at=clock.now())


def follow_merger(*, keep: UUID, merged: UUID) -> None:
    """Two rows were one person: papers, phones, cards and temporary plates are the kept person's now. Seven
    statements."""
    for model in (Device, Credential, Card, Receipt, Portrait, TemporaryPlate):
        model.for_system("merged persons").filter(person=merged).update(person=keep)
    TemporaryPlate.for_system("merged persons").filter(holder=merged).update(holder=keep)


# -- receipts ---------------------------------------------------------------------------------------------------


def issue_receipt(
    *,
    case_id: UUID,
    case_number: str,
    person_id: UUID,
    service: str,
    service_name: Text,
    outcome: str,
    entry: UUID,
    order_number: str,
    office: str,
    language: str,
) -> Receipt:
    """Give a receipt that witnesses `entry` and carries the latest sealed root of all entries."""
    root = sealing.latest_root()
    receipt = Receipt(
        id=new_id(),
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        case=case_id,
        person=person_id,
        content={
            "number": case_number,
            "service": service,
            "service_name": asdict(service_name),
            "outcome": outcome,
            "order": order_number,
            "office": office,
            "language": language,
        },
        entry=entry,
        root_size=root.size if root else 0,
        root_hex=root.root_hex if root else "",
        issued_at=clock.now(),
    )
    rows.insert(receipt)
    return receipt


def note(subject: UUID, kind: str, actor: Actor, cause: str, facts: dict[str, Any]) -> None:
    """Write what happened to a paper."""
    entries.write(
        register=REGISTER,
        subject=subject,
        kind=kind,
        effective_on=clock.today(),
        actor=actor,
        cause=cause,
        facts=facts,
    )


def check_jwk(jwk: object) -> dict[str, Any]:
    """A JWK from outside as a dictionary; BadInput where it is no EC P-256 public key."""
    if not isinstance(jwk, dict):
        raise BadInput("jwk", Text(zh="设备密钥格式不对。", en="The device key is not a JWK."))
    public_key(jwk)
    return jwk

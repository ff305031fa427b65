"""Questions about papers."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Max, Q

from tongban.core import clock, sealed
from tongban.core.actor import Actor
from tongban.core.rows import Rows
from tongban.documents import keyring, models
from tongban.documents.mdoc import statuslist
from tongban.documents.mdoc.statuslist import Status
from tongban.documents.types import CredentialView, DeviceView, ReceiptView

LIST_LASTS = timedelta(hours=24)
_DEVICES = Rows(models.Device, "person = %s AND ended_at IS NULL ORDER BY added_at", why="one's own")
_CREDENTIALS = Rows(models.Credential, "person = %s AND device_id IS NOT NULL ORDER BY issued_at DESC", why="one's own")
_CREDENTIAL = Rows(models.Credential, "id = %s", why="handed out to its holder only")
_RECEIPTS = Rows(models.Receipt, '"case" = %s ORDER BY issued_at DESC', why="shown to its holder; others are asked for")
_PORTRAIT = Rows(models.Portrait, "subject = %s", why="portrait of a licence")
_RECEIPT = Rows(models.Receipt, "code = %s", why="check a receipt")


def devices_of(person_id: UUID, actor: Actor) -> list[DeviceView]:
    """The phones that hold a person's licence. One statement."""
    if actor.own(person_id):
        rows = _DEVICES.all(person_id)
    else:
        rows = list(models.Device.visible_to(actor).filter(person=person_id, ended_at=None).order_by("added_at"))
    return [DeviceView(row.id, row.label, row.added_at) for row in rows]


def credentials_of(person_id: UUID, actor: Actor) -> list[CredentialView]:
    """The electronic licences issued to a person, newest first. One statement."""
    if actor.own(person_id):
        rows = _CREDENTIALS.all(person_id)
    else:
        on_phones = models.Credential.visible_to(actor).filter(person=person_id, device__isnull=False)
        rows = list(on_phones.order_by("-issued_at"))
    return [
        CredentialView(row.id, row.device_id, row.card_serial, row.issued_at, row.valid_until, row.revoked_at)
        for row in rows
        if row.device_id
    ]


def credential_content(credential_id: UUID, actor: Actor) -> bytes | None:
    """The IssuerSigned structure of one credential, for its holder. None where it is not theirs."""
    row = _CREDENTIAL.first(credential_id)
    if row and not actor.own(row.person):
        row = models.Credential.visible_to(actor).filter(id=credential_id).first()
    return sealed.unpack_bytes(row.content) if row else None


def find_portrait(subject: UUID) -> bytes | None:
    """The portrait of the licence, as last printed."""
    row = _PORTRAIT.first(subject)
    return sealed.unpack_bytes(row.jpeg) if row else None


def status_list(number: int) -> bytes:
    """The signed token status list, good for a day. One statement; everything not in it is valid."""
    rows = models.Credential.for_system("status list").filter(
        Q(revoked_at__isnull=False) | Q(suspended=True), status_list=number
    )
    statuses = [
        (index, Status.INVALID if revoked_at else Status.SUSPENDED)
        for index, revoked_at in rows.values_list("status_index", "revoked_at")
    ]
    now = clock.now()
    return statuslist.sign_list(
        statuslist.pack(keyring.LIST_SIZE, statuses),
        uri=keyring.list_uri(number),
        now=now,
        lasts=LIST_LASTS,
        signer=keyring.keys().status_signer(now),
    )


def last_list() -> int:
    """The number of the newest status list, 1 before the first credential. One statement."""
    newest = models.Credential.for_system("newest list").aggregate(newest=Max("status_list"))["newest"]
    return newest or 1


def find_receipt(code: str) -> ReceiptView | None:
    """A receipt by the code printed on it. One statement."""
    row = _RECEIPT.first(code.strip().upper())
    return _receipt(row) if row else None


def receipts_of(case_id: UUID, actor: Actor) -> list[ReceiptView]:
    """The receipts of a case, newest first. One statement."""
    rows = _RECEIPTS.all(case_id)
    if not all(actor.own(row.person) for row in rows):
        rows = list(models.Receipt.visible_to(actor).filter(case=case_id).order_by("-issued_at"))
    return [_receipt(row) for row in rows]


def _receipt(row: models.Receipt) -> ReceiptView:
    return ReceiptView(row.code, row.case, row.content, row.entry, row.root_size, row.root_hex, row.issued_at)

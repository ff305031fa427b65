"""A check of the vehicle itself (查验) is written down: item by item, on camera, by an officer. Never changed."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tongban.core import clock, entries, rows, sealed
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotAllowed
from tongban.core.ids import new_id
from tongban.law.text import Text
from tongban.registers.vehicles import codes
from tongban.registers.vehicles.models import CheckPhoto, VehicleCheck

FOUND = ("ok", "failed", "doubtful")
LONGEST, LONGEST_VIN = 300, 17
ENTRY_REGISTER = "vehicle_checks"
NOT_ALL = Text(zh="请逐项查验：{item}还没有结果。", en="Check every item: {item} has no result yet.")
NO_RECORDING = Text(
    zh="没有全程录像，查验不算数。请填写录像编号和录像文件的摘要（64位）。",
    en="Without a recording there is no check. Enter the number of the recording and its digest (64 characters).",
)
BY_OFFICER = Text(zh="查验由查验员本人记录。", en="The officer who made a check writes it down.")
NO_PHOTO = Text(zh="请拍下打刻的车辆识别代号。", en="Take a photograph of the stamped VIN.")


@dataclass(frozen=True, slots=True)
class Made:
    """A check as its officer made it. `found`: "ok", "failed" or "doubtful" for each item; `stamped`: the VIN as it is
    stamped; `photos`: JPEG by item, that of the VIN always."""

    found: Mapping[str, str]
    stamped: str
    photos: Mapping[str, bytes]
    recording: str
    recording_sha256: str
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which vehicle is checked, for which service, and what law asks to be looked at."""

    vin: str
    vehicle_id: UUID | None
    service: str
    type: str
    items: Sequence[str]


def record_check(*, asked: Asked, made: Made, on: date, actor: Actor, cause: str) -> VehicleCheck:
    """Write a check down with its photographs; one entry. A VIN that is stamped otherwise makes the vehicle suspected.

    Raises BadInput where an item has no result, and where recording or photograph of the VIN is missing.
    """
    if actor.account_id is None:
        raise NotAllowed(BY_OFFICER)
    items, digest = _items(asked, made), _must_be_recorded(made)
    result = "suspected" if "doubtful" in items.values() else "failed" if "failed" in items.values() else "passed"
    check_id = new_id()
    with transaction.atomic(savepoint=False):
        said = {"vehicle": asked.vehicle_id and str(asked.vehicle_id), "service": asked.service, "items": items}
        said |= {"result": result, "recording": made.recording.strip(), "recording_sha256": digest}
        said |= {"photos": {item: hashlib.sha256(one).hexdigest() for item, one in made.photos.items()}}
        entry = entries.write(
            register=ENTRY_REGISTER, subject=check_id, kind="checked", effective_on=on, actor=actor, cause=cause,
            facts=said,
        )  # fmt: skip
        check = VehicleCheck(
            id=check_id, vin=asked.vin, vehicle=asked.vehicle_id, cause=cause, service=asked.service, type=asked.type,
            on=on, checked_at=clock.now(), stamped=_read(made.stamped), items=items, result=result,
            remarks=made.remarks.strip()[:LONGEST], recording=made.recording.strip()[:60], recording_sha256=digest,
            officer=actor.account_id, officer_number=actor.label, office=actor.office, entry=entry,
        )  # fmt: skip
        rows.insert(check)
        _keep_photos(check, made.photos)
        return check


def _items(asked: Asked, made: Made) -> dict[str, str]:
    """What was found for each item that law asks for; a VIN that is stamped otherwise is doubtful."""
    for item in asked.items:
        if made.found.get(item) not in FOUND:
            raise BadInput(f"item_{item}", NOT_ALL.fill(item=codes.word("check_item", item)))
    stamped = _read(made.stamped)
    if not 0 < len(stamped) <= LONGEST_VIN:
        raise BadInput("stamped", Text(zh="请照打刻逐位填写。", en="Enter it character by character."))
    found = {item: made.found[item] for item in asked.items}
    return found if stamped == asked.vin else {**found, "vin": "doubtful"}


def _must_be_recorded(made: Made) -> str:
    """The digest of the recording. Raises BadInput where recording or photograph of the VIN is missing."""
    digest = made.recording_sha256.strip().lower()
    if not made.recording.strip() or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise BadInput("recording", NO_RECORDING, code="check.no_recording")
    if not made.photos.get("vin"):
        raise BadInput("photo_vin", NO_PHOTO)
    return digest


def _read(stamped: str) -> str:
    return re.sub(r"[\s-]", "", stamped).upper()


def _keep_photos(check: VehicleCheck, photos: Mapping[str, bytes]) -> None:
    for item, content in photos.items():
        sha256, kept = hashlib.sha256(content).hexdigest(), sealed.pack_bytes(content)
        rows.insert(CheckPhoto(id=new_id(), check_of=check, item=item, sha256=sha256, content=kept))

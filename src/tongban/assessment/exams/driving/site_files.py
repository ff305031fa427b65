"""A day without a network: a site's drives and results in one signed file, written there and taken in here afterwards.

Two lines of text: base64 of deflated JSON, and its Ed25519 signature by the site's key in hexadecimal. The rule that
this software follows where two records differ (no text of law says one):

* The frames decide. The score is reckoned here from them, by the sheet of the day; where the site told the candidate
  another one, nothing is told here until a person has decided, with a reason.
* A sitting that has a drive or a result here already keeps it. The same frames again are nothing new; others are a
  conflict, shown to a person, and kept beside ours. Where a person decides for the site's drive, its score is reckoned
  from those frames and becomes a second result with the reason. Two results of one sitting never overwrite each other.
* The site's clock is taken as it is; how the cars' clocks ran stands in the frames.

What was tested there without a test car (theory papers, riding) stands sealed in the same file: whoever knows theory
too (`exams.away`) takes that part as `results`.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction

from tongban.assessment.exams import actions as exams
from tongban.assessment.exams import queries as results
from tongban.assessment.exams.driving import actions, judging, models, queries
from tongban.assessment.exams.driving.frames import SIZE
from tongban.assessment.exams.types import SittingState
from tongban.core import clock, entries, rows
from tongban.core.actor import Actor
from tongban.core.errors import BadInput, NotFound
from tongban.core.ids import new_id
from tongban.law.text import Text

FORMAT = "tongban-site-day-1"
PIECE = 1200 * SIZE
NOT_SIGNED = Text(
    zh="文件不是登记的考场签名的，或者已被改动。", en="No registered site signed this file, or it was changed."
)
NOT_WHOLE = Text(zh="文件内容不完整或无法识别。", en="The file is not whole, or makes no sense.")

Results = Callable[[models.SiteFile, Mapping[str, Any], Actor], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: drives taken in, known ones, and conflicts for a person."""

    digest: str
    taken: int
    known: int
    conflicts: int


def register_site(*, code: str, public_key: str, actor: Actor) -> None:
    """Register the key of a site; a new key replaces the one before."""
    with transaction.atomic(savepoint=False):
        models.Site.objects.update_or_create(code=code, defaults={"public_key": public_key})
        entries.write(
            register=actions.REGISTER, subject=new_id(), kind="site_registered", effective_on=clock.today(),
            actor=actor, cause="configuration", facts={"site": code, "key": public_key},
        )  # fmt: skip


def write_day(site: str, day: date, key: Ed25519PrivateKey) -> bytes:
    """The file of a day at a site: every drive that has ended, with what was told. Reads only."""
    begin = datetime(day.year, day.month, day.day, tzinfo=clock.CHINA)
    found = models.Drive.for_system("the file of a site").filter(
        centre=site, began_at__gte=begin, began_at__lt=begin + timedelta(days=1), closed_at__isnull=False
    )
    return signed(
        {"format": FORMAT, "site": site, "day": day.isoformat(), "drives": [_told(one) for one in found]}, key
    )


def signed(said: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """The two lines of a file."""
    packed = zlib.compress(json.dumps(said, sort_keys=True).encode(), 6)
    return base64.b64encode(packed) + b"\n" + key.sign(packed).hex().encode() + b"\n"


def take_in(*, content: bytes, actor: Actor, results: Results | None = None) -> Taken:
    """Take in a site's file. The same file again changes nothing. `results` takes its sealed part and says of each
    result "taken", "known" or "conflict". Raises BadInput for a file that cannot be used."""
    said = _opened(content)
    if "sealed" in said and results is None:
        raise BadInput("file", NOT_WHOLE)
    digest = hashlib.sha256(content).hexdigest()
    counted = {"taken": 0, "known": 0, "conflict": 0}
    with transaction.atomic():
        file = models.SiteFile(
            digest=digest, site_id=said["site"], day=date.fromisoformat(said["day"]), drives=len(said["drives"]),
            taken_at=clock.now(), taken_by=entries.code_of(actor),
        )  # fmt: skip
        if not rows.insert(file, otherwise="ON CONFLICT DO NOTHING"):
            return Taken(digest, 0, len(said["drives"]), 0)
        for one in said["drives"]:
            counted[_one(file, one, actor)] += 1
        for outcome in results(file, said, actor) if results and "sealed" in said else ():
            counted[outcome] += 1
    return Taken(digest, counted["taken"], counted["known"], counted["conflict"])


def _opened(content: bytes) -> dict[str, Any]:
    """What a registered site signed."""
    try:
        first, second = content.split()
        packed, signature = base64.b64decode(first, validate=True), bytes.fromhex(second.decode())
        said = json.loads(packed if packed.startswith(b"{") else zlib.decompress(packed))
        if said["format"] != FORMAT:
            raise ValueError(said["format"])
        site = models.Site.objects.filter(code=said["site"]).first()
        for one in said["drives"]:
            one["frames"] = zlib.decompress(base64.b64decode(one["frames"]))
            if hashlib.sha256(one["frames"]).hexdigest() != one["sha256"] or len(one["frames"]) % SIZE:
                raise ValueError(one["sitting"])
            UUID(one["sitting"])
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise BadInput("file", NOT_WHOLE) from error
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(site.public_key if site else "")).verify(signature, packed)
    except (ValueError, InvalidSignature) as error:
        raise BadInput("file", NOT_SIGNED) from error
    result: dict[str, Any] = said
    return result


def _one(file: models.SiteFile, one: Mapping[str, Any], actor: Actor) -> str:
    """One drive of a file: taken, known, or a conflict."""
    sitting_id = UUID(one["sitting"])
    here = queries.find_drive_of(sitting_id)
    if here is not None:
        if queries.digest(here.id) == one["sha256"]:
            return "known"
        return _conflict(file, one, "other_drive", {"score": _score_here(here)})
    try:
        sitting = results.get_sitting(sitting_id)
    except NotFound:
        return _conflict(file, one, "unknown", {})
    cause = f"site_file:{file.digest}"
    if sitting.state is SittingState.EXPECTED:
        exams.check_in(sitting_id=sitting_id, actor=actor, cause=cause)
    if sitting.state in (SittingState.EXPECTED, SittingState.PRESENT):
        exams.start(sitting_id=sitting_id, actor=actor, cause=cause)
    elif sitting.state is not SittingState.RUNNING:
        return _conflict(file, one, "not_running", {"score": sitting.score})
    return _kept(file, one, actor)


def _kept(file: models.SiteFile, one: Mapping[str, Any], actor: Actor) -> str:
    """Keep the frames and reckon the score; where the site told another one, a person decides."""
    began_at = datetime.fromisoformat(one["began_at"])
    drive = actions.open_drive(
        sitting_id=UUID(one["sitting"]), car=one["car"], course=one["course"], began_at=began_at, actor=actor,
        source="file",
    )  # fmt: skip
    for at in range(0, len(one["frames"]), PIECE):
        actions.take_in(drive_id=drive.id, frames=one["frames"][at : at + PIECE])
    actions.close_drive(drive_id=drive.id, sent=one["sent"], actor=actor)
    for added in one["added"]:
        judging.add_item(drive_id=drive.id, actor=actor, **added)
    row = models.Drive.for_system("reckon a drive of a file").get(pk=drive.id)
    reckoned = _reckoned(row)
    if reckoned != one["score"]:
        return _conflict(file, one, "other_score", {"score": reckoned})
    judging.conclude(drive_id=drive.id, actor=actor, decision=one["decision"])
    return "taken"


def _reckoned(row: models.Drive) -> int:
    scored = judging.scored_by(row, judging.sheet_of(row))
    taken = sum(one.points for one in scored.deductions) + sum(one.points for one in queries.added(row.id))
    return max(0, judging.BEST - taken)


def _score_here(drive: models.Drive) -> int:
    judged = queries.find_judged(drive.id)
    return judged.told_score if judged else _reckoned(drive)


def conflict(
    file: models.SiteFile, sitting: UUID, kind: str, here: Mapping[str, Any], there: Mapping[str, Any]
) -> str:  # fmt: skip
    """Put a result that does not fit before a person. One for each sitting, kind and file."""
    row = models.SiteConflict(
        id=new_id(), file_id=file.digest, sitting=sitting, kind=kind, here=dict(here), there=dict(there)
    )  # fmt: skip
    rows.insert(row, otherwise="ON CONFLICT DO NOTHING")
    return "conflict"


def _conflict(file: models.SiteFile, one: Mapping[str, Any], kind: str, here: Mapping[str, Any]) -> str:
    """A difference for a person; what the site sent is kept with it, unless it stands here as a drive already."""
    there = {name: one[name] for name in ("score", "sha256", "began_at", "car", "sent")}
    row = models.SiteConflict(
        id=new_id(), file_id=file.digest, sitting=UUID(one["sitting"]), kind=kind, here=dict(here), there=there
    )
    rows.insert(row)
    if kind != "other_score":
        said = {name: value for name, value in one.items() if name != "frames"}
        rows.insert(
            models.SiteDrive(conflict=row, frames=zlib.compress(one["frames"], 6), sha256=one["sha256"], said=said)
        )
    return "conflict"


def _told(drive: models.Drive) -> dict[str, Any]:
    """A drive as a file says it."""
    frames, judged = queries.received(drive.id), queries.find_judged(drive.id)
    return {
        "sitting": str(drive.sitting),
        "car": drive.car_id,
        "course": drive.course_id,
        "began_at": drive.began_at.isoformat(),
        "sent": len(queries.numbers(drive.id)),
        "frames": base64.b64encode(zlib.compress(frames, 6)).decode(),
        "sha256": hashlib.sha256(frames).hexdigest(),
        "score": _score_here(drive),
        "decision": judged.decision if judged else "",
        "added": [
            {"item": one.item, "at_ms": one.at_ms, "reason": one.reason} for one in queries.added(drive.id)
        ],
    }  # fmt: skip
